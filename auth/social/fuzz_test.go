package social

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzIdentity: whatever a provider says, what is kept is a name of a user, an address, and names on one line.
func FuzzIdentity(f *testing.F) {
	f.Add("ada", "ada@example.org", "Ada")
	f.Add("<script>", "a\r\nBcc: b@example.org", "A\nB")
	f.Add(strings.Repeat("é", 300), "\"x y\"@example.org", "\xff\xfe")
	f.Fuzz(func(t *testing.T, name, email, given string) {
		id := claims{Username: name, Email: email, EmailVerified: true, GivenName: given}.identity("https://x.example", "1")
		if strings.ContainsAny(id.Email+id.FirstName, "\r\n") || id.Email != "" && id.Email != email || utf8.RuneCountInString(id.FirstName) > 150 {
			t.Errorf("kept %+v", id)
		}
		for try := range 2 {
			got := username(id, try)
			if got == "" || utf8.RuneCountInString(got) > 150 || strings.ContainsAny(got, " @<>\r\n\x00") || !utf8.ValidString(got) {
				t.Errorf("the user's name is %q", got)
			}
		}
	})
}
