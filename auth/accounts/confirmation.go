package accounts

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
)

// What a Confirmation is for.
const (
	kindSignUp = "signup"
	kindEmail  = "email"  // another address of a user
	kindVerify = "verify" // the address that a user has
)

// errDeadLink says that a link or a code does not work, whatever the reason.
var errDeadLink = problem.New(problem.Invalid, "This link or code does not work any more. It may have been used already, or it was too old.")

// keep stores a confirmation, and throws away those whose time is over.
func (s *service) keep(ctx context.Context, c *Confirmation) error {
	now := time.Now()
	c.ExpiresAt = now.Add(s.ConfirmationAge)
	if _, err := Confirmations.Filter(Confirmations.ExpiresAt.Lt(now)).DeleteAll(ctx); err != nil {
		return err
	}
	return Confirmations.Create(ctx, c)
}

// spend takes a confirmation out of the table, in the transaction of ctx. Of many at once, one gets it. The error is [errDeadLink] when
// it is not there, or dead.
func spend(ctx context.Context, key string) (*Confirmation, error) {
	c, err := Confirmations.Get(ctx, Confirmations.Key.Eq(key))
	if errors.Is(err, orm.ErrNotFound) {
		return nil, errDeadLink
	}
	if err != nil {
		return nil, err
	}
	n, err := Confirmations.Filter(Confirmations.Key.Eq(key)).DeleteAll(ctx)
	if err != nil {
		return nil, err
	}
	if n.Total == 0 || !time.Now().Before(c.ExpiresAt) {
		return nil, errDeadLink
	}
	return c, nil
}

// done is what became of a confirmation.
type done struct {
	kind string
	user *auth.User
	old  string // the address before
}

// complete does what a confirmation is for, whole or not at all.
func (s *service) complete(ctx context.Context, key string) (out done, err error) {
	err = orm.Atomic(ctx, func(ctx context.Context) error {
		c, err := spend(ctx, key)
		if err != nil {
			return err
		}
		out = done{kind: c.Kind}
		if c.Kind == kindSignUp {
			out.user, err = s.create(ctx, c)
			return err
		}
		out.user, out.old, err = s.adopt(ctx, c)
		return err
	})
	return out, err
}

// adopt gives a user the address of a confirmation.
func (s *service) adopt(ctx context.Context, c *Confirmation) (u *auth.User, old string, err error) {
	u, err = userOf(ctx, auth.Users.ID.Eq(c.UserID))
	if err != nil {
		return nil, "", err
	}
	if u == nil {
		return nil, "", errDeadLink
	}
	same, err := sameState(ctx, u, c.State)
	if err != nil {
		return nil, "", err
	}
	if !same {
		return nil, "", errDeadLink
	}
	old = u.Email
	if err := claim(ctx, u, c.Email); err != nil {
		return nil, "", err
	}
	u.Email = c.Email
	_, err = auth.Users.Unrestricted().Filter(auth.Users.ID.Eq(u.ID)).Update(ctx, auth.Users.Email.Set(u.Email))
	return u, old, err
}

// claim notes that an address is the user's. Somebody else who has it without having shown that it is theirs loses it. The error is
// [errDeadLink] when it has been shown to be somebody else's.
func claim(ctx context.Context, u *auth.User, email string) error {
	key := strings.ToLower(email)
	row, err := EmailAddresses.SelectRelated(EmailAddresses.User).Filter(EmailAddresses.Email.Eq(key)).First(ctx)
	if err != nil && !errors.Is(err, orm.ErrNotFound) {
		return err
	}
	if err == nil && row.User.Key() != u.ID {
		if err := evict(ctx, row); err != nil {
			return err
		}
	}
	mine := orm.Or(EmailAddresses.Email.Eq(key), EmailAddresses.UserID.Eq(u.ID))
	if _, err := EmailAddresses.Filter(mine).DeleteAll(ctx); err != nil {
		return err
	}
	now := time.Now()
	err = EmailAddresses.Create(ctx, &EmailAddress{Email: key, User: orm.To[auth.User](u.ID), VerifiedAt: &now})
	if problem.Of(err) == problem.Invalid { // somebody claims it at the same time
		return errDeadLink
	}
	return err
}

// evict takes an address from a user who has not shown that it is theirs. Whoever has another one by now has none here to lose.
func evict(ctx context.Context, row *EmailAddress) error {
	other, err := row.User.Get()
	if err != nil || !strings.EqualFold(other.Email, row.Email) {
		return err
	}
	if row.VerifiedAt != nil {
		return errDeadLink
	}
	_, err = auth.Users.Unrestricted().Filter(auth.Users.ID.Eq(other.ID)).Update(ctx, auth.Users.Email.Set(""))
	return err
}

// userOf returns the one user for whom p holds and who may log in, or nil; of several it is nobody.
func userOf(ctx context.Context, p orm.Pred[*auth.User]) (*auth.User, error) {
	u, err := auth.Users.Unrestricted().Get(ctx, p, auth.Users.IsActive.Eq(true))
	if errors.Is(err, orm.ErrNotFound) || errors.Is(err, orm.ErrMultiple) {
		return nil, nil
	}
	return u, err
}

// taken reports whether an address belongs to somebody, active or not.
func taken(ctx context.Context, email string) (bool, error) {
	return auth.Users.Unrestricted().Filter(orm.IExact(auth.Users.Email, email)).Exists(ctx)
}

// Verified reports whether a user has shown that the address they have is theirs.
func Verified(ctx context.Context, u *auth.User) (bool, error) {
	if u.IsAnonymous() || u.Email == "" {
		return false, nil
	}
	e := EmailAddresses
	return e.Filter(e.UserID.Eq(u.ID), e.Email.Eq(strings.ToLower(u.Email)), e.VerifiedAt.IsNotNull()).Exists(ctx)
}

// mustVerify reports whether somebody cannot log in before they have shown that their address is theirs: those who signed up and
// have not, where that is mandatory. Users who were made otherwise (by a command, by Django) are not asked.
func (s *service) mustVerify(ctx context.Context, u *auth.User) (bool, error) {
	if s.Verify != VerifyMandatory {
		return false, nil
	}
	return EmailAddresses.Filter(EmailAddresses.UserID.Eq(u.ID), EmailAddresses.VerifiedAt.IsNull()).Exists(ctx)
}
