package django_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/django"
	"github.com/musette-go/musette/internal/testenv"
	note "github.com/musette-go/musette/messages"
	"github.com/musette-go/musette/session"
	"github.com/musette-go/musette/testkit"
	"github.com/musette-go/musette/web"
)

// options are those of a site beside Debian's Django.
func options() django.Options { return django.Options{Version: "3.2"} }

// newSite is a site of ours with pages like those of the old one.
func newSite(o django.Options) app.Site {
	return django.Shared(app.Site{Name: "newsite", Apps: []app.App{{Name: "probe", Routes: func(r *web.Router) { probe(r, o) }}}}, o)
}

// beside is a new site beside an old one, on one database.
type beside struct {
	*testkit.Kit
	old, new, db string
}

// besideDjango runs a test with both sites on each kind of database. Django has made the tables; alice's password is "long one".
func besideDjango(t *testing.T, o django.Options, test func(t *testing.T, both *beside), env ...string) {
	t.Helper()
	testenv.Databases(t, func(t *testing.T, dbURL string) {
		djangoTables(t, dbURL)
		shell(t, dbURL, "from django.contrib.auth.models import User; User.objects.create_user('alice', 'alice@example.org', 'long one')")
		kit := testkit.New(t, newSite(o), testkit.Options{DatabaseURL: dbURL, Settings: map[string]string{"SECRET_KEY": secret}, Budget: -1})
		test(t, &beside{kit, serveOld(t, dbURL, env...), kit.LiveServer(), dbURL})
	})
}

var (
	cart  = session.NewKey[map[string]int]("cart")
	words = session.NewKey[string]("words")
)

// probe are pages with the addresses of the old site's.
func probe(r *web.Router, o django.Options) {
	text := func(w http.ResponseWriter, s string) error { _, err := fmt.Fprint(w, s); return err }
	r.Get("/dj/token/", func(w http.ResponseWriter, r *http.Request) error { return text(w, web.CSRFToken(r)) }).Public()
	r.Get("/dj/who/", func(w http.ResponseWriter, r *http.Request) error {
		ctx := r.Context()
		u, err := auth.CurrentUser(ctx)
		if err != nil {
			return err
		}
		values := map[string]any{}
		if c, ok, err := cart.Get(ctx); err != nil {
			return err
		} else if ok {
			values["cart"] = c
		}
		if s, ok, err := words.Get(ctx); err != nil {
			return err
		} else if ok {
			values["words"] = s
		}
		perms := []string{}
		for _, p := range r.URL.Query()["perm"] {
			if ok, err := u.HasPerm(ctx, auth.Perm(p)); err != nil {
				return err
			} else if ok {
				perms = append(perms, p)
			}
		}
		slices.Sort(perms)
		b, err := json.Marshal(map[string]any{"name": u.Username, "values": values, "perms": perms})
		if err != nil {
			return err
		}
		return text(w, string(b))
	}).Public()
	r.Post("/dj/login/", func(w http.ResponseWriter, r *http.Request) error {
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
		return text(w, "in")
	}).Public()
	r.Post("/dj/logout/", func(w http.ResponseWriter, r *http.Request) error {
		if err := auth.Logout(r); err != nil {
			return err
		}
		return text(w, "out")
	}).Public()
	r.Post("/dj/password/", func(w http.ResponseWriter, r *http.Request) error {
		f, err := web.ReadForm(r)
		if err != nil {
			return err
		}
		u, err := auth.CurrentUser(r.Context())
		if err != nil {
			return err
		}
		if err := auth.SetPassword(r.Context(), u, f.Text("password")); err != nil {
			return err
		}
		return text(w, "changed")
	}).Access(auth.LoginRequired())
	r.Post("/dj/set/", setValues).Public()
	r.Post("/dj/message/", func(w http.ResponseWriter, r *http.Request) error {
		f, err := web.ReadForm(r)
		if err != nil {
			return err
		}
		note.Success(r.Context(), f.Text("text"), "cart")
		return text(w, "added")
	}).Public()
	r.Get("/dj/shown/", func(w http.ResponseWriter, r *http.Request) error {
		list := [][]any{}
		for _, m := range note.All(r.Context()) {
			list = append(list, []any{m.Level, m.Text, m.Extra})
		}
		b, err := json.Marshal(list)
		if err != nil {
			return err
		}
		return text(w, string(b))
	}).Public()
	r.Get("/dj/reset/", func(w http.ResponseWriter, r *http.Request) error {
		ctx, q := r.Context(), r.URL.Query()
		u, err := auth.Users.Unrestricted().Get(ctx, auth.Users.Username.Eq(q.Get("name")))
		if err != nil {
			return err
		}
		maker := django.ResetMaker(o)
		if q.Has("token") {
			ok, err := maker.Check(ctx, u, q.Get("token"))
			if err != nil {
				return err
			}
			return text(w, strings.ToUpper(fmt.Sprint(ok)[:1])+fmt.Sprint(ok)[1:])
		}
		token, err := maker.Make(ctx, u)
		if err != nil {
			return err
		}
		return text(w, token)
	}).Public()
}

func setValues(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	var c map[string]int
	if f.Text("cart") != "" {
		if err := json.Unmarshal([]byte(f.Text("cart")), &c); err != nil {
			return err
		}
		if err := cart.Set(r.Context(), c); err != nil {
			return err
		}
	}
	if f.Text("words") != "" {
		if err := words.Set(r.Context(), strings.Trim(f.Text("words"), `"`)); err != nil {
			return err
		}
	}
	if f.Text("expiry") != "" {
		n, err := strconv.Atoi(f.Text("expiry"))
		if err != nil {
			return err
		}
		if err := session.From(r.Context()).SetExpiry(r.Context(), time.Duration(n)*time.Second); err != nil {
			return err
		}
	}
	_, err = fmt.Fprint(w, "set")
	return err
}

// everybody are the users, by name.
func everybody(t *testing.T, both *beside) map[string]*auth.User {
	t.Helper()
	all, err := auth.Users.Unrestricted().All(both.Context())
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*auth.User{}
	for _, u := range all {
		out[u.Username] = u
	}
	return out
}
