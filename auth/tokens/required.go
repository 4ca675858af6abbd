package tokens

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/internal/wire"
	"github.com/musette-go/musette/web"
)

// Scheme finds out who made a request by its header Authorization: [Authenticator], or that of package jwt. It is what package rest calls an
// Authenticator.
type Scheme interface {
	// Authenticate returns who made the request and what else is known, a nil user where it carries nothing of this scheme, and an error
	// of the kind problem.Unauthenticated where that does not count.
	Authenticate(r *http.Request) (*auth.User, any, error)
	// Challenge is the header WWW-Authenticate for who is not known.
	Challenge() string
}

// Required is the rule of routes for programs with a token. The others get 401 with WWW-Authenticate, whatever a session of theirs says:
// sessions are not read, so such routes need no CSRF token and say [web.Route.CSRFExempt]. Schemes are asked in order; they default to
// Authenticator{}.
//
//	r.Post("/hooks/stock/", restock).Access(tokens.Required(tokens.Authenticator{Write: "stock:write"})).CSRFExempt("a token says who asks")
func Required(schemes ...Scheme) web.Access {
	return web.Access{Rule: "token", Guard: guard(schemes, true)}
}

// Middleware puts whose token a request carries into its context, for [auth.CurrentUser]. Who has none is nobody, whatever a session of theirs
// says; a token that does not count gets 401. Schemes default to Authenticator{}.
func Middleware(schemes ...Scheme) web.Middleware { return guard(schemes, false) }

type credentialKey struct{}

// Credential returns what a request was let in by, behind [Required] and [Middleware]: a [*Token], or the claims of package jwt; nil where
// there is nothing.
func Credential(ctx context.Context) any { return ctx.Value(credentialKey{}) }

// noCredentials is DRF's text.
const noCredentials = "Authentication credentials were not provided."

func guard(schemes []Scheme, required bool) web.Middleware {
	if len(schemes) == 0 {
		schemes = []Scheme{Authenticator{}}
	}
	var challenges []string
	for _, s := range schemes {
		challenges = append(challenges, s.Challenge())
	}
	challenge := strings.Join(challenges, ", ")
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Add("Vary", "Authorization")
			u, credential, err := ask(schemes, r)
			if err == nil && u == nil && required {
				err = wire.Unauthenticated(noCredentials)
			}
			ctx := auth.WithUser(r.Context(), u)
			if err != nil {
				refuse(w, r.WithContext(ctx), challenge, err)
				return
			}
			next.ServeHTTP(w, r.WithContext(context.WithValue(ctx, credentialKey{}, credential)))
		})
	}
}

// refuse answers who is not let in: programs, which read JSON.
func refuse(w http.ResponseWriter, r *http.Request, challenge string, err error) {
	var f *wire.Failure
	if !errors.As(err, &f) {
		web.Fail(w, r, err)
		return
	}
	w.Header().Set("WWW-Authenticate", challenge)
	_ = web.JSON(w, web.StatusOf(f), f) // who went away learns nothing
}

// ask returns whom the first scheme knows that knows anybody.
func ask(schemes []Scheme, r *http.Request) (*auth.User, any, error) {
	for _, s := range schemes {
		if u, credential, err := s.Authenticate(r); err != nil || u != nil {
			return u, credential, err
		}
	}
	return nil, nil, nil
}
