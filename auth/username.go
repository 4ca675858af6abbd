package auth

import (
	"errors"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxName is how much of a name is looked at: no user has a longer one.
const maxName = 254

// NormalizeName brings the spellings of a user name together that look alike (Unicode's NFKC), as Django does. What is longer than any
// name is cut.
func NormalizeName(name string) string {
	if len(name) > 4*maxName {
		name = strings.ToValidUTF8(name[:4*maxName], "")
	}
	return norm.NFKC.String(name)
}

// NormalizeEmail writes the part of an address behind the last @ in lower case, as Django does.
func NormalizeEmail(address string) string {
	i := strings.LastIndexByte(address, '@')
	if i < 0 {
		return address
	}
	return address[:i] + strings.ToLower(address[i:])
}

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
