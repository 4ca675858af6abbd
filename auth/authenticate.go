package auth

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth/password"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
)

// Credentials are what somebody gives to show who they are.
type Credentials struct {
	Name     string // the user name or email address, see [Options.LoginName]
	Password string
}

// A Backend knows who somebody is: by the site's own passwords, by a directory, by a proxy in front.
type Backend interface {
	// Name tells backends apart. It is kept in sessions, so it must not change.
	Name() string
	// Authenticate returns the user whom the credentials belong to, or nil when it does not know them. An error of the kind
	// problem.Denied ends the search: nobody else is asked.
	Authenticate(ctx context.Context, r *http.Request, c Credentials) (*User, error)
}

// ErrInvalidLogin says that nobody has this name and password, or that the account is not active; which of them is not told.
var ErrInvalidLogin = problem.New(problem.Invalid, "Please enter a correct username and password. Note that both fields may be case-sensitive.")

// passwordBackend looks into the site's own table.
type passwordBackend struct{}

// Passwords is the backend of the site's own users and passwords. Its name is that of Django's ModelBackend.
func Passwords() Backend { return passwordBackend{} }

func (passwordBackend) Name() string { return "django.contrib.auth.backends.ModelBackend" }

// Authenticate does the same statements and hashes for a name that nobody has as for one that somebody has.
func (passwordBackend) Authenticate(ctx context.Context, _ *http.Request, c Credentials) (*User, error) {
	s, err := serviceOf(ctx)
	if err != nil {
		return nil, err
	}
	u, err := s.byName(ctx, c.Name)
	if err != nil {
		return nil, err
	}
	if u == nil {
		return nil, s.Passwords.VerifyNobody(ctx, c.Password)
	}
	res, err := s.Passwords.Verify(ctx, c.Password, u.Password)
	if err != nil {
		return nil, err
	}
	if res.Damaged != nil {
		app.Logger(ctx).WarnContext(ctx, "the stored hash of a password cannot be checked", "user", u.ID, "error", res.Damaged)
	}
	if !res.OK || !u.IsActive {
		return nil, nil
	}
	if res.Upgrade {
		s.upgrade(ctx, u, c.Password)
	}
	return u, nil
}

// upgrade replaces a hash that is no longer what the site prefers. That it fails is no reason to turn somebody away.
func (s *service) upgrade(ctx context.Context, u *User, plain string) {
	old := u.Password
	hash, err := s.Passwords.Hash(ctx, plain)
	if err == nil {
		_, err = Users.Unrestricted().Filter(Users.ID.Eq(u.ID), Users.Password.Eq(old)).Update(ctx, Users.Password.Set(hash))
	}
	if err != nil {
		app.Logger(ctx).WarnContext(ctx, "the hash of a password was not upgraded", "user", u.ID, "error", err)
		return
	}
	u.Password = hash
}

// byName returns the user of a login name, or nil. Of several with one email address it is nobody.
func (s *service) byName(ctx context.Context, name string) (*User, error) {
	u, err := Users.Unrestricted().Get(ctx, s.named(name))
	if errors.Is(err, orm.ErrNotFound) || errors.Is(err, orm.ErrMultiple) {
		return nil, nil
	}
	return u, err
}

func (s *service) named(name string) orm.Pred[*User] {
	if s.LoginName == ByEmail || s.LoginName == ByEither && strings.Contains(name, "@") {
		return orm.IExact(Users.Email, name)
	}
	return Users.Username.Eq(name)
}

func (s *service) hasBackend(name string) bool {
	for _, b := range s.Backends {
		if b.Name() == name {
			return true
		}
	}
	return false
}

// Authenticate asks the site's backends who the credentials belong to, and counts failures: who tries too often is refused with a
// [LockedError], however right the password. The error is [ErrInvalidLogin] where nobody is known by them. It does not log anybody in;
// see [Login]. The user's LastBackend says who knew them.
func Authenticate(r *http.Request, c Credentials) (*User, error) {
	ctx := r.Context()
	s, err := serviceOf(ctx)
	if err != nil {
		return nil, err
	}
	c.Name = NormalizeName(c.Name)
	try, err := s.begin(r, c.Name)
	if err != nil {
		if locked := new(LockedError); errors.As(err, &locked) {
			s.emit(r, Event{Kind: LockedOut, Name: c.Name})
		}
		return nil, err
	}
	for _, b := range s.Backends {
		u, err := b.Authenticate(ctx, r, c)
		if problem.Of(err) == problem.Denied && err != nil {
			break
		}
		if err != nil {
			return nil, err
		}
		if u != nil && u.IsActive {
			u.backend = b.Name()
			return u, try.succeeded(ctx)
		}
	}
	s.emit(r, Event{Kind: LoginFailed, Name: c.Name})
	return nil, ErrInvalidLogin
}

// CheckPassword reports whether a password is the user's, as for somebody who is asked again for it. Failures count as at the login.
func CheckPassword(r *http.Request, u *User, plain string) (bool, error) {
	ctx := r.Context()
	s, err := serviceOf(ctx)
	if err != nil {
		return false, err
	}
	try, err := s.begin(r, u.Username)
	if err != nil {
		return false, err
	}
	res, err := s.Passwords.Verify(ctx, plain, u.Password)
	if err != nil || !res.OK {
		return false, err
	}
	return true, try.succeeded(ctx)
}

// SetPassword gives a user another password, without asking whether it is weak: see [ValidatePassword]. All sessions of the user end
// but that of the request in ctx, which goes on when it is theirs. Links to reset the password die.
func SetPassword(ctx context.Context, u *User, plain string) error {
	s, err := serviceOf(ctx)
	if err != nil {
		return err
	}
	hash, err := s.Passwords.Hash(ctx, plain)
	if err != nil {
		return err
	}
	return s.setHash(ctx, u, hash)
}

// SetUnusablePassword takes the user's password away: they log in by other ways only.
func SetUnusablePassword(ctx context.Context, u *User) error {
	s, err := serviceOf(ctx)
	if err != nil {
		return err
	}
	return s.setHash(ctx, u, unusable())
}

func (s *service) setHash(ctx context.Context, u *User, hash string) error {
	err := orm.Atomic(ctx, func(ctx context.Context) error {
		u.Password = hash
		if u.ID != 0 {
			n, err := Users.Unrestricted().Filter(Users.ID.Eq(u.ID)).Update(ctx, Users.Password.Set(hash))
			if err != nil || n == 0 {
				return errors.Join(err, errGone(n))
			}
		}
		return s.unlock(ctx, s.loginNames(u)...)
	})
	if err != nil {
		return err
	}
	w := whoOf(ctx)
	if w == nil || w.r == nil {
		return nil
	}
	s.emit(w.r, Event{Kind: PasswordChanged, User: u})
	return s.keepSession(ctx, u)
}

func errGone(n int64) error {
	if n == 0 {
		return &orm.GoneError{Model: "auth.User"}
	}
	return nil
}

// ValidatePassword says what is wrong with a new password for a user, by the site's validators. The error is a
// [*problem.ValidationError] with the field "password".
func ValidatePassword(ctx context.Context, u *User, plain string) error {
	s, err := serviceOf(ctx)
	if err != nil {
		return err
	}
	found, err := s.Passwords.Validate(ctx, plain,
		password.Attribute{Label: "username", Value: u.Username}, password.Attribute{Label: "first name", Value: u.FirstName},
		password.Attribute{Label: "last name", Value: u.LastName}, password.Attribute{Label: "email address", Value: u.Email})
	if err != nil {
		return err
	}
	var wrong problem.ValidationError
	for _, e := range found {
		wrong.Add("password", e.Code, e.Message)
	}
	return wrong.Err()
}

// unusable is stored where no password matches.
func unusable() string { return password.Unusable() }
