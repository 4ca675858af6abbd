package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/musette-go/musette/auth/password"
	"github.com/musette-go/musette/sign"
)

// LoginName says what people type to log in.
type LoginName uint8

// What people log in with.
const (
	ByUsername LoginName = iota // their user name
	ByEmail                     // their email address, whatever its case
	ByEither                    // one or the other; what holds an @ is an address
)

// Options configure the accounts of a site. The zero value is usable and is the strictest.
type Options struct {
	// Passwords says how passwords are hashed and which ones are too weak. Defaults to Argon2id and Django's validators.
	Passwords *password.Policy
	// Backends say who somebody is, in this order; the first that knows wins. Defaults to [Passwords] alone.
	Backends []Backend
	// LoginName says what people type to log in. Defaults to ByUsername.
	LoginName LoginName
	// Factors are the second factors that people may set up. Defaults to none.
	Factors []SecondFactor
	// Lockout bounds how often somebody may try. The zero value is the default.
	Lockout Lockout
	// OnEvent is told about logins, logouts and changed passwords, after they have happened. Events are logged in any case.
	// Defaults to nobody.
	OnEvent []func(ctx context.Context, e Event)
	// SessionHash is how a session knows that the password has changed since. Defaults to a keyed hash of the stored password;
	// [github.com/musette-go/musette/django] has Django's.
	SessionHash SessionHash
	// LoginURL is the name of the route of the login page, where [LoginRequired] leads, or a path that begins with a slash, for a page of
	// another program on the same host. Defaults to "accounts:login".
	LoginURL string
	// SeenEvery is how often the time at which a session was last used is noted. Defaults to five minutes.
	SeenEvery time.Duration
	// Now is the clock. Defaults to time.Now.
	Now func() time.Time
}

// SessionHash makes and checks the text that a session keeps to notice that the password has changed.
type SessionHash interface {
	// Make returns the text for a user.
	Make(ctx context.Context, u *User) (string, error)
	// Check reports whether a session's text is that of the user, and whether it should be made again, since the key has changed.
	Check(ctx context.Context, u *User, text string) (ok, renew bool)
}

// service is the accounts of a site; it travels in ctx.
type service struct {
	Options
	signer  atomic.Pointer[keyed]
	sweeper sweeper
}

// keyed is a signer with the keys that it was made of: deriving takes longer than signing.
type keyed struct {
	keys   *sign.Keys
	signer *sign.Signer
}

func newService(o Options) *service {
	if o.Passwords == nil {
		o.Passwords = &password.Policy{}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.LoginURL == "" {
		o.LoginURL = "accounts:login"
	}
	if o.SeenEvery <= 0 {
		o.SeenEvery = 5 * time.Minute
	}
	o.Lockout = o.Lockout.withDefaults()
	s := &service{Options: o}
	if len(s.Backends) == 0 {
		s.Backends = []Backend{Passwords()}
	}
	if s.SessionHash == nil {
		s.SessionHash = ownHash{s}
	}
	return s
}

type serviceKey struct{}

// ErrNoAccounts says that a context has no accounts: the app is missing from the site.
var ErrNoAccounts = errors.New("auth: this context has no accounts: put auth.App() into the site's Apps")

func serviceOf(ctx context.Context) (*service, error) {
	s, _ := ctx.Value(serviceKey{}).(*service)
	if s == nil {
		return nil, ErrNoAccounts
	}
	return s, nil
}

// LoginBy returns what the site's people type to log in.
func LoginBy(ctx context.Context) (LoginName, error) {
	s, err := serviceOf(ctx)
	if err != nil {
		return 0, err
	}
	return s.LoginName, nil
}

// HasBackend reports whether a backend of that name is one of the site's: sessions that name another one do not hold.
func HasBackend(ctx context.Context, name string) bool {
	s, err := serviceOf(ctx)
	return err == nil && s.hasBackend(name)
}

// Policy returns the site's rules for passwords.
func Policy(ctx context.Context) (*password.Policy, error) {
	s, err := serviceOf(ctx)
	if err != nil {
		return nil, err
	}
	return s.Passwords, nil
}

// OwnSessionHash returns what [Options.SessionHash] defaults to, for programs that move sessions from elsewhere.
func OwnSessionHash() SessionHash { return ownHash{new(service)} }

// ownHash is a fingerprint of the stored password under the site's keys.
type ownHash struct{ s *service }

func (h ownHash) signer(ctx context.Context) (*sign.Signer, error) {
	keys := sign.From(ctx)
	if keys == nil {
		return nil, errors.New("auth: this context has no keys to sign with: use sign.With, which a site does by itself")
	}
	if k := h.s.signer.Load(); k != nil && k.keys == keys {
		return k.signer, nil
	}
	k := &keyed{keys, keys.Signer("auth.session")}
	h.s.signer.Store(k)
	return k.signer, nil
}

func (h ownHash) Make(ctx context.Context, u *User) (string, error) {
	s, err := h.signer(ctx)
	if err != nil {
		return "", err
	}
	return s.Fingerprint(fmt.Sprintf("%d %s", u.ID, u.Password)), nil
}

func (h ownHash) Check(ctx context.Context, u *User, text string) (ok, renew bool) {
	s, err := h.signer(ctx)
	if err != nil {
		return false, false
	}
	ok, current := s.Matches(text, fmt.Sprintf("%d %s", u.ID, u.Password))
	return ok, ok && !current
}

// maxAgent is how many bytes of a User-Agent are kept.
const maxAgent = 300

// client is what is noted of the client of a request.
func client(r *http.Request) (ip, agent string) {
	agent = r.UserAgent()
	agent = strings.ToValidUTF8(agent[:min(len(agent), maxAgent)], "") // a letter that the cut goes through is gone too
	return clientIP(r), agent
}
