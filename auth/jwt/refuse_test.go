package jwt_test

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"maps"
	mathrand "math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth/jwt"
	"github.com/musette-go/musette/internal/testenv"
)

var secret = []byte("a secret of more than thirty-two bytes")

// forge makes a token as somebody would who has a secret.
func forge(header, claims map[string]any, key []byte) string {
	text := segment(header) + "." + segment(claims)
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

var rsaKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

// edit is a copy with changes; nil removes.
func edit(m map[string]any, changes map[string]any) map[string]any {
	m = maps.Clone(m)
	for k, v := range changes {
		if m[k] = v; v == nil {
			delete(m, k)
		}
	}
	return m
}

// What must not count does not: AUTH-15 and the issue's "Bad input".
func TestRefused(t *testing.T) {
	t.Parallel()
	s := newSuite(t, jwt.Options{Keys: []jwt.Key{jwt.HS256("", secret)}, Audience: "shop", Issuer: "us"}, testenv.SQLite(t))
	person(s, "ada")
	bob := person(s, "bob")
	token := obtain(t, s, "ada").Access
	header, claims := part(t, token, 0), part(t, token, 1)
	type m = map[string]any
	get(s, forge(header, claims, secret)).Status(200)
	at := func(d time.Duration) int64 { return start.Add(d).Unix() }
	for name, c := range map[string]struct{ header, claims m }{
		"alg none":            {m{"alg": "none"}, nil},
		"alg NONE":            {m{"alg": "NONE"}, nil},
		"no alg":              {m{"alg": nil}, nil},
		"alg a number":        {m{"alg": 7}, nil},
		"unknown alg":         {m{"alg": "HS1"}, nil},
		"another hash":        {m{"alg": "HS512"}, nil},
		"another kind of key": {m{"alg": "RS256"}, nil},
		"kid of nobody":       {m{"kid": "x"}, nil},
		"kid a number":        {m{"kid": 7}, nil},
		"kid empty":           {m{"kid": ""}, nil},
		"critical":            {m{"crit": []string{"exp"}}, nil},
		"expired":             {nil, m{"exp": at(0)}},
		"no exp":              {nil, m{"exp": nil}},
		"exp a text":          {nil, m{"exp": "9999999999"}},
		"exp null":            {nil, m{"exp": struct{}{}}},
		"exp far away":        {nil, m{"exp": 1e300}},
		"exp negative":        {nil, m{"exp": -1}},
		"not yet":             {nil, m{"nbf": at(time.Minute)}},
		"made in the future":  {nil, m{"iat": at(time.Minute)}},
		"wrong aud":           {nil, m{"aud": "bank"}},
		"wrong auds":          {nil, m{"aud": []string{"bank", "x"}}},
		"aud of numbers":      {nil, m{"aud": []int{1}}},
		"no aud":              {nil, m{"aud": nil}},
		"wrong iss":           {nil, m{"iss": "them"}},
		"no iss":              {nil, m{"iss": nil}},
		"refresh":             {nil, m{"token_type": "refresh"}},
		"no type":             {nil, m{"token_type": nil}},
		"type a list":         {nil, m{"token_type": []string{"access"}}},
		"no jti":              {nil, m{"jti": nil}},
		"jti of nobody":       {nil, m{"jti": strings.Repeat("a", 32)}},
		"short jti":           {nil, m{"jti": "a"}},
		"no user":             {nil, m{"user_id": nil}},
		"user of nobody":      {nil, m{"user_id": 999}},
		"another user":        {nil, m{"user_id": bob.ID}},
		"user 0":              {nil, m{"user_id": 0}},
		"user 1.5":            {nil, m{"user_id": 1.5}},
		"user a text":         {nil, m{"user_id": "1 OR 1=1"}},
		"user a list":         {nil, m{"user_id": []int{1}}},
	} {
		forged := forge(edit(header, c.header), edit(claims, c.claims), secret)
		if res := get(s, forged); res.Code != 401 || !strings.Contains(res.Header.Get("WWW-Authenticate"), "Bearer") {
			t.Errorf("%s: %d %s", name, res.Code, res.Body)
		}
	}
	// Headers that name keys make no difference, whichever way: they are not looked at.
	stranger := []byte("what a stranger has made, who gives it along")
	own := m{"jku": "https://evil.example/jwks.json", "x5u": "https://evil.example/x.pem", "jwk": m{"kty": "oct", "k": base64.RawURLEncoding.EncodeToString(stranger)}}
	get(s, forge(edit(header, own), claims, secret)).Status(200)
	get(s, forge(edit(header, own), claims, stranger)).Status(401)
	get(s, forge(header, edit(claims, m{"nbf": at(4 * time.Second), "user_id": "1", "aud": []string{"x", "shop"}}), secret)).Status(200)
	for name, text := range map[string]string{
		"no signature": strings.Join(strings.Split(token, ".")[:2], ".") + ".", "two parts": strings.Join(strings.Split(token, ".")[:2], "."),
		"four parts": token + ".x", "dots": strings.Repeat(".", 8000), "nothing": ".", "a line break": token[:20] + "\n" + token[20:], "padding": token + "==",
		"too long": token + strings.Repeat("A", jwt.MaxToken), "not base64": "é.é.é", "unsigned": segment(m{"alg": "none"}) + "." + segment(claims) + ".",
		"deep": forge(header, m{"exp": deep(8000)}, secret), "not an object": segment("x") + "." + segment("y") + ".eA",
	} {
		if res := get(s, text); res.Code != 401 {
			t.Errorf("%s: %d %s", name, res.Code, res.Body)
		}
	}
}

// What is signed right and must not count all the same.
func TestRefusedThoughSigned(t *testing.T) {
	t.Parallel()
	s := newSuite(t, jwt.Options{Keys: []jwt.Key{jwt.HS256("", secret)}}, testenv.SQLite(t))
	person(s, "ada")
	p := obtain(t, s, "ada")
	header, claims := part(t, p.Access, 0), part(t, p.Access, 1)
	filled := func(n int) string {
		return forge(header, edit(claims, map[string]any{"x": strings.Repeat("x", n)}), secret)
	}
	get(s, filled(5500)).Status(200)
	get(s, filled(6200)).Status(401)
	get(s, forge(header, edit(claims, map[string]any{"aud": "bank"}), secret)).Status(401)
	text := segment(map[string]any{"alg": "HS512", "typ": "JWT"}) + "." + segment(claims)
	mac := hmac.New(sha512.New, secret)
	mac.Write([]byte(text))
	get(s, text+"."+base64.RawURLEncoding.EncodeToString(mac.Sum(nil))).Status(401)
	post(s, "/api/token/verify/", `{"token":"`+p.Access+`"}`).Status(200).IsJSON(`{}`)
	for _, i := range []int{10, 60, len(p.Access) - 5} { // decoders of base64 leave line breaks out
		post(s, "/api/token/verify/", `{"token":"`+p.Access[:i]+`\n`+p.Access[i:]+`"}`).Status(401)
	}
}

// deep is a deep list.
func deep(depth int) any {
	var v any = 1
	for range min(depth, 1000) {
		v = []any{v}
	}
	return v
}

// A public key is never taken for a secret, and tokens of one kind of key do not count as another's.
func TestKeyConfusion(t *testing.T) {
	t.Parallel()
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	public, err := x509.MarshalPKIXPublicKey(&rsaKey().PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	s := newSuite(t, jwt.Options{Keys: []jwt.Key{jwt.RS256("r", rsaKey()), jwt.EdDSA("e", ed)}}, testenv.SQLite(t))
	person(s, "ada")
	token := obtain(t, s, "ada").Access
	get(s, token).Status(200)
	header, claims := part(t, token, 0), part(t, token, 1)
	same(t, header, map[string]any{"alg": "RS256", "kid": "r", "typ": "JWT"})
	armored := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})
	for _, key := range [][]byte{public, armored, rsaKey().N.Bytes(), ed.Public().(ed25519.PublicKey)} {
		for _, kid := range []any{nil, "r", "e"} {
			get(s, forge(edit(header, map[string]any{"alg": "HS256", "kid": kid}), claims, key)).Status(401)
		}
	}
	text := segment(map[string]any{"alg": "EdDSA", "kid": "r"}) + "." + segment(claims)
	get(s, text+"."+base64.RawURLEncoding.EncodeToString(ed25519.Sign(ed, []byte(text)))).Status(401)
	text = segment(map[string]any{"alg": "EdDSA"}) + "." + segment(claims)
	get(s, text+"."+base64.RawURLEncoding.EncodeToString(ed25519.Sign(ed, []byte(text)))).Status(200)
}

// Keys change without anybody being logged out, and the public ones can be read.
func TestKeyRotation(t *testing.T) {
	t.Parallel()
	_, first, _ := ed25519.GenerateKey(rand.Reader)
	_, second, _ := ed25519.GenerateKey(rand.Reader)
	db := testenv.SQLite(t)
	one := newSuite(t, jwt.Options{Keys: []jwt.Key{jwt.EdDSA("", first)}}, db)
	person(one, "ada")
	old := obtain(t, one, "ada")
	two := newSuite(t, jwt.Options{Keys: []jwt.Key{jwt.EdDSA("", second), jwt.EdDSAPublic("", first.Public().(ed25519.PublicKey)), jwt.RS256Public("r", &rsaKey().PublicKey), jwt.HS256("h", secret)}}, db)
	get(two, old.Access).Status(200)
	next := read(t, renew(two, old.Refresh).Status(200))
	get(two, next.Access).Status(200)
	get(one, next.Access).Status(401)
	three := newSuite(t, jwt.Options{Keys: []jwt.Key{jwt.EdDSA("", second)}}, db)
	get(three, old.Access).Status(401)
	get(three, next.Access).Status(200)
	var set struct{ Keys []map[string]string }
	two.Get("/.well-known/jwks.json").Status(200).HasHeader("Cache-Control", "public, max-age=300").Decode(&set)
	if len(set.Keys) != 3 || set.Keys[0]["kid"] != part(t, next.Access, 0)["kid"] || set.Keys[1]["kid"] != part(t, old.Access, 0)["kid"] ||
		set.Keys[0]["crv"] != "Ed25519" || set.Keys[2]["e"] != "AQAB" || strings.Contains(fmt.Sprint(set), base64.RawURLEncoding.EncodeToString(secret)) {
		t.Errorf("the public keys are %v", set)
	}
}

// The keys of the site change by its fallbacks.
func TestFallbacks(t *testing.T) {
	t.Parallel()
	s := newSuite(t, jwt.Options{}, testenv.SQLite(t))
	ada := person(s, "ada")
	if _, err := jwt.Issue(t.Context(), ada); err == nil {
		t.Error("tokens without the app")
	}
	p, err := jwt.Issue(s.Context(), ada)
	s.Must(err)
	get(s, p.Access).Status(200)
}

// Any change of a token makes it worthless.
func TestTampering(t *testing.T) {
	t.Parallel()
	s := newSuite(t, jwt.Options{}, testenv.SQLite(t))
	person(s, "ada")
	token := obtain(t, s, "ada").Access
	r := mathrand.New(mathrand.NewPCG(1, 2))
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
	for range 400 {
		b := []byte(token)
		i := r.IntN(len(b))
		switch r.IntN(3) {
		case 0:
			b[i] = letters[r.IntN(len(letters))]
		case 1:
			b = append(b[:i], b[i+1:]...)
		default:
			b = append(b[:i], append([]byte{letters[r.IntN(len(letters))]}, b[i:]...)...)
		}
		if string(b) == token {
			continue
		}
		if res := get(s, string(b)); res.Code != 401 {
			t.Fatalf("%d for %s", res.Code, b)
		}
	}
	get(s, token).Status(200)
}

// What is wrong with the options is said at the start.
func TestChecks(t *testing.T) {
	t.Parallel()
	short, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil { // refused by the library already
		short = nil
	}
	_, ed, _ := ed25519.GenerateKey(rand.Reader)
	for name, c := range map[string]struct {
		o    jwt.Options
		want string
	}{
		"fine":          {jwt.Options{}, ""},
		"short secret":  {jwt.Options{Keys: []jwt.Key{jwt.HS256("", []byte("short"))}}, "32 or more"},
		"short rsa":     {jwt.Options{Keys: []jwt.Key{jwt.RS256("", short)}}, "expected"},
		"no ed25519":    {jwt.Options{Keys: []jwt.Key{jwt.EdDSA("", nil)}}, "expected an Ed25519"},
		"only public":   {jwt.Options{Keys: []jwt.Key{jwt.EdDSAPublic("", ed.Public().(ed25519.PublicKey))}}, "can only check"},
		"same id":       {jwt.Options{Keys: []jwt.Key{jwt.EdDSA("k", ed), jwt.HS256("k", secret)}}, "another one"},
		"long access":   {jwt.Options{Access: time.Hour, Refresh: time.Minute}, "to live longer"},
		"stateless":     {jwt.Options{Stateless: true, Access: time.Hour}, "after their login was revoked"},
		"stateless, ok": {jwt.Options{Stateless: true}, ""},
	} {
		if got := messages(jwt.App(c.o), t); c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func messages(a app.App, t *testing.T) string {
	var out strings.Builder
	for _, c := range a.Checks {
		for _, m := range c.Run(t.Context()) {
			fmt.Fprintln(&out, m.ID, m.Text)
		}
	}
	return out.String()
}
