package django

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/password"
	"github.com/musette-go/musette/migrate"
	"github.com/musette-go/musette/session/dbsession"
	"github.com/musette-go/musette/web"
)

// Options describe the Django that a site lives beside, by its settings.
type Options struct {
	// Version is Django's: "3.2", "4.2.11", "6.1". It decides how new passwords are hashed and what is signed with which hash function.
	// Required.
	Version string
	// SecretKey is SECRET_KEY. Defaults to the setting SECRET_KEY of this site, so that both read one variable of the environment.
	SecretKey string
	// Fallbacks are SECRET_KEY_FALLBACKS, where SecretKey is given. Default to the setting SECRET_KEY_FALLBACKS of this site.
	Fallbacks []string
	// SessionCookie is SESSION_COOKIE_NAME. Defaults to "sessionid".
	SessionCookie string
	// CSRFCookie is CSRF_COOKIE_NAME. Defaults to "csrftoken".
	CSRFCookie string
	// CookieDomain is SESSION_COOKIE_DOMAIN and CSRF_COOKIE_DOMAIN. Defaults to the host alone.
	CookieDomain string
	// SessionAge is SESSION_COOKIE_AGE. Defaults to two weeks.
	SessionAge time.Duration
	// BrowserSessions is SESSION_EXPIRE_AT_BROWSER_CLOSE. Defaults to false.
	BrowserSessions bool
	// SessionMessages says that MESSAGE_STORAGE is Django's SessionStorage. Defaults to its FallbackStorage, as in Django.
	SessionMessages bool
	// Backends are the AUTHENTICATION_BACKENDS of Django besides ModelBackend, whose logins count here too: "sso.backends.LDAPBackend".
	// A session by another one is ended when it comes here. Defaults to none.
	Backends []string
	// ResetTimeout is PASSWORD_RESET_TIMEOUT. Defaults to three days.
	ResetTimeout time.Duration
	// TimeZone is TIME_ZONE, by which Django dates its links to reset a password. Defaults to UTC.
	TimeZone *time.Location
	// NoTZ says that USE_TZ is false. Defaults to false.
	NoTZ bool
	// Auth are the site's options of package auth. Passwords and SessionHash default to what Django understands.
	Auth auth.Options
}

// Shared returns a site that lives beside a Django on the same database: the accounts, sessions, form tokens and messages of either hold
// on the other. It puts the apps auth and sessions into the site, in the place of those that it lists, and sets
// Security.CSRFStore. What is less strict than in a site of one's own is reported by check --deploy, as django.W001 and on.
//
//	musette.Main(django.Shared(musette.Site{Name: "shop", Apps: []musette.App{catalog.App()}}, django.Options{Version: "4.2"}))
//
// The tables of auth, contenttypes and sessions that Django has made are adopted by the command migrate. To leave, see [Left].
func Shared(site app.Site, o Options) app.Site {
	b := newBeside(o)
	site.Apps = append(Apps(o), without(site.Apps, "auth", "sessions")...)
	if site.Security.CSRFStore == nil {
		site.Security.CSRFStore = b.csrfStore()
	}
	return site
}

// Apps are the apps that [Shared] puts into a site: sessions and auth, for a site that is put together by hand. Such a site sets
// Security.CSRFStore to [CSRFStore] too.
func Apps(o Options) []app.App {
	b := newBeside(o)
	accounts := auth.App(b.authOptions())
	accounts.Migrations = adopted(accounts.Migrations)
	accounts.Checks = append(slices.Clone(accounts.Checks), b.checks()...)
	accounts.Commands = append(slices.Clone(accounts.Commands), inspectCommand())
	sessions := dbsession.App()
	sessions.Migrations = adopted(sessions.Migrations)
	sessions.Parts = []app.Part{sessionPart{b}}
	return []app.App{sessions, accounts}
}

// adopted lets migrate take tables that Django has made as they are.
func adopted(all []migrate.Migration) []migrate.Migration {
	all = slices.Clone(all)
	for i := range all {
		all[i].Adopt = all[i].Initial
	}
	return all
}

// beside are the options with their defaults.
type beside struct {
	Options
	major, minor int
	wrong        error // of Version
}

func newBeside(o Options) *beside {
	if o.SessionCookie == "" {
		o.SessionCookie = "sessionid"
	}
	if o.CSRFCookie == "" {
		o.CSRFCookie = "csrftoken"
	}
	b := &beside{Options: o}
	b.major, b.minor, b.wrong = parseVersion(o.Version)
	return b
}

// parseVersion reads "4.2" and "4.2.11".
func parseVersion(version string) (major, minor int, err error) {
	one, rest, _ := strings.Cut(version, ".")
	two, _, _ := strings.Cut(rest, ".")
	major, err1 := strconv.Atoi(one)
	minor, err2 := strconv.Atoi(two)
	if err1 != nil || err2 != nil || major < 0 || minor < 0 {
		return 0, 0, fmt.Errorf("django: Options.Version is %q: expected Django's version, such as \"4.2\"", version)
	}
	if major < 3 || major == 3 && minor < 2 {
		return major, minor, fmt.Errorf("django: Options.Version is %q: expected 3.2 or later", version)
	}
	return major, minor, nil
}

// before reports whether Django is older than a version.
func (b *beside) before(major, minor int) bool {
	return b.major < major || b.major == major && b.minor < minor
}

// keys are those that both sites share.
func (b *beside) keys(ctx context.Context) Keys {
	k := Keys{Secret: b.SecretKey, Fallbacks: b.Fallbacks}
	if k.Secret == "" {
		c := app.ConfigFrom(ctx)
		k.Secret, k.Fallbacks = c.SecretKey, c.SecretKeyFallbacks
	}
	if b.before(4, 0) {
		k.Hash = SHA256OrSHA1
	}
	return k
}

// cookie is one that Django reads and writes too.
func (b *beside) cookie(name string) web.Cookie {
	return web.Cookie{Name: name, Domain: b.CookieDomain, WithoutPrefix: true}
}

// authOptions are those of the site with what Django understands.
func (b *beside) authOptions() auth.Options {
	o := b.Auth
	if o.Passwords == nil {
		o.Passwords = password.Django(b.major, b.minor)
	}
	if o.SessionHash == nil {
		o.SessionHash = sessionHash{b}
	}
	if len(o.Backends) == 0 {
		o.Backends = []auth.Backend{auth.Passwords()}
	}
	o.Backends = slices.Clone(o.Backends)
	for _, name := range b.Backends {
		o.Backends = append(o.Backends, foreignBackend(name))
	}
	return o
}
