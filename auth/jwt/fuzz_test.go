package jwt

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/sign"
)

// FuzzHeader: whatever stands in the header Authorization, it is another scheme's, a refusal, or one word.
func FuzzHeader(f *testing.F) {
	for _, s := range []string{"", "Bearer", "Bearer a.b.c", "bearer  a ", "Bearer a b", "Token a", "Bearer\ta", "Bearer \xff\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, header string) {
		text, ok, err := tokenOf(header, "Bearer")
		switch {
		case err != nil && (problem.Of(err) != problem.Unauthenticated || text != "" || !ok):
			t.Errorf("%q gives %q, %t, %v", header, text, ok, err)
		case err == nil && ok == (text == "" || strings.ContainsAny(text, " \t\n\v\f\r")):
			t.Errorf("%q gives %q, %t", header, text, ok)
		}
	})
}

// FuzzParse: what the site has not signed does not count, whatever it is, and breaks nothing.
func FuzzParse(f *testing.F) {
	ctx := sign.With(context.Background(), sign.RandomKeys())
	at := time.Date(2031, 5, 6, 12, 0, 0, 0, time.UTC)
	s := newService(Options{Now: func() time.Time { return at }})
	good, err := s.sign(ctx, &Claims{TokenType: accessType, ExpiresAt: at.Add(time.Minute), ID: randomHex(jtiDigits), UserID: 7})
	if err != nil {
		f.Fatal(err)
	}
	if c, err := s.parse(ctx, good); err != nil || c.UserID != 7 {
		f.Fatalf("%+v (%v)", c, err)
	}
	for _, t := range []string{good, good[:len(good)-1], "a.b.c", "..", "eyJhbGciOiJub25lIn0.e30.", good + "."} {
		f.Add(t)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := s.parse(ctx, text)
		var refused tokenError
		if text != good && (c != nil || !errors.As(err, &refused)) {
			t.Errorf("%q gives %+v (%v)", text, c, err)
		}
	})
}

// FuzzClaims: claims that can be read are written and read as the same.
func FuzzClaims(f *testing.F) {
	for _, s := range []string{`{}`, `{"exp":1,"user_id":"7","aud":["a"],"x":[1,{"y":null}]}`, `{"exp":1.5,"nbf":2,"iat":3,"jti":"a","iss":"b","aud":"c","token_type":"access","user_id":7}`,
		`{"exp":1e400}`, `{"exp":-1}`, `{"user_id":2147483648}`, `null`, `[]`, `{"user_id":null}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var c, again Claims
		if c.UnmarshalJSON([]byte(text)) != nil {
			return
		}
		if c.UserID < 0 || c.ExpiresAt.Year() > 9999 {
			t.Errorf("%q gives %+v", text, c)
		}
		if c.UserID == 0 || c.IssuedAt.IsZero() || c.ExpiresAt.IsZero() {
			return
		}
		b, err := c.MarshalJSON()
		if err != nil || again.UnmarshalJSON(b) != nil || again.UserID != c.UserID || again.ID != c.ID || again.ExpiresAt.Unix() != c.ExpiresAt.Unix() || len(again.Extra) != len(c.Extra) {
			t.Errorf("%q gives %s and %+v (%v)", text, b, again, err)
		}
	})
}

// Secrets that a site no longer has are not forgotten at once: the fallbacks count.
func TestFallbackKeys(t *testing.T) {
	t.Parallel()
	at := time.Date(2031, 5, 6, 12, 0, 0, 0, time.UTC)
	s := newService(Options{Now: func() time.Time { return at }})
	a, b := sign.NewKey(), sign.NewKey()
	in := func(key string, fallbacks ...string) context.Context {
		keys, err := sign.NewKeys(key, fallbacks...)
		if err != nil {
			t.Fatal(err)
		}
		return sign.With(t.Context(), keys)
	}
	token, err := s.sign(in(a), &Claims{TokenType: accessType, ExpiresAt: at.Add(time.Minute), ID: "x", UserID: 7})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		ctx  context.Context
		want bool
	}{"the same": {in(a), true}, "a fallback": {in(b, a), true}, "another": {in(b), false}} {
		if _, err := s.parse(c.ctx, token); (err == nil) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.parse(t.Context(), token); err == nil || errors.Is(err, errInvalid) {
		t.Errorf("without keys: %v", err)
	}
}

func BenchmarkParse(b *testing.B) {
	ctx := sign.With(context.Background(), sign.RandomKeys())
	s := newService(Options{})
	token, err := s.sign(ctx, &Claims{TokenType: accessType, ExpiresAt: time.Now().Add(time.Hour), ID: randomHex(jtiDigits), UserID: 7})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.parse(ctx, token); err != nil {
			b.Fatal(err)
		}
	}
}
