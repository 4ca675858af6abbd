package accounts

import (
	"net/http"
	"strings"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/web"
)

// email shows the address of who is logged in and changes it, once a link that goes to the new one was followed.
func (s *service) email(w http.ResponseWriter, r *http.Request) error {
	u, err := auth.CurrentUser(r.Context())
	if err != nil {
		return err
	}
	sent, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	if posted(r) && sent.Has("resend") && u.Email != "" {
		return s.resend(w, r, u)
	}
	f, err := addressForm.From(r, nil)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if f.Valid() {
		err := s.changeEmail(w, r, u, f.Data.Email)
		if err == nil {
			return nil
		}
		if status, err = inForm(f.AddError, err); err != nil {
			return err
		}
	}
	return s.showEmail(w, r, status, f, u)
}

// resend sends the mail for the address that the user has.
func (s *service) resend(w http.ResponseWriter, r *http.Request, u *auth.User) error {
	_, err := auth.Attempt(r, "mail "+u.Email)
	if err == nil {
		err = s.sendVerify(r, u)
	}
	if err != nil {
		return err
	}
	return leadTo(w, r, "accounts:verify", "")
}

// changeEmail sends the mail for another address. One that belongs to somebody else gets the same answer, and its owner another mail.
func (s *service) changeEmail(w http.ResponseWriter, r *http.Request, u *auth.User, email string) error {
	ctx := r.Context()
	if strings.EqualFold(email, u.Email) {
		var wrong problem.ValidationError
		wrong.Add("email", "unchanged", "This is the address that you have.")
		return wrong.Err()
	}
	if _, err := auth.Attempt(r, "mail "+email); err != nil {
		return err
	}
	known, err := taken(ctx, email)
	if err != nil {
		return err
	}
	link, key := secret()
	code, err := s.prepare(ctx, kindEmail, key, u, email)
	if err != nil {
		return err
	}
	if known {
		err = s.sendKnown(r, email)
	} else {
		err = s.sendConfirmation(r, kindEmail, email, link, code)
	}
	if err != nil {
		return err
	}
	return leadTo(w, r, "accounts:verify", "")
}

func (s *service) showEmail(w http.ResponseWriter, r *http.Request, status int, f form.View, u *auth.User) error {
	d := emailData{Form: f, User: u}
	var err error
	if d.shell, err = notice(r); err != nil {
		return err
	}
	if d.Verified, err = Verified(r.Context(), u); err != nil {
		return err
	}
	return emailPage.RenderStatus(w, r, status, d)
}
