package auth

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/session"
	"github.com/musette-go/musette/web"
)

// ErrNotImpersonated says that somebody may not act as another user.
var ErrNotImpersonated = problem.New(problem.Denied, "You cannot act as this user.")

// Impersonate lets a superuser act as another user in the session of the request, until [EndImpersonation] or the session's end. Superusers
// cannot be impersonated. Every change that is made meanwhile is an [Impersonated] event with both users, and the log has both.
func Impersonate(r *http.Request, as *User) error {
	ctx := r.Context()
	me, err := CurrentUser(ctx)
	if err != nil {
		return err
	}
	p := whoOf(ctx)
	if p == nil || p.real != nil || me.IsAnonymous() || !me.IsSuperuser || as.IsAnonymous() || as.IsSuperuser || !as.IsActive {
		return ErrNotImpersonated
	}
	if as.backend == "" {
		as.backend = p.service.Backends[0].Name()
	}
	mine, err := p.service.acting(ctx, me)
	if err != nil {
		return err
	}
	if err := forgetIndex(ctx); err != nil {
		return err
	}
	if err := session.From(ctx).Rotate(ctx); err != nil {
		return err
	}
	if err := errors.Join(p.service.write(ctx, as), asKey.Set(ctx, mine), loginAtKey.Delete(ctx)); err != nil {
		return err
	}
	if err := p.service.index(ctx, r, me, p.service.Now()); err != nil {
		return err
	}
	web.RotateCSRF(r)
	p.become(as, me)
	p.service.emit(r, Event{Kind: ImpersonationOn, User: as, By: me})
	return nil
}

// acting is what the session keeps of its own user while they act as another.
func (s *service) acting(ctx context.Context, me *User) (a acting, err error) {
	a.User = strconv.FormatInt(me.ID, 10)
	if a.Backend, _, err = backendKey.Get(ctx); err != nil {
		return a, err
	}
	if a.LoginAt, _, err = loginAtKey.Get(ctx); err != nil {
		return a, err
	}
	a.Hash, err = s.SessionHash.Make(ctx, me)
	return a, err
}

// EndImpersonation gives the session back to the superuser who acts as somebody else. It is no proof of who they are: what
// [ConfirmRequired] guards asks as it would have asked before.
func EndImpersonation(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	real, err := Impersonator(ctx)
	if err != nil {
		return err
	}
	if real == nil {
		return ErrNotImpersonated
	}
	as, err := CurrentUser(ctx)
	if err != nil {
		return err
	}
	before, _, err := asKey.Get(ctx)
	if err != nil {
		return err
	}
	Emit(r, Event{Kind: ImpersonationOff, User: as, By: real})
	if err := forgetSession(ctx); err != nil {
		return err
	}
	whoOf(ctx).become(anonymous(), nil)
	real.backend = before.Backend
	if err := Login(w, r, real); err != nil {
		return err
	}
	return loginAtKey.Set(ctx, before.LoginAt)
}

// noteImpersonated emits an event for a request that may change something, as soon as it asks who the user is.
func noteImpersonated(r *http.Request, u, real *User) {
	if r == nil || r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodOptions {
		return
	}
	Emit(r, Event{Kind: Impersonated, User: u, By: real, Detail: r.Method + " " + r.URL.Path})
}
