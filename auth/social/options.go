package social

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/netguard"
)

// Provider is where people have accounts that they may log in with.
type Provider struct {
	// Name stands in addresses and in the database, so it must not change: letters a to z, digits, "-" and "_". Required.
	Name string
	// Label is what people read: "Google". Defaults to Name.
	Label string
	// Issuer is the provider's address, exactly as its documents write it. It uses https, save on the same machine. Required.
	Issuer string
	// ClientID is the site's name at the provider. Required.
	ClientID string
	// ClientSecret is what the site shows to the provider. Defaults to none, for clients that have PKCE alone.
	ClientSecret string
	// Scopes are what is asked for. Defaults to openid, email and profile; openid is always among them.
	Scopes []string
}

// Options configure the logins with other sites' accounts.
type Options struct {
	// Providers are where people have accounts. At least one.
	Providers []Provider
	// NoSignUp refuses people who have no account here yet. Defaults to false: they get one, without a password.
	NoSignUp bool
	// OtherWays are ways to log in besides the password and connected accounts, so that somebody who has one may take the last account
	// away: mfa.Passkey().Has. Defaults to none.
	OtherWays []func(ctx context.Context, u *auth.User) (bool, error)
	// LoginRedirect is the name of the route that a login leads to when the page before it did not ask for another. Defaults to
	// "accounts:profile", or the path "/" on a site without that route.
	LoginRedirect string
	// ConfirmAge is how old the last proof of who it is may be to connect an account or to take one away. Defaults to ten minutes.
	ConfirmAge time.Duration
	// Client reaches the providers. Defaults to one of package netguard, which reaches public addresses only, on the ports 80, 443
	// and those of the issuers, with ten seconds and one MiB for an answer. One for a provider in one's own network is
	// netguard.NewClient(netguard.Options{Allow: …}).
	Client *http.Client
	// Logger is told why a login failed. Defaults to slog.Default().
	Logger *slog.Logger
	// Now is the clock. Defaults to time.Now.
	Now func() time.Time
}

// service is the providers of a site.
type service struct {
	Options
	providers []*provider
}

func newService(o Options) *service {
	if o.LoginRedirect == "" {
		o.LoginRedirect = "accounts:profile"
	}
	if o.ConfirmAge <= 0 {
		o.ConfirmAge = 10 * time.Minute
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Client == nil {
		o.Client = netguard.NewClient(netguard.Options{Ports: ports(o.Providers), MaxBody: 1 << 20})
	}
	s := &service{Options: o}
	for _, p := range o.Providers {
		s.providers = append(s.providers, newProvider(p, o))
	}
	return s
}

// ports are those of the issuers, and the usual ones.
func ports(ps []Provider) []uint16 {
	out := []uint16{80, 443}
	for _, p := range ps {
		u, err := url.Parse(p.Issuer)
		if err != nil {
			continue
		}
		if ap, err := netip.ParseAddrPort("0.0.0.0:" + u.Port()); err == nil {
			out = append(out, ap.Port())
		}
	}
	return out
}

// byName returns a provider, or nil.
func (s *service) byName(name string) *provider {
	for _, p := range s.providers {
		if p.Name == name {
			return p
		}
	}
	return nil
}

var nameForm = regexp.MustCompile(`^[a-z0-9_-]{1,40}$`)

// problems are what is wrong with the options.
func (o Options) problems() []error {
	var out []error
	if len(o.Providers) == 0 {
		out = append(out, errors.New("there are no providers"))
	}
	seen := map[string]bool{}
	for _, p := range o.Providers {
		switch {
		case !nameForm.MatchString(p.Name) || p.Name == "connections":
			out = append(out, fmt.Errorf("the name %q of a provider is none: expected at most 40 of a-z, 0-9, - and _, and not connections", p.Name))
		case seen[p.Name]:
			out = append(out, fmt.Errorf("two providers are named %q", p.Name))
		}
		seen[p.Name] = true
		if p.ClientID == "" {
			out = append(out, fmt.Errorf("the provider %q has no ClientID", p.Name))
		}
		if err := checkIssuer(p.Issuer); err != nil {
			out = append(out, fmt.Errorf("the issuer of the provider %q: %w", p.Name, err))
		}
	}
	return out
}

func checkIssuer(issuer string) error {
	u, err := url.Parse(issuer)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return fmt.Errorf("%q is no address: expected https://host/path", issuer)
	case u.Scheme == "https", u.Scheme == "http" && loopback(u.Hostname()):
		return nil
	}
	return fmt.Errorf("%q does not use https", issuer)
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.IsLoopback()
}
