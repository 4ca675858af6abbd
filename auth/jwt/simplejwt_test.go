package jwt_test

import (
	"bytes"
	stdjson "encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/auth/internal/drftest"
	"github.com/musette-go/musette/auth/jwt"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/testkit"
)

// settings make simplejwt as strict as this package is, and sign with the same secret.
var settings = `{"SIGNING_KEY": "` + string(secret) + `", "ROTATE_REFRESH_TOKENS": true, "BLACKLIST_AFTER_ROTATION": true}`

// adaAndBob are in both databases, under the same numbers.
const adaAndBob = `
User.objects.create_user('ada', password='` + plain + `')
User.objects.create_user('bob', password='` + plain + `', is_active=False)
`

// wrong are requests that both refuse, and in the same words.
func wrong(now time.Time) []drftest.Request {
	type m = map[string]any
	head := m{"alg": "HS256", "typ": "JWT"}
	good := m{"token_type": "access", "exp": now.Add(time.Hour).Unix(), "iat": now.Unix(), "jti": strings.Repeat("a", 32), "user_id": 1}
	refresh := edit(good, m{"token_type": "refresh"})
	token := func(header, claims m) string { return forge(edit(head, header), claims, secret) }
	var out []drftest.Request
	bearers := []string{"", "Bearer", "Bearer a b", "Bearer x", "Bearer .", "Bearer a.b.c", "Basic YTpi", "Token x", "Bearer " + strings.Repeat("a", 9000)}
	for _, t := range []string{
		token(nil, edit(good, m{"exp": now.Add(-time.Hour).Unix()})), token(nil, edit(good, m{"exp": nil})), token(nil, edit(good, m{"nbf": now.Add(time.Hour).Unix()})),
		token(nil, edit(good, m{"iat": now.Add(time.Hour).Unix()})), token(nil, refresh), token(nil, edit(good, m{"token_type": nil})), token(nil, edit(good, m{"jti": nil})),
		token(nil, edit(good, m{"user_id": nil})), token(nil, edit(good, m{"user_id": 99})), token(m{"alg": "none"}, good), token(m{"alg": "HS512"}, good),
		token(m{"alg": "RS256"}, good), token(m{"alg": nil}, good), forge(head, good, []byte("another secret, which is long enough too")), token(nil, edit(good, m{"exp": "x"})),
	} {
		bearers = append(bearers, "Bearer "+t)
	}
	for _, b := range bearers {
		out = append(out, drftest.Request{Method: "GET", Path: "/jwt/who/", Auth: b, Type: "application/json"})
	}
	for _, end := range []string{"refresh", "verify", "blacklist"} {
		field := map[string]string{"verify": "token"}[end]
		if field == "" {
			field = "refresh"
		}
		bodies := []string{`{}`, `{"` + field + `":""}`, `{"` + field + `":null}`, `{"` + field + `":[]}`, `{"` + field + `":7}`, `[]`, `{"` + field + `":"x"}`, `{"` + field + `":" x.y.z "}`,
			`{"` + field + `":"` + strings.Repeat("a", 9000) + `"}`}
		for _, t := range []string{token(nil, edit(refresh, m{"exp": 1})), token(m{"alg": "none"}, refresh), forge(head, refresh, []byte("another secret, which is long enough too"))} {
			bodies = append(bodies, `{"`+field+`":"`+t+`"}`)
		}
		if end != "verify" {
			bodies = append(bodies, `{"refresh":"`+token(nil, good)+`"}`, `{"refresh":"`+token(nil, edit(good, m{"token_type": nil}))+`"}`)
		}
		for _, body := range bodies {
			out = append(out, drftest.Request{Method: "POST", Path: "/api/token/" + end + "/", Type: "application/json", Body: body})
		}
	}
	for _, body := range []string{`{}`, `{"username":"ada"}`, `{"username":"ada","password":""}`, `{"username":"ada","password":"no"}`, `{"username":"eve","password":"no"}`,
		`{"username":"bob","password":"` + plain + `"}`, `{"username":null,"password":true}`, `7`} {
		out = append(out, drftest.Request{Method: "POST", Path: "/api/token/", Type: "application/json", Body: body})
	}
	return append(out, drftest.Request{Method: "POST", Path: "/api/token/", Type: "text/csv", Body: "a,b"},
		drftest.Request{Method: "POST", Path: "/api/token/refresh/", Type: "application/x-www-form-urlencoded", Body: "refresh=x"})
}

// what both answered, as far as clients look at it.
func answer(res *testkit.Response) drftest.Answer {
	return compact(drftest.Answer{Status: res.Code, Challenge: res.Header.Get("WWW-Authenticate"), Body: strings.TrimSpace(res.Body)})
}

func compact(a drftest.Answer) drftest.Answer {
	var b bytes.Buffer
	if stdjson.Compact(&b, []byte(a.Body)) == nil {
		a.Body = b.String()
	}
	return a
}

func ask(s suite, r drftest.Request) *testkit.Response {
	c := s.NewClient()
	c.EnforceCSRF()
	q := c.Request(r.Method, r.Path, strings.NewReader(r.Body))
	q.Header = http.Header{"Content-Type": {r.Type}, "Accept": {"application/json"}}
	if r.Auth != "" {
		q.Header.Set("Authorization", r.Auth)
	}
	return c.Do(q)
}

// simplejwt and this package answer alike, and take each other's tokens.
func TestAsSimpleJWT(t *testing.T) {
	t.Parallel()
	s := newSuite(t, jwt.Options{Keys: []jwt.Key{jwt.HS256("", secret)}, Now: time.Now}, testenv.SQLite(t))
	ada := person(s, "ada")
	setActive(s, person(s, "bob"), false)
	ours := obtain(t, s, "ada")
	all := wrong(time.Now())
	accepted := []drftest.Request{
		{Method: "GET", Path: "/jwt/who/", Auth: "Bearer " + ours.Access, Type: "application/json"},
		{Method: "POST", Path: "/api/token/verify/", Body: `{"token":"` + ours.Refresh + `"}`, Type: "application/json"},
		{Method: "POST", Path: "/api/token/refresh/", Body: `{"refresh":"` + ours.Refresh + `"}`, Type: "application/json"},
		{Method: "POST", Path: "/api/token/refresh/", Body: `{"refresh":"` + ours.Refresh + `"}`, Type: "application/json"},
		{Method: "POST", Path: "/api/token/blacklist/", Body: `{"refresh":"` + ours.Refresh + `"}`, Type: "application/json"},
	}
	said := drftest.Run(t, testenv.SQLite(t), settings, adaAndBob+"send('wrong'); send('ours'); say(str(AccessToken.for_user(User.objects.get(pk=1)))); say(str(RefreshToken.for_user(User.objects.get(pk=1))))",
		map[string][]drftest.Request{"wrong": all, "ours": accepted})
	equal := 0
	for i, want := range drftest.Answers(t, said[0]) {
		r, want := all[i], compact(want)
		got := answer(ask(s, r))
		if equal++; got != want {
			equal--
			t.Errorf("%s %s %.200q %.200q\n got %+v\nwant %+v", r.Method, r.Path, r.Auth, r.Body, got, want)
		}
	}
	t.Logf("%d answers are equal", equal)
	for i, want := range drftest.Answers(t, said[1]) {
		got := answer(ask(s, accepted[i]))
		if i == 2 {
			theirs := pairOf(t, want.Body)
			if pair := pairOf(t, got.Body); pair.Access == "" || pair.Refresh == "" || theirs.Access == "" || theirs.Refresh == "" {
				t.Errorf("refresh: %s and %s", got.Body, want.Body)
			}
			want.Body = got.Body
		}
		if i == 0 {
			want.Body = strings.Replace(want.Body, "[ada]", fmt.Sprintf("[%d]", ada.ID), 1)
		}
		if got != compact(want) {
			t.Errorf("request %d\n got %+v\nwant %+v", i, got, want)
		}
	}
	free := newSuite(t, jwt.Options{Keys: []jwt.Key{jwt.HS256("", secret)}, Stateless: true, Now: time.Now}, testenv.SQLite(t))
	access, refresh := drftest.Text(t, said[2]), drftest.Text(t, said[3])
	get(free, access).Status(200).Contains("[1]")
	get(free, refresh).Status(401)
	get(s, access).Status(401) // no login of this site
	theirClaims, ourClaims := part(t, access, 1), part(t, ours.Access, 1)
	for name, v := range theirClaims {
		if fmt.Sprintf("%T", v) != fmt.Sprintf("%T", ourClaims[name]) {
			t.Errorf("the claim %s is %v, and %v here", name, v, ourClaims[name])
		}
	}
	if len(theirClaims) != len(ourClaims) {
		t.Errorf("simplejwt has the claims %v, this package %v", theirClaims, ourClaims)
	}
}

func pairOf(t *testing.T, body string) (p pair) {
	t.Helper()
	if err := stdjson.Unmarshal([]byte(body), &p); err != nil {
		t.Error(err)
	}
	return p
}
