package django_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/musette-go/musette/django"
)

// resetUser is the user of the tests, and the Python that makes the same one.
func resetUser() django.ResetUser {
	login := time.Date(2026, 3, 4, 5, 6, 7, 891_000_000, time.UTC)
	return django.ResetUser{PK: "42", Password: "pbkdf2_sha256$260000$salt$hash", LastLogin: &login, Email: "żaneta@example.org"}
}

const pythonUser = `

# With USE_TZ = False the column holds the time on the wall, which is 5:30 later in Kolkata.
login = datetime.datetime(2026, 3, 4, 5, 6, 7, 891000, tzinfo=datetime.timezone.utc) if settings.USE_TZ else datetime.datetime(2026, 3, 4, 10, 36, 7, 891000)
u = User(pk=42, password='pbkdf2_sha256$260000$salt$hash', last_login=login, email='żaneta@example.org')
never = User(pk=43, password='!x', last_login=None, email='')
g = PasswordResetTokenGenerator()
`

func TestResetTokens(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Asia/Kolkata")
	if err != nil {
		t.Fatal(err)
	}
	for _, useTZ := range []bool{true, false} {
		var theirs struct{ Token, Never, Old string }
		pythonTZ(t, useTZ, nil, pythonUser+`
old = PasswordResetTokenGenerator()
old.algorithm = 'sha1'
out = dict(Token=g.make_token(u), Never=g.make_token(never), Old=old.make_token(u))`, &theirs)
		tokens := django.ResetTokens{Keys: keys(), TimeZone: zone, NoTZ: !useTZ, Timeout: 10 * time.Minute}
		never := django.ResetUser{PK: "43", Password: "!x"}
		if !tokens.Check(resetUser(), theirs.Token) || !tokens.Check(never, theirs.Never) {
			t.Errorf("USE_TZ %v: Django's token is not recognized", useTZ)
		}
		tokens.Keys = keys32()
		if !tokens.Check(resetUser(), theirs.Old) {
			t.Errorf("USE_TZ %v: Django's token by SHA-1 is not recognized", useTZ)
		}
		tokens.Keys = django.Keys{Secret: "new", Fallbacks: []string{secret}}
		if !tokens.Check(resetUser(), theirs.Token) || tokens.Check(resetUser(), theirs.Old) {
			t.Errorf("USE_TZ %v: by the fallback key it is not", useTZ)
		}
		tokens.Keys = keys()
		var got []bool
		pythonTZ(t, useTZ, []string{must(t)(tokens.Make(resetUser())), must(t)(tokens.Make(never))}, pythonUser+`
out = [g.check_token(u, given[0]), g.check_token(never, given[1]), g.check_token(never, given[0])]`, &got)
		if !got[0] || !got[1] || got[2] {
			t.Errorf("USE_TZ %v: Django says %v, want true, true, false", useTZ, got)
		}
	}
}

func TestResetTokensAreBound(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		<-time.After(10 * 365 * 24 * time.Hour) // the bubble's clock begins in 2000
		tokens := django.ResetTokens{Keys: keys()}
		token := must(t)(tokens.Make(resetUser()))
		later := time.Date(2026, 3, 4, 5, 6, 8, 0, time.UTC)
		for name, changeUser := range map[string]func(*django.ResetUser){
			"other user":   func(u *django.ResetUser) { u.PK = "4" },
			"new password": func(u *django.ResetUser) { u.Password = "other" },
			"login":        func(u *django.ResetUser) { u.LastLogin = &later },
			"never":        func(u *django.ResetUser) { u.LastLogin = nil },
			"new address":  func(u *django.ResetUser) { u.Email = "x@example.org" },
		} {
			u := resetUser()
			changeUser(&u)
			if tokens.Check(u, token) {
				t.Errorf("%s: still recognized", name)
			}
		}
		for name, forged := range forgeries(token) {
			if tokens.Check(resetUser(), forged) {
				t.Errorf("%s: recognized", name)
			}
		}
		for _, forged := range []string{"-", "-" + token, "0" + token, "+" + token, "zzzzzzzzzzzzzz-" + token[7:]} {
			if tokens.Check(resetUser(), forged) {
				t.Errorf("%s: recognized", forged)
			}
		}
		if (django.ResetTokens{}).Check(resetUser(), token) || (django.ResetTokens{Keys: django.Keys{Secret: "other"}}).Check(resetUser(), token) {
			t.Error("recognized by other keys")
		}
		<-time.After(3 * 24 * time.Hour)
		if !tokens.Check(resetUser(), token) {
			t.Error("dead at its last second")
		}
		<-time.After(time.Second)
		if tokens.Check(resetUser(), token) {
			t.Error("alive after three days")
		}
		if tokens.Timeout = 96 * time.Hour; !tokens.Check(resetUser(), token) {
			t.Error("dead before its own timeout")
		}
	})
}

func TestResetTokensNeedAKeyAndAClock(t *testing.T) {
	t.Parallel()
	if _, err := (django.ResetTokens{}).Make(resetUser()); err == nil {
		t.Error("made without a key")
	}
	synctest.Test(t, func(t *testing.T) { // in 2000
		if _, err := (django.ResetTokens{Keys: keys()}).Make(resetUser()); err == nil {
			t.Error("made before 2001")
		}
	})
}

func TestUID(t *testing.T) {
	t.Parallel()
	var theirs []string
	python(t, []string{"1", "42", "a/b?c", "ż"}, `out = [urlsafe_base64_encode(v.encode()) for v in given]`, &theirs)
	for i, pk := range []string{"1", "42", "a/b?c", "ż"} {
		if got := django.EncodeUID(pk); got != theirs[i] {
			t.Errorf("%q, want %q", got, theirs[i])
		}
		if got, ok := django.DecodeUID(theirs[i]); !ok || got != pk {
			t.Errorf("%q, %v", got, ok)
		}
	}
	for _, bad := range []string{"*", "A", string(make([]byte, 5000))} {
		if got, ok := django.DecodeUID(bad); ok {
			t.Errorf("%.20q is read as %q", bad, got)
		}
	}
}
