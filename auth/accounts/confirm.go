package accounts

import (
	"net/http"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/password"
	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/web"
)

// proof is a password that is asked for again.
type proof struct{ Password string }

var proofForm = form.Define(func(p *proof) form.Fields {
	return form.Fields{form.Password(&p.Password).MaxLength(maxPassword).Autocomplete("current-password")}
})

// confirm asks who is logged in for the password again, or, where they have none, for a code that it sends by mail.
func (s *service) confirm(w http.ResponseWriter, r *http.Request) error {
	u, err := auth.CurrentUser(r.Context())
	if err != nil {
		return err
	}
	if err := auth.NotImpersonated(r.Context()); err != nil {
		return err
	}
	if !password.IsUsable(u.Password) {
		return s.confirmByCode(w, r, u)
	}
	f, err := proofForm.From(r, nil)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if f.Valid() {
		err := checkOwn(r, u, f.Data.Password)
		if err == nil {
			return s.confirmed(w, r, next(r))
		}
		if status, err = inForm(f.AddError, err); err != nil {
			return err
		}
	}
	return s.showConfirm(w, r, status, confirmData{Form: f, User: u, Next: next(r)})
}

// confirmed notes the proof and leads on.
func (s *service) confirmed(w http.ResponseWriter, r *http.Request, to string) error {
	if err := auth.Confirm(r.Context()); err != nil {
		return err
	}
	if to == "" {
		return leadTo(w, r, "accounts:profile", "")
	}
	return lead(w, r, to, "")
}

// confirmByCode sends a code, asks for it, and takes it.
func (s *service) confirmByCode(w http.ResponseWriter, r *http.Request, u *auth.User) error {
	c, waits, err := s.pending(r.Context())
	if err != nil {
		return err
	}
	waits = waits && c.Kind == kindConfirm && c.Email == u.Email
	sent, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	if !waits || sent.Has("again") {
		return s.sendProof(w, r, u)
	}
	f, err := codeForm.From(r, nil)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if f.Valid() {
		ok, err := s.try(r, c, f.Data.Code, u)
		if ok && err == nil {
			return s.confirmed(w, r, c.Next)
		}
		if err == nil {
			err = errWrongCode
		}
		if status, err = inForm(f.AddError, err); err != nil {
			return err
		}
	}
	return s.showConfirm(w, r, status, confirmData{Form: f, User: u, Next: c.Next, ByCode: true})
}

// sendProof sends the code when it is asked for.
func (s *service) sendProof(w http.ResponseWriter, r *http.Request, u *auth.User) error {
	d := confirmData{User: u, Next: next(r), ByCode: true}
	if !posted(r) || u.Email == "" {
		return s.showConfirm(w, r, http.StatusOK, d)
	}
	err := s.sendCode(r, u.Email, challenge{Kind: kindConfirm, Next: d.Next})
	if err == nil {
		to, err := withNext(r, "accounts:confirm", d.Next)
		return redirect(w, r, to, err)
	}
	f, ferr := codeForm.New(r.Context(), nil)
	if ferr != nil {
		return ferr
	}
	status, err := inForm(f.AddError, err)
	if err != nil {
		return err
	}
	d.Form = form.View(f)
	return s.showConfirm(w, r, status, d)
}

func (s *service) showConfirm(w http.ResponseWriter, r *http.Request, status int, d confirmData) (err error) {
	if d.shell, err = notice(r); err != nil {
		return err
	}
	if d.Links, err = addresses(r, s.ConfirmLinks); err != nil {
		return err
	}
	for i, l := range d.Links {
		d.Links[i].URL = addNext(l.URL, d.Next)
	}
	d.Account = accountOf(r.Context(), d.User)
	return confirmPage.RenderStatus(w, r, status, d)
}
