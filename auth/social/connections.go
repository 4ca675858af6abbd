package social

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/password"
	"github.com/musette-go/musette/mail"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/web"
)

// The kinds of events that this package adds to those of auth.
const (
	// Connected is an account elsewhere that somebody may log in with from now on.
	Connected auth.EventKind = "social_connected"
	// Disconnected is an account elsewhere that no longer opens one here.
	Disconnected auth.EventKind = "social_disconnected"
)

// What people read whose accounts cannot be connected or taken apart.
var (
	errOthers    = problem.New(problem.Conflict, "This account of yours elsewhere belongs to another account here. Log in with it there and disconnect it first.")
	errChanged   = problem.New(problem.Conflict, "You are no longer logged in as the one who began this. Please begin again.")
	errNoAccount = problem.New(problem.NotFound, "You have no such account.")
	errLastWay   = problem.New(problem.Conflict, "This is the only way into your account. Set a password or connect another account first.")
)

// connect gives an account elsewhere to who is logged in, who must still be the one who asked for it.
func (s *service) connect(w http.ResponseWriter, r *http.Request, p *provider, f flow, id *identity) error {
	ctx := r.Context()
	u, err := auth.CurrentUser(ctx)
	if err != nil {
		return err
	}
	if u.ID != f.Connect {
		return errChanged
	}
	row, err := accountOf(ctx, id)
	if err != nil {
		return err
	}
	switch {
	case row != nil && row.User.Key() != u.ID:
		return errOthers
	case row == nil:
		if err := Accounts.Create(ctx, s.row(u, p, id)); err != nil {
			if taken(err) {
				return errOthers
			}
			return err
		}
		auth.Emit(r, auth.Event{Kind: Connected, User: u, Detail: p.Name})
		s.notify(r, u, "A way to log in was added", p.Label+" can be used to log in to your account from now on.")
	}
	return toIndex(w, r)
}

// disconnect takes an account elsewhere away, unless it is the last way in.
func (s *service) disconnect(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	u, err := auth.CurrentUser(ctx)
	if err != nil {
		return err
	}
	var gone *Account
	err = orm.Atomic(ctx, func(ctx context.Context) error {
		// The row of the user is held, so that of two requests the second sees what the first has left.
		me, err := auth.Users.Unrestricted().ForUpdate().Get(ctx, auth.Users.ID.Eq(u.ID))
		if err != nil {
			return err
		}
		rows, err := Accounts.Unrestricted().Filter(Accounts.User.ID.Eq(u.ID)).All(ctx)
		if err != nil {
			return err
		}
		left := false
		for _, row := range rows {
			if row.ID == web.Int(r, "id") {
				gone = row
			} else {
				left = left || s.byName(row.Provider) != nil
			}
		}
		if gone == nil {
			return errNoAccount
		}
		if !left {
			if left, err = s.otherWay(ctx, me); err != nil {
				return err
			}
		}
		if !left {
			return errLastWay
		}
		_, err = Accounts.Delete(ctx, gone)
		return err
	})
	if errors.Is(err, errLastWay) {
		return problemPage.RenderStatus(w, r, http.StatusConflict, ProblemPage{Text: problem.Public(err), Status: http.StatusConflict, LoggedIn: true, Connecting: true})
	}
	if err != nil {
		return err
	}
	auth.Emit(r, auth.Event{Kind: Disconnected, User: u, Detail: gone.Provider})
	s.notify(r, u, "A way to log in was removed", gone.Provider+" can no longer be used to log in to your account.")
	return toIndex(w, r)
}

// Has reports whether a user has connected an account elsewhere, for mfa.Options.OtherWays.
func Has(ctx context.Context, u *auth.User) (bool, error) {
	return Accounts.Unrestricted().Filter(Accounts.User.ID.Eq(u.ID)).Exists(ctx)
}

// otherWay reports whether somebody can log in without a connected account.
func (s *service) otherWay(ctx context.Context, u *auth.User) (bool, error) {
	if password.IsUsable(u.Password) {
		return true, nil
	}
	for _, way := range s.OtherWays {
		if has, err := way(ctx, u); err != nil || has {
			return has, err
		}
	}
	return false, nil
}

// notify tells a user by mail, if the site sends mail. That it cannot be sent stops nothing.
func (s *service) notify(r *http.Request, u *auth.User, subject, what string) {
	if u.Email == "" {
		return
	}
	ctx := r.Context()
	text := fmt.Sprintf("%s\n\nAccount: %s at %s\n\nIf this was you, there is nothing to do. If not, change your password and look at your account.\n", what, u.Username, web.Host(r))
	err := mail.Send(ctx, &mail.Message{To: []string{u.Email}, Subject: subject, Text: text})
	if err != nil && !errors.Is(err, mail.ErrNoMailer) {
		s.Logger.ErrorContext(ctx, "a notice about connected accounts was not sent", "user", u.ID, "error", err)
	}
}

// toIndex leads to the list.
func toIndex(w http.ResponseWriter, r *http.Request) error {
	to, err := web.Reverse(r.Context(), "social:index")
	if err != nil {
		return err
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
