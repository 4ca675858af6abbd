package tokens

import (
	"context"
	"errors"
	"time"
)

// Options configure the tokens of a site. The zero value is usable.
type Options struct {
	// Shared keeps tokens in authtoken_token, the table of a Django REST Framework beside the site, so that a token of either counts on the
	// other. Keys are not hashed there, and there is one for each user, without a name, scopes, an expiry and a last use. check --deploy
	// reports it as tokens.W001. Defaults to false: the table musette_token.
	Shared bool
	// EndWithPassword ends the tokens of a user when their password changes, or is hashed anew. It has no effect with Shared. Defaults to
	// false: tokens are apart from passwords, as in DRF.
	EndWithPassword bool
	// ObtainedFor is for how long tokens live that [Routes] gives out. Negative means for ever. Defaults to 30 days.
	ObtainedFor time.Duration
	// PerUser is how many tokens a user may have. Defaults to 100.
	PerUser int
	// SeenEvery is how often the time of the last use is noted. Defaults to a minute.
	SeenEvery time.Duration
	// Now is the clock. Defaults to time.Now.
	Now func() time.Time
}

// service is the tokens of a site; it travels in ctx.
type service struct {
	Options
	store store
}

func newService(o Options) *service {
	if o.ObtainedFor == 0 {
		o.ObtainedFor = 30 * 24 * time.Hour
	}
	if o.PerUser <= 0 {
		o.PerUser = 100
	}
	if o.SeenEvery <= 0 {
		o.SeenEvery = time.Minute
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &service{Options: o}
	s.store = ownStore{s}
	if o.Shared {
		s.store = drfStore{s}
	}
	return s
}

type serviceKey struct{}

// ErrNoTokens says that a context has no tokens: the app is missing from the site.
var ErrNoTokens = errors.New("tokens: this context has no tokens: put tokens.App(tokens.Options{}) into the site's Apps")

func serviceOf(ctx context.Context) (*service, error) {
	s, _ := ctx.Value(serviceKey{}).(*service)
	if s == nil {
		return nil, ErrNoTokens
	}
	return s, nil
}
