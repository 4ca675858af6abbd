package mfa_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/mfa"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/testkit"
)

const verify = "/accounts/2fa/verify/"

// AUTH-18: a code works once, within the 30 seconds of its step and those before and after.
func TestCodes(t *testing.T) {
	t.Parallel()
	each(t, mfa.Options{}, func(t *testing.T, s suite) {
		ada := person(s, "ada")
		s.Login(ada)
		secret, codes := enrol(t, s)
		if len(codes) != 10 {
			t.Fatalf("%d recovery codes", len(codes))
		}
		at := func(steps int) string { return codeAt(t, secret, s.clock.step(steps)) }
		tryCode(t, s, at(2), false)
		tryCode(t, s, at(1), true)
		tryCode(t, s, at(0), false) // older than the last one used
		s.clock.advance(5 * time.Minute)
		tryCode(t, s, at(-2), false)
		tryCode(t, s, at(-1), true)
		tryCode(t, s, at(-1), false)
		tryCode(t, s, at(0), true)
		tryCode(t, s, at(0), false)
		for _, wrong := range []string{"", "12345", "1234567", "１２３４５６", "abcdef", "000 000 000", "-12345"} {
			s.clock.advance(20 * time.Minute)
			tryCode(t, s, wrong, false)
		}
		code := at(0)
		tryCode(t, s, " "+code[:3]+" "+code[3:], true)
	})
}

// tryCode logs in with the password and then with a code.
func tryCode(t *testing.T, s suite, code string, in bool) {
	t.Helper()
	c := s.NewClient()
	login(c, "ada").Redirects(verify)
	c.Get("/staff/").Status(302)
	res := send(c, verify, code)
	if in {
		res.Redirects("/staff/")
		c.Get("/staff/").Contains("[ada]")
		return
	}
	res.Status(200)
	c.Get("/staff/").Status(302)
}

// Of many requests with one code at the same moment, one is let in: they all have read the row before the first writes it.
func TestCodeOnceAtOnce(t *testing.T) {
	t.Parallel()
	s := newSuite(t, mfa.Options{}, testkit.Options{DatabaseURL: testenv.Postgres(t), Budget: -1})
	s.Login(person(s, "ada"))
	secret, _ := enrol(t, s)
	code := codeAt(t, secret, s.clock.step(1)) // the present one was used to enrol
	clients := make([]*testkit.Client, 4)
	for i := range clients {
		clients[i] = s.NewClient()
		login(clients[i], "ada").Redirects(verify)
	}
	var wg sync.WaitGroup
	var in atomic.Int32
	s.Must(orm.Atomic(s.Context(), func(ctx context.Context) error {
		if _, err := mfa.TOTPDevices.Unrestricted().ForUpdate().Get(ctx); err != nil {
			return err
		}
		for _, c := range clients {
			wg.Go(func() {
				if send(c, verify, code).Code == 303 {
					in.Add(1)
				}
			})
		}
		return waiting(s, len(clients))
	}))
	wg.Wait()
	if in.Load() != 1 {
		t.Errorf("%d of %d were let in by one code", in.Load(), len(clients))
	}
}

// waiting returns when so many statements wait for a lock.
func waiting(s suite, n int) error {
	for {
		rows, err := s.DB().Query(s.Context(), "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
		if err != nil {
			return err
		}
		have := int64(0)
		if rows.Next() {
			have = rows.Int64()
		}
		if err := rows.Close(); err != nil || have >= int64(n) {
			return err
		}
	}
}

// The tries of a code are counted, and a right password does not begin the count again.
func TestCodesAreCounted(t *testing.T) {
	t.Parallel()
	each(t, mfa.Options{}, func(t *testing.T, s suite) {
		ada := person(s, "ada")
		s.Login(ada)
		secret, _ := enrol(t, s)
		s.clock.advance(time.Minute)
		for range 5 {
			tryCode(t, s, "000000", false)
		}
		c := s.NewClient()
		s.take()
		login(c, "ada").Redirects(verify)
		send(c, verify, codeAt(t, secret, s.clock.now())).Status(429)
		if got := s.take(); got != "locked_out second factor" {
			t.Errorf("events %q", got)
		}
		s.clock.advance(16 * time.Minute)
		tryCode(t, s, codeAt(t, secret, s.clock.now()), true)
	})
}

// A recovery code lets in once, whatever its letters look like, and new ones end the old.
func TestRecoveryCodes(t *testing.T) {
	t.Parallel()
	each(t, mfa.Options{}, func(t *testing.T, s suite) {
		ada := person(s, "ada")
		s.Login(ada)
		_, codes := enrol(t, s)
		s.take()
		tryCode(t, s, codes[0], true)
		if got := s.take(); got != "recovery_code_used 9 left, login django.contrib.auth.backends.ModelBackend" {
			t.Errorf("events %q", got)
		}
		tryCode(t, s, codes[0], false)
		rows, err := mfa.RecoveryCodes.Unrestricted().All(s.Context())
		s.Must(err)
		for _, row := range rows {
			if len(row.Hash) != 64 {
				t.Errorf("kept %q", row.Hash)
			}
		}
		fresh := s.Post("/accounts/2fa/recovery/", nil).Status(200).ContainsCount("<li><code>", 10)
		for _, code := range codes {
			fresh.Lacks(code)
		}
		tryCode(t, s, codes[1], false)
		s.Get("/accounts/2fa/").Contains("<strong>10</strong> left").Lacks(codeIn.FindStringSubmatch(fresh.Body)[1])
		bob := person(s, "bob")
		other := s.NewClient()
		other.Login(bob)
		other.Post("/accounts/2fa/recovery/", nil).Status(409)
	})
}

// The secret is not in the database as it is, and does not open for another user.
func TestSecretIsSealed(t *testing.T) {
	t.Parallel()
	each(t, mfa.Options{}, func(t *testing.T, s suite) {
		ada, bob := person(s, "ada"), person(s, "bob")
		s.Login(ada)
		secret, _ := enrol(t, s)
		row, err := mfa.TOTPDevices.Unrestricted().Get(s.Context())
		s.Must(err)
		if len(row.Secret) != 1+12+20+16 {
			t.Errorf("the sealed secret has %d bytes", len(row.Secret))
		}
		row.User = orm.To[auth.User](bob.ID)
		s.Must(mfa.TOTPDevices.Save(s.Context(), row))
		s.clock.advance(time.Minute)
		c := s.NewClient()
		login(c, "bob").Redirects(verify)
		send(c, verify, codeAt(t, secret, s.clock.now())).Status(200).Contains("That code is not right")
	})
}

// Adding and removing needs a recent login, and is an event and a mail.
func TestConfirmation(t *testing.T) {
	t.Parallel()
	each(t, mfa.Options{}, func(t *testing.T, s suite) {
		s.Get("/accounts/2fa/").Status(302)
		s.Get("/accounts/2fa/confirm/").Status(302)
		s.Get("/accounts/2fa/verify/").Redirects("/login/")
		s.Post("/accounts/2fa/options/add/", nil).Status(401)
		s.Post("/accounts/2fa/options/other/", nil).Status(404)
		ada := person(s, "ada")
		s.Login(ada)
		s.take()
		secret, _ := enrol(t, s)
		if got := s.take(); got != "factor_added totp, recovery_codes_made" {
			t.Errorf("events %q", got)
		}
		s.Get("/accounts/2fa/totp/").Redirects("/accounts/2fa/")
		s.clock.advance(11 * time.Minute)
		for _, path := range []string{"totp/remove/", "recovery/", "passkeys/add/", "passkeys/1/remove/"} {
			if res := s.Post("/accounts/2fa/"+path, nil).Status(302); res.Header.Get("Location")[:9] != "/confirm/" {
				t.Errorf("%s leads to %s", path, res.Header.Get("Location"))
			}
		}
		s.Post("/accounts/2fa/options/add/", nil).Status(403)
		s.Get("/accounts/2fa/confirm/?next=/accounts/2fa/").Contains(`value="/accounts/2fa/"`)
		send(s.Client, "/accounts/2fa/confirm/", "000000").Status(200).Contains("That code is not right")
		send(s.Client, "/accounts/2fa/confirm/?next=/accounts/2fa/", codeAt(t, secret, s.clock.now())).Redirects("/accounts/2fa/")
		s.take()
		s.Post("/accounts/2fa/totp/remove/", nil).Redirects("/accounts/2fa/")
		if got := s.take(); got != "factor_removed totp" {
			t.Errorf("events %q", got)
		}
		if n, err := mfa.RecoveryCodes.Unrestricted().Count(s.Context()); err != nil || n != 0 {
			t.Errorf("%d recovery codes are left (%v)", n, err)
		}
		login(s.NewClient(), "ada").Redirects("/staff/")
	})
}
