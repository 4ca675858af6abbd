package dbsession_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/migrate"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/schema"
	"github.com/musette-go/musette/session"
	"github.com/musette-go/musette/session/dbsession"
)

// BenchmarkRead is a request that reads one value, against one that touches no session.
func BenchmarkRead(b *testing.B) {
	for kind, dbURL := range map[string]func(testing.TB) string{"sqlite": testenv.SQLite, "postgres": testenv.Postgres} {
		d, err := db.Open(b.Context(), dbURL(b), db.Options{})
		if err != nil {
			b.Fatal(err)
		}
		defer func() { _ = d.Close() }()
		m, err := migrate.New(d, []migrate.App{{Label: "sessions", Models: []*schema.Model{dbsession.Sessions.Descriptor().Model()}, Migrations: dbsession.App().Migrations}})
		if err != nil {
			b.Fatal(err)
		}
		if err := m.Migrate(b.Context(), migrate.MigrateOptions{}); err != nil {
			b.Fatal(err)
		}
		sessions, err := session.New(dbsession.New(dbsession.Options{}), session.Options{})
		if err != nil {
			b.Fatal(err)
		}
		r := httptest.NewRequestWithContext(orm.With(b.Context(), d), http.MethodGet, "/", nil)
		ask := func(use func(ctx context.Context) error) *httptest.ResponseRecorder {
			w := httptest.NewRecorder()
			sessions.Middleware(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				if err := use(r.Context()); err != nil {
					b.Error(err)
				}
			})).ServeHTTP(w, r)
			return w
		}
		r.AddCookie(ask(func(ctx context.Context) error { return color.Set(ctx, "red") }).Result().Cookies()[0])
		for name, use := range map[string]func(ctx context.Context) error{
			"untouched": func(context.Context) error { return nil },
			"read":      func(ctx context.Context) error { _, _, err := color.Get(ctx); return err },
		} {
			b.Run(kind+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					ask(use)
				}
			})
		}
	}
}
