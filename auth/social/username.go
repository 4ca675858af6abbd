package social

import (
	"crypto/rand"
	"strings"
	"unicode"

	"github.com/musette-go/musette/auth"
)

// maxUsername leaves room for what makes a name unlike another: a name has 150 characters.
const maxUsername = 100

// username is a name for a new user: what they are called at the provider or in their address, with what does not belong into a name taken
// out. From the second try on it ends in random letters.
func username(id *identity, try int) string {
	name := id.Username
	if strings.Contains(name, "@") || cleanName(name) == "" {
		name, _, _ = strings.Cut(id.Email, "@")
	}
	if cleanName(name) == "" {
		name = id.FirstName
	}
	if name = cleanName(name); name == "" {
		name = "user"
		try++ // "user" itself says nothing
	}
	if try > 0 {
		name += "-" + strings.ToLower(rand.Text()[:8])
	}
	return name
}

// cleanName keeps what may stand in a user name.
func cleanName(name string) string {
	var b strings.Builder
	n := 0
	for _, c := range auth.NormalizeName(strings.ToValidUTF8(name, "")) {
		if c == ' ' {
			c = '.'
		}
		if !unicode.IsLetter(c) && !unicode.IsNumber(c) && !strings.ContainsRune(".+-_", c) {
			continue
		}
		if n++; n > maxUsername {
			break
		}
		b.WriteRune(c)
	}
	return strings.Trim(b.String(), ".+-_")
}
