package session

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/musette-go/musette/web"
)

// Options configure a [Manager]. The zero value is usable and suits production.
type Options struct {
	// IdleAge is for how long a session lives without being used. Defaults to two weeks, as in Django.
	IdleAge time.Duration
	// AbsoluteAge is for how long a session lives however much it is used; negative means for ever, as in Django. Defaults to 30
	// days (NIST SP 800-63B, AAL1).
	AbsoluteAge time.Duration
	// Browser makes browsers forget the session when they are closed; those that restore their windows may keep it. On the
	// server it ends by its ages. Defaults to false.
	Browser bool
	// Cookie is the name and the reach of the cookie that holds the key; MaxAge, Signed and Readable are not used. Defaults
	// to the name "session", with the prefix __Host- where [web.Cookies] are secure.
	Cookie web.Cookie
	// OldCookie is one that held the keys before Cookie did. Who comes with it gets a new key, in the new cookie, and stays logged in; it
	// is for the time after the cookie was renamed, or the site has left Django. Its keys may have been planted by other hosts of the
	// domain if it has no prefix, so drop it when two IdleAges have passed. Defaults to none.
	OldCookie web.Cookie
	// PlainKeys keeps the keys themselves in the store in the place of their hashes, as Django does: whoever can read the store can
	// take over every session. For stores that are shared with Django. Defaults to false.
	PlainKeys bool
	// Now is the clock. Defaults to time.Now.
	Now func() time.Time
	// Logger gets a warning when an answer that belongs to one person was marked as fit for shared caches. Defaults to
	// slog.Default().
	Logger *slog.Logger
}

// The ages where [Options] say none.
const (
	DefaultIdleAge     = 14 * 24 * time.Hour
	DefaultAbsoluteAge = 30 * 24 * time.Hour
)

// withDefaults fills in what was not said and finds all that is wrong.
func (o Options) withDefaults() (Options, error) {
	var errs []error
	if o.IdleAge == 0 {
		o.IdleAge = DefaultIdleAge
	}
	if o.AbsoluteAge == 0 {
		o.AbsoluteAge = DefaultAbsoluteAge
	}
	if o.IdleAge < time.Second {
		errs = append(errs, fmt.Errorf("session: IdleAge is %s: expected a second or more", o.IdleAge))
	}
	if o.AbsoluteAge > 0 && o.AbsoluteAge < time.Second {
		errs = append(errs, fmt.Errorf("session: AbsoluteAge is %s: expected a second or more, or a negative one for no limit", o.AbsoluteAge))
	}
	if o.Cookie.Name == "" {
		o.Cookie.Name = "session"
	}
	o.Cookie.MaxAge, o.Cookie.Signed, o.Cookie.Readable = 0, false, false
	o.OldCookie.MaxAge, o.OldCookie.Signed, o.OldCookie.Readable = 0, false, false
	if err := o.Cookie.Set(headers{http.Header{}}, new(http.Request), "x"); err != nil {
		errs = append(errs, fmt.Errorf("session: Options.Cookie: %w", err))
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	return o, errors.Join(errs...)
}
