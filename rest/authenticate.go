package rest

import (
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/web"
)

// An Authenticator finds out who made a request, by one kind of credentials: [Session], [Basic], and those of auth/tokens. A view set asks
// its authenticators in order; the first that knows wins.
type Authenticator interface {
	// Authenticate returns who made the request and what else is known, such as a token: it is at [Request.Auth]. The user is nil where the
	// request carries no credentials of this kind. Credentials that are wrong are an error of the kind problem.Unauthenticated:
	// [AuthenticationFailed].
	Authenticate(r *http.Request) (*auth.User, any, error)
	// Challenge is the header WWW-Authenticate: `Token`. That of a view set's first authenticator decides, as in DRF, whether who is not
	// known gets 401 with it, or, where it is "", 403.
	Challenge() string
}

type sessionAuth struct{}

// Session is the authenticator of people who are logged in to the site. What is not safe must come with a CSRF token in the header
// X-CSRFToken or in the form. It has no challenge: who is not logged in gets 403.
func Session() Authenticator { return sessionAuth{} }

func (sessionAuth) Challenge() string { return "" }

func (sessionAuth) Authenticate(r *http.Request) (*auth.User, any, error) {
	u, err := auth.CurrentUser(r.Context())
	if err != nil || u.IsAnonymous() || !u.IsActive {
		return nil, nil, err
	}
	if err := web.CheckCSRF(r); err != nil {
		if problem.Of(err) != problem.Denied {
			return nil, nil, err
		}
		return nil, nil, &Error{Status: http.StatusForbidden, Code: "permission_denied", Detail: "CSRF Failed: CSRF token missing or incorrect."}
	}
	return u, nil, nil
}

type basicAuth struct{}

// Basic is the authenticator of HTTP's basic scheme (RFC 7617), for programs: the name and password go with every request, so it belongs
// behind HTTPS. Failures count as at the login.
func Basic() Authenticator { return basicAuth{} }

func (basicAuth) Challenge() string { return `Basic realm="api"` }

func (basicAuth) Authenticate(r *http.Request) (*auth.User, any, error) {
	name, password, ok, err := basicCredentials(r)
	if err != nil || !ok {
		return nil, nil, err
	}
	u, err := auth.Authenticate(r, auth.Credentials{Name: name, Password: password})
	var locked *auth.LockedError
	switch {
	case errors.Is(err, auth.ErrInvalidLogin):
		err = AuthenticationFailed("Invalid username/password.")
	case errors.As(err, &locked):
		err = &Error{Status: http.StatusTooManyRequests, Code: "throttled", Detail: locked.Public(), after: time.Until(locked.Until)}
	}
	return u, nil, err
}

// basicCredentials reads the header; ok is false where it is of another scheme.
func basicCredentials(r *http.Request) (name, password string, ok bool, err error) {
	parts := strings.Fields(r.Header.Get("Authorization"))
	if len(parts) == 0 || !strings.EqualFold(parts[0], "basic") {
		return "", "", false, nil
	}
	switch len(parts) {
	case 1:
		return "", "", false, AuthenticationFailed("Invalid basic header. No credentials provided.")
	case 2:
	default:
		return "", "", false, AuthenticationFailed("Invalid basic header. Credentials string should not contain spaces.")
	}
	raw, err := base64.StdEncoding.DecodeString(parts[1])
	if err != nil {
		return "", "", false, AuthenticationFailed("Invalid basic header. Credentials not correctly base64 encoded.")
	}
	text := string(raw)
	if !utf8.ValidString(text) { // Latin-1, as older clients send it
		runes := make([]rune, len(raw))
		for i, c := range raw {
			runes[i] = rune(c)
		}
		text = string(runes)
	}
	name, password, _ = strings.Cut(text, ":")
	return name, password, true, nil
}

// authenticate asks the authenticators who made the request. Who nobody knows is nobody, whatever the session says.
func (rq *Request) authenticate(as []Authenticator) error {
	rq.user = &auth.User{}
	ctx := rq.R.Context()
	for _, a := range as {
		u, token, err := a.Authenticate(rq.R)
		if err != nil {
			rq.R = rq.R.WithContext(auth.WithUser(ctx, nil))
			return err
		}
		if u == nil {
			continue
		}
		rq.user, rq.Auth, rq.known = u, token, true
		if _, session := a.(sessionAuth); !session { // else the context knows already
			rq.R = rq.R.WithContext(auth.WithUser(ctx, u))
		}
		return nil
	}
	rq.R = rq.R.WithContext(auth.WithUser(ctx, nil))
	return nil
}
