package app_test

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/web"
)

// filed reads the configuration with files.
func filed(files map[string]string, settings app.Settings, environ ...string) (app.Config, []app.Setting, error) {
	return app.ReadConfig(app.Sources{Name: "shop", Environ: environ, Settings: settings, ReadFile: func(name string) ([]byte, error) {
		s, ok := files[name]
		if !ok {
			return nil, fmt.Errorf("open %s: %w", name, fs.ErrNotExist)
		}
		return []byte(s), nil
	}})
}

func setting(t *testing.T, list []app.Setting, name string) app.Setting {
	t.Helper()
	i := slices.IndexFunc(list, func(s app.Setting) bool { return s.Name == name })
	if i < 0 {
		t.Fatalf("%s is not in the list", name)
	}
	return list[i]
}

// TestEnvFile: PROJ-07: read in development, overridden by the environment, not read elsewhere unless asked for.
func TestEnvFile(t *testing.T) {
	t.Parallel()
	files := map[string]string{".env": "LOG_LEVEL=warn\nADDR=127.0.0.1:1\n", "prod.env": "LOG_LEVEL=error"}
	production := []string{"MUSETTE_ENV=production", strong, "ALLOWED_HOSTS=x"}
	for name, c := range map[string]struct {
		environ       []string
		level, source string
	}{
		"development":               {nil, "warn", ".env"},
		"a variable":                {[]string{"LOG_LEVEL=debug"}, "debug", "environment"},
		"an empty variable":         {[]string{"LOG_LEVEL="}, "warn", ".env"},
		"production":                {production, "info", "default"},
		"test":                      {[]string{"MUSETTE_ENV=test"}, "info", "default"},
		"production, asked":         {append([]string{"MUSETTE_ENV_FILE=prod.env"}, production...), "error", "prod.env"},
		"another one, in its place": {[]string{"MUSETTE_ENV_FILE=prod.env"}, "error", "prod.env"},
	} {
		_, list, err := filed(files, nil, c.environ...)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if s := setting(t, list, "LOG_LEVEL"); s.Value != c.level || s.Source != c.source {
			t.Errorf("%s: %+v, want %s from %s", name, s, c.level, c.source)
		}
	}
}

func TestEnvFileRefuses(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]struct {
		files   map[string]string
		environ string
	}{
		"musette: .env: line 2 is not NAME=value":                                     {map[string]string{".env": "# hello\nmarker"}, ""},
		"musette: .env: line 1, SECRET_KEY: the closing quote is missing":             {map[string]string{".env": `SECRET_KEY="marker`}, ""},
		"musette: .env: line 2 sets DEBUG again":                                      {map[string]string{".env": "DEBUG=1\nDEBUG=0"}, ""},
		"musette: .env: it has":                                                       {map[string]string{".env": strings.Repeat("#", 70_000)}, ""},
		"musette: MUSETTE_ENV: stands in .env":                                        {map[string]string{".env": "MUSETTE_ENV=production"}, ""},
		`musette: DEBUG: "perhaps" is not a bool: expected true or false (from .env)`: {map[string]string{".env": "DEBUG=perhaps"}, ""},
		"musette: MUSETTE_DBUG: is not a setting":                                     {map[string]string{".env": "MUSETTE_DBUG=1"}, ""},
		"musette: the file of settings cannot be read: open nowhere.env":              {nil, "MUSETTE_ENV_FILE=nowhere.env"},
	} {
		if _, _, err := filed(c.files, nil, c.environ); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "marker") {
			t.Errorf("want %s, got %v", want, err)
		}
	}
}

// TestSettingsByMode: PROJ-05: choosing a mode changes what it overrides, and nothing else.
func TestSettingsByMode(t *testing.T) {
	t.Parallel()
	own := app.Settings{"": {"LOG_LEVEL": "warn", "ADDR": "127.0.0.1:9"}, app.Production: {"LOG_LEVEL": "error"}, app.Development: {"ADDR": "127.0.0.1:8"}}
	values := func(environ ...string) map[string]string {
		_, list, err := filed(nil, own, environ...)
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]string{}
		for _, s := range list {
			out[s.Name] = s.Value
		}
		return out
	}
	same := []string{strong, "ALLOWED_HOSTS=x"}
	development, production := values(same...), values(append(same, "MUSETTE_ENV=production")...)
	var differ []string
	for _, name := range slices.Sorted(maps.Keys(production)) {
		if development[name] != production[name] {
			differ = append(differ, name+"="+production[name])
		}
	}
	if got := strings.Join(differ, " "); got != "ADDR=127.0.0.1:9 DEBUG=false DEFAULT_FROM_EMAIL= EMAIL_URL= LOG_FORMAT=json LOG_LEVEL=error MUSETTE_ENV=production SITE_URL=https://x" {
		t.Errorf("production changes %s", got)
	}
	_, list, err := filed(nil, own, "LOG_LEVEL=debug", "MUSETTE_ENV=test")
	if err != nil {
		t.Fatal(err)
	}
	var changed []string
	for _, s := range list {
		if s.Changed() {
			changed = append(changed, s.Name+"="+s.Value+" ("+s.Source+")")
		}
	}
	if got := strings.Join(changed, ", "); got != "MUSETTE_ENV=test (environment), DEBUG=false (default of test), EMAIL_URL=memory:// (default of test), ADDR=127.0.0.1:9 (site), SITE_URL=http://127.0.0.1:9 (default of test), LOG_LEVEL=debug (environment), LOG_FORMAT=json (default of test)" {
		t.Errorf("the difference is %s", got)
	}
}

func TestSettingsRefuses(t *testing.T) {
	t.Parallel()
	for want, own := range map[string]app.Settings{
		`LOG_LEVL: in Site.Settings is not a setting that a site has a default for: did you mean LOG_LEVEL?`: {"": {"LOG_LEVL": "warn"}},
		`MUSETTE_ENV: in Site.Settings is not`: {"": {"MUSETTE_ENV": "production"}},
		`"prod" is not a mode`:                 {"prod": {"LOG_LEVEL": "warn"}},
		`LOG_LEVEL: "loud" is not a level: expected debug, info, warn or error (from site)`: {"": {"LOG_LEVEL": "loud"}},
	} {
		if _, _, err := filed(nil, own); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %s, got %v", want, err)
		}
	}
	own := app.Settings{"": {"LOG_LEVEL": "warn", "DATABASE_URL": "postgres://u:p@h/d"}, app.Production: {"SECRET_KEY": "x", "ADDR": ":1"}}
	if got := strings.Join(own.Secrets(), ", "); got != "DATABASE_URL, production: SECRET_KEY" {
		t.Errorf("secrets in the code: %s", got)
	}
}

// TestSettingsAreMasked: PROJ-12: no secret is in the list.
func TestSettingsAreMasked(t *testing.T) {
	t.Parallel()
	_, list, err := filed(map[string]string{"key": strings.Repeat("marker-abc", 6)}, nil, "SECRET_KEY_FILE=key", "SECRET_KEY_FALLBACKS=marker1,marker2",
		"DATABASE_URL=postgres://marker:marker@db.example:5432/shop?sslmode=verify-full&password=marker")
	if err != nil {
		t.Fatal(err)
	}
	if text := fmt.Sprintf("%+v", list); strings.Contains(text, "marker") {
		t.Errorf("a secret is shown: %s", text)
	}
	for name, want := range map[string]string{
		"DATABASE_URL": "postgres://" + web.Masked + "@db.example:5432/shop?" + web.Masked, "SECRET_KEY": web.Masked, "SECRET_KEY_FALLBACKS": web.Masked,
		"SECRET_KEY_FILE": "key", "STORAGE_URL": "file://media",
	} {
		if got := setting(t, list, name).Value; got != want {
			t.Errorf("%s is shown as %q, want %q", name, got, want)
		}
	}
	if s := setting(t, list, "SECRET_KEY"); s.Source != "SECRET_KEY_FILE" {
		t.Errorf("the key comes from %q", s.Source)
	}
	for _, s := range list {
		if s.About == "" || s.Source == "" {
			t.Errorf("%+v is not complete", s)
		}
	}
}

// TestStorageURL: PROJ-08, as far as there are storages.
func TestStorageURL(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"file://media": "", "file:///srv/media": "", "memory://": "",
		"media": "it has no scheme", "file://": "names no folder", "memory://x": "nothing behind it", "s3://bucket": `the scheme "s3" is not a storage's`,
		"user:marker@h://x": "it has no scheme", "FILE://x": `the scheme "FILE"`,
	} {
		c, err := read("STORAGE_URL=" + url)
		if want == "" && (err != nil || c.StorageURL != url) || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %q (%v)", url, c.StorageURL, err)
		}
		if err != nil && strings.Contains(err.Error(), "marker") {
			t.Errorf("%q: the error shows the password: %v", url, err)
		}
	}
}

// TestLists: PROJ-09: split, trimmed and validated.
func TestLists(t *testing.T) {
	t.Parallel()
	c, err := read("ALLOWED_HOSTS= a.example ,, .b.example,[::1] ,", "TRUSTED_PROXIES= unix , 10.1.2.3/8,")
	if err != nil || strings.Join(c.AllowedHosts, "|") != "a.example|.b.example|[::1]" || len(c.TrustedProxies) != 1 || c.TrustedProxies[0].String() != "10.0.0.0/8" || !c.TrustUnix {
		t.Errorf("%+v (%v)", c, err)
	}
	for _, host := range []string{"https://a.example", "a.example:80", "a b", "a.example/x"} {
		if _, err := read("ALLOWED_HOSTS=good.example," + host); err == nil || !strings.Contains(err.Error(), "musette: ALLOWED_HOSTS: ") || strings.Count(err.Error(), "\n") != 0 {
			t.Errorf("%q: %v", host, err)
		}
	}
}
