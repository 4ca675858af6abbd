package decimal

import (
	"bytes"
	"encoding/json"
)

// AppendText implements [encoding.TextAppender] with the text of [Decimal.String]. The error is always nil.
func (d Decimal) AppendText(dst []byte) ([]byte, error) { return d.AppendTo(dst), nil }

// MarshalText implements [encoding.TextMarshaler] with the text of [Decimal.String]. The error is always nil.
func (d Decimal) MarshalText() ([]byte, error) { return d.AppendTo(nil), nil }

// UnmarshalText implements [encoding.TextUnmarshaler] by the rules and limits of [Parse]; d is unchanged after an error.
// It serves [flag.TextVar], XML and the keys of JSON objects.
func (d *Decimal) UnmarshalText(text []byte) error {
	v, err := parse(text, inputLimit())
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// MarshalJSON implements [json.Marshaler]. The number is a JSON string, "12.50" in quotes, because readers in many languages
// turn JSON numbers into binary floating point. The error is always nil.
func (d Decimal) MarshalJSON() ([]byte, error) {
	dst := make([]byte, 0, 24)
	dst = append(dst, '"')
	return append(d.AppendTo(dst), '"'), nil
}

// UnmarshalJSON implements [json.Unmarshaler] for a JSON string or number by the rules and limits of [Parse]. The digits
// are read as written and never pass through a float. null leaves d unchanged, and so does an error.
func (d *Decimal) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	if len(data) > 0 && data[0] == '"' {
		text, err := unquote(data)
		if err != nil {
			return err
		}
		return d.UnmarshalText(text)
	}
	if len(data) > 0 && (data[0] == '-' || '0' <= data[0] && data[0] <= '9') {
		return d.UnmarshalText(data)
	}
	return fail(ErrSyntax, "found the JSON value %#q; expected a string or a number, for example \"12.50\"", shorten(data))
}

// unquote gives the text of a JSON string; only strings with escapes are copied.
func unquote(data []byte) ([]byte, error) {
	if n := len(data); n >= 2 && data[n-1] == '"' && bytes.IndexByte(data, '\\') < 0 {
		return data[1 : n-1], nil
	}
	var s string
	if err := json.Unmarshal(data, &s); err != nil {
		return nil, fail(ErrSyntax, "found the JSON value %#q; expected a well-formed string", shorten(data))
	}
	return []byte(s), nil
}
