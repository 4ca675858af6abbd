package auth

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/session"
	"github.com/musette-go/musette/web"
)

// SecondFactor is something that people show besides their password: a code from an app, a passkey. Package auth/mfa has both.
type SecondFactor interface {
	// Name tells factors apart: "totp". It stands in events.
	Name() string
	// Has reports whether the user has set it up, so that a login needs it.
	Has(ctx context.Context, u *User) (bool, error)
	// Page is the name of the route that asks for it.
	Page() string
}

// Factors are the second factors that people may set up, see [Options.Factors].
func Factors(ctx context.Context) ([]SecondFactor, error) {
	s, err := serviceOf(ctx)
	if err != nil {
		return nil, err
	}
	return s.Factors, nil
}

// pending is a login that waits for a second factor.
type pending struct {
	User    string `json:"u"`
	Hash    string `json:"h"` // so that a changed password ends it
	Backend string `json:"b"`
	Next    string `json:"n"`
	At      int64  `json:"t"`
}

// pendingAge is for how long a login waits for its second factor.
const pendingAge = 10 * time.Minute

var pendingKey = session.NewKey[pending]("_musette_pending")

// BeginLogin logs a user in whom [Authenticate] knows, and returns where to lead them: next, which must be safe (see [web.Next]). If they
// have a second factor, they are not logged in yet: the address is that of its page, which calls [FinishLogin].
func BeginLogin(w http.ResponseWriter, r *http.Request, u *User, next string) (to string, err error) {
	ctx := r.Context()
	s, err := serviceOf(ctx)
	if err != nil {
		return "", err
	}
	if u.backend == "" { // known by a code, or just made
		u.backend = s.Backends[0].Name()
	}
	for _, f := range s.Factors {
		has, err := f.Has(ctx, u)
		if err != nil {
			return "", err
		}
		if has {
			return s.wait(r, u, f, next)
		}
	}
	return next, Login(w, r, u)
}

// wait keeps the login in the session until the second factor is shown.
func (s *service) wait(r *http.Request, u *User, f SecondFactor, next string) (string, error) {
	ctx := r.Context()
	to, err := web.Reverse(ctx, f.Page())
	if err != nil {
		return "", err
	}
	hash, err := s.SessionHash.Make(ctx, u)
	if err != nil {
		return "", err
	}
	p := pending{User: strconv.FormatInt(u.ID, 10), Hash: hash, Backend: u.backend, Next: next, At: s.Now().Unix()}
	return to, pendingKey.Set(ctx, p)
}

// ErrNothingPending says that nobody waits for a second factor in this session, or no longer.
var ErrNothingPending = problem.New(problem.Denied, "Your login took too long. Please begin again.")

// PendingUser returns who has shown their password and not yet their second factor. The error is [ErrNothingPending] when nobody has.
func PendingUser(ctx context.Context) (*User, error) {
	u, _, err := pendingLogin(ctx)
	return u, err
}

func pendingLogin(ctx context.Context) (*User, string, error) {
	s, err := serviceOf(ctx)
	if err != nil {
		return nil, "", err
	}
	p, ok, err := pendingKey.Get(ctx)
	if err != nil {
		return nil, "", err
	}
	if !ok || s.Now().Sub(time.Unix(p.At, 0)) > pendingAge {
		return nil, "", ErrNothingPending
	}
	u, err := byKey(ctx, p.User)
	if err != nil {
		return nil, "", err
	}
	if u == nil || !u.IsActive || !s.hasBackend(p.Backend) {
		return nil, "", ErrNothingPending
	}
	if ok, _ := s.SessionHash.Check(ctx, u, p.Hash); !ok {
		return nil, "", ErrNothingPending
	}
	u.backend = p.Backend
	return u, p.Next, nil
}

// FinishLogin logs in who waits in the session, since they have shown their second factor. It returns where to lead them.
func FinishLogin(w http.ResponseWriter, r *http.Request) (next string, err error) {
	ctx := r.Context()
	u, next, err := pendingLogin(ctx)
	if err != nil {
		return "", err
	}
	if err := pendingKey.Delete(ctx); err != nil {
		return "", err
	}
	return next, Login(w, r, u)
}

// Attempt counts a try to show a secret, such as a code, under a name of its own, with the bounds of the login; tries to log in with that name
// are counted apart. The error is a [LockedError] for who must wait. succeeded forgets the tries of the name.
func Attempt(r *http.Request, name string) (succeeded func() error, err error) {
	s, err := serviceOf(r.Context())
	if err != nil {
		return nil, err
	}
	t, err := s.take(r, s.bounds(r, "sv", name))
	if err != nil {
		return nil, err
	}
	return func() error { return t.succeeded(r.Context()) }, nil
}
