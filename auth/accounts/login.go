package accounts

import (
	"errors"
	"net/http"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/web"
)

// credentials are what the login asks for.
type credentials struct{ Username, Password string }

// loginForm returns the form for what people type to log in.
func loginForm(by auth.LoginName) *form.Definition[credentials] {
	label, complete := "Username", "username"
	switch by {
	case auth.ByEmail:
		label, complete = "Email address", "username email"
	case auth.ByEither:
		label = "Username or email address"
	}
	return form.Define(func(c *credentials) form.Fields {
		name := form.Text(&c.Username).Label(label).MaxLength(254).Autocomplete(complete).Attr("autocapitalize", "none").Attr("spellcheck", "false")
		if by == auth.ByEmail {
			name = name.Attr("inputmode", "email")
		}
		return form.Fields{name, form.Password(&c.Password).MaxLength(maxPassword).Autocomplete("current-password")}
	})
}

// maxPassword is more characters than any password has that can be set.
const maxPassword = 4096

// loginForms are the forms by what people type.
var loginForms = [...]*form.Definition[credentials]{loginForm(auth.ByUsername), loginForm(auth.ByEmail), loginForm(auth.ByEither)}

// login shows the form and logs in.
func (s *service) login(w http.ResponseWriter, r *http.Request) error {
	by, err := auth.LoginBy(r.Context())
	if err != nil {
		return err
	}
	f, err := loginForms[by].From(r, nil)
	if err != nil {
		return err
	}
	if !posted(r) {
		if to, in, err := s.inAlready(r); err != nil || in {
			return redirect(w, r, to, err)
		}
	}
	status := http.StatusOK
	if f.Valid() {
		u, err := auth.Authenticate(r, auth.Credentials{Name: f.Data.Username, Password: f.Data.Password})
		if err == nil {
			return s.enter(w, r, u)
		}
		if errors.Is(err, auth.ErrInvalidLogin) && by == auth.ByEmail {
			err = errInvalidEmail
		}
		if status, err = inForm(f.AddError, err); err != nil {
			return err
		}
	}
	return s.showLogin(w, r, status, f)
}

// errInvalidEmail is auth.ErrInvalidLogin where people have no user name.
var errInvalidEmail = problem.New(problem.Invalid, "Please enter a correct email address and password. Note that the password is case-sensitive.")

// inAlready returns where to lead somebody who is logged in and opens the login page.
func (s *service) inAlready(r *http.Request) (to string, in bool, err error) {
	u, err := auth.CurrentUser(r.Context())
	if err != nil || u.IsAnonymous() {
		return "", false, err
	}
	to, err = s.afterLogin(r)
	return to, true, err
}

// afterLogin is where a login leads.
func (s *service) afterLogin(r *http.Request) (string, error) {
	if to := next(r); to != "" {
		return to, nil
	}
	return web.Reverse(r.Context(), s.LoginRedirect)
}

// enter logs in somebody who has shown their password, or leads them to what is missing.
func (s *service) enter(w http.ResponseWriter, r *http.Request, u *auth.User) error {
	must, err := s.mustVerify(r.Context(), u)
	if err != nil {
		return err
	}
	if must {
		return s.askToVerify(w, r, u)
	}
	to, err := s.afterLogin(r)
	if err != nil {
		return err
	}
	to, err = auth.BeginLogin(w, r, u, to)
	return redirect(w, r, to, err)
}

func redirect(w http.ResponseWriter, r *http.Request, to string, err error) error {
	if err == nil {
		http.Redirect(w, r, to, http.StatusSeeOther)
	}
	return err
}

// inForm shows an error that is the person's in their form, and returns the status of the page: 200 as for every form with
// mistakes, 429 for somebody who must wait. Others come back.
func inForm(add func(field, code, message string), err error) (int, error) {
	var wrong *problem.ValidationError
	var locked *auth.LockedError
	switch {
	case errors.As(err, &locked):
		add("", "locked", locked.Public())
		return http.StatusTooManyRequests, nil
	case errors.As(err, &wrong):
		for _, name := range wrong.Names() {
			for _, e := range wrong.Fields[name] {
				field := name
				if field == problem.NonField {
					field = ""
				}
				add(field, e.Code, e.Message)
			}
		}
	case problem.Of(err) == problem.Invalid && problem.Public(err) != "":
		add("", "invalid", problem.Public(err))
	default:
		return 0, err
	}
	return http.StatusOK, nil
}

func (s *service) showLogin(w http.ResponseWriter, r *http.Request, status int, f form.View) error {
	d := loginData{Form: f, Next: next(r)}
	var err error
	if d.shell, err = notice(r); err != nil {
		return err
	}
	if d.Links, err = addresses(r, s.LoginLinks); err != nil {
		return err
	}
	for i, l := range d.Links {
		d.Links[i].URL = addNext(l.URL, d.Next)
	}
	if d.Reset, err = web.Reverse(r.Context(), "accounts:password_reset"); err != nil {
		return err
	}
	if s.SignUp == SignUpOpen {
		if d.SignUp, err = withNext(r, "accounts:signup", d.Next); err != nil {
			return err
		}
	}
	if s.LoginByCode {
		if d.Code, err = withNext(r, "accounts:code", d.Next); err != nil {
			return err
		}
	}
	return loginPage.RenderStatus(w, r, status, d)
}

// logout ends the session.
func (s *service) logout(w http.ResponseWriter, r *http.Request) error {
	if _, err := web.ReadForm(r); err != nil {
		return err
	}
	if err := auth.Logout(r); err != nil {
		return err
	}
	if to := next(r); to != "" {
		return lead(w, r, to, "")
	}
	return leadTo(w, r, s.LogoutRedirect, "You are logged out.")
}
