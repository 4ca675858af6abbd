package auth_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/password"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/testkit"
	"github.com/musette-go/musette/web"
)

// fast is a policy whose hashes cost little.
func fast() *password.Policy {
	return &password.Policy{Preferred: password.Argon2id{Memory: 64, Time: 1}}
}

// pages are a login without a form, and pages that ask who it is.
func pages(r *web.Router) {
	r.Post("/login/", func(w http.ResponseWriter, r *http.Request) error {
		f, err := web.ReadForm(r)
		if err != nil {
			return err
		}
		u, err := auth.Authenticate(r, auth.Credentials{Name: f.Text("name"), Password: f.Text("password")})
		if err != nil {
			return err
		}
		if err := auth.Login(w, r, u); err != nil {
			return err
		}
		fmt.Fprint(w, "in")
		return nil
	}).Public()
	r.Post("/logout/", func(w http.ResponseWriter, r *http.Request) error {
		if err := auth.Logout(r); err != nil {
			return err
		}
		fmt.Fprint(w, "out")
		return nil
	}).Public()
	r.Post("/password/", func(w http.ResponseWriter, r *http.Request) error {
		u, err := auth.CurrentUser(r.Context())
		if err != nil {
			return err
		}
		if err := auth.SetPassword(r.Context(), u, "another long one"); err != nil {
			return err
		}
		fmt.Fprint(w, "changed")
		return nil
	}).Access(auth.LoginRequired())
	r.Get("/who/", who).Public()
	r.Get("/nobody/", func(w http.ResponseWriter, _ *http.Request) error { fmt.Fprint(w, "-"); return nil }).Public()
	r.Get("/mine/", who).Access(auth.LoginRequired())
	r.Get("/staff/", who).Access(auth.StaffRequired())
	r.Get("/perm/", who).Access(auth.PermRequired("auth.change_group"))
	r.Get("/rights/", func(w http.ResponseWriter, r *http.Request) error {
		for _, p := range []auth.Perm{"auth.change_group", "auth.add_group", "auth.change_group"} {
			ok, err := auth.HasPerm(r.Context(), p)
			if err != nil {
				return err
			}
			fmt.Fprint(w, ok, " ")
		}
		return nil
	}).Public()
	r.Get("/login/", who).Public().Name("accounts:login")
	r.Get("/confirmed/", who).Access(auth.LoginRequired()).With(auth.ConfirmRequired(10 * time.Minute))
}

func who(w http.ResponseWriter, r *http.Request) error {
	u, err := auth.CurrentUser(r.Context())
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "[%s]", u.Username)
	return nil
}

func site(o auth.Options) app.Site {
	if o.Passwords == nil {
		o.Passwords = fast()
	}
	return app.Site{Name: "accounts", Apps: []app.App{auth.App(o), {Name: "pages", Routes: pages}}}
}

func person(kit *testkit.Kit, name string) *auth.User {
	u := &auth.User{Username: name, Email: name + "@example.org", IsActive: true}
	kit.Must(auth.CreateUser(kit.Context(), u, "correct horse"))
	return u
}

func login(c *testkit.Client, name, plain string) *testkit.Response {
	return c.Post("/login/", url.Values{"name": {name}, "password": {plain}})
}

// AUTH-12, AUTH-13, X45: the key changes at login, the old one is dead; a changed password ends the other sessions, and logout ends its own.
func TestLogin(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, dbURL string) {
		var events []auth.Event
		o := auth.Options{OnEvent: []func(context.Context, auth.Event){func(_ context.Context, e auth.Event) { events = append(events, e) }}}
		kit := testkit.New(t, site(o), testkit.Options{DatabaseURL: dbURL})
		ada := person(kit, "ada")
		one, two := kit.NewClient(), kit.NewClient()
		one.Get("/mine/").Status(302)
		login(one, "ada", "wrong").Status(400)
		login(one, "ada", "correct horse").Status(200)
		first := one.Cookie("session")
		login(two, "ada", "correct horse").Status(200)
		one.Get("/who/").Contains("[ada]")
		login(one, "ada", "correct horse").Status(200)
		if one.Cookie("session") == first {
			t.Error("the key is the same after the login")
		}
		old := kit.NewClient()
		old.SetCookie(&http.Cookie{Name: "session", Value: first})
		old.Get("/who/").Contains("[]")
		one.Post("/password/", nil).Status(200)
		one.Get("/who/").Contains("[ada]")
		two.Get("/who/").Contains("[]")
		two.Get("/mine/").Status(302)
		last := one.Cookie("session")
		one.Post("/logout/", nil).Status(200)
		one.SetCookie(&http.Cookie{Name: "session", Value: last})
		one.Get("/who/").Contains("[]")

		login(two, "ada", "another long one").Status(200)
		two.Get("/who/").Contains("[ada]")
		_, err := auth.Users.Filter(auth.Users.ID.Eq(ada.ID)).Update(kit.Context(), auth.Users.IsActive.Set(false))
		kit.Must(err)
		two.Get("/who/").Contains("[]")
		login(two, "ada", "another long one").Status(400)
		if n, err := auth.UserSessions.Count(kit.Context()); err != nil || n > 2 {
			t.Errorf("%d sessions are listed (%v)", n, err)
		}

		var kinds []string
		for _, e := range events {
			kinds = append(kinds, string(e.Kind))
			if e.At.IsZero() || e.RequestID == "" {
				t.Errorf("%s has no time or request: %+v", e.Kind, e)
			}
		}
		want := "login_failed login login login password_changed logout login login_failed"
		if got := strings.Join(kinds, " "); got != want {
			t.Errorf("events %s, want %s", got, want)
		}
	})
}

// A request that asks for nobody costs no statement, one that asks costs two.
func TestLoginCostsTwoStatements(t *testing.T) {
	t.Parallel()
	testkit.Run(t, site(auth.Options{}), func(t *testing.T, kit *testkit.Kit) {
		kit.Login(person(kit, "ada"))
		kit.Get("/nobody/").Status(200).Queries(0)
		kit.Get("/who/").Status(200).Queries(2)
		kit.NewClient().Get("/who/").Status(200).Queries(0)
	})
}

// AUTH-22: after five failures the right password is refused until the cool-off; another user from another address is not.
func TestLockout(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, dbURL string) {
		now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
		kit := testkit.New(t, site(auth.Options{Now: func() time.Time { return now }}), testkit.Options{DatabaseURL: dbURL})
		person(kit, "ada")
		person(kit, "bea")
		for range 5 {
			login(kit.NewClient(), "ada", "wrong").Status(400)
		}
		login(kit.NewClient(), "ada", "correct horse").Status(429)
		login(kit.NewClient(), "ADA", "correct horse").Status(429)
		login(kit.NewClient(), "nobody", "wrong").Status(400)
		login(kit.NewClient(), "bea", "correct horse").Status(200)
		now = now.Add(15*time.Minute - time.Second)
		login(kit.NewClient(), "ada", "correct horse").Status(429)
		now = now.Add(2 * time.Second)
		c := kit.NewClient()
		login(c, "ada", "correct horse").Status(200)
		for range 5 { // others try her name, and she is known in this browser
			login(kit.NewClient(), "ada", "wrong").Status(400)
		}
		login(kit.NewClient(), "ada", "correct horse").Status(429)
		login(c, "ada", "correct horse").Status(200)
	})
}

// Guards lead browsers to the login, and tell programs.
func TestGuards(t *testing.T) {
	t.Parallel()
	testkit.Run(t, site(auth.Options{}), func(t *testing.T, kit *testkit.Kit) {
		ctx := kit.Context()
		if res := kit.Get("/mine/"); res.Code != 302 || res.Header.Get("Location") != "/login/?next=%2Fmine%2F" {
			t.Errorf("%d %s", res.Code, res.Header.Get("Location"))
		}
		program := kit.NewClient()
		program.Header("Accept", "application/json")
		program.Get("/mine/").Status(401)
		ada := person(kit, "ada")
		kit.Login(ada)
		kit.Get("/mine/").Status(200)
		kit.Get("/staff/").Status(403)
		kit.Get("/perm/").Status(403)
		g := &auth.Group{Name: "editors"}
		kit.Must(auth.Groups.Create(ctx, g))
		p, err := auth.Permissions.Get(ctx, auth.Permissions.Codename.Eq("change_group"))
		kit.Must(err)
		kit.Must(auth.Groups.Permissions.Add(ctx, g, p))
		kit.Must(auth.Users.Groups.Add(ctx, ada, g))
		kit.Get("/perm/").Status(200).Queries(3)
		kit.Get("/rights/").Contains("true false true").Queries(3) // AUTH-07: however often it is asked
		kit.Must(auth.Users.Groups.Remove(ctx, ada, g))            // AUTH-08
		kit.Get("/perm/").Status(403)
		_, err = auth.Users.Filter(auth.Users.ID.Eq(ada.ID)).Update(ctx, auth.Users.IsSuperuser.Set(true))
		kit.Must(err)
		kit.Get("/perm/").Status(200).Queries(2)
		kit.Get("/rights/").Contains("true true true").Queries(2)
	})
}

// AUTH-25: a superuser acts as another user, and not as a superuser.
func TestImpersonate(t *testing.T) {
	t.Parallel()
	testkit.Run(t, site(auth.Options{}), func(t *testing.T, kit *testkit.Kit) {
		ctx := kit.Context()
		root := &auth.User{Username: "root", IsActive: true, IsSuperuser: true}
		kit.Must(auth.CreateUser(ctx, root, "x"))
		ada := person(kit, "ada")
		as := func(me, other *auth.User) error {
			r := kit.Request(http.MethodPost, "/", nil)
			return auth.Impersonate(r.WithContext(auth.WithUser(ctx, me)), other)
		}
		for name, err := range map[string]error{"not a superuser": as(ada, ada), "a superuser": as(root, root), "nobody": as(root, &auth.User{})} {
			if !errors.Is(err, auth.ErrNotImpersonated) || problem.Of(err) != problem.Denied {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// AUTH-09, AUTH-10: one rule, obeyed by every query.
func TestPolicies(t *testing.T) {
	t.Parallel()
	own := auth.RestrictBy(auth.Groups, "member", auth.Rules[*auth.Group]{View: func(_ context.Context, u *auth.User) orm.Pred[*auth.Group] {
		return auth.Groups.Users.Any(auth.Users.ID.Eq(u.ID))
	}})
	s := site(auth.Options{})
	s.Apps = append(s.Apps, app.App{Name: "rules", Policies: auth.Policies(own)})
	testkit.Run(t, s, func(t *testing.T, kit *testkit.Kit) {
		ctx := kit.Context()
		ada := person(kit, "ada")
		mine, other := &auth.Group{Name: "mine"}, &auth.Group{Name: "other"}
		kit.Must(auth.Groups.Create(ctx, mine))
		kit.Must(auth.Groups.Create(ctx, other))
		kit.Must(auth.Groups.Users.Add(ctx, mine, ada))
		count := func(ctx context.Context, as ...orm.Action) (n int64) {
			n, err := auth.Groups.For(ctx, as...).Count(ctx)
			kit.Must(err)
			return n
		}
		as := auth.WithUser(ctx, ada)
		kit.Queries(1, func(rec context.Context) {
			if n := count(auth.WithUser(rec, ada)); n != 1 {
				t.Errorf("ada sees %d groups", n)
			}
		})
		if n := count(ctx); n != 0 {
			t.Errorf("nobody sees %d groups", n)
		}
		if n := count(as, orm.Change); n != 0 {
			t.Errorf("ada may change %d groups", n)
		}
		if n := count(auth.WithUser(ctx, &auth.User{ID: 99, IsActive: true, IsSuperuser: true}), orm.Change); n != 2 {
			t.Errorf("a superuser may change %d groups", n)
		}
		p, err := auth.Permissions.Get(ctx, auth.Permissions.Codename.Eq("change_group"))
		kit.Must(err)
		kit.Must(auth.Users.UserPermissions.Add(ctx, ada, p))
		if n := count(auth.WithUser(ctx, ada), orm.Change); n != 2 {
			t.Errorf("with the permission ada may change %d groups", n)
		}
		if _, err := auth.Groups.Count(as); !errors.Is(err, orm.ErrPolicy) {
			t.Errorf("without For: %v", err)
		}
	})
}

// Many people may share an address: their logins that succeed do not keep others out.
func TestSharedAddress(t *testing.T) {
	t.Parallel()
	testkit.Run(t, site(auth.Options{Lockout: auth.Lockout{PerAddress: 3}}), func(t *testing.T, kit *testkit.Kit) {
		person(kit, "ada")
		for range 6 {
			login(kit.NewClient(), "ada", "correct horse").Status(200)
		}
		for i := range 3 {
			login(kit.NewClient(), fmt.Sprint("nobody", i), "wrong").Status(400)
		}
		login(kit.NewClient(), "ada", "correct horse").Status(429)
	})
}

// A site may leave the login to another program on its host.
func TestLoginElsewhere(t *testing.T) {
	t.Parallel()
	testkit.Run(t, site(auth.Options{LoginURL: "/django/login/"}), func(t *testing.T, kit *testkit.Kit) {
		if to := kit.Get("/mine/").Status(302).Header.Get("Location"); to != "/django/login/?next=%2Fmine%2F" {
			t.Error(to)
		}
	})
}

// Nobody proves to be somebody else: what asks again who it is stays closed to a superuser who acts as a user.
func TestConfirmWhileImpersonating(t *testing.T) {
	t.Parallel()
	s := site(auth.Options{})
	s.Apps = append(s.Apps, app.App{Name: "hijack", Routes: func(r *web.Router) {
		r.Post("/hijack/", func(w http.ResponseWriter, r *http.Request) error {
			ada, err := auth.Users.Unrestricted().Get(r.Context(), auth.Users.Username.Eq("ada"))
			if err != nil {
				return err
			}
			if err := auth.Impersonate(r, ada); err != nil {
				return err
			}
			fmt.Fprint(w, "as ada")
			return nil
		}).Public()
	}})
	testkit.Run(t, s, func(t *testing.T, kit *testkit.Kit) {
		person(kit, "ada")
		root := &auth.User{Username: "root", IsActive: true, IsSuperuser: true}
		kit.Must(auth.CreateUser(kit.Context(), root, "x"))
		kit.Login(root)
		kit.Get("/confirmed/").Status(200)
		kit.Post("/hijack/", nil)
		kit.Get("/who/").Contains("[ada]")
		kit.Get("/confirmed/").Status(403)
	})
}
