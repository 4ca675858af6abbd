package app

import (
	"slices"
	"strings"

	"github.com/musette-go/musette/web"
)

// Settings are defaults of settings by mode and name:
//
//	app.Settings{
//		"":             {"LOG_LEVEL": "warn"},
//		app.Production: {"LOG_LEVEL": "error"},
//	}
type Settings map[Mode]map[string]string

// Setting is one setting as a site runs with it.
type Setting struct {
	Name   string // of the environment variable
	Value  string // as the variable would be written; secrets are masked, as web.Secret knows them
	Source string // where it comes from: "default", "default of production", "site", ".env", "environment", "SECRET_KEY_FILE"
	About  string // one line
	Base   string // what it is in development with an empty environment, masked too
}

// Changed reports whether the setting differs from what it is in development with an empty environment.
func (s Setting) Changed() bool { return s.Value != s.Base }

// definition is a setting that is known.
type definition struct{ name, about string }

// definitions are the settings that are known, in the order in which they are shown.
func definitions() []definition {
	return []definition{
		{"MUSETTE_ENV", "where the site runs: development, production or test"},
		{"MUSETTE_ENV_FILE", "a file of settings, read in every mode; in development .env is read without being asked for"},
		{"DEBUG", "errors show what happened; refused in production"},
		{"DATABASE_URL", "the database: sqlite://path, sqlite://:memory:, postgres://user:password@host:5432/name"},
		{"DATABASE_COMMENTS", "each statement names its request in a comment, for the logs of the database"},
		{"STORAGE_URL", "where uploaded files are kept: file://folder, memory://"},
		{"SESSION_URL", "where sessions are kept: database://, cookie://"},
		{"EMAIL_URL", "how mail is sent: smtp://user:password@host:587, smtps://…, console://, file://folder, memory://, dummy://"},
		{"DEFAULT_FROM_EMAIL", "who sends mail that names no sender: shop@shop.example"},
		{"ADDR", "where the site listens: host:port, unix:path, fd:3"},
		{"MUSETTE_LISTEN_ANYWHERE", "development beyond this machine"},
		{"DRAIN_DELAY", "how long requests are still taken at the end, after /readyz says so: 5s"},
		{"SECRET_KEY", "signs cookies and links: 50 or more random characters"},
		{"SECRET_KEY_FILE", "a file that holds the key"},
		{"SECRET_KEY_FALLBACKS", "older keys that are still recognized, a comma list"},
		{"ALLOWED_HOSTS", "the names of the site, a comma list: shop.example, .shop.example"},
		{"SITE_URL", "the address of the site in mails: https://shop.example"},
		{"TRUSTED_PROXIES", "networks of proxies in front, a comma list: 10.0.0.0/8; unix trusts the Unix socket"},
		{"LOG_LEVEL", "debug, info, warn or error"},
		{"LOG_FORMAT", "text or json"},
	}
}

func known(name string) bool {
	return slices.ContainsFunc(definitions(), func(d definition) bool { return d.name == name })
}

func names() []string {
	var out []string
	for _, d := range definitions() {
		out = append(out, d.name)
	}
	return out
}

// Secrets lists the settings that hold a secret and stand in the code, by mode and name: "production: SECRET_KEY".
func (s Settings) Secrets() []string {
	var out []string
	for mode, list := range s {
		for name, value := range list {
			if value != "" && masked(name, value) != value {
				out = append(out, strings.TrimPrefix(string(mode)+": "+name, ": "))
			}
		}
	}
	slices.Sort(out)
	return out
}

// masked is the value for people. Of an address the password is hidden, of a secret everything.
func masked(name, value string) string {
	switch {
	case value == "" || name == "SECRET_KEY_FILE":
		return value
	case name == "DEFAULT_FROM_EMAIL":
		return value
	case strings.HasSuffix(name, "_URL"):
		return maskedURL(value)
	case web.Secret(name):
		return web.Masked
	}
	return value
}

// maskedURL shows scheme, host and path of an address that has a login or parameters, and all of others.
func maskedURL(value string) string {
	scheme, rest, ok := strings.Cut(value, "://")
	if !ok {
		return web.Masked
	}
	hidden := ""
	if i := strings.IndexByte(rest, '?'); i >= 0 {
		rest, hidden = rest[:i], "?"+web.Masked
	}
	if i := strings.LastIndexByte(rest, '@'); i >= 0 {
		rest = web.Masked + rest[i:]
	}
	return scheme + "://" + rest + hidden
}
