package accounts

import (
	"context"
	"net/http"
	"net/url"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/password"
	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/web"
)

// changed is a password that takes the place of another.
type changed struct {
	User            *auth.User
	Old, New, Again string
}

var changeForm = form.Define(func(c *changed) form.Fields {
	return form.Fields{oldPassword(&c.Old), newPassword(&c.New, "New password"), again(&c.Again, "New password, once more")}
}).Clean(func(ctx context.Context, c *changed, errs *form.Errors) {
	checkNew(ctx, c.User, &c.New, &c.Again, errs)
})

func oldPassword(p *string) form.Item {
	return form.Password(p).Label("Your password now").MaxLength(maxPassword).Autocomplete("current-password")
}

// errWrongPassword says that the password that was asked for again is another one.
var errWrongPassword = problem.New(problem.Invalid, "Your password was entered incorrectly. Please enter it again.")

// checkOwn reports by its error whether a password is the user's.
func checkOwn(r *http.Request, u *auth.User, plain string) error {
	ok, err := auth.CheckPassword(r, u, plain)
	if err == nil && !ok {
		err = errWrongPassword
	}
	return err
}

// passwordChange changes the password of somebody who knows it. Who has none chooses one, once they have shown who they are.
func (s *service) passwordChange(w http.ResponseWriter, r *http.Request) error {
	u, err := auth.CurrentUser(r.Context())
	if err != nil {
		return err
	}
	if !password.IsUsable(u.Password) {
		return s.firstPassword(w, r, u)
	}
	f, err := changeForm.From(r, &changed{User: u})
	if err != nil {
		return err
	}
	status := http.StatusOK
	if f.Valid() {
		err := checkOwn(r, u, f.Data.Old)
		if err == nil {
			return s.setPassword(w, r, u, f.Data.New)
		}
		if status, err = inForm(oldField(f.AddError), err); err != nil {
			return err
		}
	}
	return s.showPassword(w, r, status, f, u)
}

// oldField puts what is wrong with the password of now beside its field.
func oldField(add func(field, code, message string)) func(field, code, message string) {
	return func(field, code, message string) {
		if field == "" && code == "invalid" {
			field = "old"
		}
		add(field, code, message)
	}
}

// firstPassword lets somebody choose a password who has none.
func (s *service) firstPassword(w http.ResponseWriter, r *http.Request, u *auth.User) error {
	fresh, err := auth.Confirmed(r.Context(), s.ConfirmAge)
	if err != nil {
		return err
	}
	if !fresh {
		to, err := web.Reverse(r.Context(), "accounts:confirm")
		return redirect(w, r, to+"?next="+url.QueryEscape(r.URL.Path), err)
	}
	f, err := setPasswordForm.From(r, &setPassword{User: u})
	if err != nil {
		return err
	}
	if f.Valid() {
		return s.setPassword(w, r, u, f.Data.New)
	}
	return s.showPassword(w, r, http.StatusOK, f, u)
}

// setPassword changes the password and tells its owner by mail.
func (s *service) setPassword(w http.ResponseWriter, r *http.Request, u *auth.User, plain string) error {
	if err := auth.SetPassword(r.Context(), u, plain); err != nil {
		return err
	}
	if err := s.tell(r, passwordChangedMail, u.Email, u, nil); err != nil {
		return err
	}
	return leadTo(w, r, "accounts:profile", "Your password was changed. Everywhere else you are logged out.")
}

func (s *service) showPassword(w http.ResponseWriter, r *http.Request, status int, f form.View, u *auth.User) error {
	d := passwordData{Account: accountOf(r.Context(), u), Form: f, User: u}
	var err error
	if d.shell, err = notice(r); err != nil {
		return err
	}
	if d.Rules, err = rules(r.Context()); err != nil {
		return err
	}
	return passwordPage.RenderStatus(w, r, status, d)
}
