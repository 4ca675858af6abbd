package accounts

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"strings"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/password"
	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
)

// newcomer is what the sign-up asks for.
type newcomer struct{ Username, Email, Password, PasswordAgain string }

// signUpForm returns the form, with a user name where people log in with one.
func signUpForm(named bool) *form.Definition[newcomer] {
	return form.Define(func(n *newcomer) form.Fields {
		out := form.Fields{}
		complete := "username email"
		if named {
			complete = "email"
			out = append(out, form.Text(&n.Username).MaxLength(150).Autocomplete("username").Attr("autocapitalize", "none").
				Attr("spellcheck", "false").Help("Letters, digits and @/./+/-/_ only. Others may see it."))
		}
		return append(out, form.Email(&n.Email).Label("Email address").MaxLength(254).Autocomplete(complete),
			newPassword(&n.Password, "Password"), again(&n.PasswordAgain, "Password, once more"))
	}).Clean(func(ctx context.Context, n *newcomer, errs *form.Errors) {
		n.Username, n.Email = auth.NormalizeName(n.Username), auth.NormalizeEmail(n.Email)
		u := &auth.User{Username: n.Username, Email: n.Email}
		checkNew(ctx, u, &n.Password, &n.PasswordAgain, errs)
		if named && !errs.Has(&n.Username) {
			checkName(ctx, &n.Username, errs)
		}
	})
}

var signUpForms = map[bool]*form.Definition[newcomer]{true: signUpForm(true), false: signUpForm(false)}

// newPassword and again are the fields of a password that is chosen.
func newPassword(p *string, label string) form.Item {
	return form.Password(p).Label(label).MaxLength(maxPassword).Autocomplete("new-password")
}

func again(p *string, label string) form.Item {
	return form.Password(p).Label(label).MaxLength(maxPassword).Autocomplete("new-password")
}

// rules are what the site expects of passwords, in words.
func rules(ctx context.Context) ([]string, error) {
	p, err := auth.Policy(ctx)
	if err != nil {
		return nil, err
	}
	return p.Help(), nil
}

// checkNew looks whether a password was typed the same twice and is strong enough for the user.
func checkNew(ctx context.Context, u *auth.User, one, two *string, errs *form.Errors) {
	if errs.Has(one) || errs.Has(two) {
		return
	}
	if *one != *two {
		errs.Add(two, "password_mismatch", "The two password fields didn’t match.")
		return
	}
	var wrong *problem.ValidationError
	err := auth.ValidatePassword(ctx, u, *one)
	if err != nil && !errors.As(err, &wrong) {
		errs.Fail(err)
		return
	}
	if wrong != nil {
		for _, e := range wrong.Fields["password"] {
			errs.Add(one, e.Code, e.Message)
		}
	}
}

// checkName looks whether a user name can be one and is free. User names are not secret: this one may be told.
func checkName(ctx context.Context, name *string, errs *form.Errors) {
	taken, err := auth.Users.Unrestricted().Filter(orm.IExact(auth.Users.Username, *name)).Exists(ctx)
	if err != nil {
		errs.Fail(err)
		return
	}
	if taken { // in another case too: people would take one for the other
		errs.Add(name, "unique", "A user with that username already exists.")
		return
	}
	err = auth.Users.Validate(ctx, &auth.User{Username: *name, Password: "!", Email: "x@example.org", IsActive: true})
	var wrong *problem.ValidationError
	if !errors.As(err, &wrong) {
		if err != nil {
			errs.Fail(err)
		}
		return
	}
	for _, e := range wrong.Fields["username"] {
		errs.Add(name, e.Code, e.Message)
	}
}

// signUp shows the form and takes it.
func (s *service) signUp(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	by, err := auth.LoginBy(ctx)
	if err != nil {
		return err
	}
	guest, invited, err := invitationKey.Get(ctx)
	if err != nil {
		return err
	}
	if s.SignUp == SignUpInvited && !invited {
		return s.showSignUp(w, r, http.StatusOK, signUpData{Closed: true})
	}
	v := &newcomer{}
	if invited && !posted(r) {
		v.Email = guest.Email
	}
	f, err := signUpForms[by != auth.ByEmail].From(r, v)
	if err != nil {
		return err
	}
	own, err := bindFields(r, s.SignUpFields)
	if err != nil {
		return err
	}
	if s.SignUp == SignUpInvited && f.Valid() && !strings.EqualFold(guest.Email, f.Data.Email) {
		f.AddError("email", "invited", "Please use the address that your invitation was sent to.")
	}
	status := http.StatusOK
	if f.Valid() && own.valid() {
		err := s.take(w, r, f.Data, own)
		if err == nil {
			return nil
		}
		if status, err = inForm(f.AddError, err); err != nil {
			return err
		}
	}
	return s.showSignUp(w, r, status, signUpData{Form: f, Extra: own.view})
}

func (s *service) showSignUp(w http.ResponseWriter, r *http.Request, status int, d signUpData) (err error) {
	d.Next = next(r)
	if d.shell, err = notice(r); err != nil {
		return err
	}
	if d.Rules, err = rules(r.Context()); err != nil {
		return err
	}
	if d.Login, err = withNext(r, "accounts:login", d.Next); err != nil {
		return err
	}
	return signUpPage.RenderStatus(w, r, status, d)
}

// take begins an account. Whether the address has one already must not show, where accounts are confirmed: both take the same way.
func (s *service) take(w http.ResponseWriter, r *http.Request, n *newcomer, own boundFields) error {
	ctx := r.Context()
	policy, err := auth.Policy(ctx)
	if err != nil {
		return err
	}
	if _, err := auth.Attempt(r, "mail "+n.Email); err != nil {
		return err
	}
	hash, err := policy.Hash(ctx, n.Password)
	if err != nil {
		return err
	}
	if n.Username == "" {
		n.Username = "user-" + strings.ToLower(rand.Text()[:10])
	}
	c := &Confirmation{Kind: kindSignUp, Email: n.Email, Username: n.Username, Password: hash, Data: own.data}
	verified, err := invitedTo(ctx, n.Email)
	if err != nil {
		return err
	}
	if s.Verify == VerifyMandatory && !verified {
		return s.takeLater(w, r, c)
	}
	return s.takeNow(w, r, c, verified)
}

// takeLater keeps the sign-up and sends the mail that completes it, or, to somebody who has an account, one that says so.
func (s *service) takeLater(w http.ResponseWriter, r *http.Request, c *Confirmation) error {
	ctx := r.Context()
	known, err := taken(ctx, c.Email)
	if err != nil {
		return err
	}
	link, key := secret()
	c.Key = key
	if known {
		c.Password = password.Unusable() // nobody gets the link; there is no reason to keep more
	}
	if err := s.keep(ctx, c); err != nil {
		return err
	}
	code, err := s.begin(ctx, challenge{Kind: kindSignUp, Email: c.Email, Key: c.Key, Next: next(r)}, nil)
	if err != nil {
		return err
	}
	if known {
		err = s.sendKnown(r, c.Email)
	} else {
		err = s.sendConfirmation(r, kindSignUp, c.Email, link, code)
	}
	if err != nil {
		return err
	}
	return leadTo(w, r, "accounts:verify", "")
}

// takeNow makes the account at once and logs in.
func (s *service) takeNow(w http.ResponseWriter, r *http.Request, c *Confirmation, verified bool) error {
	ctx := r.Context()
	var u *auth.User
	err := orm.Atomic(ctx, func(ctx context.Context) (err error) {
		if u, err = s.create(ctx, c); err != nil || verified {
			return err
		}
		_, err = EmailAddresses.Filter(EmailAddresses.UserID.Eq(u.ID)).Update(ctx, orm.SetNull(EmailAddresses.VerifiedAt))
		return err
	})
	if errors.Is(err, errDeadLink) {
		var wrong problem.ValidationError
		wrong.Add("email", "unique", "A user with that email address already exists.")
		return wrong.Err()
	}
	if err != nil {
		return err
	}
	if err := invitationKey.Delete(ctx); err != nil {
		return err
	}
	auth.Emit(r, auth.Event{Kind: auth.SignedUp, User: u})
	to, err := s.afterLogin(r)
	if err != nil {
		return err
	}
	if to, err = auth.BeginLogin(w, r, u, to); err != nil {
		return err
	}
	if s.Verify == VerifyOptional && !verified {
		if err := s.sendVerify(r, u); err != nil { // the account is there: they can ask for the mail again
			s.log(r, err, "a mail to confirm an address was not sent", u)
		}
	}
	return redirect(w, r, to, nil)
}

// create makes the user of a sign-up, in the transaction of ctx. The error is [errDeadLink] when the address has an account, and
// a validation error when the name has been taken meanwhile.
func (s *service) create(ctx context.Context, c *Confirmation) (*auth.User, error) {
	u := &auth.User{Username: c.Username, Email: c.Email, Password: c.Password, IsActive: true}
	known, err := taken(ctx, c.Email)
	if err != nil {
		return nil, err
	}
	if known {
		return nil, errDeadLink
	}
	if err := auth.Users.Create(ctx, u); err != nil {
		return nil, err
	}
	err = claim(ctx, u, c.Email)
	if err != nil || s.SignUpFields == nil {
		return u, err
	}
	return u, s.SignUpFields.save(ctx, u, c.Data)
}
