package auth

import (
	"errors"
	"strings"
	"unicode"
)

// errUsername is Django's text for a user name with other characters.
var errUsername = errors.New("Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.") //nolint:staticcheck // shown to people as it stands

// checkUsername accepts what Django's UnicodeUsernameValidator does.
func checkUsername(name string) error {
	if name == "" {
		return errors.New("This field is required.") //nolint:staticcheck // shown to people as it stands
	}
	for _, r := range name {
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) && !strings.ContainsRune("@.+-_", r) {
			return errUsername
		}
	}
	return nil
}
