package django_test

import (
	"strings"
	"testing"

	"github.com/musette-go/musette/django"
)

func TestCSRF(t *testing.T) {
	t.Parallel()
	var theirs struct{ Secret, Cookie, Token string }
	python(t, nil, `
s = csrf._get_new_csrf_string()
out = dict(Secret=s, Cookie=csrf._mask_cipher_secret(s), Token=csrf._mask_cipher_secret(s))`, &theirs)
	for name, text := range map[string]string{"secret": theirs.Secret, "cookie": theirs.Cookie, "token": theirs.Token} {
		if got, ok := django.UnmaskCSRF(text); !ok || got != theirs.Secret {
			t.Errorf("%s: %q, %v, want %q", name, got, ok, theirs.Secret)
		}
		if !django.MatchCSRF(theirs.Cookie, text) || !django.MatchCSRF(theirs.Secret, text) {
			t.Errorf("%s does not match", name)
		}
	}
	other := django.NewCSRFSecret()
	for name, token := range map[string]string{
		"empty": "", "other secret": other, "other token": django.MaskCSRF(other), "changed": change(theirs.Token, 40), "shorter": theirs.Token[:63],
		"longer": theirs.Token + "a", "mask only": theirs.Token[:32], "other characters": theirs.Token[:63] + "é", "blank": theirs.Token[:63] + " ", "long": strings.Repeat("a", 1<<20),
	} {
		if django.MatchCSRF(theirs.Cookie, token) || django.MatchCSRF(theirs.Secret, token) || django.MatchCSRF(token, theirs.Token) {
			t.Errorf("%s matches", name)
		}
	}
	if django.MatchCSRF("", "") || django.MaskCSRF("short") != "" || django.MaskCSRF(strings.Repeat("-", 32)) != "" {
		t.Error("nothing matches nothing, or what is no secret was masked")
	}
}

// Django accepts a form with a token of here and a cookie of either form, and refuses those of another secret.
func TestCSRFForDjango(t *testing.T) {
	t.Parallel()
	type try struct{ Cookie, Token string }
	secret, other := django.NewCSRFSecret(), django.NewCSRFSecret()
	tries := []try{
		{secret, django.MaskCSRF(secret)}, {django.MaskCSRF(secret), django.MaskCSRF(secret)}, {django.MaskCSRF(secret), secret},
		{secret, django.MaskCSRF(other)}, {django.MaskCSRF(secret), django.MaskCSRF(other)},
	}
	if again := django.MaskCSRF(secret); again == tries[0].Token {
		t.Error("two tokens are the same")
	}
	var got []bool
	python(t, tries, `
def accepted(t):
    r = HttpRequest()
    r.method, r.META['HTTP_HOST'] = 'POST', 'testserver'
    r.COOKIES['csrftoken'] = t['Cookie']
    r.POST = {'csrfmiddlewaretoken': t['Token']}
    m = csrf.CsrfViewMiddleware(lambda r: None)
    m.process_request(r)
    return m.process_view(r, lambda r: None, [], {}) is None
out = [accepted(t) for t in given]`, &got)
	for i, want := range []bool{true, true, true, false, false} {
		if got[i] != want || django.MatchCSRF(tries[i].Cookie, tries[i].Token) != want {
			t.Errorf("%+v: Django says %v, want %v", tries[i], got[i], want)
		}
	}
}
