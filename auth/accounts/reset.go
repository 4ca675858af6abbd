package accounts

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/password"
	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/session"
	"github.com/musette-go/musette/web"
)

// setPassword is a password that is chosen.
type setPassword struct {
	User       *auth.User
	New, Again string
}

var setPasswordForm = form.Define(func(p *setPassword) form.Fields {
	return form.Fields{newPassword(&p.New, "New password"), again(&p.Again, "New password, once more")}
}).Clean(func(ctx context.Context, p *setPassword, errs *form.Errors) {
	checkNew(ctx, p.User, &p.New, &p.Again, errs)
})

// maxResets is to how many accounts of one address a link is sent.
const maxResets = 5

// reset asks for an address and sends links to the accounts that have it. The answer is the same when none has.
func (s *service) reset(w http.ResponseWriter, r *http.Request) error {
	f, err := addressForm.From(r, nil)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if f.Valid() {
		err := s.sendResets(r, f.Data.Email)
		if err == nil {
			return leadTo(w, r, "accounts:password_reset_done", "")
		}
		if status, err = inForm(f.AddError, err); err != nil {
			return err
		}
	}
	d := resetData{Form: f}
	if d.shell, err = notice(r); err != nil {
		return err
	}
	return resetPage.RenderStatus(w, r, status, d)
}

func (s *service) resetSent(w http.ResponseWriter, r *http.Request) error {
	return resetSentPage.Render(w, r, resetData{})
}

// sendResets finds the accounts of an address; all that differs from an unknown one happens after the answer.
func (s *service) sendResets(r *http.Request, email string) error {
	ctx := r.Context()
	if _, err := auth.Attempt(r, "mail "+email); err != nil {
		return err
	}
	users, err := auth.Users.Unrestricted().Filter(orm.IExact(auth.Users.Email, email), auth.Users.IsActive.Eq(true)).Limit(maxResets).All(ctx)
	if err != nil {
		return err
	}
	d, err := s.mailOf(r, nil)
	if err != nil {
		return err
	}
	d.For = words(s.ResetAge)
	origin := base(r)
	for _, u := range users {
		if !password.IsUsable(u.Password) { // who logs in elsewhere does so there
			continue
		}
		s.post.later(ctx, func(ctx context.Context) error { return s.sendReset(ctx, u, d, origin) })
	}
	return nil
}

// sendReset sends a link to the address that is stored, not to the one that was typed, which may only look like it.
func (s *service) sendReset(ctx context.Context, u *auth.User, d mailData, origin string) error {
	text, err := s.ResetTokens.Make(ctx, u)
	if err != nil {
		return err
	}
	path, err := web.Reverse(ctx, "accounts:password_reset_confirm", uidOf(u), text)
	if err != nil {
		return err
	}
	d.User, d.Name, d.Email, d.Link = u, accountOf(ctx, u), u.Email, origin+path
	return send(ctx, resetMail, u.Email, d)
}

// uidOf writes the key of a user as links of Django have it.
func uidOf(u *auth.User) string {
	return base64.RawURLEncoding.EncodeToString(strconv.AppendInt(nil, u.ID, 10))
}

// byUID returns the user of a link, or nil.
func byUID(ctx context.Context, uid string) (*auth.User, error) {
	text, err := base64.RawURLEncoding.DecodeString(uid)
	if err != nil || len(text) > 10 {
		return nil, nil //nolint:nilerr // not one of our links
	}
	id, err := strconv.ParseInt(string(text), 10, 32)
	if err != nil {
		return nil, nil //nolint:nilerr // not one of our links
	}
	return userOf(ctx, auth.Users.ID.Eq(id))
}

// inSession stands in the address in the place of the token while that is in the session, as in Django: pages that the form links to,
// and whoever looks at the screen, do not learn it.
const inSession = "set-password"

var resetKey = session.NewKey[string]("_password_reset_token")

// resetConfirm follows the link of the mail, and sets the password.
func (s *service) resetConfirm(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	uid, text := web.Param(r, "uid"), web.Param(r, "token")
	hidden := text == inSession
	if hidden {
		var err error
		if text, _, err = resetKey.Get(ctx); err != nil {
			return err
		}
	}
	u, err := byUID(ctx, uid)
	if err != nil {
		return err
	}
	ok, err := s.resettable(ctx, u, text)
	if err != nil {
		return err
	}
	switch {
	case !ok:
		return s.showResetConfirm(w, r, resetConfirmData{})
	case !hidden:
		if err := resetKey.Set(ctx, text); err != nil {
			return err
		}
		to, err := web.Reverse(ctx, "accounts:password_reset_confirm", uid, inSession)
		return redirect(w, r, to, err)
	}
	return s.choose(w, r, u)
}

func (s *service) resettable(ctx context.Context, u *auth.User, text string) (bool, error) {
	if u == nil || text == "" {
		return false, nil
	}
	return s.ResetTokens.Check(ctx, u, text)
}

// choose asks for the new password of a user, or sets it.
func (s *service) choose(w http.ResponseWriter, r *http.Request, u *auth.User) error {
	ctx := r.Context()
	f, err := setPasswordForm.From(r, &setPassword{User: u})
	if err != nil {
		return err
	}
	if !f.Valid() {
		return s.showResetConfirm(w, r, resetConfirmData{Form: f, User: u})
	}
	if err := auth.SetPassword(ctx, u, f.Data.New); err != nil {
		return err
	}
	if err := errors.Join(resetKey.Delete(ctx), confirmAddress(ctx, u)); err != nil && !errors.Is(err, errDeadLink) {
		return err
	}
	if err := s.tell(r, passwordChangedMail, u.Email, u, nil); err != nil {
		return err
	}
	return s.leadHome(w, r, "Your password was changed.")
}

func (s *service) showResetConfirm(w http.ResponseWriter, r *http.Request, d resetConfirmData) (err error) {
	if d.shell, err = notice(r); err != nil {
		return err
	}
	if d.Rules, err = rules(r.Context()); err != nil {
		return err
	}
	d.Account = accountOf(r.Context(), d.User)
	if d.Ask, err = web.Reverse(r.Context(), "accounts:password_reset"); err != nil {
		return err
	}
	return resetConfirmPage.Render(w, r, d)
}
