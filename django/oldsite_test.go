package django_test

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/musette-go/musette/internal/testenv"
)

// oldSite is the folder of the Django project that the tests live beside.
func oldSite(t testing.TB) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("testdata", "oldsite"))
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// djangoEnv is the environment of a Django on the database of the URL.
func djangoEnv(t testing.TB, dbURL string, more ...string) []string {
	t.Helper()
	u, err := url.Parse(dbURL)
	if err != nil {
		t.Fatal(err)
	}
	env := append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1", "PYTHONWARNINGS=ignore", "SECRET_KEY="+secret, "DJANGO_SETTINGS_MODULE=probe.settings", "TZ=UTC")
	if u.Scheme == "sqlite" {
		return append(append(env, "DB_ENGINE=sqlite3", "DB_NAME="+u.Host+u.Path), more...)
	}
	host, port := u.Query().Get("host"), u.Query().Get("port")
	if host == "" {
		host, port = u.Hostname(), u.Port()
	}
	return append(append(env, "DB_ENGINE=postgresql", "DB_NAME="+strings.TrimPrefix(u.Path, "/"), "DB_HOST="+host, "DB_PORT="+port, "DB_USER="+u.User.Username()), more...)
}

// manage runs a command of the Django project.
func manage(t testing.TB, dbURL string, args ...string) string {
	t.Helper()
	out, err := tryManage(t, dbURL, args...)
	if err != nil {
		t.Fatalf("manage.py %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

func tryManage(t testing.TB, dbURL string, args ...string) (string, error) {
	t.Helper()
	return manageEnv(t, dbURL, nil, args...)
}

func manageEnv(t testing.TB, dbURL string, env []string, args ...string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), testenv.Django(t), append([]string{"-W", "ignore", "manage.py"}, args...)...)
	cmd.Dir, cmd.Env = oldSite(t), djangoEnv(t, dbURL, env...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// liteTemplate is an SQLite database that Django has migrated, made once for all tests.
var liteTemplate struct {
	once sync.Once
	data []byte
}

// djangoTables lets Django make its tables in a new database.
func djangoTables(t testing.TB, dbURL string) {
	t.Helper()
	file, lite := strings.CutPrefix(dbURL, "sqlite://")
	if !lite {
		manage(t, dbURL, "migrate", "--verbosity", "0")
		return
	}
	liteTemplate.once.Do(func() {
		made := filepath.Join(t.TempDir(), "template.db")
		manage(t, "sqlite://"+made, "migrate", "--verbosity", "0")
		data, err := os.ReadFile(made)
		if err != nil {
			t.Fatal(err)
		}
		liteTemplate.data = data
	})
	file, _, _ = strings.Cut(file, "?")
	if err := os.WriteFile(file, liteTemplate.data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// shell runs statements in Django's shell and returns what they print.
func shell(t testing.TB, dbURL, statements string) string {
	t.Helper()
	return strings.TrimSpace(manage(t, dbURL, "shell", "-c", statements))
}

var listening = regexp.MustCompile(`Listening at: (\S+)`)

// serveOld runs the Django project with gunicorn and returns its address.
func serveOld(t *testing.T, dbURL string, more ...string) string {
	t.Helper()
	python := testenv.Django(t)
	if exec.Command(python, "-c", "import gunicorn").Run() != nil {
		if os.Getenv("MUSETTE_TEST_REQUIRE") != "" {
			t.Fatal("gunicorn is required and not there")
		}
		t.Skip("gunicorn is not there")
	}
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), python, "-W", "ignore", "-m", "gunicorn", "oldsite.wsgi", "--bind", "127.0.0.1:0", "--threads", "4", "--no-sendfile")
	cmd.Dir, cmd.Env = oldSite(t), djangoEnv(t, dbURL, more...)
	log, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	address, all := make(chan string, 1), make(chan string, 1)
	go func() {
		var text strings.Builder
		for lines := bufio.NewScanner(log); lines.Scan(); {
			text.WriteString(lines.Text() + "\n")
			if m := listening.FindStringSubmatch(lines.Text()); m != nil {
				address <- m[1]
			}
		}
		close(address)
		all <- text.String()
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		if text := <-all; t.Failed() {
			t.Logf("Django says\n%s", text)
		}
		_ = cmd.Wait()
	})
	at := <-address
	if at == "" {
		t.Fatal("gunicorn does not start")
	}
	return at
}

// browser keeps the cookies of one person for both sites, which are on one host.
type browser struct {
	t    *testing.T
	http *http.Client
}

func newBrowser(t *testing.T) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t, &http.Client{Jar: jar, Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// send asks for a page and returns status and body.
func (b *browser) send(method, address string, form url.Values) (int, string) {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", r.URL.Scheme+"://"+r.URL.Host)
		r.Header.Set("Referer", address)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	res, err := b.http.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// get asks for a page that must be there.
func (b *browser) get(address string) string {
	b.t.Helper()
	status, body := b.send(http.MethodGet, address, nil)
	if status != http.StatusOK {
		b.t.Fatalf("GET %s: %d\n%.2000s", address, status, body)
	}
	return body
}

// post sends a form with a token that must be taken.
func (b *browser) post(address, token string, pairs ...string) string {
	b.t.Helper()
	status, body := b.send(http.MethodPost, address, fields(token, pairs...))
	if status != http.StatusOK {
		b.t.Fatalf("POST %s: %d\n%.2000s", address, status, body)
	}
	return body
}

func fields(token string, pairs ...string) url.Values {
	v := url.Values{"csrfmiddlewaretoken": {token}}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

// cookie is the value of a cookie, or "".
func (b *browser) cookie(address, name string) string {
	b.t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, c := range b.http.Jar.Cookies(u) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

func (b *browser) setCookie(address, name, value string) {
	b.t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		b.t.Fatal(err)
	}
	b.http.Jar.SetCookies(u, []*http.Cookie{{Name: name, Value: value, Path: "/"}})
}
