package app_test

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/musette-go/musette/app"
)

// read reads the configuration of a site named shop; a secret file named "key" exists.
func read(environ ...string) (app.Config, error) {
	c, _, err := app.ReadConfig(app.Sources{Name: "shop", Environ: environ, ReadFile: keyFile})
	return c, err
}

func keyFile(name string) ([]byte, error) {
	if name != "key" {
		return nil, fmt.Errorf("open %s: %w", name, fs.ErrNotExist)
	}
	return []byte(strings.Repeat("file-key-", 6) + "\n"), nil
}

var strong = "SECRET_KEY=" + strings.Repeat("abcdefghij", 5)

func TestReadConfigDefaults(t *testing.T) {
	t.Parallel()
	c, err := read()
	if err != nil {
		t.Fatal(err)
	}
	if c.Mode != app.Development || !c.Debug || c.DatabaseURL != "sqlite://shop.db" || c.Addr != "127.0.0.1:8000" || c.LogJSON ||
		c.LogLevel != slog.LevelInfo || c.TrustedProxies != nil || c.SecretKey != "" || !slices.Contains(c.AllowedHosts, "localhost") {
		t.Errorf("development: %+v", c)
	}
	c, err = read("MUSETTE_ENV=production", strong, "ALLOWED_HOSTS=shop.example, .shop.example,")
	if err != nil {
		t.Fatal(err)
	}
	if c.Mode != app.Production || c.Debug || !c.LogJSON || !slices.Equal(c.AllowedHosts, []string{"shop.example", ".shop.example"}) {
		t.Errorf("production: %+v", c)
	}
	if c, err = read("MUSETTE_ENV=test", "ADDR=0.0.0.0:0"); err != nil || c.Debug || !c.LogJSON {
		t.Errorf("test: %+v (%v)", c, err)
	}
}

// TestReadConfigDatabaseURL: every wrong form names the variable and the accepted forms, and shows no part of a login.
func TestReadConfigDatabaseURL(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{ // an empty want: accepted here; package db knows the rest
		"sqlite://shop.db":                               "",
		"sqlite:///var/lib/shop.db":                      "",
		"sqlite://:memory:":                              "",
		"sqlite://C:/shop.db":                            "",
		"postgres://host/name":                           "",
		"postgresql://user:marker@host:5432/name":        "",
		"postgres:///name?host=/run/postgresql":          "",
		"postgres://user:%6darker@[::1]/name?sslmode=no": "",
		"postgres://":                                    "",
		"":                                               "",
		"shop.db":                                        "it has no scheme",
		"sqlite:shop.db":                                 "it has no scheme",
		"postgres:user:marker@host/name":                 "it has no scheme",
		"user:marker@host/name?x=://":                    "it has no scheme",
		"host=localhost password=marker":                 "it has no scheme",
		"host=localhost password=marker x=://":           "it has no scheme",
		" postgres://host/name":                          "it has no scheme",
		"mysql://user:marker@host/name":                  `the scheme "mysql" is not a database's`,
		"Postgres://user:marker@host/name":               `the scheme "Postgres" is not a database's`,
		"sqlite3://shop.db":                              `the scheme "sqlite3" is not a database's`,
		"://user:marker@host":                            `the scheme "" is not a database's`,
		"postgres://user:mar/ker@host:x/name":            "written as %XX",
		"postgres://user:marker%zz@host/name":            "written as %XX",
		"postgres://user:marker@[::1/name":               "written as %XX",
		"postgres://user:mar ker@ho st/name":             "written as %XX",
		"postgres://user:marker@host/name\x00":           "written as %XX",
	} {
		c, err := read("DATABASE_URL=" + url)
		switch {
		case want == "" && err != nil:
			t.Errorf("%q is refused: %v", url, err)
		case want == "" && url != "" && c.DatabaseURL != url:
			t.Errorf("%q became %q", url, c.DatabaseURL)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "DATABASE_URL: ") ||
			!strings.Contains(err.Error(), "expected sqlite://path, sqlite://:memory: or postgres://")):
			t.Errorf("%q: the error is %v, want it to say %q and the accepted forms", url, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "marker") {
			t.Errorf("%q: the error shows the password: %v", url, err)
		}
	}
}

func TestReadConfigRefuses(t *testing.T) {
	t.Parallel()
	const production = "MUSETTE_ENV=production"
	for name, c := range map[string]struct {
		environ []string
		want    []string // one for each error
	}{
		"mode":                      {[]string{"MUSETTE_ENV=prod"}, []string{`MUSETTE_ENV: "prod" is not known: expected development, production, test`}},
		"bool":                      {[]string{"DEBUG=perhaps"}, []string{`DEBUG: "perhaps" is not a bool: expected true or false (from the environment)`}},
		"debug in production":       {[]string{production, "DEBUG=1", strong, "ALLOWED_HOSTS=x"}, []string{"DEBUG: true is refused in production"}},
		"all that production needs": {[]string{production}, []string{"SECRET_KEY: is required", "ALLOWED_HOSTS: is required"}},
		"weak key":                  {[]string{production, "SECRET_KEY=marker", "ALLOWED_HOSTS=x"}, []string{"SECRET_KEY: is too weak"}},
		"one letter":                {[]string{production, "SECRET_KEY=" + strings.Repeat("m", 60), "ALLOWED_HOSTS=x"}, []string{"SECRET_KEY: is too weak"}},
		"key twice":                 {[]string{strong, "SECRET_KEY_FILE=key"}, []string{"SECRET_KEY_FILE: is set together with SECRET_KEY"}},
		"key file":                  {[]string{"SECRET_KEY_FILE=nowhere"}, []string{"SECRET_KEY_FILE: cannot be read: open nowhere"}},
		"proxies":                   {[]string{"TRUSTED_PROXIES=10.0.0.0/8, 10.0.0.0/99,host"}, []string{`TRUSTED_PROXIES: "10.0.0.0/99"`, `TRUSTED_PROXIES: "host" is not a network`}},
		"level":                     {[]string{"LOG_LEVEL=loud"}, []string{`LOG_LEVEL: "loud" is not a level: expected debug, info, warn or error`}},
		"format":                    {[]string{"LOG_FORMAT=xml"}, []string{`LOG_FORMAT: "xml" is not known: expected text, json`}},
		"unknown":                   {[]string{"MUSETTE_ENW=x", "MUSETTE_SOMETHING_ELSE=marker"}, []string{"MUSETTE_ENW: is not a setting: did you mean MUSETTE_ENV?", "MUSETTE_SOMETHING_ELSE: is not a setting"}},
		"all interfaces":            {[]string{"ADDR=0.0.0.0:8000"}, []string{`ADDR: "0.0.0.0:8000" is reachable from other machines`}},
		"no host":                   {[]string{"ADDR=:8000"}, []string{"ADDR: "}},
		"all interfaces of IP 6":    {[]string{"ADDR=[::]:8000"}, []string{"ADDR: "}},
		"a name":                    {[]string{"ADDR=shop.example:8000"}, []string{"ADDR: "}},
		"a network address":         {[]string{"ADDR=192.0.2.1:80"}, []string{"ADDR: "}},
		"a long value":              {[]string{"DEBUG=" + strings.Repeat("x", 10_000)}, []string{`DEBUG: "xxxx`}},
		"several":                   {[]string{"DEBUG=x", "LOG_LEVEL=x", "DATABASE_URL=x"}, []string{"DEBUG: ", "DATABASE_URL: ", "LOG_LEVEL: "}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := read(c.environ...)
			if err == nil {
				t.Fatal("it was taken")
			}
			lines := strings.Split(err.Error(), "\n")
			for _, want := range c.want {
				if !slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, "musette: "+want) }) {
					t.Errorf("no line begins with %q:\n%v", want, err)
				}
			}
			if len(lines) != len(c.want) {
				t.Errorf("%d lines, want %d:\n%v", len(lines), len(c.want), err)
			}
			if strings.Contains(err.Error(), "marker") || len(err.Error()) > 1000 {
				t.Errorf("the error shows too much: %v", err)
			}
		})
	}
}

func TestReadConfigTakes(t *testing.T) {
	t.Parallel()
	for env, ok := range map[string]func(c app.Config) bool{
		"DEBUG=off":                func(c app.Config) bool { return !c.Debug && c.LogJSON },
		"DEBUG=Yes":                func(c app.Config) bool { return c.Debug },
		"LOG_FORMAT=json":          func(c app.Config) bool { return c.LogJSON && c.Debug },
		"LOG_LEVEL=WARN":           func(c app.Config) bool { return c.LogLevel == slog.LevelWarn },
		"ADDR=[::1]:0":             func(c app.Config) bool { return c.Addr == "[::1]:0" },
		"ADDR=localhost:80":        func(c app.Config) bool { return c.Addr == "localhost:80" },
		"ADDR=127.9.9.9:80":        func(c app.Config) bool { return c.Addr == "127.9.9.9:80" },
		"ADDR=unix:/run/shop.sock": func(c app.Config) bool { return c.Addr == "unix:/run/shop.sock" },
		"TRUSTED_PROXIES=10.1.2.3,::1": func(c app.Config) bool {
			return slices.Equal(c.TrustedProxies, []netip.Prefix{netip.MustParsePrefix("10.1.2.3/32"), netip.MustParsePrefix("::1/128")})
		},
		"SECRET_KEY_FALLBACKS=a, b": func(c app.Config) bool { return slices.Equal(c.SecretKeyFallbacks, []string{"a", "b"}) },
		"SECRET_KEY_FILE=key":       func(c app.Config) bool { return c.SecretKey == strings.Repeat("file-key-", 6) },
		"MUSETTE_TEST_LEVEL=full":   func(c app.Config) bool { return c.Mode == app.Development },
		"PATH=/bin":                 func(c app.Config) bool { return c.Mode == app.Development },
	} {
		if c, err := read(env); err != nil || !ok(c) {
			t.Errorf("%s: %+v (%v)", env, c, err)
		}
	}
	if c, err := read("ADDR=0.0.0.0:80", "MUSETTE_LISTEN_ANYWHERE=true"); err != nil || c.CheckAddr(":9") != nil {
		t.Errorf("said twice, and refused: %v", err)
	}
	if c, err := read("DEBUG=true", "DEBUG=false"); err != nil || c.Debug {
		t.Errorf("the last value of a variable does not count: %+v (%v)", c, err)
	}
}

func TestUsageError(t *testing.T) {
	t.Parallel()
	var usage *app.UsageError
	if err := app.Usagef("expected %d", 2); !errors.As(err, &usage) || err.Error() != "expected 2" {
		t.Errorf("Usagef made %#v", err)
	}
}
