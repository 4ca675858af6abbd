package main

import (
	"bytes"
	"flag"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/musette-go/musette"
	"github.com/musette-go/musette/examples/docs/moved/left"
	"github.com/musette-go/musette/examples/docs/moved/logins"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/manage"
)

var update = flag.Bool("update", false, "rewrite the golden file")

func TestMain(m *testing.M) { testenv.Main(m) }

const secret = "the-secret-key-of-the-old-site-and-of-the-new-one-0123456789"

// session is what somebody types who follows the page, and what they see.
type session struct {
	t    *testing.T
	db   string
	text strings.Builder
}

// django runs manage.py of the old site.
func (s *session) django(region string, args ...string) {
	s.t.Helper()
	u, err := url.Parse(s.db)
	if err != nil {
		s.t.Fatal(err)
	}
	cmd := exec.CommandContext(s.t.Context(), testenv.Django(s.t), append([]string{"-W", "ignore", "manage.py"}, args...)...)
	cmd.Dir = filepath.Join("..", "..", "..", "django", "testdata", "oldsite")
	cmd.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1", "DJANGO_SETTINGS_MODULE=oldsite.settings", "SECRET_KEY="+secret, "DB_ENGINE=postgresql",
		"DB_NAME="+strings.TrimPrefix(u.Path, "/"), "DB_HOST="+u.Query().Get("host"), "DB_PORT="+u.Query().Get("port"), "DB_USER="+u.User.Username())
	out, err := cmd.CombinedOutput()
	if err != nil {
		s.t.Fatalf("manage.py %v: %v\n%s", args, err, out)
	}
	s.add(region, "python3 manage.py "+strings.Join(args, " "), string(out))
}

// run runs a command of the new site.
func (s *session) run(region string, site musette.Site, want int, env []string, args ...string) string {
	s.t.Helper()
	var out bytes.Buffer
	environ := append([]string{"SECRET_KEY=" + secret, "DATABASE_URL=" + s.db}, env...)
	code := manage.Run(s.t.Context(), site, args, manage.Options{Environ: environ, Dir: s.t.TempDir(), Out: &out, Err: &out})
	if code != want {
		s.t.Fatalf("moved %v: exit code %d, want %d\n%s", args, code, want, &out)
	}
	command := "moved " + strings.Join(args, " ")
	s.add(region, command, out.String())
	return out.String()
}

var logged = regexp.MustCompile(`(?m)^\d{4}/.*\n|^time=.*\n`)

func (s *session) add(region, command, out string) {
	if region == "" {
		return
	}
	out = logged.ReplaceAllString(out, "")
	fmt.Fprintf(&s.text, "docs:begin %s\n$ %s\n%sdocs:end %s\n\n", region, command, out, region)
}

// The commands of docs/howto/move-a-django-site.md, from the first to the last, on one database.
func TestHowTo(t *testing.T) {
	t.Parallel()
	s := &session{t: t, db: testenv.Postgres(t)}
	s.django("", "migrate", "--verbosity", "0")
	s.django("check", "check")
	s.run("migrate", Site(), 0, nil, "migrate")
	s.django("djangomigrate", "migrate", "--check")
	s.run("checkdatabase", Site(), 0, nil, "check", "--database", "--tag", "database")
	models := s.run("", Site(), 0, nil, "inspectdb", "shop")
	if file, err := os.ReadFile(filepath.Join("shop", "models.go")); err != nil || string(file) != models {
		t.Errorf("shop/models.go is not what inspectdb prints: %v", err)
	}
	s.run("deploy", Site(), 0, []string{"MUSETTE_ENV=production", "ALLOWED_HOSTS=site.example", "TRUSTED_PROXIES=127.0.0.1/32"}, "check", "--deploy", "--tag", "security")
	s.run("logins", logins.Site(), 0, nil, "migrate")
	s.run("left", left.Site(), 0, nil, "migrate")
	s.run("leftdeploy", left.Site(), 0, []string{"MUSETTE_ENV=production", "ALLOWED_HOSTS=site.example", "TRUSTED_PROXIES=127.0.0.1/32"}, "check", "--deploy", "--tag", "security")
	path := filepath.Join("testdata", "session.txt")
	if *update {
		if err := os.WriteFile(path, []byte(s.text.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if s.text.String() != string(want) {
		t.Errorf("%s is not what the commands say (rewrite it with -update, and the page with make docs):\n%s", path, &s.text)
	}
}
