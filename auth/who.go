package auth

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync"

	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/session"
)

// What a session keeps of who is logged in. The names are Django's, so that either framework understands a shared session.
var (
	userIDKey  = session.NewKey[string]("_auth_user_id")
	backendKey = session.NewKey[string]("_auth_user_backend")
	hashKey    = session.NewKey[string]("_auth_user_hash")
	loginAtKey = session.NewKey[int64]("_musette_login_at") // seconds since 1970 of the last proof of who it is
	seenKey    = session.NewKey[int64]("_musette_seen")     // seconds since 1970
	asKey      = session.NewKey[acting]("_musette_acting")  // who really sits there
)

// who is the person behind a request. It is loaded when somebody asks.
type who struct {
	service *service
	r       *http.Request

	mu     sync.Mutex
	loaded bool
	user   *User
	real   *User // who impersonates user, or nil
	perms  map[Perm]bool
	permID int64
}

type whoKey struct{}

// whoOf returns who acts in ctx: whom WithUser put there, else the person of the request's session. It is nil where there is neither.
func whoOf(ctx context.Context) *who {
	if w, ok := ctx.Value(whoKey{}).(*who); ok {
		return w
	}
	s := session.From(ctx)
	if s == nil {
		return nil
	}
	w, _ := s.Local(whoKey{}, func(r *http.Request) any {
		service, err := serviceOf(ctx)
		if err != nil {
			return (*who)(nil)
		}
		return &who{service: service, r: r}
	}).(*who)
	return w
}

// IsAnonymous reports whether nobody is logged in.
func (u *User) IsAnonymous() bool { return u == nil || u.ID == 0 }

// IsAuthenticated reports whether somebody is logged in; templates ask {{if user.IsAuthenticated}}.
func (u *User) IsAuthenticated() bool { return !u.IsAnonymous() }

// anonymous is nobody: a user without a key, a name and rights.
func anonymous() *User { return &User{} }

// CurrentUser returns who is logged in. It is never nil: where nobody is, [User.IsAnonymous] is true. The first call in a request reads
// the session and the user, with a statement each; a request that does not ask costs none. In a context without a request it is
// whom [WithUser] put there, or nobody.
func CurrentUser(ctx context.Context) (*User, error) {
	w := whoOf(ctx)
	if w == nil {
		return anonymous(), nil
	}
	user, real, err := w.get(ctx)
	if real != nil { // loaded by this call
		noteImpersonated(w.r, user, real)
	}
	return user, err
}

// get returns the user, and who acts as them when this call has loaded both.
func (w *who) get(ctx context.Context) (user, real *User, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.loaded {
		return w.user, nil, nil
	}
	if err := w.load(ctx); err != nil {
		return nil, nil, err
	}
	return w.user, w.real, nil
}

// WithUser returns a context in which u is who acts: for tasks and commands that act for somebody, and for tests.
func WithUser(ctx context.Context, u *User) context.Context {
	if u == nil {
		u = anonymous()
	}
	w := &who{loaded: true, user: u}
	w.service, _ = serviceOf(ctx)
	return context.WithValue(ctx, whoKey{}, w)
}

// Impersonator returns who really sits there while somebody acts as another user, or nil.
func Impersonator(ctx context.Context) (*User, error) {
	if _, err := CurrentUser(ctx); err != nil {
		return nil, err
	}
	if w := whoOf(ctx); w != nil {
		w.mu.Lock()
		defer w.mu.Unlock()
		return w.real, nil
	}
	return nil, nil
}

// load finds the user of the session. A session of somebody who may no longer use it is ended.
func (w *who) load(ctx context.Context) error {
	user, err := w.find(ctx)
	if err != nil {
		return err
	}
	if user == nil {
		user = anonymous()
	}
	w.user, w.loaded = user, true
	return nil
}

func (w *who) find(ctx context.Context) (*User, error) {
	text, ok, err := userIDKey.Get(ctx)
	if err != nil || !ok {
		if errors.Is(err, session.ErrNoSession) {
			return nil, nil // a site without sessions: tokens say who it is
		}
		return nil, err
	}
	u, err := w.service.bySession(ctx, text)
	if err != nil {
		return nil, err
	}
	if u == nil {
		return nil, session.From(ctx).Flush(ctx)
	}
	if w.real, err = w.impersonator(ctx); err != nil {
		return nil, err
	}
	if w.real == nil {
		if _, as, _ := asKey.Get(ctx); as { // who impersonated has lost the right to
			return nil, session.From(ctx).Flush(ctx)
		}
	}
	return u, w.service.seen(ctx, w.r, w.owner(u))
}

// owner is in whose list of sessions this one stands: that of who really sits there.
func (w *who) owner(u *User) *User {
	if w.real != nil {
		return w.real
	}
	return u
}

// bySession returns the user of that key if their session still holds: they are active, their password has not changed since, and the
// backend that knew them is still one of the site's. It is nil otherwise.
func (s *service) bySession(ctx context.Context, key string) (*User, error) {
	u, err := byKey(ctx, key)
	if err != nil || u == nil || !u.IsActive {
		return nil, err
	}
	backend, _, err := backendKey.Get(ctx)
	if err != nil || !s.hasBackend(backend) {
		return nil, err
	}
	hash, _, err := hashKey.Get(ctx)
	if err != nil {
		return nil, err
	}
	ok, renew := s.SessionHash.Check(ctx, u, hash)
	if !ok {
		return nil, nil
	}
	if renew {
		if hash, err = s.SessionHash.Make(ctx, u); err == nil {
			err = hashKey.Set(ctx, hash)
		}
		if errors.Is(err, session.ErrHeaderSent) {
			err = nil // the next request does it
		}
	}
	return u, err
}

// byKey returns the user with a key as sessions keep it, or nil.
func byKey(ctx context.Context, text string) (*User, error) {
	id, err := strconv.ParseInt(text, 10, 32)
	if err != nil || id <= 0 {
		return nil, nil
	}
	u, err := Users.Unrestricted().Get(ctx, Users.ID.Eq(id))
	if errors.Is(err, orm.ErrNotFound) {
		return nil, nil
	}
	return u, err
}

// acting is who acts as the session's user, as their own session had them.
type acting struct {
	User    string `json:"u"`
	Backend string `json:"b"`
	Hash    string `json:"h"` // so that their changed password ends this session too
	LoginAt int64  `json:"t"` // when they last showed who they are
}

// impersonator is who acts as the session's user, or nil. They must still be who may: a session of theirs would hold.
func (w *who) impersonator(ctx context.Context) (*User, error) {
	a, ok, err := asKey.Get(ctx)
	if err != nil || !ok {
		return nil, err
	}
	u, err := byKey(ctx, a.User)
	if err != nil || u == nil || !u.IsActive || !u.IsSuperuser || !w.service.hasBackend(a.Backend) {
		return nil, err
	}
	if ok, _ := w.service.SessionHash.Check(ctx, u, a.Hash); !ok {
		return nil, nil
	}
	return u, nil
}
