package social

import (
	"context"
	"errors"
	"net/http"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
)

// What people read who do not get in.
var (
	errExists   = problem.New(problem.Conflict, "There is an account here with your email address already. Log in to it as you always do, and connect the two on the page of your account.")
	errNoSignUp = problem.New(problem.Denied, "You have no account here yet, and this site does not make new ones this way.")
	errInactive = problem.New(problem.Denied, "This account is closed.")
)

func isExists(err error) bool { return errors.Is(err, errExists) }

// enter logs somebody in, and makes an account for who has none.
func (s *service) enter(w http.ResponseWriter, r *http.Request, p *provider, f flow, id *identity) error {
	ctx := r.Context()
	u, err := s.owner(ctx, id)
	if err != nil {
		return err
	}
	if u == nil {
		if u, err = s.signUp(r, p, id); err != nil {
			return err
		}
	}
	if !u.IsActive {
		return errInactive
	}
	to, err := auth.BeginLogin(w, r, u, f.Next)
	if err != nil {
		return err
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// accountOf returns the row of an identity with its user, or nil.
func accountOf(ctx context.Context, id *identity) (*Account, error) {
	row, err := Accounts.Unrestricted().SelectRelated(Accounts.User).Get(ctx, Accounts.Issuer.Eq(id.Issuer), Accounts.Subject.Eq(id.Subject))
	if errors.Is(err, orm.ErrNotFound) {
		return nil, nil
	}
	return row, err
}

// owner is the user whose account it is, or nil. It notes that it was used.
func (s *service) owner(ctx context.Context, id *identity) (*auth.User, error) {
	row, err := accountOf(ctx, id)
	if err != nil || row == nil {
		return nil, err
	}
	set := []orm.Assign[*Account]{Accounts.LastLogin.Set(s.Now())}
	if id.Email != "" && id.Email != row.Email {
		set = append(set, Accounts.Email.Set(id.Email))
	}
	if _, err := Accounts.Unrestricted().Filter(Accounts.ID.Eq(row.ID)).Update(ctx, set...); err != nil {
		return nil, err
	}
	return row.User.Get()
}

// signUp makes an account for somebody whom nobody here knows. Whoever has their address already is asked to connect the two instead: that
// a provider says whose an address is does not make its account here theirs.
func (s *service) signUp(r *http.Request, p *provider, id *identity) (*auth.User, error) {
	ctx := r.Context()
	if id.Email != "" {
		taken, err := auth.Users.Unrestricted().Filter(orm.IExact(auth.Users.Email, id.Email)).Exists(ctx)
		if err != nil {
			return nil, err
		}
		if taken {
			return nil, errExists
		}
	}
	if s.NoSignUp {
		return nil, errNoSignUp
	}
	u := &auth.User{Email: id.Email, FirstName: id.FirstName, LastName: id.LastName, IsActive: true}
	if err := s.create(ctx, u, p, id); err != nil {
		return nil, err
	}
	auth.Emit(r, auth.Event{Kind: auth.SignedUp, User: u, Detail: p.Name})
	return u, nil
}

// create writes the user, whose name may be taken at the same moment, and the row that says who they are.
func (s *service) create(ctx context.Context, u *auth.User, p *provider, id *identity) error {
	var err error
	for try := range 5 {
		u.ID, u.Username = 0, username(id, try)
		err = orm.Atomic(ctx, func(ctx context.Context) error {
			if err := auth.CreateUser(ctx, u, ""); err != nil {
				return err
			}
			return Accounts.Create(ctx, s.row(u, p, id))
		})
		if err == nil || !taken(err) {
			return err
		}
	}
	return err
}

func (s *service) row(u *auth.User, p *provider, id *identity) *Account {
	now := s.Now()
	return &Account{User: orm.To[auth.User](u.ID), Provider: p.Name, Issuer: id.Issuer, Subject: id.Subject, Email: id.Email, LastLogin: &now}
}

// taken reports whether a name, or an identity, is somebody's already.
func taken(err error) bool {
	kind := problem.Of(err)
	return kind == problem.Conflict || kind == problem.Invalid
}
