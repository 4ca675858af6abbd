// Package staff says who may change the shop: nobody, until somebody says otherwise.
//
// There are no logins yet. Until there are, [Open] makes everybody a member of staff, and only the program in development,
// listening on this machine alone, puts it into the site: see the shop's main. Everywhere else (production, tests) the pages
// of [Only] answer 403. With logins, Only becomes a rule that asks for a permission, and Open goes.
package staff

import (
	"context"
	"net/http"

	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/web"
)

type memberKey struct{}

// Open is middleware that takes everybody for a member of staff. It is for development.
func Open(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), memberKey{}, true)))
	})
}

// Member reports whether a request comes from a member of staff.
func Member(r *http.Request) bool {
	member, _ := r.Context().Value(memberKey{}).(bool)
	return member
}

// Only is the rule of pages for staff; all others get a 403. The command routes shows it as "staff".
func Only() web.Access {
	return web.Access{Rule: "staff", Guard: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !Member(r) {
				web.Fail(w, r, problem.New(problem.Denied, "This page is for the people who run the shop."))
				return
			}
			next.ServeHTTP(w, r)
		})
	}}
}
