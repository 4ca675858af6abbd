package rest

import (
	"encoding/base64"
	"fmt"
	"math"
	"math/big"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/schema"
	"github.com/musette-go/musette/validate"
)

// Messages are what is wrong with one value, in the order in which it was found.
type messages = []problem.FieldError

func wrong(code, text string) messages { return messages{{Code: code, Message: text}} }

// maxNumberText bounds numbers that come as text, as DRF does.
const maxNumberText = 1000

func tooLong() messages { return wrong("max_string_length", "String value too large.") }

// parseBool takes what DRF takes for true and false.
func parseBool(v *value) (bool, messages) {
	switch v.kind {
	case boolValue:
		return v.yes, nil
	case intValue, floatValue:
		switch f, _ := strconv.ParseFloat(v.text, 64); f {
		case 1:
			return true, nil
		case 0:
			return false, nil
		}
	case textValue:
		switch v.text {
		case "t", "T", "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON", "1":
			return true, nil
		case "f", "F", "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF", "0":
			return false, nil
		}
	}
	return false, wrong("invalid", "Must be a valid boolean.")
}

// nullText reports whether a text stands for null in a field that may be null, as DRF's boolean fields have it.
func nullText(v *value) bool {
	return v.kind == textValue && (v.text == "" || v.text == "null" || v.text == "Null" || v.text == "NULL")
}

// parseText takes texts and plain numbers, trimmed. Whether it may be blank is asked before.
func parseText(v *value) (string, messages) {
	switch v.kind {
	case textValue:
		return strings.TrimSpace(v.text), nil
	case intValue, floatValue:
		return v.str(), nil
	}
	return "", wrong("invalid", "Not a valid string.")
}

// checkText collects what is wrong with a text by the column's length and format.
func checkText(f *schema.Field, s string) (out messages) {
	if f.MaxLength > 0 && len(s) > f.MaxLength && utf8.RuneCountInString(s) > f.MaxLength {
		out = append(out, problem.FieldError{Code: "max_length", Message: fmt.Sprintf("Ensure this field has no more than %d characters.", f.MaxLength)})
	}
	if err := validate.NoNull(s); err != nil {
		out = append(out, problem.FieldError{Code: validate.CodeOf(err), Message: err.Error()})
	}
	if r, bad := surrogate(s); bad {
		out = append(out, problem.FieldError{Code: "surrogate_characters_not_allowed", Message: fmt.Sprintf("Surrogate characters are not allowed: U+%X.", r)})
	}
	switch f.Format {
	case schema.Email:
		if validate.Email(s) != nil {
			out = append(out, problem.FieldError{Code: "invalid", Message: "Enter a valid email address."})
		}
	case schema.URL:
		if validate.URL(s) != nil {
			out = append(out, problem.FieldError{Code: "invalid", Message: "Enter a valid URL."})
		}
	case schema.Slug:
		if validate.Slug(s) != nil {
			out = append(out, problem.FieldError{Code: "invalid", Message: `Enter a valid "slug" consisting of letters, numbers, underscores or hyphens.`})
		}
	}
	return out
}

var wholeSuffix = regexp.MustCompile(`\.0*\s*$`)

// intText is a whole number as Python's int() reads it after DRF has cut off ".0"; ok is false for what is none.
func intText(v *value) (n *big.Int, ok bool) {
	if v.kind != textValue && v.kind != intValue && v.kind != floatValue {
		return nil, false
	}
	s := v.text
	if v.kind == floatValue {
		s = v.str()
	}
	s = strings.TrimSpace(wholeSuffix.ReplaceAllString(s, ""))
	digits := strings.TrimLeft(s, "+-")
	if digits == "" || len(s)-len(digits) > 1 || strings.HasPrefix(digits, "_") || strings.HasSuffix(digits, "_") || strings.Contains(digits, "__") {
		return nil, false
	}
	for _, c := range digits {
		if (c < '0' || c > '9') && c != '_' {
			return nil, false
		}
	}
	if len(s) > 4*maxNumberText { // a number of JSON; it is out of every range
		s = s[:4*maxNumberText]
	}
	return new(big.Int).SetString(strings.ReplaceAll(strings.TrimPrefix(s, "+"), "_", ""), 10)
}

// intRange is what a column of the type holds.
func intRange(t schema.Type) (lo, hi int64) {
	switch t {
	case schema.SmallIntegerField:
		return math.MinInt16, math.MaxInt16
	case schema.IntegerField:
		return math.MinInt32, math.MaxInt32
	}
	return math.MinInt64, math.MaxInt64
}

func parseInt(v *value, t schema.Type) (int64, messages) {
	if v.kind == textValue && len(v.text) > maxNumberText {
		return 0, tooLong()
	}
	n, ok := intText(v)
	if !ok {
		return 0, wrong("invalid", "A valid integer is required.")
	}
	lo, hi := intRange(t)
	switch {
	case n.Cmp(big.NewInt(hi)) > 0:
		return 0, wrong("max_value", fmt.Sprintf("Ensure this value is less than or equal to %d.", hi))
	case n.Cmp(big.NewInt(lo)) < 0:
		return 0, wrong("min_value", fmt.Sprintf("Ensure this value is greater than or equal to %d.", lo))
	}
	return n.Int64(), nil
}

const notNumber = "A valid number is required."

func parseFloat(v *value) (float64, messages) {
	switch {
	case v.kind == boolValue && v.yes:
		return 1, nil
	case v.kind == boolValue:
		return 0, nil
	case v.kind == textValue && len(v.text) > maxNumberText:
		return 0, tooLong()
	case v.kind != textValue && v.kind != intValue && v.kind != floatValue:
		return 0, wrong("invalid", notNumber)
	}
	s := strings.TrimSpace(v.text)
	if strings.ContainsAny(s, "xXpP") { // Go reads hexadecimal floats, Python does not
		return 0, wrong("invalid", notNumber)
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return 0, wrong("invalid", notNumber)
	}
	return f, nil
}

func parseDecimal(v *value, f *schema.Field) (decimal.Decimal, messages) {
	if v.kind != textValue && v.kind != intValue && v.kind != floatValue {
		return decimal.Zero, wrong("invalid", notNumber)
	}
	s := strings.ReplaceAll(strings.TrimSpace(v.number()), "_", "")
	if len(s) > maxNumberText {
		return decimal.Zero, tooLong()
	}
	d, err := decimal.Parse(s)
	if err != nil {
		return decimal.Zero, wrong("invalid", notNumber)
	}
	whole := f.MaxDigits - f.DecimalPlaces
	switch {
	case f.MaxDigits > 0 && d.Digits() > f.MaxDigits:
		return d, wrong("max_digits", fmt.Sprintf("Ensure that there are no more than %d digits in total.", f.MaxDigits))
	case d.Scale() > f.DecimalPlaces:
		return d, wrong("max_decimal_places", fmt.Sprintf("Ensure that there are no more than %d decimal places.", f.DecimalPlaces))
	case f.MaxDigits > 0 && d.IntDigits() > whole:
		return d, wrong("max_whole_digits", fmt.Sprintf("Ensure that there are no more than %d digits before the decimal point.", whole))
	}
	d, _ = d.Rescale(f.DecimalPlaces)
	return d, nil
}

var (
	dateForm     = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})$`)
	clockForm    = regexp.MustCompile(`^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,6})\d{0,6})?)?$`)
	datetimeForm = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})[T ](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,6})\d{0,6})?)?(?:(Z)|([+-])(\d{2})(?::?(\d{2}))?)?$`)
)

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// micros reads the digits of a fraction of a second.
func micros(s string) int { return atoi((s + "000000")[:6]) }

// readDate reads a date as Django does; the month and the day may have one digit.
func readDate(s string) (schema.Date, bool) {
	m := dateForm.FindStringSubmatch(s)
	if m == nil {
		return schema.Date{}, false
	}
	d := schema.Date{Year: atoi(m[1]), Month: time.Month(atoi(m[2])), Day: atoi(m[3])}
	return d, d.Valid()
}

func readClock(s string) (schema.Clock, bool) {
	m := clockForm.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	return clockOf(atoi(m[1]), atoi(m[2]), atoi(m[3]), micros(m[4]))
}

func clockOf(h, m, s, us int) (schema.Clock, bool) {
	if h > 23 || m > 59 || s > 59 {
		return 0, false
	}
	return schema.Clock(time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second + time.Duration(us)*time.Microsecond), true
}

// readTime reads a moment as Django does; one without a zone is in UTC.
func readTime(s string) (time.Time, bool) {
	t, ok := scanTime(s)
	return t, ok && inYears(t)
}

// inYears reports whether a moment lies in the years that databases and Python have.
func inYears(t time.Time) bool { return t.Year() >= 1 && t.Year() <= 9999 }

func scanTime(s string) (time.Time, bool) {
	m := datetimeForm.FindStringSubmatch(s)
	if m == nil {
		return time.Time{}, false
	}
	day := schema.Date{Year: atoi(m[1]), Month: time.Month(atoi(m[2])), Day: atoi(m[3])}
	clock, ok := clockOf(atoi(m[4]), atoi(m[5]), atoi(m[6]), micros(m[7]))
	if !ok || !day.Valid() {
		return time.Time{}, false
	}
	off := time.Duration(atoi(m[10]))*time.Hour + time.Duration(atoi(m[11]))*time.Minute
	if off >= 24*time.Hour {
		return time.Time{}, false
	}
	if m[9] == "-" {
		off = -off
	}
	return day.In(time.UTC).Add(time.Duration(clock) - off), true
}

func formatError(what, format string) messages {
	return wrong("invalid", what+" has wrong format. Use one of these formats instead: "+format+".")
}

func parseDate(v *value) (schema.Date, messages) {
	if v.kind == textValue {
		if d, ok := readDate(v.text); ok {
			return d, nil
		}
	}
	return schema.Date{}, formatError("Date", "YYYY-MM-DD")
}

func parseClock(v *value) (schema.Clock, messages) {
	if v.kind == textValue {
		if c, ok := readClock(v.text); ok {
			return c, nil
		}
	}
	return 0, formatError("Time", "hh:mm[:ss[.uuuuuu]]")
}

func parseTime(v *value) (time.Time, messages) {
	if v.kind == textValue {
		if t, ok := scanTime(v.text); ok && !inYears(t) {
			return t, wrong("overflow", "Datetime value out of range.")
		} else if ok {
			return t, nil
		}
	}
	return time.Time{}, formatError("Datetime", "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]")
}

var (
	spanForm = regexp.MustCompile(`^(?:(-?\d+) (?:days?,? ?)?)?([-+]?)(?:(?:(\d+):(\d+):|(\d+):)?(\d+)(?:[.,](\d{1,6})\d{0,6})?)?$`)
	isoSpan  = regexp.MustCompile(`^([-+]?)P(?:(\d+(?:[.,]\d+)?)D)?(?:T(?:(\d+(?:[.,]\d+)?)H)?(?:(\d+(?:[.,]\d+)?)M)?(?:(\d+(?:[.,]\d+)?)S)?)?$`)
)

// readDuration reads a span as Django does: "1 02:03:04.5", "3600", "P1DT2H".
func readDuration(s string) (time.Duration, bool) {
	if m := spanForm.FindStringSubmatch(s); m != nil && s != "" {
		minutes := m[4] + m[5]
		span, ok := addUp([]string{m[3], minutes, m[6], "0." + m[7] + "0"}, []time.Duration{time.Hour, time.Minute, time.Second, time.Second})
		if m[2] == "-" {
			span = -span
		}
		days, fits := addUp([]string{strings.TrimPrefix(m[1], "-")}, []time.Duration{24 * time.Hour})
		if strings.HasPrefix(m[1], "-") {
			days = -days
		}
		return days + span, ok && fits
	}
	if m := isoSpan.FindStringSubmatch(s); m != nil {
		span, ok := addUp(m[2:], []time.Duration{24 * time.Hour, time.Hour, time.Minute, time.Second})
		if m[1] == "-" {
			span = -span
		}
		return span, ok
	}
	return 0, false
}

// maxSpan leaves room for the sum of two.
const maxSpan = math.MaxInt64 / 4

func addUp(parts []string, units []time.Duration) (sum time.Duration, ok bool) {
	for i, p := range parts {
		if p == "" {
			continue
		}
		f, err := strconv.ParseFloat(strings.ReplaceAll(p, ",", "."), 64)
		if err != nil || f*float64(units[i]) > maxSpan || float64(sum)+f*float64(units[i]) > maxSpan {
			return 0, false
		}
		whole := math.Floor(f)
		sum += time.Duration(whole)*units[i] + time.Duration(math.Round((f-whole)*float64(units[i])/1e3))*time.Microsecond
	}
	return sum, true
}

func parseDuration(v *value) (time.Duration, messages) {
	if v.kind == textValue || v.kind == intValue || v.kind == floatValue {
		if d, ok := readDuration(v.str()); ok {
			return d, nil
		}
	}
	return 0, formatError("Duration", "[DD] [HH:[MM:]]ss[.uuuuuu]")
}

func parseUUID(v *value) (schema.UUID, messages) {
	switch v.kind {
	case textValue:
		s := strings.ReplaceAll(strings.ReplaceAll(v.text, "urn:", ""), "uuid:", "")
		if u, err := schema.ParseUUID(strings.ReplaceAll(strings.Trim(s, "{}"), "-", "")); err == nil {
			return u, nil
		}
	case intValue:
		if n, ok := intText(v); ok && n.Sign() >= 0 && n.BitLen() <= 128 {
			var u schema.UUID
			n.FillBytes(u[:])
			return u, nil
		}
	}
	return schema.UUID{}, wrong("invalid", "Must be a valid UUID.")
}

func parseIP(v *value) (netip.Addr, messages) {
	if v.kind == textValue {
		if a, err := netip.ParseAddr(strings.TrimSpace(v.text)); err == nil && a.Zone() == "" {
			return a.Unmap(), nil
		}
	}
	return netip.Addr{}, wrong("invalid", "Enter a valid IPv4 or IPv6 address.")
}

// parseBytes reads base64. DRF shows bytes in this form and does not write them.
func parseBytes(v *value) ([]byte, messages) {
	if v.kind == textValue {
		if b, err := base64.StdEncoding.DecodeString(v.text); err == nil {
			return b, nil
		}
	}
	return nil, wrong("invalid", "Not a valid base64 string.")
}

// parseJSON keeps a value as it is; one of a form is JSON in a text.
func parseJSON(v *value) ([]byte, messages) {
	if v.form {
		read, err := readJSON([]byte(v.text), maxDepth)
		if err != nil {
			return nil, wrong("invalid", "Value must be valid JSON.")
		}
		return read.append(nil), nil
	}
	return v.append(nil), nil
}
