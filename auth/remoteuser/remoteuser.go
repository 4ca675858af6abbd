// Package remoteuser logs in whom a proxy in front of the site has authenticated: by a certificate, by Kerberos, by the login of a
// company. The proxy says who it is in a header, as for Django's RemoteUserMiddleware.
//
//	musette.Site{Apps: []musette.App{
//		auth.App(auth.Options{Backends: []auth.Backend{auth.Passwords(), remoteuser.Backend()}}),
//		remoteuser.App(remoteuser.Options{}),
//	}}
//
// Whoever can send that header is anybody they like. So it counts only in requests whose connection comes from a trusted proxy, and is
// removed from all others, before anything else can look at it. The proxy must set the header on every request, or remove the one
// that its client sent.
package remoteuser

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"sync/atomic"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/session"
	"github.com/musette-go/musette/web"
)

// Name is the name of the backend in sessions, which is that of Django's.
const Name = "django.contrib.auth.backends.RemoteUserBackend"

// DefaultHeader is the header that is read where [Options] name none.
const DefaultHeader = "X-Remote-User"

// Options configure [App]. The zero value is usable.
type Options struct {
	// Header is the header in which the proxy says who it is. Defaults to X-Remote-User.
	Header string
	// Trusted are the networks whose connections may say so. Defaults to the site's TRUSTED_PROXIES.
	Trusted []netip.Prefix
	// Clean makes a user name of what the header says; "" stands for nobody. Defaults to leaving it as it is.
	Clean func(name string) string
	// Create makes an account, without a password, for a name that none has. Defaults to false: nobody is logged in then.
	Create bool
	// Persistent leaves people logged in when a request lacks the header, for a proxy that sets it at the login page only. Defaults to
	// false: they are logged out.
	Persistent bool
}

// Backend is the backend to list in auth.Options.Backends, so that sessions that begin by the header hold. It knows nobody by name and
// password.
func Backend() auth.Backend { return backend{} }

type backend struct{}

func (backend) Name() string { return Name }

func (backend) Authenticate(context.Context, *http.Request, auth.Credentials) (*auth.User, error) {
	return nil, nil
}

// App is the app to put into a site, behind that of package auth.
func App(o Options) app.App {
	if o.Header == "" {
		o.Header = DefaultHeader
	}
	o.Header = http.CanonicalHeaderKey(o.Header)
	s := &service{Options: o}
	return app.App{
		Name:       "remoteuser",
		Requires:   []app.App{auth.App()},
		Middleware: []web.Middleware{s.middleware},
		Checks:     []check.Check{{Name: "remoteuser.options", Tags: []check.Tag{check.Security}, Run: s.check}},
	}
}

type service struct {
	Options
	warned atomic.Bool
}

func (s *service) middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, err := s.take(r)
		if err == nil {
			err = s.follow(w, r, name)
		}
		if err != nil {
			web.Fail(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// errTwice says that a header came more than once, so that somebody else than the proxy wrote one of them.
var errTwice = problem.New(problem.BadRequest, "The header that names the user came more than once.")

// take removes the header from the request and returns what a trusted proxy says in it, or "".
func (s *service) take(r *http.Request) (string, error) {
	values := r.Header[s.Header]
	delete(r.Header, s.Header)
	switch {
	case len(values) == 0:
		return "", nil
	case !s.trusts(r):
		if s.warned.CompareAndSwap(false, true) {
			app.Logger(r.Context()).LogAttrs(r.Context(), slog.LevelWarn,
				"a header that names the user comes from an address that is not trusted, and is ignored: if it is a proxy of yours, name it in TRUSTED_PROXIES",
				slog.String("header", s.Header), slog.String("peer", r.RemoteAddr))
		}
		return "", nil
	case len(values) > 1:
		return "", errTwice
	}
	name := auth.NormalizeName(values[0])
	if s.Clean != nil {
		name = s.Clean(name)
	}
	return name, nil
}

// trusts reports whether the connection itself, not what it says about others, comes from a proxy.
func (s *service) trusts(r *http.Request) bool {
	trusted, unix := s.Trusted, false
	if trusted == nil {
		c := app.ConfigFrom(r.Context())
		trusted, unix = c.TrustedProxies, c.TrustUnix
	}
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return unix
	}
	for _, n := range trusted {
		if n.Contains(peer.Addr().Unmap().WithZone("")) {
			return true
		}
	}
	return false
}

// backendKey is where sessions keep who knew their user; package auth writes it.
var backendKey = session.NewKey[string]("_auth_user_backend")

// follow makes the session that of the named user.
func (s *service) follow(w http.ResponseWriter, r *http.Request, name string) error {
	ctx := r.Context()
	if name == "" {
		if s.Persistent {
			return nil
		}
		return s.leave(r)
	}
	now, err := auth.CurrentUser(ctx)
	if err != nil {
		return err
	}
	if real, err := auth.Impersonator(ctx); err != nil || real != nil && real.Username == name {
		return err
	}
	if now.IsAuthenticated() && now.Username == name {
		return nil
	}
	u, err := s.user(ctx, name)
	if err != nil {
		return err
	}
	if u == nil {
		return s.leave(r)
	}
	u.KnownBy(Name)
	return auth.Login(w, r, u)
}

// leave ends a session that began by the header.
func (s *service) leave(r *http.Request) error {
	by, ok, err := backendKey.Get(r.Context())
	if err != nil || !ok || by != Name {
		return err
	}
	return auth.Logout(r)
}

// user finds an account, or makes it; nil stands for nobody.
func (s *service) user(ctx context.Context, name string) (*auth.User, error) {
	u, err := auth.Users.Unrestricted().Filter(auth.Users.Username.Eq(name)).First(ctx)
	switch {
	case err == nil && u.IsActive:
		return u, nil
	case err == nil:
		return nil, nil
	case problem.Of(err) != problem.NotFound:
		return nil, err
	case !s.Create:
		return nil, nil
	}
	u = &auth.User{Username: name, IsActive: true}
	err = orm.Atomic(ctx, func(ctx context.Context) error { return auth.CreateUser(ctx, u, "") })
	if problem.Of(err) == problem.Invalid { // a name that cannot be one, or that another request has just made
		app.Logger(ctx).LogAttrs(ctx, slog.LevelWarn, "no account was made for a name from the proxy", slog.Any("error", err))
		return nil, nil
	}
	return u, err
}

// check finds what would make the header worthless, or everybody's.
func (s *service) check(ctx context.Context) []check.Message {
	var out []check.Message
	if !auth.HasBackend(ctx, Name) {
		out = append(out, check.Message{ID: "remoteuser.E001", Level: check.Error, Object: "auth.Options.Backends", Text: "lacks remoteuser.Backend(): sessions that begin by the header would not hold",
			Hint: "list it behind auth.Passwords()"})
	}
	c := app.ConfigFrom(ctx)
	if len(s.Trusted) == 0 && len(c.TrustedProxies) == 0 && !c.TrustUnix {
		out = append(out, check.Message{ID: "remoteuser.W001", Level: check.Warning, Object: "TRUSTED_PROXIES", Text: "is not set: the header " + s.Header + " never counts",
			Hint: "name the network of the proxy"})
	}
	return out
}
