package remoteuser_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/password"
	"github.com/musette-go/musette/auth/remoteuser"
	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/testkit"
	"github.com/musette-go/musette/web"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func site(o remoteuser.Options, backends ...auth.Backend) app.Site {
	policy := &password.Policy{Preferred: password.Argon2id{Memory: 64, Time: 1}}
	pages := app.App{Name: "pages", Routes: func(r *web.Router) {
		r.Get("/who/", func(w http.ResponseWriter, r *http.Request) error {
			u, err := auth.CurrentUser(r.Context())
			if err == nil {
				_, err = fmt.Fprintf(w, "[%s] %q", u.Username, r.Header["X-Remote-User"])
			}
			return err
		}).Public()
	}}
	return app.Site{Name: "intranet", Apps: []app.App{auth.App(auth.Options{Passwords: policy, Backends: backends}), remoteuser.App(o), pages}}
}

func kitOf(t *testing.T, trusted string, o remoteuser.Options) *testkit.Kit {
	t.Helper()
	s := site(o, auth.Passwords(), remoteuser.Backend())
	kit := testkit.New(t, s, testkit.Options{Settings: map[string]string{"TRUSTED_PROXIES": trusted}, Log: io.Discard})
	for _, name := range []string{"ada", "bob"} {
		kit.Must(auth.CreateUser(kit.Context(), &auth.User{Username: name, IsActive: true}, "correct horse"))
	}
	kit.Must(auth.CreateUser(kit.Context(), &auth.User{Username: "gone"}, "correct horse"))
	return kit
}

// AUTH-26: the header of a trusted proxy says who it is. It never reaches a handler.
func TestTrustedProxy(t *testing.T) {
	t.Parallel()
	kit := kitOf(t, "192.0.2.0/24", remoteuser.Options{})
	kit.Get("/who/").Contains("[] []")
	kit.Header("X-Remote-User", "ada")
	kit.Get("/who/").Contains("[ada] []")
	key := kit.Cookie("session")
	kit.Get("/who/").Contains("[ada]")
	if kit.Cookie("session") != key {
		t.Error("the second request logged in again")
	}
	kit.Header("X-Remote-User", "bob")
	kit.Get("/who/").Contains("[bob]")
	if kit.Cookie("session") == key {
		t.Error("another user has the session of the first")
	}
	kit.Header("X-Remote-User", "gone")
	kit.Get("/who/").Contains("[]")
	kit.Header("X-Remote-User", "nobody")
	kit.Get("/who/").Contains("[]")
	kit.Header("X-Remote-User", "ada")
	kit.Get("/who/").Contains("[ada]")
	kit.Header("X-Remote-User", "")
	kit.Get("/who/").Contains("[]") // the proxy says that it is nobody any more
	r := kit.Request(http.MethodGet, "/who/", nil)
	r.Header["X-Remote-User"] = []string{"ada", "bob"}
	kit.Do(r).Status(400)
}

// AUTH-26: from anybody else the header counts for nothing, whatever else they claim about where they come from.
func TestUntrustedPeers(t *testing.T) {
	t.Parallel()
	for _, o := range []remoteuser.Options{{}, {Create: true}, {Persistent: true}} {
		kit := kitOf(t, "10.0.0.0/8", o)
		for name, value := range map[string]string{"X-Remote-User": "ada", "X_remote_user": "ada", "Remote-User": "ada"} {
			c := kit.NewClient()
			c.Header(name, value)
			c.Header("X-Forwarded-For", "10.0.0.1")
			c.Header("Forwarded", "for=10.0.0.1")
			c.Get("/who/").Contains("[] []")
		}
	}
}

// The connection counts, not the address that a proxy reports: a client behind it is not a proxy.
func TestClientBehindAProxy(t *testing.T) {
	t.Parallel()
	kit := kitOf(t, "192.0.2.0/24", remoteuser.Options{})
	kit.Header("X-Forwarded-For", "203.0.113.9")
	kit.Header("X-Remote-User", "ada")
	kit.Get("/who/").Contains("[ada]")
}

// A name that nobody has gets an account without a password, if the site says so; a name that cannot be one does not.
func TestCreate(t *testing.T) {
	t.Parallel()
	kit := kitOf(t, "192.0.2.0/24", remoteuser.Options{Create: true, Persistent: true,
		Clean: func(name string) string { name, _, _ = strings.Cut(name, "@"); return name }})
	kit.Header("X-Remote-User", "grace@EXAMPLE.ORG")
	kit.Get("/who/").Contains("[grace]")
	kit.Header("X-Remote-User", "")
	kit.Get("/who/").Contains("[grace]") // Persistent
	u, err := auth.Users.Unrestricted().Get(kit.Context(), auth.Users.Username.Eq("grace"))
	kit.Must(err)
	if password.IsUsable(u.Password) {
		t.Error("the account has a password")
	}
	c := kit.NewClient()
	c.Header("X-Remote-User", "a b\tc")
	c.Get("/who/").Contains("[]")
}

// A site that forgot half of it is told.
func TestChecks(t *testing.T) {
	t.Parallel()
	a := remoteuser.App(remoteuser.Options{})
	found := map[string]bool{}
	for _, m := range a.Checks[0].Run(t.Context()) {
		found[m.ID] = m.Level >= check.Warning
	}
	if !found["remoteuser.E001"] || !found["remoteuser.W001"] {
		t.Errorf("found %v", found)
	}
}
