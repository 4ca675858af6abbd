package app

import (
	"net"
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

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

// storageURL checks the forms that package storage opens.
func (r *reader) storageURL(name, def string) string {
	v := r.text(name, def)
	const forms = "expected file://folder, file:///absolute/folder or memory://"
	scheme, rest, ok := strings.Cut(v, "://")
	switch {
	case !ok || strings.ContainsAny(scheme, ":@ ="):
		r.wrong(name, "is not a URL, it has no scheme: "+forms)
	case scheme == "file" && rest == "":
		r.wrong(name, "names no folder: "+forms)
	case scheme == "memory" && rest != "":
		r.wrong(name, "memory:// has nothing behind it: "+forms)
	case scheme != "file" && scheme != "memory":
		r.wrong(name, "the scheme "+quoted(scheme)+" is not a storage's: "+forms)
	}
	return v
}

// sessionURL checks the places for sessions that there are.
func (r *reader) sessionURL(name, def string) string {
	v := r.text(name, def)
	if v != "database://" && v != "cookie://" {
		r.wrong(name, "is not a place for sessions: expected database:// or cookie://")
		return def
	}
	return v
}

// mail reads how mail is sent and by whom. In production there is no default: mail that nobody gets is worse than an error.
func (r *reader) mail(c *Config) {
	url, from := "", ""
	switch c.Mode {
	case Development:
		url, from = "console://", "webmaster@localhost"
	case Test:
		url, from = "memory://", "webmaster@localhost"
	}
	c.EmailURL = r.emailURL("EMAIL_URL", url)
	c.DefaultFromEmail = r.address("DEFAULT_FROM_EMAIL", from)
}

// emailForms are the accepted forms of EMAIL_URL.
const emailForms = "expected smtp://user:password@host:587, smtps://user:password@host:465, console://, file://folder, memory:// or dummy://"

// emailURL checks the scheme, and that there is a host where one is needed. The value may hold a password: of it only the
// scheme is shown.
func (r *reader) emailURL(name, def string) string {
	v := r.text(name, def)
	scheme, rest, ok := strings.Cut(v, "://")
	switch {
	case v == "":
	case !ok || strings.ContainsAny(scheme, ":@ ="): // a login may stand before the first ://
		r.wrong(name, "is not a URL, it has no scheme: "+emailForms)
	case scheme == "file" && rest == "":
		r.wrong(name, "names no folder: "+emailForms)
	case scheme == "console" || scheme == "memory" || scheme == "dummy":
		if rest != "" {
			r.wrong(name, scheme+":// has nothing behind it: "+emailForms)
		}
	case scheme == "smtp" || scheme == "smtps":
		r.mailServer(name, v)
	case scheme != "file":
		r.wrong(name, "the scheme "+quoted(scheme)+" is not one of mail: "+emailForms)
	}
	return v
}

// mailServer checks the address of a server of mail.
func (r *reader) mailServer(name, v string) {
	u, err := url.Parse(v)
	switch {
	case err != nil:
		r.wrong(name, "is not a URL: special characters in user, password and host are written as %XX; "+emailForms)
	case u.Hostname() == "":
		r.wrong(name, "names no host: "+emailForms)
	case u.Path != "" && u.Path != "/" || u.Fragment != "":
		r.wrong(name, "has a path behind the host, where nothing belongs but options such as ?timeout=10s: special characters in user and password are written as %XX; "+emailForms)
	case u.Port() != "":
		if n, err := strconv.Atoi(u.Port()); err != nil || n < 1 || n > 65535 {
			r.wrong(name, "has no port from 1 to 65535 behind the host: "+emailForms)
		}
	}
}

// address reads an address of mail, with or without a name.
func (r *reader) address(name, def string) string {
	v := r.text(name, def)
	if v == "" {
		return ""
	}
	if _, err := mail.ParseAddress(v); err != nil || strings.ContainsAny(v, "\r\n\x00") {
		r.wrong(name, quoted(v)+" is not an address of mail: expected shop@shop.example, or The Shop <shop@shop.example>")
		return ""
	}
	return v
}

// siteURL reads the address of the site: a scheme, a host that is one of the site's, and perhaps a port.
func (r *reader) siteURL(c *Config) string {
	def := defaultSiteURL(c)
	v := strings.TrimSuffix(r.text("SITE_URL", def), "/")
	if v == "" || v == def {
		return v
	}
	u, err := url.Parse(v)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || u.Path != "" || u.RawQuery != "" || u.Fragment != "" {
		r.wrong("SITE_URL", quoted(v)+" is no address of a site: expected https://shop.example, with a port where there is one, and nothing behind it")
	}
	return v
}

// defaultSiteURL is https:// and the first whole name of the site in production, and else where it listens, if that is one of its names.
func defaultSiteURL(c *Config) string {
	name := ""
	if i := slices.IndexFunc(c.AllowedHosts, func(h string) bool { return !strings.HasPrefix(h, ".") && h != "*" }); i >= 0 {
		name = c.AllowedHosts[i]
	}
	if c.Mode == Production {
		if name == "" {
			return ""
		}
		return "https://" + name
	}
	host, port, err := net.SplitHostPort(c.Addr)
	switch {
	case err != nil || port == "0" || port == "" || strings.HasPrefix(port, "/") || host == "fd":
		host, port = "localhost", "8000"
	case host == "" || net.ParseIP(host).IsUnspecified():
		host = "localhost"
	}
	if name != "" && !slices.Contains(c.AllowedHosts, "*") && !slices.ContainsFunc(c.AllowedHosts, func(h string) bool {
		return strings.Trim(h, "[]") == host || strings.HasPrefix(h, ".") && strings.HasSuffix(host, h)
	}) {
		host = name
	}
	return "http://" + net.JoinHostPort(host, port)
}
