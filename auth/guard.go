package auth

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/web"
)

// LoginRequired is the rule of routes for people who are logged in. Browsers are led to the login page and come back afterwards;
// programs get a 401.
//
//	r.Access(auth.LoginRequired()) // for all routes of a group
func LoginRequired() web.Access {
	return Requires("login", func(context.Context, *User) (bool, error) { return true, nil })
}

// PermRequired is the rule of routes for people who have all of the permissions. Who is logged in and has not gets a 403.
func PermRequired(ps ...Perm) web.Access {
	names := make([]string, len(ps))
	for i, p := range ps {
		names[i] = string(p)
	}
	return Requires("permission "+strings.Join(names, ", "), func(ctx context.Context, u *User) (bool, error) { return u.HasPerm(ctx, ps...) })
}

// StaffRequired is the rule of routes for members of staff.
func StaffRequired() web.Access {
	return Requires("staff", func(_ context.Context, u *User) (bool, error) { return u.IsStaff, nil })
}

// SuperuserRequired is the rule of routes for superusers.
func SuperuserRequired() web.Access {
	return Requires("superuser", func(_ context.Context, u *User) (bool, error) { return u.IsSuperuser, nil })
}

// Requires is a rule of one's own: who is not logged in is led to the login page, and who does not pass gets a 403. rule is the word for it
// in lists.
func Requires(rule string, pass func(ctx context.Context, u *User) (bool, error)) web.Access {
	return web.Access{Rule: rule, Guard: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			u, err := CurrentUser(r.Context())
			if err != nil {
				web.Fail(w, r, err)
				return
			}
			if u.IsAnonymous() {
				askToLogin(w, r)
				return
			}
			ok, err := pass(r.Context(), u)
			if err == nil && !ok {
				err = problem.New(problem.Denied, "You do not have permission to see this page.")
			}
			if err != nil {
				web.Fail(w, r, err)
				return
			}
			next.ServeHTTP(w, r)
		})
	}}
}

// errLogin is what programs get where people are led to the login page.
var errLogin = problem.New(problem.Unauthenticated, "Authentication credentials were not provided.")

// askToLogin leads a browser to the login page, and refuses everything else.
func askToLogin(w http.ResponseWriter, r *http.Request) {
	if err := redirectTo(w, r, func(s *service) string { return s.LoginURL }); err != nil {
		web.Fail(w, r, err)
	}
}

// redirectTo leads a browser to a page by name, with the way back in next.
func redirectTo(w http.ResponseWriter, r *http.Request, name func(s *service) string) error {
	s, err := serviceOf(r.Context())
	if err != nil {
		return err
	}
	if !page(r) {
		return errLogin
	}
	to := name(s)
	if !strings.HasPrefix(to, "/") {
		if to, err = web.Reverse(r.Context(), to); err != nil { // a site without that page
			return errLogin
		}
	}
	http.Redirect(w, r, to+"?next="+url.QueryEscape(back(r)), http.StatusFound)
	return nil
}

// page reports whether a person looks at the answer in a browser.
func page(r *http.Request) bool {
	accept := r.Header.Get("Accept")
	return strings.Contains(accept, "text/html") || accept == "" || accept == "*/*"
}

// back is the address to come back to: that of the request, or, since a form cannot be sent again, the page it stood on.
func back(r *http.Request) string {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return r.URL.RequestURI()
	}
	if u, err := url.Parse(r.Referer()); err == nil && u.Host == web.Host(r) {
		return u.RequestURI()
	}
	return r.URL.Path
}

// errNotYourself is what a superuser reads who acts as somebody else: nobody proves to be them.
var errNotYourself = problem.New(problem.Denied, "This page is closed while you act as somebody else.")

// NotImpersonated is an error of the kind problem.Denied, with a text for people, while a superuser acts as somebody else: for pages on
// which people prove who they are.
func NotImpersonated(ctx context.Context) error {
	real, err := Impersonator(ctx)
	if err == nil && real != nil {
		err = errNotYourself
	}
	return err
}

// ConfirmRequired is middleware for routes on which something sensitive happens: who has not shown who they are for longer than age is
// asked for the password again, at the page "accounts:confirm". It belongs on routes that ask for a login anyway.
//
//	r.Post("/email/", changeEmail).With(auth.ConfirmRequired(10 * time.Minute))
func ConfirmRequired(age time.Duration) web.Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ok, err := Confirmed(r.Context(), age)
			if err == nil && !ok {
				err = NotImpersonated(r.Context())
			}
			if err == nil && !ok {
				err = ErrLoginAgain
				if page(r) && redirectTo(w, r, func(*service) string { return "accounts:confirm" }) == nil {
					return
				}
			}
			if err != nil {
				web.Fail(w, r, err)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}
