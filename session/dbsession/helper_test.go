package dbsession_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/migrate"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/schema"
	"github.com/musette-go/musette/session"
	"github.com/musette-go/musette/session/dbsession"
	"github.com/musette-go/musette/web"
)

func TestMain(m *testing.M) { testenv.Main(m) }

var color = session.NewKey[string]("color")

func open(t *testing.T, dbURL string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), dbURL, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// migrated returns a context whose database has the table.
func migrated(t *testing.T, dbURL string) (context.Context, *db.DB) {
	t.Helper()
	d := open(t, dbURL)
	m, err := migrate.New(d, []migrate.App{{Label: "sessions", Models: []*schema.Model{dbsession.Sessions.Descriptor().Model()}, Migrations: dbsession.App().Migrations}})
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Migrate(t.Context(), migrate.MigrateOptions{}); err != nil {
		t.Fatal(err)
	}
	return orm.With(t.Context(), d), d
}

// fresh is the URL of an empty database of the same kind.
func fresh(t *testing.T, dbURL string) string {
	t.Helper()
	if strings.HasPrefix(dbURL, "sqlite") {
		return testenv.SQLite(t)
	}
	return testenv.Postgres(t)
}

// manager keeps sessions in the database of the context.
func manager(t *testing.T, o session.Options) *session.Manager {
	t.Helper()
	m, err := session.New(dbsession.New(dbsession.Options{}), o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// ask sends a request with the cookie value given, "" for none, and returns that of the answer, or the same.
func ask(t *testing.T, ctx context.Context, m *session.Manager, cookie string, use func(ctx context.Context) error) (*http.Response, string) {
	t.Helper()
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil)
	if cookie != "" {
		r.AddCookie(&http.Cookie{Name: "__Host-session", Value: cookie})
	}
	w := httptest.NewRecorder()
	h := m.Middleware(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if err := use(r.Context()); err != nil {
			t.Errorf("in the request: %v", err)
		}
	}))
	web.Cookies(web.CookieOptions{})(h).ServeHTTP(w, r)
	res := w.Result()
	for _, c := range res.Cookies() {
		cookie = c.Value
	}
	return res, cookie
}
