package accounts

import (
	"context"
	"net/http"
	"net/url"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/session"
	"github.com/musette-go/musette/web"
)

// shell is what every page has.
type shell struct {
	Notice string // what has just been done: "Your password was changed."
}

// navLink is a link with its address.
type navLink struct{ Label, URL string }

type loginData struct {
	shell
	Form   form.View
	Next   string    // where the login leads, for the form
	Reset  string    // the page for a forgotten password
	SignUp string    // the page to sign up, or ""
	Code   string    // the page to log in by code, or ""
	Links  []navLink // Options.LoginLinks
}

type signUpData struct {
	shell
	Form   form.View
	Extra  form.View // the site's own fields, or nil
	Rules  []string  // what is expected of a password
	Closed bool      // an invitation is needed, and there is none
	Login  string
	Next   string
}

type verifyData struct {
	shell
	Form  form.View // for the code; nil where the link was followed
	Email string    // where the mail went, or "" where that is not known
	Ready bool      // the link was followed: a button is all that is left
	What  string    // "signup", "email", "verify" or ""
}

type codeData struct {
	shell
	Ask    form.View // for the address, or nil
	Form   form.View // for the code, or nil
	Action string    // where they are sent
	Again  string    // the page to ask for another code
	Email  string
	Next   string
	Login  string
}

type resetData struct {
	shell
	Form form.View
}

type resetConfirmData struct {
	shell
	Account string    // what they log in with
	Form    form.View // nil for a link that does not work
	User    *auth.User
	Rules   []string
	Ask     string // the page to ask for another link
}

type passwordData struct {
	shell
	Account string // what they log in with
	Form    form.View
	User    *auth.User
	Rules   []string
}

type confirmData struct {
	shell
	Account string    // what they log in with
	Form    form.View // nil for somebody without a password
	User    *auth.User
	Next    string
	ByCode  bool      // Form is for a code that was sent by mail
	Links   []navLink // other ways to show who one is
}

type emailData struct {
	shell
	Form     form.View
	User     *auth.User
	Verified bool
}

type sessionsData struct {
	shell
	Sessions []sessionRow
	Others   bool // there are others than this one
	Kept     bool // the site keeps a list
}

type profileData struct {
	shell
	Account  string // what they log in with
	User     *auth.User
	Verified bool
	Links    []navLink
	Logout   string
}

type impersonateData struct {
	shell
	Form form.View
}

var (
	loginPage        = render.Page[loginData]("accounts/login.html")
	signUpPage       = render.Page[signUpData]("accounts/signup.html")
	verifyPage       = render.Page[verifyData]("accounts/verify.html")
	codePage         = render.Page[codeData]("accounts/code.html")
	resetPage        = render.Page[resetData]("accounts/password_reset.html")
	resetSentPage    = render.Page[resetData]("accounts/password_reset_done.html")
	resetConfirmPage = render.Page[resetConfirmData]("accounts/password_reset_confirm.html")
	passwordPage     = render.Page[passwordData]("accounts/password_change.html")
	confirmPage      = render.Page[confirmData]("accounts/confirm.html")
	emailPage        = render.Page[emailData]("accounts/email.html")
	sessionsPage     = render.Page[sessionsData]("accounts/sessions.html")
	profilePage      = render.Page[profileData]("accounts/profile.html")
	impersonatePage  = render.Page[impersonateData]("accounts/impersonate.html")
)

func pages() []app.Page {
	return []app.Page{loginPage, signUpPage, verifyPage, codePage, resetPage, resetSentPage, resetConfirmPage, passwordPage, confirmPage, emailPage,
		sessionsPage, profilePage, impersonatePage,
		confirmationMail, knownMail, invitationMail, codeMail, resetMail, passwordChangedMail, emailChangedMail}
}

// accountOf is what a user's account is called where they see it: what they log in with.
func accountOf(ctx context.Context, u *auth.User) string {
	if by, err := auth.LoginBy(ctx); err == nil && by == auth.ByEmail && !u.IsAnonymous() && u.Email != "" {
		return u.Email
	}
	if u.IsAnonymous() {
		return ""
	}
	return u.Username
}

// noticeKey keeps what the next page says.
var noticeKey = session.NewKey[string]("_musette_notice")

// notice takes what the page before has left for this one.
func notice(r *http.Request) (shell, error) {
	text, ok, err := noticeKey.Get(r.Context())
	if err == nil && ok {
		err = noticeKey.Delete(r.Context())
	}
	return shell{text}, err
}

// lead says something on the next page, and leads there.
func lead(w http.ResponseWriter, r *http.Request, to, text string) error {
	if text != "" {
		if err := noticeKey.Set(r.Context(), text); err != nil {
			return err
		}
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// leadTo is lead with the name of a route.
func leadTo(w http.ResponseWriter, r *http.Request, name, text string) error {
	to, err := web.Reverse(r.Context(), name)
	if err != nil {
		return err
	}
	return lead(w, r, to, text)
}

// addresses looks up the addresses of links.
func addresses(r *http.Request, links []Link) ([]navLink, error) {
	var out []navLink
	for _, l := range links {
		to, err := web.Reverse(r.Context(), l.Name)
		if err != nil {
			return nil, err
		}
		out = append(out, navLink{l.Label, to})
	}
	return out, nil
}

// withNext is the address of a named page that leads back to next.
func withNext(r *http.Request, name, next string) (string, error) {
	to, err := web.Reverse(r.Context(), name)
	return addNext(to, next), err
}

func addNext(to, next string) string {
	if next == "" || to == "" {
		return to
	}
	return to + "?next=" + url.QueryEscape(next)
}

// next is where the request asks to be led to, or "". It has been checked.
func next(r *http.Request) string { return web.Next(r, "") }

// posted reports whether a form was sent.
func posted(r *http.Request) bool { return r.Method == http.MethodPost }
