package social

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/musette-go/musette/problem"
)

const (
	discoveryAge   = time.Hour        // for how long a provider's documents hold
	discoveryRetry = 15 * time.Second // after a failure nobody asks again for so long
)

// errDown is what people read when a provider does not answer.
var errDown = problem.New(problem.Unavailable, "The other site does not answer at the moment. Please try again later, or log in another way.")

// provider is a provider with what it says of itself, which is asked for when somebody needs it.
type provider struct {
	Provider
	client *http.Client
	log    *slog.Logger
	now    func() time.Time

	turn   chan struct{} // taken by who asks
	known  *found
	until  time.Time
	failed time.Time
}

// found is what a provider says of itself.
type found struct {
	*oidc.Provider
	meta metadata
}

func newProvider(p Provider, o Options) *provider {
	if p.Label == "" {
		p.Label = p.Name
	}
	if len(p.Scopes) == 0 {
		p.Scopes = []string{oidc.ScopeOpenID, "email", "profile"}
	}
	if !slices.Contains(p.Scopes, oidc.ScopeOpenID) {
		p.Scopes = append([]string{oidc.ScopeOpenID}, p.Scopes...)
	}
	return &provider{Provider: p, client: o.Client, log: o.Logger, now: o.Now, turn: make(chan struct{}, 1)}
}

// metadata is what is read of the provider's document besides what the library reads.
type metadata struct {
	Iss           bool     `json:"authorization_response_iss_parameter_supported"`
	Authorization string   `json:"authorization_endpoint"`
	Methods       []string `json:"token_endpoint_auth_methods_supported"`
}

// style is how the site shows its secret: as the provider wants it, which is in a header unless it says otherwise (OpenID Connect
// Discovery, section 3).
func (m metadata) style(secret string) oauth2.AuthStyle {
	basic := len(m.Methods) == 0 || slices.Contains(m.Methods, "client_secret_basic")
	if secret == "" || !basic {
		return oauth2.AuthStyleInParams
	}
	return oauth2.AuthStyleInHeader
}

// discover returns what the provider says of itself. Of many who ask at once one does; what is too old still serves while the provider
// is away.
func (p *provider) discover(ctx context.Context) (*found, error) {
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	now := p.now()
	if p.known != nil && now.Before(p.until) {
		return p.known, nil
	}
	if now.Sub(p.failed) >= discoveryRetry || now.Before(p.failed) {
		err := p.ask(ctx)
		if err == nil {
			p.until, p.failed = now.Add(discoveryAge), time.Time{}
			return p.known, nil
		}
		p.failed = now
		p.log.ErrorContext(ctx, "a provider of logins does not answer", "provider", p.Name, "issuer", p.Issuer, "error", err)
	}
	if p.known != nil {
		return p.known, nil
	}
	return nil, errDown
}

func (p *provider) ask(ctx context.Context) error {
	answer, err := oidc.NewProvider(oidc.ClientContext(ctx, p.client), p.Issuer)
	if err != nil {
		return err
	}
	var m metadata
	if err := answer.Claims(&m); err != nil {
		return err
	}
	u, err := url.Parse(m.Authorization)
	if err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		return fmt.Errorf("social: the authorization endpoint %q is no address that uses https", m.Authorization)
	}
	if answer.Endpoint().TokenURL == "" {
		return errors.New("social: there is no token endpoint")
	}
	p.known = &found{answer, m}
	return nil
}

// config is the site as the provider's client.
func (p *provider) config(found *found, redirect string) *oauth2.Config {
	end := found.Endpoint()
	end.AuthStyle = found.meta.style(p.ClientSecret)
	return &oauth2.Config{ClientID: p.ClientID, ClientSecret: p.ClientSecret, Endpoint: end, RedirectURL: redirect, Scopes: p.Scopes}
}
