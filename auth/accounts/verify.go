package accounts

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/session"
	"github.com/musette-go/musette/web"
)

// codeInput is a code that was typed.
type codeInput struct{ Code string }

var codeForm = form.Define(func(c *codeInput) form.Fields {
	return form.Fields{form.Text(&c.Code).Label("Code").MaxLength(20).Autocomplete("one-time-code").Attr("inputmode", "numeric").
		Attr("spellcheck", "false")}
})

// heldKey is the key of the link that this browser has followed and not confirmed yet.
var heldKey = session.NewKey[string]("_musette_link")

// verifyLink follows the link of a mail. It changes nothing yet, since programs open links too, and leads to an address without the
// secret.
func (s *service) verifyLink(w http.ResponseWriter, r *http.Request) error {
	if err := heldKey.Set(r.Context(), keyOf(web.Param(r, "token"))); err != nil {
		return err
	}
	return leadTo(w, r, "accounts:verify", "")
}

// verify asks for the code of the mail, or for a click where its link was followed.
func (s *service) verify(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	held, has, err := heldKey.Get(ctx)
	if err != nil {
		return err
	}
	if has {
		return s.verifyHeld(w, r, held)
	}
	c, waits, err := s.pending(ctx)
	if err != nil {
		return err
	}
	if !waits || c.Key == "" {
		return s.showVerify(w, r, http.StatusOK, verifyData{})
	}
	return s.verifyCode(w, r, c)
}

// verifyHeld asks for the click, or takes it.
func (s *service) verifyHeld(w http.ResponseWriter, r *http.Request, key string) error {
	ctx := r.Context()
	if posted(r) {
		if err := heldKey.Delete(ctx); err != nil {
			return err
		}
		return s.finish(w, r, key)
	}
	c, err := Confirmations.Filter(Confirmations.Key.Eq(key), Confirmations.ExpiresAt.Gt(time.Now())).First(ctx)
	if errors.Is(err, orm.ErrNotFound) {
		if err := heldKey.Delete(ctx); err != nil {
			return err
		}
		return s.showVerify(w, r, http.StatusOK, verifyData{shell: shell{problem.Public(errDeadLink)}})
	}
	if err != nil {
		return err
	}
	return s.showVerify(w, r, http.StatusOK, verifyData{Ready: true, Email: c.Email, What: c.Kind})
}

// verifyCode asks for the code, or takes it.
func (s *service) verifyCode(w http.ResponseWriter, r *http.Request, c challenge) error {
	f, err := codeForm.From(r, nil)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if f.Valid() {
		ok, err := s.try(r, c, f.Data.Code, nil)
		if ok && err == nil {
			return s.finishWith(w, r, c)
		}
		if err == nil {
			err = errWrongCode
		}
		if status, err = inForm(f.AddError, err); err != nil {
			return err
		}
	}
	return s.showVerify(w, r, status, verifyData{Form: f, Email: c.Email, What: c.Kind})
}

// errWrongCode says that a code is not the one of the mail.
var errWrongCode = problem.New(problem.Invalid, "This is not the code, or it was too old.")

func (s *service) showVerify(w http.ResponseWriter, r *http.Request, status int, d verifyData) error {
	left, err := notice(r)
	if err != nil {
		return err
	}
	if d.Notice == "" {
		d.shell = left
	}
	return verifyPage.RenderStatus(w, r, status, d)
}

// finish completes a confirmation by its link. Who signed up in this very browser is logged in.
func (s *service) finish(w http.ResponseWriter, r *http.Request, key string) error {
	c, waits, err := s.pending(r.Context())
	if err != nil {
		return err
	}
	if !waits || c.Key != key {
		c = challenge{Key: key}
	} else if err := challengeKey.Delete(r.Context()); err != nil {
		return err
	}
	return s.finishWith(w, r, c)
}

// finishWith completes a confirmation. A challenge with a kind belongs to this browser.
func (s *service) finishWith(w http.ResponseWriter, r *http.Request, c challenge) error {
	out, err := s.complete(r.Context(), c.Key)
	var wrong *problem.ValidationError
	switch {
	case errors.As(err, &wrong) && s.SignUp != SignUpClosed:
		return leadTo(w, r, "accounts:signup", "That user name has been taken in the meantime. Please sign up again with another one.")
	case errors.Is(err, errDeadLink):
		return s.showVerify(w, r, http.StatusOK, verifyData{shell: shell{problem.Public(err)}})
	case err != nil:
		return err
	}
	if out.kind == kindSignUp {
		return s.welcome(w, r, c, out.user)
	}
	if out.kind == kindEmail {
		auth.Emit(r, auth.Event{Kind: auth.EmailChanged, User: out.user, Detail: "confirmed"})
		if err := s.tell(r, emailChangedMail, out.old, out.user, func(d *mailData) { d.Email, d.Old = out.user.Email, out.old }); err != nil {
			return err
		}
	}
	return s.leadHome(w, r, "Your email address is confirmed.")
}

// welcome ends a sign-up.
func (s *service) welcome(w http.ResponseWriter, r *http.Request, c challenge, u *auth.User) error {
	auth.Emit(r, auth.Event{Kind: auth.SignedUp, User: u})
	if c.Kind == "" { // another browser: the password shows that it is the same person
		return leadTo(w, r, "accounts:login", "Your account is ready. Please log in.")
	}
	to := c.Next
	if to == "" {
		var err error
		if to, err = web.Reverse(r.Context(), s.LoginRedirect); err != nil {
			return err
		}
	}
	to, err := auth.BeginLogin(w, r, u, to)
	if err != nil {
		return err
	}
	return lead(w, r, to, "Welcome! Your account is ready.")
}

// leadHome says something on the overview, or on the login page to who is not logged in.
func (s *service) leadHome(w http.ResponseWriter, r *http.Request, text string) error {
	u, err := auth.CurrentUser(r.Context())
	if err != nil {
		return err
	}
	if u.IsAnonymous() {
		return leadTo(w, r, "accounts:login", text+" Please log in.")
	}
	return leadTo(w, r, "accounts:profile", text)
}

// sendVerify sends a mail by which a user shows that the address they have is theirs.
func (s *service) sendVerify(r *http.Request, u *auth.User) error {
	return s.sendFor(r, kindVerify, u, u.Email)
}

// sendFor keeps a confirmation for a user, sends its mail, and waits in the session for its code.
func (s *service) sendFor(r *http.Request, kind string, u *auth.User, email string) error {
	link, key := secret()
	code, err := s.prepare(r.Context(), kind, key, u, email)
	if err != nil {
		return err
	}
	return s.sendConfirmation(r, kind, email, link, code)
}

// prepare keeps a confirmation for a user and waits in the session for its code.
func (s *service) prepare(ctx context.Context, kind, key string, u *auth.User, email string) (code string, err error) {
	state, err := stateOf(ctx, u)
	if err != nil {
		return "", err
	}
	if err := s.keep(ctx, &Confirmation{Key: key, Kind: kind, Email: email, UserID: u.ID, State: state}); err != nil {
		return "", err
	}
	return s.begin(ctx, challenge{Kind: kind, Email: email, Key: key}, nil)
}

// askToVerify leads somebody who has shown their password to what is missing: the proof that their address is theirs.
func (s *service) askToVerify(w http.ResponseWriter, r *http.Request, u *auth.User) error {
	if _, err := auth.Attempt(r, "mail "+u.Email); err != nil {
		return err
	}
	if err := s.sendVerify(r, u); err != nil {
		return err
	}
	return leadTo(w, r, "accounts:verify", "Please confirm your email address first. We have sent you a mail.")
}
