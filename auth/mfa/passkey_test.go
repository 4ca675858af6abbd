package mfa_test

import (
	"context"
	"math"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/mfa"
	"github.com/musette-go/musette/testkit"
)

const (
	byPasskey = "/accounts/2fa/login/"
	refusal   = "This passkey was not accepted"
	tooLate   = "That took too long, or was done already"
)

// AUTH-19: a passkey is registered, signs in without a password, and is the second factor behind one; a user has several, and removes them.
func TestPasskeys(t *testing.T) {
	t.Parallel()
	each(t, mfa.Options{Issuer: "The shop"}, func(t *testing.T, s suite) {
		ada := person(s, "ada")
		s.Login(ada)
		s.take()
		key, second := newSoftToken(t), newSoftToken(t)
		o := asked(s.Client, "add")
		if o.PublicKey.RP.ID != "shop.example" || o.PublicKey.RP.Name != "The shop" || o.PublicKey.User.Name != "ada" || len(o.PublicKey.User.ID) < 40 {
			t.Errorf("options %+v", o)
		}
		register(s.Client, key, "Phone").Status(200).ContainsCount("<li><code>", 10)
		s.clock.advance(time.Second)
		register(s.Client, second, " Blue key ").Redirects("/accounts/2fa/")
		if string(key.handle) != string(second.handle) {
			t.Error("two passkeys of a user have two handles")
		}
		if got := s.take(); got != "factor_added passkey, recovery_codes_made, factor_added passkey" {
			t.Errorf("events %q", got)
		}
		s.Get("/accounts/2fa/").Contains("<strong>Phone</strong>", "<strong>Blue key</strong>", "never used")

		alone := s.NewClient()
		alone.Get(byPasskey + "?next=/staff/").Contains(`name="next" value="/staff/"`)
		s.clock.advance(time.Second)
		alone.Post(byPasskey, url.Values{"credential": {key.get(asked(alone, "login"))}, "next": {"/staff/"}}).Redirects("/staff/")
		alone.Get("/staff/").Contains("[ada]")

		behind := s.NewClient()
		login(behind, "ada").Redirects(verify)
		s.clock.advance(time.Second)
		show(behind, verify, second.get(asked(behind, "verify"))).Redirects("/staff/")
		behind.Get("/staff/").Contains("[ada]")

		row, err := mfa.Credentials.Unrestricted().Get(s.Context(), mfa.Credentials.Name.Eq("Phone"))
		s.Must(err)
		if row.SignCount != 1 || row.LastUsed == nil || row.RPID != "shop.example" || row.Transports != "usb" {
			t.Errorf("kept %+v", row)
		}
		bob := person(s, "bob")
		other := s.NewClient()
		other.Login(bob)
		other.Post(s.URL("mfa:passkey-remove", row.ID), nil).Status(404)
		s.Post(s.URL("mfa:passkey-remove", row.ID), nil).Redirects("/accounts/2fa/")
		s.Get("/accounts/2fa/").Lacks("Phone").Contains("Blue key")
		s.clock.advance(time.Second)
		gone := s.NewClient()
		show(gone, byPasskey, key.get(asked(gone, "login"))).Status(200).Contains(refusal)
	})
}

// What a passkey must not be taken for.
func TestPasskeyRefused(t *testing.T) {
	t.Parallel()
	each(t, mfa.Options{}, func(t *testing.T, s suite) {
		ada := person(s, "ada")
		s.Login(ada)
		key := newSoftToken(t)
		register(s.Client, key, "Phone").Status(200)
		for _, c := range []struct {
			name   string
			change func(k *softToken)
			want   string
		}{
			{"another origin", func(k *softToken) { k.origin = "http://evil.example" }, refusal},
			{"another port", func(k *softToken) { k.origin = "http://testserver:8080" }, refusal},
			{"another scheme", func(k *softToken) { k.origin = "https://testserver" }, refusal},
			{"another domain signed for", func(k *softToken) { k.rpID = "evil.example" }, refusal},
			{"another key", func(k *softToken) { k.key = newSoftToken(t).key }, refusal},
			{"another id", func(k *softToken) { k.id = newSoftToken(t).id }, refusal},
			{"another owner", func(k *softToken) { k.handle = []byte("somebody else") }, refusal},
			{"no owner", func(k *softToken) { k.handle = nil }, refusal},
			{"nobody was there", func(k *softToken) { k.flags = 0 }, refusal},
			{"nobody was verified", func(k *softToken) { k.flags = userPresent }, refusal},
		} {
			s.clock.advance(20 * time.Minute)
			k := *key
			k.count += 10
			c.change(&k)
			client := s.NewClient()
			if res := show(client, byPasskey, k.get(asked(client, "login"))); res.Code != 200 || !strings.Contains(res.Body, c.want) {
				t.Errorf("%s: %d\n%s", c.name, res.Code, res.Body)
			}
			client.Get("/staff/").Status(302)
		}
		for _, answer := range []string{"", "{}", "null", "[]", "x", `{"id":"","rawId":"","type":"public-key","response":{}}`, strings.Repeat("a", 40<<10)} {
			s.clock.advance(time.Minute)
			client := s.NewClient()
			asked(client, "login")
			show(client, byPasskey, answer).Status(200).Lacks("[ada]")
			client.Get("/staff/").Status(302)
		}
	})
}

// A challenge holds once, for one purpose, in one browser, for five minutes.
func TestChallenges(t *testing.T) {
	t.Parallel()
	each(t, mfa.Options{}, func(t *testing.T, s suite) {
		ada := person(s, "ada")
		s.Login(ada)
		key := newSoftToken(t)
		register(s.Client, key, "Phone").Status(200)
		s.clock.advance(time.Minute)

		c := s.NewClient()
		answer := key.get(asked(c, "login"))
		other := s.NewClient()
		show(other, byPasskey, answer).Contains(tooLate) // another browser
		asked(other, "login")
		show(other, byPasskey, answer).Contains(refusal) // another challenge
		show(c, byPasskey, answer).Status(303)
		show(c, byPasskey, answer).Contains(tooLate) // a second time

		late := s.NewClient()
		answer = key.get(asked(late, "login"))
		s.clock.advance(6 * time.Minute)
		show(late, byPasskey, answer).Contains(tooLate)

		mixed := s.NewClient()
		login(mixed, "ada").Redirects(verify)
		answer = key.get(asked(mixed, "login"))
		show(mixed, verify, answer).Contains(tooLate) // made for something else

		// A copy of the session from before does not bring the challenge back.
		s.clock.advance(time.Minute)
		copied := s.NewClient()
		answer = key.get(asked(copied, "login"))
		rows, err := mfa.Credentials.Unrestricted().All(s.Context())
		s.Must(err)
		before := rows[0].Challenged
		show(copied, byPasskey, answer).Status(303)
		s.Must(mfa.Credentials.Refresh(s.Context(), rows[0]))
		if rows[0].Challenged <= before {
			t.Errorf("the time of the challenge was not kept: %d after %d", rows[0].Challenged, before)
		}
	})
}

// Whatever keeps the sessions, an answer counts once: here they are cookies, which a thief can send as often as he likes.
func TestReplayWithCookieSessions(t *testing.T) {
	t.Parallel()
	s := newSuite(t, mfa.Options{}, cookieSessions())
	ada := person(s, "ada")
	s.Login(ada)
	key := newSoftToken(t)
	register(s.Client, key, "Phone").Status(200)
	s.clock.advance(time.Minute)
	c := s.NewClient()
	key.count = math.MaxUint32 // the next use has 0: it is one of those that do not count
	answer := key.get(asked(c, "login"))
	thief := s.NewClient()
	for _, name := range []string{"session", "__Host-session"} {
		if v := c.Cookie(name); v != "" {
			thief.SetCookie(cookie(name, v))
		}
	}
	show(c, byPasskey, answer).Status(303)
	show(thief, byPasskey, answer).Status(200).Contains(refusal)
	thief.Get("/staff/").Status(302)
}

// A counter that goes back is an event, and nobody gets in.
func TestSignCount(t *testing.T) {
	t.Parallel()
	each(t, mfa.Options{}, func(t *testing.T, s suite) {
		ada := person(s, "ada")
		s.Login(ada)
		key := newSoftToken(t)
		key.count = 5
		register(s.Client, key, "Phone").Status(200)
		for i, c := range []struct {
			count uint32 // of the last use
			in    bool
		}{{6, true}, {6, false}, {3, false}, {0, false}, {9, true}} {
			s.clock.advance(time.Minute)
			key.count = c.count - 1
			client := s.NewClient()
			s.take()
			res := show(client, byPasskey, key.get(asked(client, "login")))
			got := s.take()
			if c.in != (res.Code == 303) || c.in == strings.Contains(got, "factor_failed passkey: the signature counter went back") {
				t.Errorf("%d: count %d: %d, events %q", i, c.count, res.Code, got)
			}
		}
		// One that never counts stays at 0.
		still := newSoftToken(t)
		register(s.Client, still, "Tablet").Redirects("/accounts/2fa/")
		for range 2 {
			s.clock.advance(time.Minute)
			still.count--
			client := s.NewClient()
			show(client, byPasskey, still.get(asked(client, "login"))).Status(303)
		}
	})
}

// Registering: a challenge holds once, one passkey belongs to one account, and there is a bound.
func TestRegistrationRefused(t *testing.T) {
	t.Parallel()
	each(t, mfa.Options{}, func(t *testing.T, s suite) {
		ada, bob := person(s, "ada"), person(s, "bob")
		s.Login(ada)
		key := newSoftToken(t)
		add := func(answer string) string {
			return s.Post("/accounts/2fa/passkeys/add/", url.Values{"name": {"x"}, "credential": {answer}}).Status(200).Body
		}
		answer := key.create(asked(s.Client, "add"))
		add(answer)
		if body := add(answer); !strings.Contains(body, tooLate) {
			t.Errorf("the same answer twice: %s", body)
		}
		if body := add(key.create(asked(s.Client, "add"))); !strings.Contains(body, "one of yours already") {
			t.Errorf("the same passkey twice: %s", body)
		}
		other := s.NewClient()
		other.Login(bob)
		register(other, key, "mine now").Status(200).Contains("already")
		evil := newSoftToken(t)
		evil.origin = "http://evil.example"
		if body := add(evil.create(asked(s.Client, "add"))); !strings.Contains(body, refusal) {
			t.Errorf("another origin: %s", body)
		}
		if body := add(""); !strings.Contains(body, "sent no passkey") {
			t.Errorf("no answer: %s", body)
		}
		for range 19 {
			register(s.Client, newSoftToken(t), "more").Redirects("/accounts/2fa/")
		}
		register(s.Client, newSoftToken(t), "one too many").Status(200).Contains("as many passkeys as one can have")
	})
}

// Who has no password keeps the last passkey, unless there is another way in.
func TestLastWayIn(t *testing.T) {
	t.Parallel()
	other := false
	ways := []func(context.Context, *auth.User) (bool, error){func(context.Context, *auth.User) (bool, error) { return other, nil }}
	s := newSuite(t, mfa.Options{OtherWays: ways}, testkit.Options{})
	u := &auth.User{Username: "ada", IsActive: true}
	s.Must(auth.CreateUser(s.Context(), u, ""))
	s.Login(u)
	register(s.Client, newSoftToken(t), "One").Status(200)
	register(s.Client, newSoftToken(t), "Two").Status(303)
	rows, err := mfa.Credentials.Unrestricted().All(s.Context())
	s.Must(err)
	s.Post(s.URL("mfa:passkey-remove", rows[0].ID), nil).Status(303)
	s.Post(s.URL("mfa:passkey-remove", rows[1].ID), nil).Status(409).Contains("the only way into your account")
	other = true
	s.Post(s.URL("mfa:passkey-remove", rows[1].ID), nil).Status(303)
}
