package social_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/password"
	"github.com/musette-go/musette/auth/social"
	"github.com/musette-go/musette/auth/social/socialtest"
)

const refused = "cannot be trusted"

// AUTH-16: somebody goes to a provider and comes back, with PKCE, state, nonce and iss; the first time makes an account without a password, the next
// ones find it.
func TestLogin(t *testing.T) {
	t.Parallel()
	each(t, social.Options{}, func(t *testing.T, s suite) {
		s.Get("/accounts/social/?next=/mine/").Status(200).Contains("Go on with The work account", `value="/mine/"`)
		to := away(s, s.Client, "/accounts/social/work/", url.Values{"next": {"/mine/"}})
		q := query(t, to)
		if q.Get("scope") != "openid email profile" || q.Get("code_challenge_method") != "S256" || q.Get("redirect_uri") != "http://testserver/accounts/social/work/" {
			t.Errorf("the site asks %v", q)
		}
		path := back(s, to)
		s.Get(path).Redirects("/mine/")
		s.Get("/mine/").Contains("[ada]")
		if got := s.happened(); got != "signed_up work, login django.contrib.auth.backends.ModelBackend" {
			t.Errorf("events %q", got)
		}
		u, err := auth.Users.Unrestricted().Get(s.Context())
		s.Must(err)
		if password.IsUsable(u.Password) || u.Email != "ada@example.org" || u.FullName() != "Ada Lovelace" || !u.IsActive || u.IsStaff {
			t.Errorf("the new user is %+v", u)
		}
		s.Get(path).Status(400).Contains("was done already")

		again := s.NewClient()
		s.provider.User.Email = "ada@new.example"
		login(s, again).Redirects("/profile/")
		again.Get("/mine/").Contains("[ada]")
		row, err := social.Accounts.Unrestricted().Get(s.Context())
		s.Must(err)
		if row.Email != "ada@new.example" || row.Issuer != s.provider.URL || row.Subject != "1" || row.LastLogin == nil {
			t.Errorf("kept %+v", row)
		}
		if n, err := auth.Users.Unrestricted().Count(s.Context()); err != nil || n != 1 {
			t.Errorf("%d users (%v)", n, err)
		}
		u.IsActive = false
		s.Must(auth.Users.Save(s.Context(), u))
		login(s, s.NewClient()).Status(403).Contains("This account is closed")
	})
}

func query(t *testing.T, to string) url.Values {
	t.Helper()
	u, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query()
}

// with changes a parameter of a path.
func with(path, name, value string) string {
	u, _ := url.Parse(path)
	q := u.Query()
	if q.Del(name); value != "" {
		q.Set(name, value)
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// What comes back must be the answer to what was asked, in the same browser, once, and soon.
func TestAnswers(t *testing.T) {
	t.Parallel()
	each(t, social.Options{}, func(t *testing.T, s suite) {
		for _, c := range []struct {
			name   string
			change func(path string) string
			status int
			want   string
		}{
			{"another state", func(p string) string { return with(p, "state", strings.Repeat("x", 43)) }, 400, "began in another browser"},
			{"no state", func(p string) string { return with(p, "state", "") }, 400, "began in another browser"},
			{"two states", func(p string) string { return p + "&state=x" }, 400, "began in another browser"},
			{"another issuer", func(p string) string { return with(p, "iss", "https://evil.example") }, 400, refused},
			{"no issuer", func(p string) string { return with(p, "iss", "") }, 400, refused},
			{"another code", func(p string) string { return with(p, "code", "x") }, 400, refused},
			{"no code", func(p string) string { return with(p, "code", "") }, 400, refused},
			{"another provider", func(p string) string { return strings.Replace(p, "/work/", "/home/", 1) }, 400, "began in another browser"},
			{"nobody's provider", func(p string) string { return strings.Replace(p, "/work/", "/other/", 1) }, 404, ""},
			{"a huge code", func(p string) string { return with(p, "code", strings.Repeat("x", 5000)) }, 400, ""},
			{"too late", func(p string) string { s.advance(11 * time.Minute); return p }, 400, "took too long"},
		} {
			client := s.NewClient()
			path := back(s, away(s, client, "/accounts/social/work/", nil))
			if res := client.Get(c.change(path)); res.Code != c.status || !strings.Contains(res.Body, c.want) {
				t.Errorf("%s: %d\n%s", c.name, res.Code, res.Body)
			}
			client.Get("/mine/").Status(302)
			if c.status == 400 {
				client.Get(path).Status(400) // a state that was used wrongly is used up
			}
		}
		thief := s.NewClient()
		thief.Get(back(s, away(s, s.NewClient(), "/accounts/social/work/", nil))).Status(400)
		if n, err := auth.Users.Unrestricted().Count(s.Context()); err != nil || n != 0 {
			t.Errorf("%d users (%v)", n, err)
		}
	})
}

// The tokens that are refused.
func TestTokens(t *testing.T) {
	t.Parallel()
	stranger, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	each(t, social.Options{}, func(t *testing.T, s suite) {
		claim := func(name string, value any) socialtest.Wrong {
			return socialtest.Wrong{Claims: func(c map[string]any) { c[name] = value }}
		}
		public, err := json.Marshal(jose.JSONWebKey{Key: s.provider.PublicKey()})
		s.Must(err)
		resign := func(alg jose.SignatureAlgorithm, key any) func(string) string {
			return func(token string) string {
				out, err := socialtest.Sign(claimsOf(t, token), alg, key)
				s.Must(err)
				return out
			}
		}
		for _, c := range []struct {
			name  string
			wrong socialtest.Wrong
		}{
			{"another nonce", claim("nonce", "x")},
			{"no nonce", claim("nonce", nil)},
			{"for another site", claim("aud", "another-site")},
			{"for two sites without saying whose it is", claim("aud", []string{socialtest.ClientID, "another-site"})},
			{"another authorized party", claim("azp", "another-site")},
			{"of another provider", claim("iss", "https://evil.example")},
			{"expired", claim("exp", s.now().Add(-time.Minute).Unix())},
			{"without an end", claim("exp", nil)},
			{"not yet valid", claim("nbf", s.now().Add(time.Hour).Unix())},
			{"for another access token", claim("at_hash", "AAAAAAAAAAAAAAAAAAAAAA")},
			{"of nobody", claim("sub", "")},
			{"of somebody with a long name", claim("sub", strings.Repeat("x", 256))},
			{"alg none", socialtest.Wrong{Token: unsigned}},
			{"another key", socialtest.Wrong{Token: resign(jose.ES256, stranger)}},
			{"the public key as a secret", socialtest.Wrong{Token: resign(jose.HS256, public)}},
			{"changed", socialtest.Wrong{Token: func(token string) string { return token[:len(token)-4] + "AAAA" }}},
			{"none", socialtest.Wrong{Token: func(string) string { return "" }}},
			{"no token at all", socialtest.Wrong{Token: func(string) string { return "x.y.z" }}},
		} {
			s.provider.Wrong = c.wrong
			client := s.NewClient()
			if res := login(s, client); res.Code != 400 || !strings.Contains(res.Body, refused) {
				t.Errorf("%s: %d\n%s", c.name, res.Code, res.Body)
			}
			client.Get("/mine/").Status(302)
		}
		s.provider.Wrong = socialtest.Wrong{Claims: func(c map[string]any) {
			c["aud"], c["azp"] = []string{"another-site", socialtest.ClientID}, socialtest.ClientID
		}}
		login(s, s.NewClient()).Redirects("/profile/")
	})
}

func claimsOf(t *testing.T, token string) (claims map[string]any) {
	t.Helper()
	payload, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	if err == nil {
		err = json.Unmarshal(payload, &claims)
	}
	if err != nil {
		t.Fatal(err)
	}
	return claims
}

func unsigned(token string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + strings.Split(token, ".")[1] + "."
}

// What providers answer besides, and providers that do not.
func TestProviderProblems(t *testing.T) {
	t.Parallel()
	each(t, social.Options{}, func(t *testing.T, s suite) {
		s.provider.Wrong.Down = true
		s.Post("/accounts/social/work/", nil).Status(503).Contains("does not answer at the moment")
		asked := s.provider.Requests["/.well-known/openid-configuration"]
		s.Post("/accounts/social/work/", nil).Status(503)
		if got := s.provider.Requests["/.well-known/openid-configuration"]; got != asked {
			t.Errorf("a provider that is away was asked again at once: %d times", got)
		}
		s.advance(time.Minute)
		for _, c := range []struct {
			name   string
			change func(d map[string]any)
		}{
			{"of another issuer", func(d map[string]any) { d["issuer"] = "https://evil.example" }},
			{"a login without https", func(d map[string]any) { d["authorization_endpoint"] = "http://evil.example/" }},
			{"a login that is a script", func(d map[string]any) { d["authorization_endpoint"] = "javascript:alert(1)" }},
			{"no token endpoint", func(d map[string]any) { d["token_endpoint"] = "" }},
		} {
			s.provider.Wrong = socialtest.Wrong{Document: c.change}
			if res := s.Post("/accounts/social/work/", nil); res.Code != 503 {
				t.Errorf("a document %s: %d", c.name, res.Code)
			}
			s.advance(time.Minute)
		}
		for _, c := range []struct {
			answer string
			status int
			want   string
		}{
			{"access_denied", 400, "You did not go on"}, {"server_error", 503, "does not answer"}, {"temporarily_unavailable", 503, "does not answer"},
			{"invalid_scope", 400, refused}, {"<script>", 400, refused},
		} {
			s.provider.Wrong = socialtest.Wrong{Error: c.answer}
			if res := login(s, s.NewClient()); res.Code != c.status || !strings.Contains(res.Body, c.want) || strings.Contains(res.Body, "<script>") {
				t.Errorf("%s: %d\n%s", c.answer, res.Code, res.Body)
			}
		}
		s.provider.Wrong = socialtest.Wrong{}
		path := back(s, away(s, s.Client, "/accounts/social/work/", nil))
		s.provider.Wrong.Down = true
		s.Get(path).Status(503).Contains("does not answer")

		// What it said of itself serves on while it is away.
		s.advance(2 * time.Hour)
		away(s, s.Client, "/accounts/social/work/", nil)
		s.provider.Wrong.Down = false
		s.advance(2 * time.Hour)
		login(s, s.Client).Redirects("/profile/")
		asked = s.provider.Requests["/.well-known/openid-configuration"]
		login(s, s.NewClient()).Redirects("/profile/")
		if got := s.provider.Requests["/.well-known/openid-configuration"]; got != asked {
			t.Errorf("the document was asked for again: %d times", got)
		}
	})
}

// A provider that sends no iss, and says so, is asked for none; one that sends a wrong one is refused all the same.
func TestWithoutISS(t *testing.T) {
	t.Parallel()
	s := newSuite(t, social.Options{}, onSQLite())
	s.provider.Wrong.WithoutISS = true
	login(s, s.NewClient()).Redirects("/profile/")
	path := back(s, away(s, s.Client, "/accounts/social/work/", nil))
	s.Get(with(path, "iss", "https://evil.example")).Status(400).Contains(refused)
}

// Without an option, providers in one's own network are not reached.
func TestGuarded(t *testing.T) {
	t.Parallel()
	p := socialtest.New(t)
	s := suiteOf(t, auth.Options{}, social.Options{Providers: []social.Provider{p.Of("work")}})
	s.Post("/accounts/social/work/", nil).Status(503)
	if len(p.Requests) != 0 {
		t.Errorf("the provider on this machine was asked: %v", p.Requests)
	}
}
