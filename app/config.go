package app

import (
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/musette-go/musette/internal/suggest"
)

// Mode is where a site runs.
type Mode string

// The modes, as MUSETTE_ENV names them.
const (
	Development Mode = "development"
	Production  Mode = "production"
	Test        Mode = "test"
)

// Config is the site's configuration, read from the environment once. Each field names its variable.
type Config struct {
	Mode               Mode           // MUSETTE_ENV: development, production or test. Defaults to development
	Debug              bool           // DEBUG: true in development, else false; true in production is refused
	DatabaseURL        string         // DATABASE_URL: sqlite://path, sqlite://:memory: or postgres://… Defaults to sqlite://<site>.db
	Addr               string         // ADDR: host:port, unix:path. Defaults to 127.0.0.1:8000
	ListenAnywhere     bool           // MUSETTE_LISTEN_ANYWHERE: development beyond loopback, said twice
	SecretKey          string         // SECRET_KEY, or the content of SECRET_KEY_FILE: required in production
	SecretKeyFallbacks []string       // SECRET_KEY_FALLBACKS: keys that are still accepted, a comma list
	AllowedHosts       []string       // ALLOWED_HOSTS: a comma list, required in production. Defaults to the names of this machine
	TrustedProxies     []netip.Prefix // TRUSTED_PROXIES: addresses in CIDR form, a comma list. Defaults to none
	LogLevel           slog.Level     // LOG_LEVEL: debug, info, warn or error. Defaults to info
	LogJSON            bool           // LOG_FORMAT: text or json. Defaults to text in debug, else json
}

// variables are the names that are known, for the check of unknown ones.
var variables = []string{"MUSETTE_ENV", "MUSETTE_LISTEN_ANYWHERE", "DEBUG", "DATABASE_URL", "ADDR", "SECRET_KEY", "SECRET_KEY_FILE",
	"SECRET_KEY_FALLBACKS", "ALLOWED_HOSTS", "TRUSTED_PROXIES", "LOG_LEVEL", "LOG_FORMAT"}

// ReadConfig reads the configuration of a site named name from environ, in the form of os.Environ. readFile reads
// SECRET_KEY_FILE. The error joins everything that is wrong: one line for each variable, with the accepted form; values of
// secrets are never shown.
func ReadConfig(name string, environ []string, readFile func(string) ([]byte, error)) (Config, error) {
	r := reader{env: map[string]string{}, readFile: readFile}
	for _, kv := range environ {
		if k, v, ok := strings.Cut(kv, "="); ok {
			r.env[k] = v
		}
	}
	c := Config{Mode: Mode(r.choice("MUSETTE_ENV", "development", "development", "production", "test"))}
	c.Debug = r.bool("DEBUG", c.Mode == Development)
	if c.Debug && c.Mode == Production {
		r.wrong("DEBUG", "true is refused in production: it shows source and settings to everybody")
	}
	c.DatabaseURL = r.databaseURL("DATABASE_URL", "sqlite://"+name+".db")
	c.Addr = r.text("ADDR", "127.0.0.1:8000")
	c.ListenAnywhere = r.bool("MUSETTE_LISTEN_ANYWHERE", false)
	if err := c.CheckAddr(c.Addr); err != nil {
		r.errs = append(r.errs, err)
	}
	r.secrets(&c)
	c.AllowedHosts = r.list("ALLOWED_HOSTS", nil)
	if c.AllowedHosts == nil {
		if c.Mode == Production {
			r.wrong("ALLOWED_HOSTS", "is required in production: the host names of the site, separated by commas")
		}
		c.AllowedHosts = []string{"localhost", ".localhost", "127.0.0.1", "[::1]"}
	}
	c.TrustedProxies = r.prefixes("TRUSTED_PROXIES")
	c.LogLevel = r.level("LOG_LEVEL")
	format := "json"
	if c.Debug {
		format = "text"
	}
	c.LogJSON = r.choice("LOG_FORMAT", format, "text", "json") == "json"
	r.unknown()
	return c, errors.Join(r.errs...)
}

// CheckAddr refuses an address that other machines can reach while the site is in development mode, unless ListenAnywhere
// says so too.
func (c Config) CheckAddr(addr string) error {
	if c.Mode != Development || c.ListenAnywhere || loopback(addr) {
		return nil
	}
	return errors.New("musette: ADDR: " + quoted(addr) + " is reachable from other machines, and this is development mode: use 127.0.0.1, set MUSETTE_ENV=production, or set MUSETTE_LISTEN_ANYWHERE=true as well")
}

// reader reads variables and collects what is wrong.
type reader struct {
	env      map[string]string
	readFile func(string) ([]byte, error)
	errs     []error
}

func (r *reader) wrong(name, text string) {
	r.errs = append(r.errs, errors.New("musette: "+name+": "+text))
}

func quoted(s string) string {
	if len(s) > 60 {
		s = s[:60] + "…"
	}
	return strconv.Quote(s)
}

func (r *reader) text(name, def string) string {
	if v := r.env[name]; v != "" {
		return v
	}
	return def
}

func (r *reader) bool(name string, def bool) bool {
	v := r.env[name]
	if v == "" {
		return def
	}
	switch strings.ToLower(v) {
	case "1", "true", "yes", "on":
		return true
	case "0", "false", "no", "off":
		return false
	}
	r.wrong(name, quoted(v)+" is not a bool: expected true or false")
	return def
}

func (r *reader) choice(name, def string, options ...string) string {
	v := r.text(name, def)
	if !slices.Contains(options, v) {
		r.wrong(name, quoted(v)+" is not known: expected "+strings.Join(options, ", "))
		return def
	}
	return v
}

func (r *reader) list(name string, def []string) []string {
	var out []string
	for _, p := range strings.Split(r.env[name], ",") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	if out == nil {
		return def
	}
	return out
}

// databaseForms are the accepted forms of DATABASE_URL.
const databaseForms = "expected sqlite://path, sqlite://:memory: or postgres://user:password@host:5432/name"

// databaseURL checks the scheme and whether the rest can be a URL; package db, which opens it, knows the details. The value
// may hold a password: of it only the scheme is shown.
func (r *reader) databaseURL(name, def string) string {
	v := r.text(name, def)
	scheme, _, ok := strings.Cut(v, "://")
	switch {
	case !ok || strings.ContainsAny(scheme, ":@ ="): // a login may stand before the first ://
		r.wrong(name, "is not a URL, it has no scheme: "+databaseForms)
	case scheme != "sqlite" && scheme != "postgres" && scheme != "postgresql":
		r.wrong(name, "the scheme "+quoted(scheme)+" is not a database's: "+databaseForms)
	case scheme != "sqlite":
		if _, err := url.Parse(v); err != nil {
			r.wrong(name, "is not a URL: special characters in user, password and host are written as %XX; "+databaseForms)
		}
	}
	return v
}

func (r *reader) secrets(c *Config) {
	c.SecretKey = r.env["SECRET_KEY"]
	if file := r.env["SECRET_KEY_FILE"]; file != "" {
		if c.SecretKey != "" {
			r.wrong("SECRET_KEY_FILE", "is set together with SECRET_KEY: set one of them")
		}
		b, err := r.readFile(file)
		if err != nil {
			r.wrong("SECRET_KEY_FILE", fmt.Sprintf("cannot be read: %v", err))
		}
		c.SecretKey = strings.TrimSpace(string(b))
	}
	c.SecretKeyFallbacks = r.list("SECRET_KEY_FALLBACKS", nil)
	if c.Mode != Production {
		return
	}
	switch {
	case c.SecretKey == "":
		r.wrong("SECRET_KEY", "is required in production: 50 or more random characters, the same for every process of the site")
	case len(c.SecretKey) < 50 || distinct(c.SecretKey) < 5:
		r.wrong("SECRET_KEY", "is too weak: expected 50 or more random characters")
	}
}

func distinct(s string) int {
	seen := map[rune]bool{}
	for _, c := range s {
		seen[c] = true
	}
	return len(seen)
}

func (r *reader) prefixes(name string) []netip.Prefix {
	var out []netip.Prefix
	for _, s := range r.list(name, nil) {
		p, err := netip.ParsePrefix(s)
		if err != nil {
			if a, err2 := netip.ParseAddr(s); err2 == nil {
				p, err = a.Prefix(a.BitLen())
			}
		}
		if err != nil {
			r.wrong(name, quoted(s)+" is not a network: expected addresses like 10.0.0.0/8, separated by commas")
			continue
		}
		out = append(out, p)
	}
	return out
}

func (r *reader) level(name string) slog.Level {
	var l slog.Level
	v := r.text(name, "info")
	if err := l.UnmarshalText([]byte(v)); err != nil {
		r.wrong(name, quoted(v)+" is not a level: expected debug, info, warn or error")
	}
	return l
}

// unknown reports variables with our prefix that nobody reads, with the name that was probably meant.
func (r *reader) unknown() {
	var names []string
	for k := range r.env {
		if strings.HasPrefix(k, "MUSETTE_") && !strings.HasPrefix(k, "MUSETTE_TEST_") && !slices.Contains(variables, k) {
			names = append(names, k)
		}
	}
	slices.Sort(names)
	for _, k := range names {
		text := "is not a setting"
		if near := suggest.Nearest(k, variables); near != "" {
			text += ": did you mean " + near + "?"
		}
		r.wrong(k, text)
	}
}

// loopback reports whether an address can be reached from this machine only.
func loopback(addr string) bool {
	if strings.HasPrefix(addr, "unix:") {
		return true
	}
	host := addr
	if i := strings.LastIndexByte(addr, ':'); i >= 0 {
		host = addr[:i]
	}
	host = strings.Trim(host, "[]")
	if host == "localhost" {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.IsLoopback()
}
