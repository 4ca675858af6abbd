package mfa

import (
	"context"
	"errors"
	"net/http"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/password"
	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/web"
)

// IndexPage is what the template mfa/index.html gets.
type IndexPage struct {
	Notice    string        // what has just been done, which the layout shows
	TOTP      bool          // the site offers apps that show codes
	Passkeys  bool          // the site offers passkeys
	App       *TOTPDevice   // the app that is set up, or nil
	Keys      []*Credential // the passkeys that are set up
	CodesLeft int64         // recovery codes that are not used yet
	Missing   bool          // a factor is required, and there is none yet
}

// Any reports whether some factor is set up.
func (p IndexPage) Any() bool { return p.App != nil || len(p.Keys) > 0 }

// CodesPage is what the template mfa/codes.html gets: recovery codes that nobody will see again.
type CodesPage struct {
	Notice string // what has just been done, which the layout shows
	Codes  []string
}

// KeyPage is what the template mfa/passkey_add.html gets.
type KeyPage struct {
	Notice  string // what has just been done, which the layout shows
	Form    *form.Form[newKey]
	Options string // the address of the options for the browser
}

type newKey struct {
	Name       string
	Credential string
}

var newKeyForm = form.Define(func(k *newKey) form.Fields {
	return form.Fields{
		form.Text(&k.Name).Label("Name").MaxLength(maxName).Help("How you tell it from others, such as “Phone” or “Blue security key”."),
		form.Hidden(&k.Credential).Optional().MaxLength(maxAnswer),
	}
})

// maxAnswer is how many characters of a browser's answer are read. They have some kilobytes.
const maxAnswer = 32 << 10

var (
	indexPage = render.Page[IndexPage]("mfa/index.html")
	codesPage = render.Page[CodesPage]("mfa/codes.html")
	keyPage   = render.Page[KeyPage]("mfa/passkey_add.html")
)

// index lists what the person has set up.
func (s *service) index(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	u, err := subject(ctx, forAdding)
	if err != nil {
		return err
	}
	var p IndexPage
	if p.TOTP, p.Passkeys, err = offered(ctx); err != nil {
		return err
	}
	if p.App, err = devicesOf(u).Get(ctx); errors.Is(err, orm.ErrNotFound) {
		p.App, err = nil, nil
	}
	if err != nil {
		return err
	}
	if p.Keys, err = credentialsOf(u).All(ctx); err != nil {
		return err
	}
	if p.CodesLeft, err = codesOf(u).Count(ctx); err != nil {
		return err
	}
	p.Missing = !p.Any() && s.Required != nil && s.Required(u)
	return indexPage.Render(w, r, p)
}

// renew makes new recovery codes and shows them.
func (s *service) renew(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	u, err := subject(ctx, forAdding)
	if err != nil {
		return err
	}
	has, err := Has(ctx, u)
	if err != nil {
		return err
	}
	if !has {
		return problem.New(problem.Conflict, "Recovery codes stand in for an app or a passkey: set one up first.")
	}
	codes, err := renewCodes(ctx, u)
	if err != nil {
		return err
	}
	auth.Emit(r, auth.Event{Kind: RecoveryCodesMade, User: u})
	s.notify(r, u, "New recovery codes", "New recovery codes were made for your account. The old ones no longer work.")
	return codesPage.Render(w, r, CodesPage{Codes: codes})
}

// showFirstCodes leads on after a factor was added: to recovery codes for who has none yet, else to the list.
func (s *service) showFirstCodes(w http.ResponseWriter, r *http.Request, u *auth.User) error {
	codes, err := firstCodes(r.Context(), u)
	if err != nil {
		return err
	}
	if codes == nil {
		return toIndex(w, r)
	}
	auth.Emit(r, auth.Event{Kind: RecoveryCodesMade, User: u})
	return codesPage.Render(w, r, CodesPage{Codes: codes})
}

// addKey shows the form for a new passkey, and keeps it.
func (s *service) addKey(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	u, err := subject(ctx, forAdding)
	if err != nil {
		return err
	}
	f, err := newKeyForm.From(r, nil)
	if err != nil {
		return err
	}
	if f.Valid() && f.Data.Credential == "" {
		f.AddError("", "missing", "Your browser sent no passkey. It needs JavaScript, and a browser that knows passkeys.")
	}
	if f.Valid() {
		err := s.addPasskey(r, u, f.Data.Name, f.Data.Credential)
		if err == nil {
			s.added(r, u, passkeyName, "The passkey “"+cleanName(f.Data.Name)+"”")
			return s.showFirstCodes(w, r, u)
		}
		if problem.Of(err) != problem.Invalid {
			return err
		}
		f.AddError("", "invalid", problem.Public(err))
	}
	f.Data.Credential = ""
	options, err := web.Reverse(ctx, "mfa:options", forAdding)
	if err != nil {
		return err
	}
	return keyPage.Render(w, r, KeyPage{Form: f, Options: options})
}

// removeKey takes a passkey away, unless it is the last way in.
func (s *service) removeKey(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	u, err := subject(ctx, forAdding)
	if err != nil {
		return err
	}
	var key *Credential
	err = orm.Atomic(ctx, func(ctx context.Context) error {
		if key, err = s.removable(ctx, u, web.Int(r, "id")); err != nil {
			return err
		}
		if _, err := Credentials.Delete(ctx, key); err != nil {
			return err
		}
		return forgetCodes(ctx, u)
	})
	if err != nil {
		return err
	}
	s.removed(r, u, passkeyName, "The passkey “"+key.Name+"”")
	return toIndex(w, r)
}

// errLastWay is what people read whose last way in would go.
var errLastWay = problem.New(problem.Conflict, "This passkey is the only way into your account. Set a password or add another passkey first.")

// removable returns a passkey of a user that may go. The user's row is held, so that of two requests the second sees what the first has left.
func (s *service) removable(ctx context.Context, u *auth.User, id int64) (*Credential, error) {
	u, err := auth.Users.Unrestricted().ForUpdate().Get(ctx, auth.Users.ID.Eq(u.ID))
	if err != nil {
		return nil, err
	}
	key, err := credentialsOf(u).Get(ctx, Credentials.ID.Eq(id))
	if err != nil {
		return nil, err
	}
	n, err := credentialsOf(u).Count(ctx)
	if err != nil || n > 1 || password.IsUsable(u.Password) {
		return key, err
	}
	for _, way := range s.OtherWays {
		if has, err := way(ctx, u); err != nil || has {
			return key, err
		}
	}
	return nil, errLastWay
}

// toIndex leads to the list.
func toIndex(w http.ResponseWriter, r *http.Request) error {
	to, err := web.Reverse(r.Context(), "mfa:index")
	if err != nil {
		return err
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
