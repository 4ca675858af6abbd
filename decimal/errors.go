package decimal

import (
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// The kinds of error; find them with [errors.Is].
var (
	ErrSyntax         = errors.New("decimal: not a decimal number")
	ErrRange          = errors.New("decimal: out of range")
	ErrNotFinite      = errors.New("decimal: not a finite number")
	ErrDivisionByZero = errors.New("decimal: division by zero")
)

// ParseError says which text could not be read and why.
type ParseError struct {
	Input string // the text, cut to 40 characters
	Err   error  // ErrSyntax, ErrRange or ErrNotFinite
	limit limit  // what would have been accepted
}

// Error names the input and the accepted form.
func (e *ParseError) Error() string {
	in := strconv.Quote(e.Input)
	switch {
	case errors.Is(e.Err, ErrRange):
		return fmt.Sprintf("decimal: %s is out of range; expected at most %d digits, %d of them after the point, in %d bytes",
			in, e.limit.digits, e.limit.scale, e.limit.bytes)
	case errors.Is(e.Err, ErrNotFinite):
		return "decimal: " + in + " is not a finite number; expected digits, for example -12.50"
	}
	return "decimal: " + in + " is not a decimal number; expected ASCII digits with an optional sign, point and exponent," +
		" without spaces or separators, for example -12.50 or 1.5e3"
}

// Unwrap gives the kind of error.
func (e *ParseError) Unwrap() error { return e.Err }

// valueError is an error about something else than a text: what was found, and its kind.
type valueError struct {
	text string
	kind error
}

func (e *valueError) Error() string { return "decimal: " + e.text }
func (e *valueError) Unwrap() error { return e.kind }

func fail(kind error, format string, args ...any) error {
	return &valueError{fmt.Sprintf(format, args...), kind}
}

// shorten cuts s to 40 characters without copying all of a long s.
func shorten[T string | []byte](s T) string {
	const most = 40
	head := string(s[:min(len(s), most*utf8.UTFMax)])
	n := 0
	for i := range head {
		if n == most {
			return head[:i] + "…"
		}
		n++
	}
	if len(head) < len(s) {
		return head + "…"
	}
	return head
}
