package auth_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/testkit"
	"github.com/musette-go/musette/web"
)

// stage has pages on which somebody begins and ends to act as another.
func stage() app.App {
	return app.App{Name: "stage", Routes: func(r *web.Router) {
		r.Post("/as/", func(w http.ResponseWriter, r *http.Request) error {
			f, err := web.ReadForm(r)
			if err != nil {
				return err
			}
			as, err := auth.Users.Unrestricted().Get(r.Context(), auth.Users.Username.Eq(f.Text("name")))
			if err != nil {
				return err
			}
			if err := auth.Impersonate(r, as); err != nil {
				return err
			}
			w.WriteHeader(http.StatusNoContent)
			return nil
		}).Public()
		r.Post("/end/", func(w http.ResponseWriter, r *http.Request) error {
			if err := auth.EndImpersonation(w, r); err != nil {
				return err
			}
			w.WriteHeader(http.StatusNoContent)
			return nil
		}).Public()
	}}
}

// acted is a site with a superuser who acts as ada in a client of the test.
func acted(t *testing.T, dbURL string, now func() time.Time) (kit *testkit.Kit, root *auth.User, c *testkit.Client) {
	t.Helper()
	s := site(auth.Options{Now: now})
	s.Apps = append(s.Apps, stage())
	kit = testkit.New(t, s, testkit.Options{DatabaseURL: dbURL})
	root = person(kit, "root")
	root.IsSuperuser = true
	kit.Must(auth.Users.Save(kit.Context(), root))
	person(kit, "ada")
	c = kit.NewClient()
	login(c, "root", "correct horse").Status(200)
	return kit, root, c
}

func as(c *testkit.Client, name string) { c.Post("/as/", url.Values{"name": {name}}).Status(204) }

// AUTH-13, AUTH-24, AUTH-25: a session in which a superuser acts as somebody else is the superuser's own: a changed password of theirs ends
// it, and so does the loss of the right. Nobody becomes a superuser again with it.
func TestImpersonationEndsWithItsSuperuser(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, dbURL string) {
		for name, end := range map[string]func(kit *testkit.Kit, root *auth.User){
			"password": func(kit *testkit.Kit, root *auth.User) {
				kit.Must(auth.SetPassword(kit.Context(), root, "another long one"))
			},
			"superuser": func(kit *testkit.Kit, root *auth.User) {
				root.IsSuperuser = false
				kit.Must(auth.Users.Save(kit.Context(), root))
			},
			"active": func(kit *testkit.Kit, root *auth.User) {
				root.IsActive = false
				kit.Must(auth.Users.Save(kit.Context(), root))
			},
		} {
			t.Run(name, func(t *testing.T) {
				other := testenv.SQLite(t)
				if dbURL[:4] == "post" {
					other = testenv.Postgres(t)
				}
				kit, root, c := acted(t, other, nil)
				before := c.Cookie("session")
				as(c, "ada")
				if c.Cookie("session") == before {
					t.Error("the session has the same key")
				}
				old := kit.NewClient()
				old.SetCookie(&http.Cookie{Name: "session", Value: before})
				old.Get("/who/").Contains("[]")
				c.Get("/who/").Contains("[ada]")
				end(kit, root)
				during := c.Cookie("session")
				c.Post("/end/", nil).Status(403)
				c.SetCookie(&http.Cookie{Name: "session", Value: during})
				c.Get("/who/").Contains("[]")
			})
		}
	})
}

// The session stands in the superuser's list, where they can end it, and not in that of whom they act as.
func TestImpersonationIsListed(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	kit, root, c := acted(t, testenv.SQLite(t), func() time.Time { return now })
	owners := func(when string, want int) {
		t.Helper()
		rows, err := auth.UserSessions.All(kit.Context())
		kit.Must(err)
		for _, row := range rows {
			if row.User.Key() != root.ID {
				t.Errorf("%s: a session is listed for user %d", when, row.User.Key())
			}
		}
		if len(rows) != want {
			t.Errorf("%s: %d sessions are listed, want %d", when, len(rows), want)
		}
	}
	as(c, "ada")
	owners("begun", 1)
	now = now.Add(time.Hour)
	c.Get("/who/").Contains("[ada]")
	owners("seen", 1)
	c.Post("/end/", nil).Status(204)
	c.Get("/who/").Contains("[root]")
	owners("ended", 1)
}

// To come back is no proof of who it is: what asks for the password again asks still.
func TestImpersonationIsNoProof(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	_, _, c := acted(t, testenv.SQLite(t), func() time.Time { return now })
	c.Get("/confirmed/").Status(200)
	as(c, "ada")
	c.Get("/confirmed/").Status(403)
	c.Post("/end/", nil).Status(204)
	c.Get("/confirmed/").Contains("[root]")
	now = now.Add(11 * time.Minute)
	as(c, "ada")
	c.Post("/end/", nil).Status(204)
	c.Get("/confirmed/").Status(403)
}
