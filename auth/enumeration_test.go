package auth_test

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/testkit"
)

// X46: whoever cannot log in, for whatever reason, gets the same answer after the same statements: nobody has the name, the password is wrong, the
// account is closed, or has no password.
func TestFailedLoginsAreAlike(t *testing.T) {
	t.Parallel()
	for _, by := range []auth.LoginName{auth.ByUsername, auth.ByEmail, auth.ByEither} {
		testenv.Databases(t, func(t *testing.T, dbURL string) {
			rec := db.NewRecorder(db.RecorderOptions{})
			s := site(auth.Options{LoginName: by})
			s.Apps = append(s.Apps, app.App{Name: "spy", Middleware: []func(http.Handler) http.Handler{func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					next.ServeHTTP(w, r.WithContext(db.Record(r.Context(), rec)))
				})
			}}})
			kit := testkit.New(t, s, testkit.Options{DatabaseURL: dbURL, Log: io.Discard})
			person(kit, "ada")
			closed := person(kit, "closed")
			closed.IsActive = false
			kit.Must(auth.Users.Save(kit.Context(), closed))
			kit.Must(auth.CreateUser(kit.Context(), &auth.User{Username: "social", Email: "social@example.org", IsActive: true}, ""))
			for _, name := range []string{"one", "two"} {
				kit.Must(auth.CreateUser(kit.Context(), &auth.User{Username: name, Email: "twins@example.org", IsActive: true}, "correct horse"))
			}
			var want []string
			body := ""
			for _, c := range [][2]string{{"ada", "wrong"}, {"nobody", "wrong"}, {"nobody", "correct horse"}, {"closed", "wrong"}, {"closed", "correct horse"}, {"social", "wrong"}, {"twins", "correct horse"}} {
				name := c[0]
				if by != auth.ByUsername {
					name += "@example.org"
				}
				client := kit.NewClient()
				rec = db.NewRecorder(db.RecorderOptions{Statements: true})
				res := login(client, name, c[1]).Status(400)
				var got []string
				for _, st := range rec.Statements() {
					got = append(got, st.SQL)
				}
				page, _, _ := strings.Cut(res.Body, `<p class="id">`)
				if want == nil {
					want, body = got, page
				}
				if !slices.Equal(got, want) || page != body || len(got) < 4 {
					t.Errorf("%v: the answer is\n%s\nafter\n%s\nand not\n%s\nafter\n%s", c, page, strings.Join(got, "\n"), body, strings.Join(want, "\n"))
				}
			}
		})
	}
}
