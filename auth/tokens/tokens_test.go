package tokens_test

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/tokens"
)

// Only a hash is stored, and the token works in DRF's form: AUTH-14.
func TestToken(t *testing.T) {
	t.Parallel()
	each(t, tokens.Options{}, func(t *testing.T, s suite) {
		ada := person(s, "ada")
		key, made := create(t, s, ada, tokens.Spec{Name: "CI"})
		if !regexp.MustCompile(`^[a-z2-7]{40}$`).MatchString(key) || made.Prefix != key[:8] || len(made.Hash) != 64 {
			t.Errorf("key %q, %+v", key, made)
		}
		for _, header := range []string{"Token " + key, "token " + key, "TOKEN   " + key + "  "} {
			if with(s, "GET", "/api/who/", header).Status(200).Body != "[ada]" {
				t.Errorf("%q does not count", header)
			}
		}
		with(s, "POST", "/api/who/", "Token "+key).Status(200).Contains("[ada]")
		row, err := tokens.Tokens.Unrestricted().Get(s.Context(), tokens.Tokens.ID.Eq(made.ID))
		if err != nil || strings.Contains(row.Hash+row.Name+row.Scopes+row.Password, key[8:]) || strings.Contains(row.Hash, key[:8]) {
			t.Errorf("the table has the key: %+v (%v)", row, err)
		}
	})
}

// Headers get DRF's answers.
func TestHeaders(t *testing.T) {
	t.Parallel()
	each(t, tokens.Options{}, func(t *testing.T, s suite) {
		key, _ := create(t, s, person(s, "ada"), tokens.Spec{})
		const none = "Authentication credentials were not provided."
		for header, want := range map[string]string{
			"": none, "Basic YTpi": none, "Bearer " + key: none, "Tokens " + key: none, key: none,
			"Token":                                 "Invalid token header. No credentials provided.",
			"Token  ":                               "Invalid token header. No credentials provided.",
			"Token a b":                             "Invalid token header. Token string should not contain spaces.",
			"Token \xff\xfe":                        "Invalid token header. Token string should not contain invalid characters.",
			"Token x":                               "Invalid token.",
			"Token " + key[:39]:                     "Invalid token.",
			"Token " + key + "a":                    "Invalid token.",
			"Token " + key + "\x00":                 "Invalid token.",
			"Token " + strings.ToUpper(key):         "Invalid token.",
			"Token " + strings.Repeat("a", 40):      "Invalid token.",
			"Token " + strings.Repeat("a", 64<<10):  "Invalid token.",
			"Token ' OR 1=1--":                      "Invalid token header. Token string should not contain spaces.",
			"Token " + strings.Repeat("\u00e9", 20): "Invalid token.",
		} {
			res := with(s, "GET", "/api/who/", header).Status(401).HasHeader("WWW-Authenticate", "Token")
			same(t, strings.TrimSpace(res.Body), `{"detail":"`+want+`"}`)
		}
		with(s, "GET", "/key/", "Api-Key "+key).Status(200)
		with(s, "GET", "/key/", "Token "+key).Status(401).HasHeader("WWW-Authenticate", "Api-Key")
	})
}

// Whatever ends a token, the next request is refused: security class 9.
func TestEnds(t *testing.T) {
	t.Parallel()
	each(t, tokens.Options{}, func(t *testing.T, s suite) {
		ada, bob := person(s, "ada"), person(s, "bob")
		ctx := s.Context()
		other, theirs := create(t, s, bob, tokens.Spec{})
		for name, end := range map[string]func(token *tokens.Token){
			"revoke":     func(token *tokens.Token) { s.Must(tokens.Revoke(ctx, ada, token.ID)) },
			"revoke all": func(*tokens.Token) { n, err := tokens.RevokeAll(ctx, ada); same(t, n, 1); s.Must(err) },
			"rotate":     func(token *tokens.Token) { _, err := tokens.Rotate(ctx, ada, token.ID); s.Must(err) },
			"command": func(token *tokens.Token) {
				same(t, command(t, s, "revoketoken", token.Prefix), "The token "+token.Prefix+"… of ada is gone.\n")
			},
			"row":    func(token *tokens.Token) { _, err := tokens.Tokens.Delete(ctx, token); s.Must(err) },
			"expiry": func(*tokens.Token) { s.advance(time.Hour) },
		} {
			key, token := create(t, s, ada, tokens.Spec{Expires: time.Hour})
			with(s, "GET", "/api/who/", "Token "+key).Status(200)
			end(token)
			res := with(s, "GET", "/api/who/", "Token "+key)
			if res.Code != 401 || !strings.Contains(res.Body, "Invalid token.") {
				t.Errorf("after %s: %d %s", name, res.Code, res.Body)
			}
			_, _ = tokens.RevokeAll(ctx, ada)
			if err := tokens.Revoke(ctx, ada, token.ID); !errors.Is(err, tokens.ErrNoToken) {
				t.Errorf("after %s, ending it again: %v", name, err)
			}
		}
		if err := tokens.Revoke(ctx, ada, theirs.ID); !errors.Is(err, tokens.ErrNoToken) {
			t.Errorf("ending a token of another user: %v", err)
		}
		if _, err := tokens.Rotate(ctx, ada, theirs.ID); !errors.Is(err, tokens.ErrNoToken) {
			t.Errorf("changing a token of another user: %v", err)
		}
		if err := tokens.Revoke(ctx, bob, 0); !errors.Is(err, tokens.ErrNoToken) {
			t.Errorf("ending no token: %v", err)
		}
		with(s, "GET", "/api/who/", "Token "+other).Status(200).Contains("[bob]")
		setActive(s, bob, false)
		with(s, "GET", "/api/who/", "Token "+other).Status(401).Contains("User inactive or deleted.")
		setActive(s, bob, true)
		with(s, "GET", "/api/who/", "Token "+other).Status(200)
		_, err := auth.Users.Delete(ctx, bob)
		s.Must(err)
		with(s, "GET", "/api/who/", "Token "+other).Status(401).Contains("Invalid token.")
	})
}

func TestRotate(t *testing.T) {
	t.Parallel()
	each(t, tokens.Options{}, func(t *testing.T, s suite) {
		ada := person(s, "ada")
		_, token := create(t, s, ada, tokens.Spec{Name: "n", Scopes: []string{"stock:read"}, Expires: time.Hour})
		key, err := tokens.Rotate(s.Context(), ada, token.ID)
		s.Must(err)
		with(s, "GET", "/stock/", "Token "+key).Status(200)
		list, err := tokens.List(s.Context(), ada)
		if err != nil || len(list) != 1 || list[0].Prefix != key[:8] || list[0].Name != "n" || list[0].Scopes != "stock:read" || !list[0].ExpiresAt.Equal(start.Add(time.Hour)) {
			t.Errorf("%+v (%v)", list, err)
		}
	})
}

func TestEndWithPassword(t *testing.T) {
	t.Parallel()
	for _, end := range []bool{false, true} {
		each(t, tokens.Options{EndWithPassword: end}, func(t *testing.T, s suite) {
			ada := person(s, "ada")
			key, _ := create(t, s, ada, tokens.Spec{})
			with(s, "GET", "/api/who/", "Token "+key).Status(200)
			s.Must(auth.SetPassword(s.Context(), ada, "another horse"))
			with(s, "GET", "/api/who/", "Token "+key).Status(map[bool]int{false: 200, true: 401}[end])
		})
	}
}

// A token with scopes counts where its scope is named, and nowhere else: API-31.
func TestScopes(t *testing.T) {
	t.Parallel()
	each(t, tokens.Options{}, func(t *testing.T, s suite) {
		ada := person(s, "ada")
		for _, c := range []struct {
			scopes                    []string
			who, read, write, keyword int
		}{
			{nil, 200, 200, 200, 200},
			{[]string{"stock:read"}, 403, 200, 403, 403},
			{[]string{"stock:write"}, 403, 403, 200, 403},
			{[]string{"x", "stock:write", "stock:read"}, 403, 200, 200, 403},
			{[]string{"stock"}, 403, 403, 403, 403},
		} {
			key, token := create(t, s, ada, tokens.Spec{Scopes: c.scopes})
			same(t, token.ScopeList(), c.scopes)
			h := "Token " + key
			with(s, "GET", "/api/who/", h).Status(c.who)
			with(s, "GET", "/stock/", h).Status(c.read)
			with(s, "POST", "/stock/", h).Status(c.write)
			with(s, "GET", "/key/", "Api-Key "+key).Status(c.keyword)
		}
		for _, bad := range []string{"", "a b", "a\"", "é", "\n"} {
			if _, _, err := tokens.Create(s.Context(), ada, tokens.Spec{Scopes: []string{bad}}); err == nil {
				t.Errorf("the scope %q was taken", bad)
			}
		}
	})
}

// One statement for a request, and one more once a minute; sessions and cookies play no part.
func TestStatements(t *testing.T) {
	t.Parallel()
	each(t, tokens.Options{}, func(t *testing.T, s suite) {
		ada := person(s, "ada")
		key, token := create(t, s, ada, tokens.Spec{})
		h := "Token " + key
		with(s, "GET", "/api/who/", h).Queries(2)
		s.advance(59 * time.Second)
		with(s, "GET", "/api/who/", h).Queries(1)
		s.advance(time.Second)
		with(s, "GET", "/api/who/", h).Queries(2)
		list, err := tokens.List(s.Context(), ada)
		if err != nil || list[0].ID != token.ID || !list[0].LastUsed.Equal(start.Add(time.Minute)) {
			t.Errorf("last use %v (%v)", list[0].LastUsed, err)
		}
		with(s, "GET", "/api/who/", "Token x").Queries(0)
		with(s, "GET", "/api/who/", "").Queries(0)
	})
}

// Who is logged in by a session is nobody where tokens are asked for.
func TestNoSession(t *testing.T) {
	t.Parallel()
	each(t, tokens.Options{}, func(t *testing.T, s suite) {
		ada, bob := person(s, "ada"), person(s, "bob")
		key, _ := create(t, s, bob, tokens.Spec{})
		s.Login(ada)
		s.Header("Accept", "application/json")
		s.Get("/api/who/").Status(401).Queries(0)
		s.Get("/open/").Status(200).Queries(0).Contains("[]")
		s.Header("Authorization", "Token "+key)
		s.Get("/open/").Status(200).Contains("[bob]")
		s.Header("Authorization", "Token nonsense")
		s.Get("/open/").Status(401)
	})
}

// However many make one at once, tokens differ, and each works.
func TestParallel(t *testing.T) {
	t.Parallel()
	each(t, tokens.Options{}, func(t *testing.T, s suite) {
		ada := person(s, "ada")
		var wg sync.WaitGroup
		var seen sync.Map
		for range 20 {
			wg.Go(func() {
				key, _, err := tokens.Create(s.Context(), ada, tokens.Spec{})
				if _, twice := seen.LoadOrStore(key, true); twice || err != nil {
					t.Errorf("%q twice (%v)", key, err)
				}
			})
		}
		wg.Wait()
		seen.Range(func(key, _ any) bool { with(s, "GET", "/api/who/", "Token "+key.(string)).Status(200); return true })
	})
}

func TestLimits(t *testing.T) {
	t.Parallel()
	each(t, tokens.Options{PerUser: 2}, func(t *testing.T, s suite) {
		ada := person(s, "ada")
		create(t, s, ada, tokens.Spec{Expires: time.Minute})
		create(t, s, ada, tokens.Spec{})
		if _, _, err := tokens.Create(s.Context(), ada, tokens.Spec{}); !errors.Is(err, tokens.ErrTooMany) {
			t.Errorf("a third token: %v", err)
		}
		s.advance(time.Minute)
		create(t, s, ada, tokens.Spec{}) // the one that is over made room
		for name, err := range map[string]error{
			"the past": second(tokens.Create(s.Context(), ada, tokens.Spec{Expires: -1})),
			"nobody":   second(tokens.Create(s.Context(), &auth.User{}, tokens.Spec{})),
			"inactive": second(tokens.Create(s.Context(), &auth.User{ID: ada.ID}, tokens.Spec{})),
			"name":     second(tokens.Create(s.Context(), person(s, "bob"), tokens.Spec{Name: strings.Repeat("n", 101)})),
			"no app":   second(tokens.Create(context.Background(), ada, tokens.Spec{})),
		} {
			if err == nil {
				t.Errorf("%s was taken", name)
			}
		}
	})
}

func second(_ string, _ *tokens.Token, err error) error { return err }
