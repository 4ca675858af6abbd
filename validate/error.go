package validate

import (
	"errors"
	"unicode/utf8"
)

// Error is why a value was refused.
type Error struct {
	Code    string // stable and short, as in Django: "invalid", "max_length"
	Message string // for people: "Enter a valid URL."
}

// Error returns the message.
func (e *Error) Error() string { return e.Message }

// ErrorCode returns the code, for packages that collect errors without knowing this one.
func (e *Error) ErrorCode() string { return e.Code }

// Invalid returns an error with the code "invalid", for validators of one's own.
func Invalid(message string) error { return &Error{Code: "invalid", Message: message} }

// CodeOf returns the code of the first error in err's tree that has one, else "invalid".
func CodeOf(err error) string {
	var c interface{ ErrorCode() string }
	if errors.As(err, &c) {
		return c.ErrorCode()
	}
	return "invalid"
}

// All returns a validator that asks each of vs and returns the first error.
func All[T any](vs ...func(T) error) func(T) error {
	return func(v T) error {
		for _, check := range vs {
			if err := check(v); err != nil {
				return err
			}
		}
		return nil
	}
}

func codeError(code, message string) error { return &Error{Code: code, Message: message} }

// cut shortens a text of a person that is shown in a message.
func cut(s string) string {
	const most = 50
	if utf8.RuneCountInString(s) > most {
		return string([]rune(s)[:most]) + "…"
	}
	return s
}
