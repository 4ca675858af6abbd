package jwt_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/jwt"
	"github.com/musette-go/musette/internal/testenv"
)

// The tokens have simplejwt's header and claims: AUTH-15.
func TestPair(t *testing.T) {
	t.Parallel()
	each(t, jwt.Options{}, func(t *testing.T, s suite) {
		ada := person(s, "ada")
		p := obtain(t, s, "ada")
		for token, life := range map[string]time.Duration{p.Access: 5 * time.Minute, p.Refresh: 24 * time.Hour} {
			same(t, part(t, token, 0), map[string]any{"alg": "HS256", "typ": "JWT"})
			c := part(t, token, 1)
			typ := map[bool]string{true: "access", false: "refresh"}[token == p.Access]
			if len(c) != 5 || c["token_type"] != typ || c["user_id"] != float64(ada.ID) || c["iat"] != float64(start.Unix()) || c["exp"] != float64(start.Add(life).Unix()) ||
				!regexp.MustCompile(`^[0-9a-f]{32}$`).MatchString(c["jti"].(string)) {
				t.Errorf("%s: %v", typ, c)
			}
		}
		get(s, p.Access).Status(200).Queries(1).Contains("[" + "1" + "]")
		get(s, "").Status(401).Queries(0).HasHeader("WWW-Authenticate", `Bearer realm="api"`)
		same(t, s.events, "jwt_issued")
	})
}

// Whatever ends a login, the next request with its access token is refused, and so is its refresh token: security class 9 and 36.
func TestEnds(t *testing.T) {
	t.Parallel()
	each(t, jwt.Options{}, func(t *testing.T, s suite) {
		ada, ctx := person(s, "ada"), s.Context()
		other := obtain(t, s, "ada")
		for name, end := range map[string]func(p pair, f *jwt.Family){
			"blacklist": func(p pair, _ *jwt.Family) {
				post(s, "/api/token/blacklist/", `{"refresh":"`+p.Refresh+`"}`).Status(200).IsJSON(`{}`)
			},
			"revoke":     func(_ pair, f *jwt.Family) { s.Must(jwt.Revoke(ctx, ada, f.Hash)) },
			"delete":     func(_ pair, f *jwt.Family) { _, err := jwt.Families.Delete(ctx, f); s.Must(err) },
			"inactive":   func(pair, *jwt.Family) { setActive(s, ada, false) },
			"password":   func(pair, *jwt.Family) { s.Must(auth.SetPassword(ctx, ada, "x"+plain)) },
			"revoke all": func(pair, *jwt.Family) { n, err := jwt.RevokeAll(ctx, ada); same(t, n > 0, true); s.Must(err) },
		} {
			s.Must(auth.SetPassword(ctx, ada, plain))
			setActive(s, ada, true)
			_, _ = jwt.Families.Unrestricted().DeleteAll(ctx)
			p := obtain(t, s, "ada")
			f, err := jwt.Families.Unrestricted().Get(ctx)
			s.Must(err)
			get(s, p.Access).Status(200)
			end(p, f)
			get(s, p.Access).Status(401)
			if res := renew(s, p.Refresh); res.Code != 401 {
				t.Errorf("after %s: %d %s", name, res.Code, res.Body)
			}
			if res := post(s, "/api/token/verify/", `{"token":"`+p.Refresh+`"}`); res.Code < 400 || res.Code > 401 {
				t.Errorf("after %s, verify: %d %s", name, res.Code, res.Body)
			}
			if err := jwt.Revoke(ctx, &auth.User{ID: ada.ID + 1}, f.Hash); !errors.Is(err, jwt.ErrNoLogin) {
				t.Errorf("ending the login of another user: %v", err)
			}
		}
		get(s, other.Access).Status(401)
		if err := jwt.Revoke(ctx, ada, "nothing"); !errors.Is(err, jwt.ErrNoLogin) {
			t.Errorf("ending no login: %v", err)
		}
	})
}

// A refresh token counts once; when it comes again, the whole login is revoked.
func TestRotation(t *testing.T) {
	t.Parallel()
	each(t, jwt.Options{}, func(t *testing.T, s suite) {
		person(s, "ada")
		other := obtain(t, s, "ada")
		first := obtain(t, s, "ada")
		second := read(t, renew(s, first.Refresh).Status(200).Queries(2))
		third := read(t, renew(s, second.Refresh).Status(200))
		for _, p := range []pair{first, second, third} {
			get(s, p.Access).Status(200)
		}
		same(t, part(t, third.Refresh, 1)["jti"].(string)[:20], part(t, first.Refresh, 1)["jti"].(string)[:20])
		renew(s, second.Refresh).Status(401).IsJSON(`{"detail":"Token is blacklisted","code":"token_not_valid"}`)
		for _, p := range []pair{first, second, third} {
			get(s, p.Access).Status(401)
			renew(s, p.Refresh).Status(401)
		}
		same(t, strings.Count(s.events.String(), "jwt_reused"), 1)
		next := read(t, renew(s, other.Refresh).Status(200))
		post(s, "/api/token/blacklist/", `{"refresh":"`+other.Refresh+`"}`).Status(401).Contains("Token is blacklisted")
		get(s, next.Access).Status(401) // it came again, wherever
	})
}

// Of many who use one refresh token at once, one gets the next, and the login is revoked since there were many.
func TestRotationInParallel(t *testing.T) {
	t.Parallel()
	each(t, jwt.Options{}, func(t *testing.T, s suite) {
		person(s, "ada")
		p := obtain(t, s, "ada")
		var mu sync.Mutex
		codes := map[int]int{}
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				res := renew(s, p.Refresh)
				mu.Lock()
				defer mu.Unlock()
				codes[res.Code]++
			})
		}
		wg.Wait()
		if codes[200] > 1 || codes[200]+codes[401] != 8 {
			t.Errorf("statuses %v", codes)
		}
		get(s, p.Access).Status(401)
	})
}

func TestNoRotation(t *testing.T) {
	t.Parallel()
	each(t, jwt.Options{NoRotation: true}, func(t *testing.T, s suite) {
		person(s, "ada")
		p := obtain(t, s, "ada")
		for range 3 {
			next := read(t, renew(s, p.Refresh).Status(200).Queries(1))
			if next.Refresh != "" {
				t.Error("there is a new refresh token")
			}
			get(s, next.Access).Status(200)
		}
		post(s, "/api/token/blacklist/", `{"refresh":"`+p.Refresh+`"}`).Status(200)
		renew(s, p.Refresh).Status(401)
	})
}

// Nothing lives longer than it should, however often it is refreshed.
func TestLifetimes(t *testing.T) {
	t.Parallel()
	each(t, jwt.Options{Absolute: 30 * time.Hour}, func(t *testing.T, s suite) {
		person(s, "ada")
		p := obtain(t, s, "ada")
		s.advance(5*time.Minute - time.Second)
		get(s, p.Access).Status(200)
		s.advance(time.Second)
		get(s, p.Access).Status(401).Contains("Token is invalid or expired").Queries(0)
		s.advance(23 * time.Hour)
		next := read(t, renew(s, p.Refresh).Status(200))
		same(t, part(t, next.Refresh, 1)["exp"], float64(start.Add(30*time.Hour).Unix()))
		s.advance(7*time.Hour - 7*time.Minute)
		last := read(t, renew(s, next.Refresh).Status(200))
		same(t, part(t, last.Access, 1)["exp"], float64(start.Add(30*time.Hour).Unix()))
		s.advance(2 * time.Minute)
		renew(s, last.Refresh).Status(401)
		get(s, last.Access).Status(401)
	})
}

func TestStateless(t *testing.T) {
	t.Parallel()
	each(t, jwt.Options{Stateless: true}, func(t *testing.T, s suite) {
		ada := person(s, "ada")
		p := obtain(t, s, "ada")
		get(s, p.Access).Status(200).Queries(0)
		setActive(s, ada, false)
		get(s, p.Access).Status(200).Queries(0) // until it expires, as promised
		renew(s, p.Refresh).Status(401)
		get(s, p.Refresh).Status(401).Contains("Token has wrong type")
	})
}

func TestPasswordAndClaims(t *testing.T) {
	t.Parallel()
	claims := func(_ context.Context, u *auth.User) (map[string]any, error) {
		return map[string]any{"name": u.Username}, nil
	}
	each(t, jwt.Options{KeepAfterPassword: true, Claims: claims, Audience: "shop", Issuer: "https://shop.example"}, func(t *testing.T, s suite) {
		ada := person(s, "ada")
		p := obtain(t, s, "ada")
		s.Must(auth.SetPassword(s.Context(), ada, "x"+plain))
		get(s, p.Access).Status(200)
		c := part(t, read(t, renew(s, p.Refresh).Status(200)).Access, 1)
		if c["name"] != "ada" || c["aud"] != "shop" || c["iss"] != "https://shop.example" {
			t.Errorf("claims %v", c)
		}
	})
	bad := func(context.Context, *auth.User) (map[string]any, error) { return map[string]any{"exp": 1}, nil }
	s := newSuite(t, jwt.Options{Claims: bad}, testenv.SQLite(t))
	if _, err := jwt.Issue(s.Context(), person(s, "ada")); err == nil || !strings.Contains(err.Error(), `"exp"`) {
		t.Errorf("a claim with a meaning of its own: %v", err)
	}
	long := func(context.Context, *auth.User) (map[string]any, error) {
		return map[string]any{"x": strings.Repeat("x", jwt.MaxToken)}, nil
	}
	s = newSuite(t, jwt.Options{Claims: long}, testenv.SQLite(t))
	if _, err := jwt.Issue(s.Context(), person(s, "ada")); err == nil || !strings.Contains(err.Error(), "8192 at most") {
		t.Errorf("a token that is too long: %v", err)
	}
}

// Tries are counted; a password alone is not enough where a login asks for more.
func TestObtainIsCounted(t *testing.T) {
	t.Parallel()
	each(t, jwt.Options{}, func(t *testing.T, s suite) {
		person(s, "ada")
		for range 5 {
			post(s, "/api/token/", `{"username":"ada","password":"wrong"}`).Status(401)
		}
		post(s, "/api/token/", `{"username":"ada","password":"`+plain+`"}`).Status(429).HasHeader("Retry-After", "900")
	})
	s := newSuite(t, jwt.Options{}, testenv.SQLite(t), factor{})
	person(s, "ada")
	post(s, "/api/token/", `{"username":"ada","password":"`+plain+`"}`).Status(401).Contains("second factor")
}

// factor is a second factor that everybody has.
type factor struct{}

func (factor) Name() string                                  { return "code" }
func (factor) Has(context.Context, *auth.User) (bool, error) { return true, nil }
func (factor) Page() string                                  { return "token_obtain_pair" }

func TestClear(t *testing.T) {
	t.Parallel()
	each(t, jwt.Options{}, func(t *testing.T, s suite) {
		ada := person(s, "ada")
		for range 5 {
			_, err := jwt.Issue(s.Context(), ada)
			s.Must(err)
		}
		s.advance(24*time.Hour + 5*time.Minute)
		live, err := jwt.Issue(s.Context(), ada)
		s.Must(err)
		same(t, clear(t, s), "0 logins removed\n")
		s.advance(time.Second)
		same(t, clear(t, s), "5 logins removed\n")
		get(s, live.Access).Status(200)
	})
}

func clear(t *testing.T, s suite) string {
	t.Helper()
	c := jwt.App(jwt.Options{}).Commands[0]
	flags := flag.NewFlagSet(c.Name, flag.ContinueOnError)
	run := c.New(flags)
	if err := flags.Parse([]string{"--batch", "2"}); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	s.Must(run(s.Context(), &app.Env{Out: &out}))
	return out.String()
}
