package accounts

import (
	"context"
	"net/http"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/web"
)

// addressInput is an address that was typed.
type addressInput struct{ Email string }

var addressForm = form.Define(func(a *addressInput) form.Fields {
	return form.Fields{form.Email(&a.Email).Label("Email address").MaxLength(254).Autocomplete("email")}
}).Clean(func(_ context.Context, a *addressInput, _ *form.Errors) { a.Email = auth.NormalizeEmail(a.Email) })

// code logs in by a code that was sent by mail: it asks for the address first and then for the code.
func (s *service) code(w http.ResponseWriter, r *http.Request) error {
	c, waits, err := s.pending(r.Context())
	if err != nil {
		return err
	}
	sent, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	again := sent.Has("email") || sent.Has("again") || r.URL.Query().Has("again")
	if !waits || c.Kind != kindLogin || again {
		return s.askAddress(w, r)
	}
	return s.takeCode(w, r, c)
}

// askAddress asks where to send the code, and sends it if somebody has the address. Who has not gets the same answer.
func (s *service) askAddress(w http.ResponseWriter, r *http.Request) error {
	f, err := addressForm.From(r, nil)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if f.Valid() {
		err := s.sendCode(r, f.Data.Email, challenge{Kind: kindLogin, Next: next(r)})
		if err == nil {
			return leadTo(w, r, "accounts:code", "")
		}
		if status, err = inForm(f.AddError, err); err != nil {
			return err
		}
	}
	return s.showCode(w, r, status, codeData{Ask: f, Next: next(r)})
}

// sendCode begins a challenge for an address, and sends its code after the answer, if there is an account.
func (s *service) sendCode(r *http.Request, email string, c challenge) error {
	ctx := r.Context()
	if _, err := auth.Attempt(r, "mail "+email); err != nil {
		return err
	}
	u, err := userOf(ctx, orm.IExact(auth.Users.Email, email))
	if err != nil {
		return err
	}
	c.Email = email
	code, err := s.begin(ctx, c, u)
	if err != nil {
		return err
	}
	d, err := s.mailOf(r, u)
	if err != nil {
		return err
	}
	d.Kind, d.Email, d.Code, d.For = c.Kind, email, grouped(code), words(s.CodeAge)
	if s.LoginByCode && c.Kind == kindLogin {
		if d.Link, err = s.absolute(r, "accounts:code_link", code); err != nil {
			return err
		}
	}
	if u != nil { // to the address that is stored, not to one that only looks like it
		s.post.later(ctx, func(ctx context.Context) error { return send(ctx, codeMail, u.Email, d) })
	}
	return nil
}

// takeCode asks for the code, or takes it.
func (s *service) takeCode(w http.ResponseWriter, r *http.Request, c challenge) error {
	f, err := codeForm.From(r, nil)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if f.Valid() {
		u, err := s.checkCode(r, c, f.Data.Code)
		if err == nil {
			return s.enterByCode(w, r, c, u)
		}
		if status, err = inForm(f.AddError, err); err != nil {
			return err
		}
	}
	return s.showCode(w, r, status, codeData{Form: f, Email: c.Email})
}

// checkCode returns whose code it is. The error is [errWrongCode] for one that nobody has.
func (s *service) checkCode(r *http.Request, c challenge, code string) (*auth.User, error) {
	u, err := userOf(r.Context(), orm.IExact(auth.Users.Email, c.Email))
	if err != nil {
		return nil, err
	}
	ok, err := s.try(r, c, code, u)
	if err != nil {
		return nil, err
	}
	if !ok || u == nil {
		auth.Emit(r, auth.Event{Kind: auth.LoginFailed, Name: c.Email, Detail: "code"})
		return nil, errWrongCode
	}
	return u, nil
}

// enterByCode logs in who has shown that they read mail at their address, which is thereby confirmed.
func (s *service) enterByCode(w http.ResponseWriter, r *http.Request, c challenge, u *auth.User) error {
	if err := confirmAddress(r.Context(), u); err != nil {
		return err
	}
	to := c.Next
	if to == "" {
		var err error
		if to, err = web.Reverse(r.Context(), s.LoginRedirect); err != nil {
			return err
		}
	}
	to, err := auth.BeginLogin(w, r, u, to)
	return redirect(w, r, to, err)
}

// confirmAddress notes that a user reads mail at the address they have, where that was open.
func confirmAddress(ctx context.Context, u *auth.User) error {
	return orm.Atomic(ctx, func(ctx context.Context) error {
		open, err := EmailAddresses.Filter(EmailAddresses.UserID.Eq(u.ID), EmailAddresses.VerifiedAt.IsNull()).Exists(ctx)
		if err != nil || !open {
			return err
		}
		return claim(ctx, u, u.Email)
	})
}

// codeLink follows the link of the mail: it fills in the code, and waits for a click. In another browser it says so.
func (s *service) codeLink(w http.ResponseWriter, r *http.Request) error {
	c, waits, err := s.pending(r.Context())
	if err != nil {
		return err
	}
	if !waits || c.Kind != kindLogin {
		return leadTo(w, r, "accounts:code", "Please open the link in the browser in which you asked for it, or ask for another one here.")
	}
	f, err := codeForm.New(r.Context(), &codeInput{Code: web.Param(r, "token")})
	if err != nil {
		return err
	}
	return s.showCode(w, r, http.StatusOK, codeData{Form: f, Email: c.Email})
}

func (s *service) showCode(w http.ResponseWriter, r *http.Request, status int, d codeData) (err error) {
	if d.shell, err = notice(r); err != nil {
		return err
	}
	if d.Login, err = withNext(r, "accounts:login", d.Next); err != nil {
		return err
	}
	if d.Action, err = web.Reverse(r.Context(), "accounts:code"); err != nil {
		return err
	}
	d.Again = d.Action + "?again"
	return codePage.RenderStatus(w, r, status, d)
}
