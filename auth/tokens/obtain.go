package tokens

import (
	"errors"
	"net/http"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/internal/wire"
	"github.com/musette-go/musette/web"
)

// Made is the event of a token that was given out for a name and password.
const Made auth.EventKind = "token_made"

// SecondFactorText is what somebody reads whose account needs more than a password: they make a token on the site.
const SecondFactorText = "This account needs a second factor. Please make a token on the site."

// Routes registers the end point that gives a token for a name and password, at a path: "/api/token-auth/". As DRF's obtain_auth_token it takes
// JSON or a form with username and password, and answers {"token": "…"}. Each call makes a token that lives for
// [Options.ObtainedFor]; with [Options.Shared] it is the one that the user has. Tries are counted as those at the login page are, and accounts with
// a second factor are refused. The route is "token-auth".
func Routes(r *web.Router, path string) {
	r.Post(path, wire.Endpoint(Authenticator{}.Challenge(), now, obtain)).Name("token-auth").Public().
		CSRFExempt("the name and password come with the request; no cookie is looked at").Limits(web.Limits{Body: wire.Body})
}

func now(r *http.Request) time.Time {
	if s, err := serviceOf(r.Context()); err == nil {
		return s.Now()
	}
	return time.Now()
}

func obtain(r *http.Request) (any, error) {
	s, err := serviceOf(r.Context())
	if err != nil {
		return nil, err
	}
	u, err := wire.Login(r)
	switch {
	case errors.Is(err, auth.ErrInvalidLogin):
		return nil, wire.NonField("Unable to log in with provided credentials.")
	case errors.Is(err, wire.ErrSecondFactor):
		return nil, wire.NonField(SecondFactorText)
	case err != nil:
		return nil, err
	}
	spec := Spec{Name: "log in"}
	if s.ObtainedFor > 0 {
		spec.Expires = s.ObtainedFor
	}
	if s.Shared {
		spec = Spec{}
	}
	key, t, err := Create(r.Context(), u, spec)
	if errors.Is(err, ErrTooMany) {
		return nil, wire.NonField("This account has too many tokens. Please end those that are not used.")
	}
	if err != nil {
		return nil, err
	}
	auth.Emit(r, auth.Event{Kind: Made, User: u, Detail: t.Prefix})
	return wire.Object{{Key: "token", Value: key}}, nil
}
