package social

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/session"
	"github.com/musette-go/musette/web"
)

// flow is what the session keeps while somebody is at a provider.
type flow struct {
	Provider string `json:"p"`
	State    string `json:"s"`
	Nonce    string `json:"n"`
	Verifier string `json:"v"` // PKCE
	Redirect string `json:"r"` // the address to come back to
	Next     string `json:"x"`
	Connect  int64  `json:"c,omitempty"` // the user who connects an account; 0 for a login
	At       int64  `json:"t"`           // seconds since 1970
}

// flowAge is for how long somebody may be away.
const flowAge = 10 * time.Minute

var flowKey = session.NewKey[flow]("_musette_social")

// errFlow is what people read whose way back the site does not know.
var errFlow = problem.New(problem.Invalid, "This login took too long, was done already, or began in another browser. Please begin again.")

// random is 256 random bits as text.
func random() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

// begin keeps a new flow in the session, and returns the provider's address to go to.
func (s *service) begin(r *http.Request, p *provider, next string, connect int64) (string, error) {
	ctx := r.Context()
	known, err := p.discover(ctx)
	if err != nil {
		return "", err
	}
	redirect, err := redirectURL(r, p)
	if err != nil {
		return "", err
	}
	f := flow{Provider: p.Name, State: random(), Nonce: random(), Verifier: oauth2.GenerateVerifier(), Redirect: redirect,
		Next: next, Connect: connect, At: s.Now().Unix()}
	if err := flowKey.Set(ctx, f); err != nil {
		return "", err
	}
	return p.config(known, redirect).AuthCodeURL(f.State, oidc.Nonce(f.Nonce), oauth2.S256ChallengeOption(f.Verifier)), nil
}

// redirectURL is the address to come back to, on the host that the request asked for, which the site has checked.
func redirectURL(r *http.Request, p *provider) (string, error) {
	path, err := web.Reverse(r.Context(), "social:callback", p.Name)
	if err != nil {
		return "", err
	}
	return web.AbsoluteURL(r, path), nil
}

// take returns the flow that an answer belongs to, once.
func (s *service) take(r *http.Request, p *provider, state string) (flow, error) {
	ctx := r.Context()
	f, ok, err := flowKey.Get(ctx)
	if err != nil {
		return flow{}, err
	}
	if err := flowKey.Delete(ctx); err != nil {
		return flow{}, err
	}
	redirect, err := redirectURL(r, p)
	if err != nil {
		return flow{}, err
	}
	same := subtle.ConstantTimeCompare([]byte(f.State), []byte(state)) == 1
	if !ok || !same || f.Provider != p.Name || f.Redirect != redirect || s.Now().Sub(time.Unix(f.At, 0)) > flowAge {
		return flow{}, errFlow
	}
	return f, nil
}
