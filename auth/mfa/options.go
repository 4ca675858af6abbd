package mfa

import (
	"context"
	"log/slog"
	"time"

	"github.com/musette-go/musette/auth"
)

// Options configure the second factors of a site. The zero value is usable.
type Options struct {
	// Issuer is what apps and authenticators call the site. Defaults to its host name.
	Issuer string
	// RPID is the domain that passkeys are made for: that of the request, or a domain above it when they are to work on sub-domains as
	// well. Passkeys of another domain are not offered. Defaults to the request's host without its port.
	RPID string
	// Required says who must have a second factor: they are led to the page that sets one up until they have, see [RequiredFor]. Defaults
	// to nobody; `check --deploy` reports it when staff need none.
	Required func(u *auth.User) bool
	// OtherWays are ways to log in besides the password and a passkey: social.Has. Who has none of them and no password keeps their last
	// passkey. Defaults to none.
	OtherWays []func(ctx context.Context, u *auth.User) (bool, error)
	// ConfirmAge is how old the last proof of who it is may be to add or remove a factor. Defaults to ten minutes.
	ConfirmAge time.Duration
	// LoginRedirect is the name of the route that a login with a passkey leads to when the page before it did not ask for another.
	// Defaults to "accounts:profile", or the path "/" on a site without that route.
	LoginRedirect string
	// Logger is told what goes wrong without being anybody's fault. Defaults to slog.Default().
	Logger *slog.Logger
	// Now is the clock. Defaults to time.Now.
	Now func() time.Time
}

// service is the second factors of a site.
type service struct{ Options }

func newService(o Options) *service {
	if o.ConfirmAge <= 0 {
		o.ConfirmAge = 10 * time.Minute
	}
	if o.LoginRedirect == "" {
		o.LoginRedirect = "accounts:profile"
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &service{o}
}

// The kinds of events that this package adds to those of auth.
const (
	// RecoveryCodeUsed is a login with a recovery code.
	RecoveryCodeUsed auth.EventKind = "recovery_code_used"
	// RecoveryCodesMade is a new set of recovery codes; older ones are worthless.
	RecoveryCodesMade auth.EventKind = "recovery_codes_made"
)
