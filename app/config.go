package app

import (
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/musette-go/musette/sign"
	"github.com/musette-go/musette/web"
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
	Addr               string         // ADDR: host:port, unix:path, fd:3. Defaults to 127.0.0.1:8000
	ListenAnywhere     bool           // MUSETTE_LISTEN_ANYWHERE: development beyond loopback, said twice
	DatabaseComments   bool           // DATABASE_COMMENTS: each statement names its request in a comment (sqlcommenter). Defaults to false
	StorageURL         string         // STORAGE_URL: file://folder or memory://. Defaults to file://media
	SessionURL         string         // SESSION_URL: database:// or cookie://. Defaults to database://
	EmailURL           string         // EMAIL_URL: smtp://…, smtps://…, console://, file://folder, memory:// or dummy://. Defaults to console:// in development, memory:// in test, and none in production
	DefaultFromEmail   string         // DEFAULT_FROM_EMAIL: who sends mail that names no sender. Defaults to webmaster@localhost, and to none in production
	SiteURL            string         // SITE_URL: the address of the site, for links in mails. Defaults to https:// and the first whole name of ALLOWED_HOSTS in production, else to http:// and ADDR
	DrainDelay         time.Duration  // DRAIN_DELAY: how long requests are still taken after /readyz turned to 503. Defaults to 0
	SecretKey          string         // SECRET_KEY, or the content of SECRET_KEY_FILE: required in production
	SecretKeyFile      string         // SECRET_KEY_FILE
	SecretKeyFallbacks []string       // SECRET_KEY_FALLBACKS: keys that are still accepted, a comma list
	AllowedHosts       []string       // ALLOWED_HOSTS: a comma list, required in production. Defaults to the names of this machine
	TrustedProxies     []netip.Prefix // TRUSTED_PROXIES: addresses in CIDR form, a comma list. Defaults to none
	TrustUnix          bool           // "unix" in TRUSTED_PROXIES: who connects by the Unix socket is a proxy
	LogLevel           slog.Level     // LOG_LEVEL: debug, info, warn or error. Defaults to info
	LogJSON            bool           // LOG_FORMAT: text or json. Defaults to text in debug, else json
}

// Sources are where a configuration comes from.
type Sources struct {
	Name     string                            // of the site
	Environ  []string                          // as os.Environ gives it
	Settings Settings                          // the site's own defaults
	ReadFile func(name string) ([]byte, error) // reads SECRET_KEY_FILE and files of settings; os.ReadFile
}

// ReadConfig reads the configuration of a site. A setting comes from the environment, else from a file of settings (.env in the
// working directory in development, and MUSETTE_ENV_FILE in every mode), else from the site's own defaults for the mode and
// for all modes, else from the defaults that stand beside the fields of [Config]. The list shows all of them, with secrets masked. The
// error joins everything that is wrong: one line for each variable, with the accepted form; values of secrets are never
// shown.
func ReadConfig(src Sources) (Config, []Setting, error) {
	r := newReader(src)
	c := r.config(src.Name)
	r.unknown()
	base := newReader(Sources{Name: src.Name, ReadFile: noFile})
	base.config(src.Name)
	return c, r.settings(base), errors.Join(r.errs...)
}

// config reads every setting.
func (r *reader) config(name string) Config {
	c := Config{Mode: r.mode}
	r.shown["MUSETTE_ENV"] = string(c.Mode)
	r.text("MUSETTE_ENV_FILE", "")
	c.Debug = r.bool("DEBUG", c.Mode == Development)
	if c.Debug && c.Mode == Production {
		r.wrong("DEBUG", "true is refused in production: it shows source and settings to everybody")
	}
	c.DatabaseURL = r.databaseURL("DATABASE_URL", "sqlite://"+name+".db")
	c.DatabaseComments = r.bool("DATABASE_COMMENTS", false)
	c.StorageURL = r.storageURL("STORAGE_URL", "file://media")
	c.SessionURL = r.sessionURL("SESSION_URL", "database://")
	r.mail(&c)
	c.Addr = r.text("ADDR", "127.0.0.1:8000")
	c.ListenAnywhere = r.bool("MUSETTE_LISTEN_ANYWHERE", false)
	if err := c.CheckAddr(c.Addr); err != nil {
		r.errs = append(r.errs, err)
	}
	c.DrainDelay = r.duration("DRAIN_DELAY", maxDrainDelay)
	r.secrets(&c)
	c.AllowedHosts = r.hosts(c.Mode)
	c.SiteURL = r.siteURL(&c)
	c.TrustedProxies, c.TrustUnix = r.proxies("TRUSTED_PROXIES")
	c.LogLevel = r.level("LOG_LEVEL")
	format := "json"
	if c.Debug {
		format = "text"
	}
	c.LogJSON = r.choice("LOG_FORMAT", format, "text", "json") == "json"
	return c
}

// hosts reads ALLOWED_HOSTS.
func (r *reader) hosts(m Mode) []string {
	list := r.list("ALLOWED_HOSTS", nil)
	if list == nil && m == Production {
		r.wrong("ALLOWED_HOSTS", "is required in production: the host names of the site, separated by commas")
	}
	if list == nil {
		list = []string{"localhost", ".localhost", "127.0.0.1", "[::1]"}
		r.shown["ALLOWED_HOSTS"] = strings.Join(list, ",")
	}
	if _, err := web.Hosts(web.HostOptions{Allowed: list}); err != nil {
		for line := range strings.Lines(err.Error()) {
			r.wrong("ALLOWED_HOSTS", strings.TrimPrefix(strings.TrimSpace(line), "web: "))
		}
	}
	return list
}

// CheckAddr refuses an address that other machines can reach while the site is in development mode, unless ListenAnywhere
// says so too.
func (c Config) CheckAddr(addr string) error {
	if c.Mode != Development || c.ListenAnywhere || loopback(addr) {
		return nil
	}
	return errors.New("musette: ADDR: " + quoted(addr) + " is reachable from other machines, and this is development mode: use 127.0.0.1, set MUSETTE_ENV=production, or set MUSETTE_LISTEN_ANYWHERE=true as well")
}

func quoted(s string) string {
	if len(s) > 60 {
		s = s[:60] + "…"
	}
	return strconv.Quote(s)
}

func (r *reader) text(name, def string) string {
	v := r.value(name)
	if v == "" {
		v = def
	}
	r.shown[name] = v
	return v
}

func (r *reader) bool(name string, def bool) bool {
	v := r.text(name, strconv.FormatBool(def))
	switch strings.ToLower(v) {
	case "1", "true", "yes", "on":
		return true
	case "0", "false", "no", "off":
		return false
	}
	r.wrong(name, quoted(v)+" is not a bool: expected true or false")
	return def
}

// maxDrainDelay is the longest DRAIN_DELAY: what starts and stops processes waits for less.
const maxDrainDelay = 10 * time.Minute

// duration reads a time between nothing and longest, which is nothing where it is not set.
func (r *reader) duration(name string, longest time.Duration) time.Duration {
	v := r.text(name, "0s")
	d, err := time.ParseDuration(v)
	if err != nil || d < 0 || d > longest {
		r.wrong(name, quoted(v)+" is not a duration from 0 to "+longest.String()+": expected a number with a unit, such as 5s, 500ms or 1m30s")
		return 0
	}
	return d
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
	for p := range strings.SplitSeq(r.text(name, ""), ",") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	if out == nil {
		return def
	}
	return out
}

// secrets reads the keys. A weak fallback is reported by a check and not refused: it may be the weak key that is being
// replaced.
func (r *reader) secrets(c *Config) {
	c.SecretKey = r.text("SECRET_KEY", "")
	c.SecretKeyFile = r.text("SECRET_KEY_FILE", "")
	c.SecretKeyFallbacks = r.list("SECRET_KEY_FALLBACKS", nil)
	if c.SecretKeyFile != "" {
		if c.SecretKey != "" {
			r.wrong("SECRET_KEY_FILE", "is set together with SECRET_KEY: set one of them")
		}
		b, err := r.readFile(c.SecretKeyFile)
		if err != nil {
			r.wrong("SECRET_KEY_FILE", fmt.Sprintf("cannot be read: %v", err))
			return
		}
		c.SecretKey = strings.TrimSpace(string(b))
		r.shown["SECRET_KEY"], r.source["SECRET_KEY"] = c.SecretKey, "SECRET_KEY_FILE"
	}
	if c.Mode != Production {
		return
	}
	if c.SecretKey == "" {
		r.wrong("SECRET_KEY", "is required in production: 50 or more random characters, the same for every process of the site")
	} else if sign.CheckKey(c.SecretKey) != nil {
		r.wrong("SECRET_KEY", "is too weak: expected 50 or more random characters")
	}
}

func (r *reader) proxies(name string) (out []netip.Prefix, unix bool) {
	for _, s := range r.list(name, nil) {
		if s == "unix" {
			unix = true
			continue
		}
		p, err := netip.ParsePrefix(s)
		if err != nil {
			if a, err2 := netip.ParseAddr(s); err2 == nil {
				p, err = a.Prefix(a.BitLen())
			}
		}
		if err != nil {
			r.wrong(name, quoted(s)+" is not a network: expected addresses like 10.0.0.0/8, or unix, separated by commas")
			continue
		}
		out = append(out, p.Masked())
	}
	return out, unix
}

func (r *reader) level(name string) slog.Level {
	var l slog.Level
	v := r.text(name, "info")
	if err := l.UnmarshalText([]byte(v)); err != nil {
		r.wrong(name, quoted(v)+" is not a level: expected debug, info, warn or error")
	}
	return l
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
