package auth_test

import (
	"bytes"
	"context"
	"crypto/sha1" //nolint:gosec // lists of breached passwords have it
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/password"
	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/manage"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/testkit"
)

// directory is a backend that knows people by another system: a name's password is the name backwards.
type directory struct{ asked *[]string }

func (directory) Name() string { return "directory" }

func (d directory) Authenticate(ctx context.Context, _ *http.Request, c auth.Credentials) (*auth.User, error) {
	*d.asked = append(*d.asked, c.Name)
	switch {
	case c.Name == "banned":
		return nil, problem.New(problem.Denied, "banned")
	case c.Name == "broken":
		return nil, errors.New("the directory is away")
	case c.Password != reversed(c.Name):
		return nil, nil
	}
	u, _, err := auth.Users.GetOrCreate(ctx, &auth.User{Username: c.Name, Password: "!", IsActive: true}, auth.Users.Username.Eq(c.Name))
	return u, err
}

func reversed(s string) string {
	r := []rune(s)
	for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
		r[i], r[j] = r[j], r[i]
	}
	return string(r)
}

// AUTH-11: the first backend that knows somebody wins and is recorded; one that denies ends the search.
func TestBackends(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, _ string) {
		var asked []string
		s := site(auth.Options{Backends: []auth.Backend{directory{&asked}, auth.Passwords()}})
		kit := testkit.New(t, s, testkit.Options{})
		for _, name := range []string{"bea", "banned", "broken"} {
			person(kit, name)
		}
		c := kit.NewClient()
		login(c, "nils", "slin").Status(200) // made by the directory
		c.Get("/who/").Contains("[nils]")
		login(c, "bea", "correct horse").Status(200)
		c.Get("/who/").Contains("[bea]")
		login(kit.NewClient(), "bea", "bea").Status(400)
		login(kit.NewClient(), "banned", "correct horse").Status(400)
		login(kit.NewClient(), "broken", "correct horse").Status(500)
		if got := strings.Join(asked, " "); got != "nils bea bea banned broken" {
			t.Errorf("asked for %s", got)
		}
	})
}

// A session ends when the backend that knew its person is gone from the site.
func TestBackendThatIsGone(t *testing.T) {
	t.Parallel()
	url := testenv.SQLite(t)
	var asked []string
	both := testkit.New(t, site(auth.Options{Backends: []auth.Backend{auth.Passwords(), directory{&asked}}}), keyed(url, firstKey))
	c := both.NewClient()
	login(c, "nils", "slin").Status(200)
	alone := testkit.New(t, site(auth.Options{}), keyed(url, firstKey)).NewClient()
	alone.SetCookie(&http.Cookie{Name: "session", Value: c.Cookie("session")})
	alone.Get("/who/").Contains("[]")
}

const (
	firstKey  = "first 0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN"
	secondKey = "second 0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN"
)

// keyed are the options of a site with keys of its own on one database.
func keyed(url, key string, fallbacks ...string) testkit.Options {
	return testkit.Options{DatabaseURL: url, Settings: map[string]string{"SECRET_KEY": key, "SECRET_KEY_FALLBACKS": strings.Join(fallbacks, ",")}}
}

// SECRET_KEY is replaced while people are logged in: with the old one among the fallbacks they stay, and stay when it goes; without they
// are logged out.
func TestKeysAreReplaced(t *testing.T) {
	t.Parallel()
	url := testenv.SQLite(t)
	first := testkit.New(t, site(auth.Options{}), keyed(url, firstKey))
	person(first, "ada")
	c := first.NewClient()
	login(c, "ada", "correct horse").Status(200)
	with := func(o testkit.Options) *testkit.Client {
		other := testkit.New(t, site(auth.Options{}), o).NewClient()
		other.SetCookie(&http.Cookie{Name: "session", Value: c.Cookie("session")})
		return other
	}
	with(keyed(url, secondKey, firstKey)).Get("/who/").Contains("[ada]") // and its hash is made again
	with(keyed(url, secondKey)).Get("/who/").Contains("[ada]")
	with(keyed(url, firstKey)).Get("/who/").Contains("[]")
	with(keyed(url, secondKey)).Get("/who/").Contains("[]") // a session whose hash is wrong was ended
}

// Names that differ in their Unicode form only are one name.
func TestNamesInUnicode(t *testing.T) {
	t.Parallel()
	testkit.Run(t, site(auth.Options{}), func(t *testing.T, kit *testkit.Kit) {
		composed, decomposed, wide := "renée", "rene\u0301e", "ｒｅｎée"
		kit.Must(auth.CreateUser(kit.Context(), &auth.User{Username: composed, IsActive: true}, "correct horse"))
		for _, name := range []string{composed, decomposed, wide} {
			login(kit.NewClient(), name, "correct horse").Status(200)
			if err := auth.CreateUser(kit.Context(), &auth.User{Username: name, IsActive: true}, "x"); !errors.Is(err, db.ErrUnique) {
				t.Errorf("%q was created beside %q (%v)", name, composed, err)
			}
		}
		for _, name := range []string{"a b", "a\nb", "a\x00b", "", strings.Repeat("x", 151), "<b>"} {
			if err := auth.CreateUser(kit.Context(), &auth.User{Username: name}, "x"); problem.Of(err) != problem.Invalid {
				t.Errorf("%.20q is a name (%v)", name, err)
			}
		}
	})
}

func TestLoginByEmail(t *testing.T) {
	t.Parallel()
	testkit.Run(t, site(auth.Options{LoginName: auth.ByEither}), func(t *testing.T, kit *testkit.Kit) {
		person(kit, "ada")
		login(kit.NewClient(), "Ada@Example.org", "correct horse").Status(200)
		login(kit.NewClient(), "ada", "correct horse").Status(200)
		kit.Must(auth.CreateUser(kit.Context(), &auth.User{Username: "twin", Email: "ada@example.org", IsActive: true}, "correct horse"))
		login(kit.NewClient(), "ada@example.org", "correct horse").Status(400) // whose is it?
	})
}

// The commands: what is printed, and what they refuse.
func TestCommands(t *testing.T) {
	t.Parallel()
	url := testenv.SQLite(t)
	s := app.Site{Name: "accounts", Apps: []app.App{auth.App(auth.Options{Passwords: fast()})}}
	run := func(in string, environ []string, args ...string) (int, string) {
		var out bytes.Buffer
		code := manage.Run(t.Context(), s, args, manage.Options{Environ: append(environ, "DATABASE_URL="+url), In: strings.NewReader(in), Out: &out, Err: &out, Terminal: in != ""})
		return code, out.String()
	}
	if code, out := run("", nil, "migrate"); code != 0 || !strings.Contains(out, "Creating") {
		t.Fatal(code, out)
	}
	if _, out := run("", nil, "migrate"); strings.Contains(out, "Creating") {
		t.Errorf("permissions are created again: %s", out)
	}
	strong := []string{"SUPERUSER_PASSWORD=a long and odd one"}
	for i, c := range []struct {
		in      string
		environ []string
		args    []string
		code    int
		want    string
	}{
		{"", strong, []string{"createsuperuser"}, 2, "--username is required"},
		{"", nil, []string{"createsuperuser", "--username", "root"}, 1, "set SUPERUSER_PASSWORD"},
		{"", []string{"SUPERUSER_PASSWORD=12345678"}, []string{"createsuperuser", "--username", "root"}, 1, "entirely numeric"},
		{"", strong, []string{"createsuperuser", "--username", "ro ot"}, 1, "valid username"},
		{"", strong, []string{"createsuperuser", "--username", "root", "--email", "root@example.org"}, 0, "Superuser root created."},
		{"", strong, []string{"createsuperuser", "--username", "root"}, 1, "already exists"},
		{"two\n\nquite a long one\nanother long one\n", nil, []string{"createsuperuser"}, 1, "not the same"},
		{"two\n\nquite a long one\nquite a long one\n", nil, []string{"createsuperuser"}, 0, "Superuser two created."},
		{"", strong, []string{"changepassword", "nobody"}, 1, `there is no user "nobody"`},
		{"", strong, []string{"changepassword", "root"}, 0, "The password of root is changed"},
		{"", nil, []string{"unlock"}, 2, "name somebody"},
		{"", nil, []string{"unlock", "root"}, 0, "root may try again."},
		{"", nil, []string{"unlock", "--all"}, 0, "counts forgotten"},
	} {
		if code, out := run(c.in, c.environ, c.args...); code != c.code || !strings.Contains(out, c.want) {
			t.Errorf("%d: %v: %d %s", i, c.args, code, out)
		}
	}
	list, packed := filepath.Join(t.TempDir(), "list.txt"), filepath.Join(t.TempDir(), "breached")
	sum := sha1.Sum([]byte("correct horse")) //nolint:gosec // the form of such lists
	if err := os.WriteFile(list, []byte(fmt.Sprintf("%X:3\n", sum)), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out := run("", nil, "breachedlist", list, packed); code != 0 || !strings.Contains(out, "1 passwords packed") {
		t.Error(code, out)
	}
	bloom, err := password.OpenBloom(packed)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = bloom.Close() }()
	if found, err := bloom.Breached(t.Context(), sum); !found || err != nil {
		t.Error("the password is not found in the file", err)
	}
	if err := os.WriteFile(list, []byte("no hash\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(t.TempDir(), "broken")
	if code, out := run("", nil, "breachedlist", list, broken); code != 1 || !strings.Contains(out, "line 1") {
		t.Error(code, out)
	}
	if _, err := os.Stat(broken); err == nil {
		t.Error("a file is there although the list could not be read")
	}
	ctx := orm.With(t.Context(), open(t, url))
	for _, name := range []string{"root", "two"} {
		if u, err := auth.Users.Get(ctx, auth.Users.Username.Eq(name)); err != nil || !u.IsSuperuser || !u.IsStaff || !strings.HasPrefix(u.Password, "argon2$") {
			t.Errorf("%s: %v, %v", name, fmt.Sprint(u != nil), err)
		}
	}
}
