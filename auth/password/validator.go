package password

import (
	"context"
	"errors"
	"fmt"
	"unicode"
	"unicode/utf8"

	"github.com/musette-go/musette/problem"
)

// An Attribute is something that is known about a user, which a password should not resemble.
type Attribute struct {
	// Label says to people what it is, as in "The password is too similar to the email address."
	Label string
	// Value is compared, whole and in its words. An empty one is not.
	Value string
}

// A Validator says whether a new password is too weak. Its methods are called by many goroutines.
type Validator interface {
	// Validate returns what is wrong with the password of a user of whom the attributes are known. Its error says that this could
	// not be found out.
	Validate(ctx context.Context, password string, about []Attribute) ([]problem.FieldError, error)
	// Help tells people before they choose a password what is expected of it.
	Help() string
}

// DefaultValidators returns Django's four, in the order of its new projects: [Similarity], [MinimumLength], [Common], [Numeric].
func DefaultValidators() []Validator {
	return []Validator{Similarity{}, MinimumLength{}, Common{}, Numeric{}}
}

// Validate returns what all validators of the policy have against a new password, in their order. A password that is too long is
// refused before they see it, with the code "password_too_long". Its error joins what could not be found out; then the password
// should be refused too.
func (p *Policy) Validate(ctx context.Context, password string, about ...Attribute) ([]problem.FieldError, error) {
	if limit := p.maxLength(); len(password) > limit {
		return wrong("password_too_long", "This password is too long. It must contain at most %d bytes.", limit), nil
	}
	var all []problem.FieldError
	var errs []error
	for _, v := range p.validators() {
		found, err := v.Validate(ctx, password, about)
		all, errs = append(all, found...), append(errs, err)
	}
	return all, errors.Join(errs...)
}

// Help returns the help of all validators of the policy, in their order.
func (p *Policy) Help() []string {
	var out []string
	for _, v := range p.validators() {
		out = append(out, v.Help())
	}
	return out
}

func (p *Policy) validators() []Validator {
	if p.Validators == nil {
		return DefaultValidators()
	}
	return p.Validators
}

// wrong is the verdict of a validator.
func wrong(code, format string, args ...any) []problem.FieldError {
	return []problem.FieldError{{Code: code, Message: fmt.Sprintf(format, args...)}}
}

// MinimumLength refuses short passwords, with the code "password_too_short", as Django's MinimumLengthValidator.
type MinimumLength struct {
	// Length is the least number of characters. Defaults to 8.
	Length int
}

func (m MinimumLength) length() int {
	if m.Length == 0 {
		return 8
	}
	return m.Length
}

// Validate implements [Validator].
func (m MinimumLength) Validate(_ context.Context, password string, _ []Attribute) ([]problem.FieldError, error) {
	if utf8.RuneCountInString(password) >= m.length() {
		return nil, nil
	}
	return wrong("password_too_short", "This password is too short. It must contain at least %s.", m.characters()), nil
}

// Help implements [Validator].
func (m MinimumLength) Help() string {
	return fmt.Sprintf("Your password must contain at least %s.", m.characters())
}

func (m MinimumLength) characters() string {
	if m.length() == 1 {
		return "1 character"
	}
	return fmt.Sprintf("%d characters", m.length())
}

// Numeric refuses passwords of digits only, in any script, with the code "password_entirely_numeric", as Django's
// NumericPasswordValidator.
type Numeric struct{}

// Validate implements [Validator].
func (Numeric) Validate(_ context.Context, password string, _ []Attribute) ([]problem.FieldError, error) {
	for _, r := range password {
		if !unicode.In(r, unicode.Nd, otherDigits) {
			return nil, nil
		}
	}
	if password == "" {
		return nil, nil
	}
	return wrong("password_entirely_numeric", "This password is entirely numeric."), nil
}

// Help implements [Validator].
func (Numeric) Help() string { return "Your password can’t be entirely numeric." }
