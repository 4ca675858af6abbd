package app_test

import (
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/web"
)

// TestEmailURL: PROJ-08: what is taken stays as it is, and what is refused shows no part of a login.
func TestEmailURL(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{ // an empty want: accepted
		"smtp://mail.example":                        "",
		"smtp://user:m%61rker@mail.example:587":      "",
		"smtps://user:marker@mail.example:465/":      "",
		"smtp://[::1]:25":                            "",
		"smtp://user%40host:p%2Fw@h:25?timeout=10s":  "",
		"console://":                                 "",
		"file://mails":                               "",
		"file:///var/mails":                          "",
		"memory://":                                  "",
		"dummy://":                                   "",
		"mail.example:25":                            "it has no scheme",
		"user:marker@mail.example":                   "it has no scheme",
		"user:marker@mail.example/x=://":             "it has no scheme",
		"smtp:user:marker@mail.example":              "it has no scheme",
		"SMTP://user:marker@mail.example":            `the scheme "SMTP" is not one of mail`,
		"http://user:marker@mail.example":            `the scheme "http" is not one of mail`,
		"://user:marker@mail.example":                `the scheme "" is not one of mail`,
		"smtp://":                                    "names no host",
		"smtp://user:marker@":                        "names no host",
		"smtp://user:marker@:25":                     "names no host",
		"smtp://user:mar/ker@mail.example":           "written as %XX",
		"smtp://user:mar#ker@mail.example":           "written as %XX",
		"smtp://user:marker%zz@mail.example":         "written as %XX",
		"smtp://user:marker@mail.example/inbox":      "has a path behind the host",
		"smtp://user:marker@mail.example#x":          "has a path behind the host",
		"smtp://user/marker:25@mail.example":         "has a path behind the host",
		"smtp://user:marker@mail.example:0":          "no port from 1 to 65535",
		"smtp://user:marker@mail.example:65536":      "no port from 1 to 65535",
		"smtp://user:marker@mail.example\r\nRCPT TO": "written as %XX",
		"file://":        "names no folder",
		"console://x":    "nothing behind it",
		"memory://x":     "nothing behind it",
		"dummy://marker": "nothing behind it",
	} {
		c, err := read("EMAIL_URL=" + url)
		switch {
		case want == "" && (err != nil || c.EmailURL != url):
			t.Errorf("%q became %q (%v)", url, c.EmailURL, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "musette: EMAIL_URL: ") ||
			!strings.Contains(err.Error(), "expected smtp://user:password@host:587") || strings.Contains(err.Error(), "\n")):
			t.Errorf("%q: the error is %v, want it to say %q and the accepted forms", url, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "marker") {
			t.Errorf("%q: the error shows the password: %v", url, err)
		}
	}
}

// TestMailDefaults: mail goes nowhere by accident: to the log in development, to the memory in tests, and in production to
// whom the settings name.
func TestMailDefaults(t *testing.T) {
	t.Parallel()
	for mode, want := range map[app.Mode][2]string{
		app.Development: {"console://", "webmaster@localhost"},
		app.Test:        {"memory://", "webmaster@localhost"},
		app.Production:  {"", ""},
	} {
		c, err := read("MUSETTE_ENV="+string(mode), strong, "ALLOWED_HOSTS=x")
		if err != nil || c.EmailURL != want[0] || c.DefaultFromEmail != want[1] {
			t.Errorf("%s: %q from %q (%v), want %q", mode, c.EmailURL, c.DefaultFromEmail, err, want)
		}
	}
}

func TestDefaultFromEmail(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"shop@shop.example", "The Shop <shop@shop.example>", `"Shop, the" <shop@shop.example>`, "Bücher <b@shop.example>"} {
		if c, err := read("DEFAULT_FROM_EMAIL=" + good); err != nil || c.DefaultFromEmail != good {
			t.Errorf("%q became %q (%v)", good, c.DefaultFromEmail, err)
		}
	}
	for _, wrong := range []string{"shop", "@shop.example", "a@x, b@x", "a@x\r\nBcc: b@x", "Shop <a@x", "a@x\n", "a b@x"} {
		if c, err := read("DEFAULT_FROM_EMAIL=" + wrong); err == nil || !strings.HasPrefix(err.Error(), "musette: DEFAULT_FROM_EMAIL: ") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q became %q (%v)", wrong, c.DefaultFromEmail, err)
		}
	}
}

func TestSessionURL(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"database://", "cookie://"} {
		if c, err := read("SESSION_URL=" + good); err != nil || c.SessionURL != good {
			t.Errorf("%q became %q (%v)", good, c.SessionURL, err)
		}
	}
	if c, err := read(); err != nil || c.SessionURL != "database://" {
		t.Errorf("nothing became %q (%v)", c.SessionURL, err)
	}
	for _, wrong := range []string{"database", "cookie:", "database://marker", "redis://u:marker@h", "Cookie://"} {
		if _, err := read("SESSION_URL=" + wrong); err == nil || strings.Contains(err.Error(), "marker") || !strings.Contains(err.Error(), "expected database:// or cookie://") {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}

func TestDrainDelay(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{"": 0, "0": 0, "0s": 0, "5s": 5 * time.Second, "1m30s": 90 * time.Second, "500ms": time.Second / 2, "10m": 10 * time.Minute} {
		if c, err := read("DRAIN_DELAY=" + text); err != nil || c.DrainDelay != want {
			t.Errorf("%q became %s (%v)", text, c.DrainDelay, err)
		}
	}
	for _, wrong := range []string{"5", "-1s", "10m1s", "soon", "1e3s", "9999999999h"} {
		if c, err := read("DRAIN_DELAY=" + wrong); err == nil || c.DrainDelay != 0 || !strings.Contains(err.Error(), "expected a number with a unit") {
			t.Errorf("%q became %s (%v)", wrong, c.DrainDelay, err)
		}
	}
}

func TestDatabaseComments(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"": false, "true": true, "off": false} {
		if c, err := read("DATABASE_COMMENTS=" + text); err != nil || c.DatabaseComments != want {
			t.Errorf("%q became %v (%v)", text, c.DatabaseComments, err)
		}
	}
	if _, err := read("DATABASE_COMMENTS=some"); err == nil || !strings.Contains(err.Error(), "is not a bool") {
		t.Errorf("some: %v", err)
	}
}

// TestMailIsMasked: PROJ-12: lists of settings hold neither the login nor the options of the server.
func TestMailIsMasked(t *testing.T) {
	t.Parallel()
	_, list, err := filed(nil, nil, "EMAIL_URL=smtp://marker:m%2Farker@mail.example:587?password=marker", "DEFAULT_FROM_EMAIL=shop@shop.example", "SESSION_URL=cookie://")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"EMAIL_URL": "smtp://" + web.Masked + "@mail.example:587?" + web.Masked, "DEFAULT_FROM_EMAIL": "shop@shop.example", "SESSION_URL": "cookie://"} {
		if got := setting(t, list, name).Value; got != want {
			t.Errorf("%s is shown as %q, want %q", name, got, want)
		}
	}
	own := app.Settings{"": {"EMAIL_URL": "smtp://u:p@h", "DEFAULT_FROM_EMAIL": "a@b", "SESSION_URL": "cookie://"}}
	if got := own.Secrets(); len(got) != 1 || got[0] != "EMAIL_URL" {
		t.Errorf("secrets in the code: %q", got)
	}
}

// TestMisspelt: PROJ-20: a setting that is one letter off stops the start, from wherever it comes, unless the right one is set too.
func TestMisspelt(t *testing.T) {
	t.Parallel()
	for name, meant := range map[string]string{
		"LOG_LEVL": "LOG_LEVEL", "ALLOWED_HOST": "ALLOWED_HOSTS", "DATABASE_URLS": "DATABASE_URL", "SECRETKEY": "SECRET_KEY", "TRUSTED_PROXYES": "TRUSTED_PROXIES",
		"DEBUGG": "DEBUG", "EMAIL_URI": "EMAIL_URL",
	} {
		want := "musette: " + name + ": is not a setting: did you mean " + meant + "?"
		if _, err := read(name + "=marker"); err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "marker") {
			t.Errorf("%s in the environment: %v", name, err)
		}
		if _, _, err := filed(map[string]string{".env": name + "=marker"}, nil); err == nil || !strings.HasPrefix(err.Error(), want) || !strings.Contains(err.Error(), "(from .env)") {
			t.Errorf("%s in .env: %v", name, err)
		}
	}
	for _, fine := range [][]string{{"LOG_LEVL=x", "LOG_LEVEL=warn"}, {"LOG_LEVL="}, {"ADDRS=x"}, {"LOGS=x"}, {"DATABASE_NAME=x"}, {"POSTGRES_PASSWORD=x"}} {
		if _, err := read(fine...); err != nil {
			t.Errorf("%q: %v", fine, err)
		}
	}
}

// TestSiteURL: what stands in mails is the address of the site, whatever a request was for.
func TestSiteURL(t *testing.T) {
	t.Parallel()
	strong := "SECRET_KEY=0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN"
	read := func(environ ...string) (app.Config, error) {
		c, _, err := app.ReadConfig(app.Sources{Name: "shop", Environ: environ, ReadFile: func(string) ([]byte, error) { return nil, fs.ErrNotExist }})
		return c, err
	}
	for _, c := range []struct {
		environ []string
		want    string
	}{
		{nil, "http://127.0.0.1:8000"},
		{[]string{"ADDR=127.0.0.1:0"}, "http://localhost:8000"},
		{[]string{"ADDR=unix:/run/shop.sock"}, "http://localhost:8000"},
		{[]string{"MUSETTE_ENV=production", strong, "ALLOWED_HOSTS=.shop.example,shop.example"}, "https://shop.example"},
		{[]string{"MUSETTE_ENV=production", strong, "ALLOWED_HOSTS=.shop.example"}, ""},
		{[]string{"ALLOWED_HOSTS=.shop.example,shop.example"}, "http://shop.example:8000"},
		{[]string{"ALLOWED_HOSTS=shop.example,127.0.0.1"}, "http://127.0.0.1:8000"},
		{[]string{"ALLOWED_HOSTS=*"}, "http://127.0.0.1:8000"},
		{[]string{"SITE_URL=https://shop.example:8443/"}, "https://shop.example:8443"},
	} {
		if got, err := read(c.environ...); err != nil || got.SiteURL != c.want {
			t.Errorf("%q: %q (%v), want %q", c.environ, got.SiteURL, err, c.want)
		}
	}
	for _, wrong := range []string{"shop.example", "ftp://shop.example", "https://", "https://shop.example/path", "https://a:b@shop.example", "https://shop.example?x", "https://shop .example"} {
		if _, err := read("SITE_URL=" + wrong); err == nil || !strings.Contains(err.Error(), "SITE_URL") {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}
