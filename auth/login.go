package auth

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/session"
	"github.com/musette-go/musette/web"
)

// LastBackend is the name of the backend that knew the user, after [Authenticate].
func (u *User) LastBackend() string { return u.backend }

// KnownBy says which backend knew the user, for those that know people otherwise than by name and password: it calls this before
// [Login] or [BeginLogin]. The name must be that of one of [Options.Backends], or the session does not hold.
func (u *User) KnownBy(backend string) { u.backend = backend }

// Login notes in the session that u is logged in. The session gets a new key, so that one which somebody else knows is worthless; what an
// anonymous visitor has put into it stays, and what another user has put there is gone. The CSRF token changes too. Nothing may have
// been sent on w.
func Login(w http.ResponseWriter, r *http.Request, u *User) error {
	ctx := r.Context()
	p := whoOf(ctx)
	if p == nil {
		return ErrNoAccounts
	}
	if u.IsAnonymous() || !u.IsActive {
		return errors.New("auth: Login of a user who is not active, or nobody: ask Authenticate who it is")
	}
	old, err := CurrentUser(ctx)
	if err != nil {
		return err
	}
	if old.IsAuthenticated() && old.ID != u.ID {
		if err := forgetSession(ctx); err != nil {
			return err
		}
	}
	if err := p.service.enter(ctx, p.r, u); err != nil {
		return err
	}
	web.RotateCSRF(r)
	if err := p.service.rememberDevice(w, r, u); err != nil {
		return err
	}
	p.become(u, nil)
	p.service.emit(r, Event{Kind: LoggedIn, User: u, Detail: u.backend})
	return nil
}

// become changes who the rest of the request belongs to.
func (w *who) become(u, real *User) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.user, w.real, w.loaded, w.perms = u, real, true, nil
}

// enter writes who it is into the session, and the session into the list of those of the user.
func (s *service) enter(ctx context.Context, r *http.Request, u *User) error {
	if u.backend == "" {
		u.backend = s.Backends[0].Name()
	}
	sess, now := session.From(ctx), s.Now()
	if err := forgetIndex(ctx); err != nil {
		return err
	}
	if err := sess.Rotate(ctx); err != nil {
		return err
	}
	if err := s.write(ctx, u); err != nil {
		return err
	}
	err := errors.Join(loginAtKey.Set(ctx, now.Unix()), seenKey.Set(ctx, now.Unix()), asKey.Delete(ctx))
	if err != nil {
		return err
	}
	u.LastLogin = &now
	if _, err := Users.Unrestricted().Filter(Users.ID.Eq(u.ID)).Update(ctx, Users.LastLogin.Set(now)); err != nil {
		return err
	}
	if err := s.forgetStale(ctx, u, now); err != nil {
		return err
	}
	return s.index(ctx, r, u, now)
}

// staleAges is after how many idle ages without use a session is taken from the list. One that is used after all, since it has an age of its
// own, comes back into it.
const staleAges = 3

// forgetStale takes the sessions of a user that have ended by themselves from the list, so that it does not grow with every login.
func (s *service) forgetStale(ctx context.Context, u *User, now time.Time) error {
	age := max(session.ManagerFrom(ctx).IdleAge(), session.DefaultIdleAge)
	_, err := UserSessions.Filter(UserSessions.UserID.Eq(u.ID), UserSessions.SeenAt.Lt(now.Add(-staleAges*age))).DeleteAll(ctx)
	return err
}

// write puts what Django puts there into the session.
func (s *service) write(ctx context.Context, u *User) error {
	hash, err := s.SessionHash.Make(ctx, u)
	if err != nil {
		return err
	}
	return errors.Join(userIDKey.Set(ctx, strconv.FormatInt(u.ID, 10)), backendKey.Set(ctx, u.backend), hashKey.Set(ctx, hash))
}

// keepSession lets the session of the request go on after its user's password has changed, under a new key.
func (s *service) keepSession(ctx context.Context, u *User) error {
	now, err := CurrentUser(ctx)
	if err != nil || now.ID != u.ID {
		return err
	}
	p := whoOf(ctx)
	u.backend, _, err = backendKey.Get(ctx)
	if err != nil {
		return err
	}
	if err := forgetIndex(ctx); err != nil {
		return err
	}
	if err := session.From(ctx).Rotate(ctx); err != nil {
		return err
	}
	p.become(u, p.real)
	return errors.Join(s.write(ctx, u), s.index(ctx, p.r, p.owner(u), s.Now()))
}

// Logout ends the session. It is no error when nobody is logged in.
func Logout(r *http.Request) error {
	ctx := r.Context()
	p := whoOf(ctx)
	if p == nil {
		return ErrNoAccounts
	}
	u, err := CurrentUser(ctx)
	if err != nil {
		return err
	}
	if err := forgetSession(ctx); err != nil {
		return err
	}
	web.RotateCSRF(r)
	by := p.real
	p.become(anonymous(), nil)
	if u.IsAuthenticated() {
		p.service.emit(r, Event{Kind: LoggedOut, User: u, By: by})
	}
	return nil
}

// forgetSession ends the session of the request and takes it from the list.
func forgetSession(ctx context.Context) error {
	if err := forgetIndex(ctx); err != nil {
		return err
	}
	return session.From(ctx).Flush(ctx)
}

// forgetIndex takes the session of the request from the list, since its key is going to change.
func forgetIndex(ctx context.Context) error {
	key, err := session.From(ctx).StoreKey(ctx)
	if err != nil || key == "" {
		return err
	}
	_, err = UserSessions.Filter(UserSessions.Key.Eq(key)).DeleteAll(ctx)
	return err
}

// index notes whose the session is. Sessions that no store has a key for are not listed.
func (s *service) index(ctx context.Context, r *http.Request, u *User, now time.Time) error {
	key, err := session.From(ctx).StoreKey(ctx)
	if err != nil || key == "" {
		return err
	}
	ip, agent := client(r)
	row := &UserSession{Key: key, User: orm.To[User](u.ID), CreatedAt: now, SeenAt: now, IP: ip, UserAgent: agent}
	_, err = UserSessions.BulkCreate(ctx, []*UserSession{row}, orm.UpdateConflicts(orm.Cols[*UserSession](UserSessions.Key),
		orm.Cols[*UserSession](UserSessions.SeenAt, UserSessions.IP, UserSessions.UserAgent)))
	return err
}

// seen notes that the session is in use, now and then. It also lists sessions that another program began.
func (s *service) seen(ctx context.Context, r *http.Request, u *User) error {
	last, _, err := seenKey.Get(ctx)
	now := s.Now()
	if err != nil || r == nil || now.Sub(time.Unix(last, 0)) < s.SeenEvery {
		return err
	}
	if err := seenKey.Set(ctx, now.Unix()); err != nil {
		if errors.Is(err, session.ErrHeaderSent) {
			return nil
		}
		return err
	}
	return s.index(ctx, r, u, now)
}

// ErrLoginAgain says that the person must show again who they are, since their last proof is too old.
var ErrLoginAgain = problem.New(problem.Denied, "Please confirm that it is you: enter your password again.")

// Confirmed reports whether the person has shown who they are at most age ago: by logging in, or by [Confirm].
func Confirmed(ctx context.Context, age time.Duration) (bool, error) {
	u, err := CurrentUser(ctx)
	if err != nil || u.IsAnonymous() {
		return false, err
	}
	s, err := serviceOf(ctx)
	if err != nil {
		return false, err
	}
	at, ok, err := loginAtKey.Get(ctx)
	return ok && s.Now().Sub(time.Unix(at, 0)) < age, err
}

// Confirm notes that the person has just shown who they are.
func Confirm(ctx context.Context) error {
	s, err := serviceOf(ctx)
	if err != nil {
		return err
	}
	return loginAtKey.Set(ctx, s.Now().Unix())
}
