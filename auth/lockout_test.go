package auth_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/manage"
	"github.com/musette-go/musette/testkit"
)

// X48: of 200 tries at once, on four instances with one database, exactly as many are looked at as the policy says: five for one name from
// one address, twenty from many, and a hundred for one address with many names.
func TestLockoutIsExact(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		who, from func(i int) string
		want      int
	}{
		"name and address":         {func(int) string { return "ada" }, func(int) string { return "198.51.100.1" }, 5},
		"name":                     {func(int) string { return "ada" }, func(i int) string { return fmt.Sprint("198.51.100.", i) }, 20},
		"address":                  {func(i int) string { return fmt.Sprint("user", i) }, func(int) string { return "198.51.100.1" }, 100},
		"addresses of one network": {func(i int) string { return fmt.Sprint("user", i) }, func(i int) string { return fmt.Sprintf("2001:db8::%x", i) }, 100},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbURL := testenv.Postgres(t)
			var mu sync.Mutex
			kinds := map[auth.EventKind]int{}
			note := func(_ context.Context, e auth.Event) {
				mu.Lock()
				defer mu.Unlock()
				kinds[e.Kind]++
			}
			var kits []*testkit.Kit
			for range 4 {
				kits = append(kits, testkit.New(t, site(auth.Options{OnEvent: []func(context.Context, auth.Event){note}}), testkit.Options{DatabaseURL: dbURL,
					Settings: map[string]string{"TRUSTED_PROXIES": "192.0.2.0/24"}, Log: io.Discard, Budget: -1}))
			}
			person(kits[0], "ada")
			var all sync.WaitGroup
			for i := range 200 {
				client := kits[i%4].NewClient()
				client.Header("X-Forwarded-For", c.from(i))
				all.Go(func() {
					if r := login(client, c.who(i), "wrong"); r.Code != 400 && r.Code != 429 {
						t.Errorf("a wrong password is answered with %d", r.Code)
					}
				})
			}
			all.Wait()
			if kinds[auth.LoginFailed] != c.want || kinds[auth.LockedOut] != 200-c.want {
				t.Errorf("%d passwords were looked at, and %d tries refused: want %d and %d", kinds[auth.LoginFailed], kinds[auth.LockedOut], c.want, 200-c.want)
			}
		})
	}
}

// X48, X51: the cookie of a browser in which somebody has logged in spares nobody else: not another name, not when it was changed, cut off
// or signed with another site's key, and not under another cookie's name.
func TestDeviceCookie(t *testing.T) {
	t.Parallel()
	url := testenv.SQLite(t)
	kit := testkit.New(t, site(auth.Options{}), keyed(url, firstKey))
	person(kit, "ada")
	person(kit, "eve")
	device := func(kit *testkit.Kit, name string) string {
		c := kit.NewClient()
		login(c, name, "correct horse").Status(200)
		return c.Cookie("device")
	}
	ada, eve := device(kit, "ada"), device(kit, "eve")
	if ada == "" || strings.Contains(ada, "ada") {
		t.Fatalf("the cookie is %q", ada)
	}
	elsewhere := testkit.New(t, site(auth.Options{}), keyed(testenv.SQLite(t), secondKey))
	person(elsewhere, "ada")
	for range 5 {
		login(kit.NewClient(), "ada", "wrong").Status(400)
	}
	half := len(ada) / 2
	for what, forged := range map[string]string{
		"none": "", "another user's": eve, "another site's": device(elsewhere, "ada"), "half of another": ada[:half] + eve[half:], "the other half": eve[:half] + ada[half:],
		"cut off": ada[:len(ada)-1], "half": ada[:half], "longer": ada + "A", "changed": "x" + ada[1:], "both": ada + ada, "escapes": "%00", "empty": "...",
	} {
		c := kit.NewClient()
		c.SetCookie(&http.Cookie{Name: "device", Value: forged})
		if r := login(c, "ada", "correct horse"); r.Code != 429 {
			t.Errorf("%s: the answer is %d, want 429", what, r.Code)
		}
	}
	c := kit.NewClient()
	c.SetCookie(&http.Cookie{Name: "session", Value: ada})
	c.SetCookie(&http.Cookie{Name: "device", Value: ada})
	for range 4 { // replayed, it has its own five tries, and no more
		login(c, "ada", "wrong").Status(400)
	}
	again := kit.NewClient()
	again.SetCookie(&http.Cookie{Name: "device", Value: ada})
	login(again, "ada", "wrong").Status(400)
	login(again, "ada", "correct horse").Status(429)
}

// X48: nobody uses up the tries of a code, or of a link to reset a password, by typing its name at the login; and not the other way round.
func TestAttemptsAreApart(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, site(auth.Options{}), testkit.Options{Budget: -1})
	person(kit, "ada")
	attempt := func(name string) error {
		_, err := auth.Attempt(kit.Request(http.MethodPost, "/", nil).WithContext(kit.Context()), name)
		return err
	}
	for range 5 {
		login(kit.NewClient(), "2fa 1", "wrong").Status(400)
	}
	login(kit.NewClient(), "2fa 1", "wrong").Status(429)
	for range 5 {
		kit.Must(attempt("2fa 1"))
	}
	locked := new(auth.LockedError)
	if err := attempt("2fa 1"); !errors.As(err, &locked) {
		t.Errorf("the sixth try of a code: %v", err)
	}
	for range 6 {
		_ = attempt("ada")
	}
	login(kit.NewClient(), "ada", "correct horse").Status(200)
}

// AUTH-22: the command unlock lets a name try again from everywhere, and no other name; --all lets everybody.
func TestUnlockCommand(t *testing.T) {
	t.Parallel()
	dbURL := testenv.SQLite(t)
	s := site(auth.Options{})
	kit := testkit.New(t, s, keyed(dbURL, firstKey))
	for _, name := range []string{"ada", "bea"} {
		person(kit, name)
		for range 5 {
			login(kit.NewClient(), name, "wrong").Status(400)
		}
		login(kit.NewClient(), name, "correct horse").Status(429)
	}
	unlock := func(args ...string) {
		t.Helper()
		var out bytes.Buffer
		if code := manage.Run(t.Context(), s, append([]string{"unlock"}, args...), manage.Options{Environ: []string{"DATABASE_URL=" + dbURL}, Out: &out, Err: &out}); code != 0 {
			t.Fatal(out.String())
		}
	}
	unlock("Ada")
	login(kit.NewClient(), "ada", "correct horse").Status(200)
	login(kit.NewClient(), "bea", "correct horse").Status(429)
	unlock("--all")
	login(kit.NewClient(), "bea", "correct horse").Status(200)
}

// X48: spellings of a name that a database may take for the same share their tries.
func TestSpellingsShareTheirTries(t *testing.T) {
	t.Parallel()
	testkit.Run(t, site(auth.Options{LoginName: auth.ByEmail}), func(t *testing.T, kit *testkit.Kit) {
		kit.Must(auth.CreateUser(kit.Context(), &auth.User{Username: "simi", Email: "simi@example.org", IsActive: true}, "correct horse"))
		for _, name := range []string{"s\u0131mi@example.org", "S\u0131M\u0131@EXAMPLE.ORG", "\u017fimi@example.org", "ｓimi@example.org", "sIm\u0131@example.org"} {
			login(kit.NewClient(), name, "wrong").Status(400)
		}
		login(kit.NewClient(), "simi@example.org", "correct horse").Status(429)
	})
}
