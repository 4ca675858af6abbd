package jwt

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/musette-go/musette/auth"
)

// Options configure the tokens of a site. The zero value is usable.
type Options struct {
	// Access is how long an access token lives. Defaults to five minutes.
	Access time.Duration
	// Refresh is how long a refresh token lives. Defaults to a day.
	Refresh time.Duration
	// Absolute is how long a login lives, however often it is refreshed. Defaults to 90 days.
	Absolute time.Duration
	// NoRotation lets a refresh token count until it expires, instead of once: simplejwt's ROTATE_REFRESH_TOKENS = False, for clients
	// that do not take the new one. Defaults to false.
	NoRotation bool
	// KeepAfterPassword lets logins go on when the user's password changes, or is hashed anew. Defaults to false.
	KeepAfterPassword bool
	// Stateless believes access tokens without asking the database: somebody who is not active any more, or whose login was revoked, gets
	// in until the token expires, and the user has nothing but an ID. Defaults to false.
	Stateless bool
	// Keys sign tokens, the first, and are recognized, all. Defaults to HS256 with keys derived from SECRET_KEY and SECRET_KEY_FALLBACKS.
	Keys []Key
	// Audience and Issuer are the claims aud and iss. Tokens must have them where they are given; tokens with aud are refused where it is
	// not. Default to none.
	Audience, Issuer string
	// Leeway is for how long an expired token still counts, where clocks differ. Defaults to none.
	Leeway time.Duration
	// Claims are more claims for the tokens of a user, JSON values by name. What anybody may read who holds the token. Defaults to none.
	Claims func(ctx context.Context, u *auth.User) (map[string]any, error)
	// Now is the clock. Defaults to time.Now.
	Now func() time.Time
}

// service is the tokens of a site; it travels in ctx.
type service struct {
	Options
	keys keyring
}

func newService(o Options) *service {
	def := func(d *time.Duration, to time.Duration) {
		if *d <= 0 {
			*d = to
		}
	}
	def(&o.Access, 5*time.Minute)
	def(&o.Refresh, 24*time.Hour)
	def(&o.Absolute, 90*24*time.Hour)
	if o.Now == nil {
		o.Now = time.Now
	}
	return &service{Options: o, keys: keyring{own: o.Keys}}
}

type serviceKey struct{}

// ErrNoTokens says that a context has no tokens: the app is missing from the site.
var ErrNoTokens = errors.New("jwt: this context has no tokens: put jwt.App(jwt.Options{}) into the site's Apps")

func serviceOf(ctx context.Context) (*service, error) {
	s, _ := ctx.Value(serviceKey{}).(*service)
	if s == nil {
		return nil, ErrNoTokens
	}
	return s, nil
}

// wrong lists what is wrong with the options.
func (o *Options) wrong() error {
	var errs []error
	ids := map[string]bool{}
	for i, k := range o.Keys {
		if k.err != nil {
			errs = append(errs, fmt.Errorf("key %d: %w", i, k.err))
		}
		if k.id != "" && ids[k.id] {
			errs = append(errs, fmt.Errorf("key %d: its id %q is that of another one: expected different ones", i, k.id))
		}
		ids[k.id] = true
	}
	if len(o.Keys) > 0 && o.Keys[0].err == nil && o.Keys[0].private == nil {
		errs = append(errs, errors.New("key 0 can only check: expected one that signs, since the first key does"))
	}
	if o.Access > o.Refresh {
		errs = append(errs, fmt.Errorf("access tokens live for %s and refresh tokens for %s: expected the latter to live longer", o.Access, o.Refresh))
	}
	return errors.Join(errs...)
}
