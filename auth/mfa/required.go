package mfa

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/web"
)

// RequiredFor is middleware that leads people who must have a second factor, and have none, to the page that sets one up; programs
// get a 403. Until then they reach that page, the login and the logout only. It belongs on routes, or in [Options.Required] for the whole
// site. Somebody who need not have one costs nothing but the question who they are.
//
//	r.Group("/staff", func(r *web.Router) { r.Use(mfa.RequiredFor(func(u *auth.User) bool { return u.IsStaff })) … })
func RequiredFor(needs func(u *auth.User) bool) web.Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			missing, err := misses(r, needs)
			if err == nil && missing {
				err = leadToIndex(w, r)
				if err == nil {
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

// errRequired is what programs get.
var errRequired = problem.New(problem.Denied, "Please set up a second factor first.")

// misses reports whether who asks must set up a factor before they get what they ask for.
func misses(r *http.Request, needs func(u *auth.User) bool) (bool, error) {
	if reachable(r) {
		return false, nil
	}
	u, err := auth.CurrentUser(r.Context())
	if err != nil || u.IsAnonymous() || !needs(u) {
		return false, err
	}
	has, err := Has(r.Context(), u)
	return !has, err
}

// reachable reports whether a route is one that somebody needs on the way to a factor.
func reachable(r *http.Request) bool {
	route, ok := web.Current(r)
	if !ok {
		return true // nothing is there
	}
	return strings.HasPrefix(route.Name, "mfa:") ||
		slices.Contains([]string{"static", "healthz", "readyz", "csp-report", "accounts:login", "accounts:logout", "accounts:confirm"}, route.Name)
}

func leadToIndex(w http.ResponseWriter, r *http.Request) error {
	if accept := r.Header.Get("Accept"); accept != "" && accept != "*/*" && !strings.Contains(accept, "text/html") {
		return errRequired
	}
	to, err := web.Reverse(r.Context(), "mfa:index")
	if err != nil {
		return errRequired
	}
	http.Redirect(w, r, to, http.StatusFound)
	return nil
}

// middleware is what [Options.Required] puts around the site.
func (s *service) middleware() []web.Middleware {
	if s.Required == nil {
		return nil
	}
	return []web.Middleware{RequiredFor(s.Required)}
}

func (s *service) checks() []check.Check {
	return []check.Check{
		{Name: "mfa.factors", Tags: []check.Tag{check.Security}, Run: checkFactors},
		{Name: "mfa.required", Tags: []check.Tag{check.Security, check.Deploy}, Run: s.checkRequired},
	}
}

// checkFactors finds a site on which factors can be set up that no login asks for.
func checkFactors(ctx context.Context) []check.Message {
	totp, passkeys, err := offered(ctx)
	if err != nil || totp || passkeys {
		return nil
	}
	return []check.Message{{ID: "mfa.E001", Level: check.Error, Object: "auth.Options.Factors", Text: "has none of mfa's: logins ask for no second factor",
		Hint: "write auth.App(auth.Options{Factors: []auth.SecondFactor{mfa.Passkey(), mfa.TOTP()}})"}}
}

// checkRequired finds a site whose staff may go without.
func (s *service) checkRequired(context.Context) []check.Message {
	staff := &auth.User{ID: 1, Username: "staff", IsActive: true, IsStaff: true}
	if s.Required != nil && s.Required(staff) {
		return nil
	}
	return []check.Message{{ID: "mfa.W001", Level: check.Warning, Object: "mfa.Options.Required", Text: "does not hold for staff: a stolen password is enough for the admin",
		Hint: "write mfa.Options{Required: func(u *auth.User) bool { return u.IsStaff }}"}}
}
