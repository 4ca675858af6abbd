package mfa

import (
	"errors"
	"net/http"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/web"
)

// VerifyPage is what the templates mfa/verify.html, mfa/confirm.html and mfa/login.html get.
type VerifyPage struct {
	Notice   string // what has just been done, which the layout shows
	Form     *form.Form[shown]
	Options  string // the address of the options for the browser
	Next     string // where to go on to, for the form
	Codes    bool   // the person can show a code
	Passkeys bool   // the person can show a passkey
}

var shownForm = form.Define(func(s *shown) form.Fields {
	return form.Fields{
		form.Text(&s.Code).Optional().Label("Code").MaxLength(4*codeLength).Autocomplete("one-time-code").Attr("autocapitalize", "none").
			Attr("spellcheck", "false").Help("Six digits from your app, or one of your recovery codes."),
		form.Hidden(&s.Credential).Optional().MaxLength(maxAnswer),
	}
})

var (
	verifyPageOf = render.Page[VerifyPage]("mfa/verify.html")
	confirmPage  = render.Page[VerifyPage]("mfa/confirm.html")
	loginPage    = render.Page[VerifyPage]("mfa/login.html")
)

// What people read whose code is not right.
const (
	wrongCode = "That code is not right. Please try the next one that your app shows, or a recovery code."
	usedCode  = "This code has been used. Please wait for the next one that your app shows."
)

// second asks for the second factor of who has shown their password, and logs them in.
func (s *service) second(w http.ResponseWriter, r *http.Request) error {
	u, err := auth.PendingUser(r.Context())
	if errors.Is(err, auth.ErrNothingPending) {
		return toLogin(w, r, err)
	}
	if err != nil {
		return err
	}
	return s.ask(w, r, u, forVerifying, verifyPageOf, func() error {
		next, err := auth.FinishLogin(w, r)
		if err != nil {
			return err
		}
		http.Redirect(w, r, next, http.StatusSeeOther)
		return nil
	})
}

// confirm asks somebody who is logged in to show again who they are, by a factor in the place of the password.
func (s *service) confirm(w http.ResponseWriter, r *http.Request) error {
	u, err := subject(r.Context(), forConfirming)
	if err != nil {
		return err
	}
	return s.ask(w, r, u, forConfirming, confirmPage, func() error {
		if err := auth.Confirm(r.Context()); err != nil {
			return err
		}
		return web.RedirectNext(w, r, s.home(r))
	})
}

// ask shows the form for a code or a passkey, and goes on when what is sent is right.
func (s *service) ask(w http.ResponseWriter, r *http.Request, u *auth.User, what string, page *render.PageOf[VerifyPage], done func() error) error {
	f, err := shownForm.From(r, nil)
	if err != nil {
		return err
	}
	if f.Valid() && *f.Data == (shown{}) {
		f.AddError("code", "required", "This field is required.")
	}
	if f.Valid() {
		v, err := s.check(r, u, what, *f.Data)
		switch {
		case err == nil && v.ok:
			return done()
		case err != nil && problem.Of(err) != problem.Invalid:
			return err
		}
		refuse(f, v, err)
	}
	data, err := s.verifyPage(r, u, what, f)
	if err != nil {
		return err
	}
	return page.Render(w, r, data)
}

// refuse says in the form what was wrong.
func refuse(f *form.Form[shown], v verdict, err error) {
	switch {
	case err != nil:
		f.AddError("", "invalid", problem.Public(err))
	case v.used:
		f.AddError("code", "used", usedCode)
	default:
		f.AddError("code", "invalid", wrongCode)
	}
	f.Data.Code, f.Data.Credential = "", ""
}

func (s *service) verifyPage(r *http.Request, u *auth.User, what string, f *form.Form[shown]) (VerifyPage, error) {
	ctx := r.Context()
	p := VerifyPage{Form: f, Next: web.Next(r, s.home(r))}
	var err error
	if p.Options, err = web.Reverse(ctx, "mfa:options", what); err != nil {
		return p, err
	}
	rpID := s.RPID
	if rpID == "" {
		rpID = hostName(r)
	}
	if p.Passkeys, err = credentialsOf(u).Filter(Credentials.RPID.Eq(rpID)).Exists(ctx); err != nil {
		return p, err
	}
	if p.Codes, err = TOTP().Has(ctx, u); err != nil || p.Codes {
		return p, err
	}
	p.Codes, err = codesOf(u).Exists(ctx)
	return p, err
}

// login signs in with a passkey and without a password. The passkey has asked for a finger, a face or a PIN, so that it is two factors in
// one.
func (s *service) login(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if _, passkeys, err := offered(ctx); err != nil || !passkeys {
		return errors.Join(err, problem.New(problem.NotFound, "This site has no passkeys."))
	}
	f, err := shownForm.From(r, nil)
	if err != nil {
		return err
	}
	if f.Valid() {
		u, err := s.loginByPasskey(r, f.Data.Credential)
		if err == nil {
			if err := auth.Login(w, r, u); err != nil {
				return err
			}
			return web.RedirectNext(w, r, s.home(r))
		}
		if problem.Of(err) != problem.Invalid {
			return err
		}
		f.AddError("", "invalid", problem.Public(err))
	}
	f.Data.Code, f.Data.Credential = "", ""
	options, err := web.Reverse(ctx, "mfa:options", forLogin)
	if err != nil {
		return err
	}
	return loginPage.Render(w, r, VerifyPage{Form: f, Options: options, Next: web.Next(r, s.home(r)), Passkeys: true})
}

// home is where a login leads that asks for nothing else.
func (s *service) home(r *http.Request) string {
	if to, err := web.Reverse(r.Context(), s.LoginRedirect); err == nil {
		return to
	}
	return "/"
}

// options gives the browser a challenge.
func (s *service) options(w http.ResponseWriter, r *http.Request) error {
	what := web.Param(r, "for")
	if err := s.mayBegin(r.Context(), what); err != nil {
		return err
	}
	options, err := s.begin(r, what)
	if err != nil {
		return err
	}
	return web.JSON(w, http.StatusOK, options)
}

// toLogin leads to the login page, or answers with an error where there is none.
func toLogin(w http.ResponseWriter, r *http.Request, otherwise error) error {
	to, err := web.Reverse(r.Context(), "accounts:login")
	if err != nil {
		return otherwise
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
