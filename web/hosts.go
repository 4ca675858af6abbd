package web

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/musette-go/musette/problem"
)

// HostOptions configure [Hosts].
type HostOptions struct {
	// Allowed are the names of the site: "shop.example", "127.0.0.1", "[::1]"; ".shop.example" is the name with all its
	// sub-domains, "*" any name at all. A port is not part of a name. Required.
	Allowed []string
	// Exempt are paths that answer under any name, for probes that know the address only: "/healthz". They must not use the
	// name. Defaults to none.
	Exempt []string
}

// Hosts answers 400 to requests for a host that is not one of the site's, before anything else can use the name they
// brought: in links, mails, redirects or as the key of a cache. The error names what is wrong with Allowed. It belongs inside
// [Proxies] and outside of everything that answers.
func Hosts(opt HostOptions) (Middleware, error) {
	set, err := newHostSet(opt.Allowed)
	if err != nil {
		return nil, err
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			g, r := guarded(r)
			host := g.host
			if host == "" {
				host = r.Host
			}
			g.host = strings.ToLower(host)
			if !set.allows(g.host) && !slices.Contains(opt.Exempt, r.URL.Path) {
				Fail(w, r, hostError(host))
				return
			}
			next.ServeHTTP(w, r)
		})
	}, nil
}

// hostError is a request for a host that is not the site's. Who made it learns no names.
type hostError string

func (e hostError) Error() string {
	return fmt.Sprintf("web: the host %s is not one of the site's: if it is, name it in ALLOWED_HOSTS", quoted(string(e)))
}

func (e hostError) Public() string     { return "This site does not answer under this name." }
func (e hostError) Kind() problem.Kind { return problem.BadRequest }

// hostSet is the names of a site.
type hostSet struct {
	any    bool
	exact  map[string]bool
	suffix []string // ".shop.example"
}

func newHostSet(allowed []string) (*hostSet, error) {
	s := &hostSet{exact: make(map[string]bool)}
	var errs []error
	for _, name := range allowed {
		lower := strings.ToLower(name)
		bare, port, ok := splitHost(strings.TrimPrefix(lower, "."))
		switch {
		case name == "*":
			s.any = true
		case !ok || port != "" || bare == "":
			errs = append(errs, fmt.Errorf("web: %s is not the name of a host: write shop.example, .shop.example or [::1], without scheme, port and path", quoted(name)))
		case lower[0] == '.':
			s.suffix = append(s.suffix, "."+bare)
			s.exact[bare] = true
		default:
			s.exact[bare] = true
		}
	}
	if len(allowed) == 0 {
		errs = append(errs, errors.New("web: no host is allowed: name those of the site"))
	}
	return s, errors.Join(errs...)
}

// allows reports whether a host in lower case, with or without a port, is one of the names.
func (s *hostSet) allows(host string) bool {
	if s.exact[host] {
		return true
	}
	name, _, ok := splitHost(host)
	if !ok || name == "" {
		return false
	}
	if s.any || s.exact[name] {
		return true
	}
	for _, suffix := range s.suffix {
		if strings.HasSuffix(name, suffix) {
			return true
		}
	}
	return false
}

// splitHost splits a host in lower case into name and port, and drops the dot at the end of a name. ok is false when it holds
// anything that does not belong into a host.
func splitHost(host string) (name, port string, ok bool) {
	if len(host) > 255+6 {
		return "", "", false
	}
	name = host
	if strings.HasPrefix(host, "[") {
		end := strings.IndexByte(host, ']')
		if end < 0 {
			return "", "", false
		}
		name, port = host[:end+1], host[end+1:]
		if !only(name[1:end], "0123456789abcdef:.") {
			return "", "", false
		}
	} else if i := strings.IndexByte(host, ':'); i >= 0 {
		name, port = host[:i], host[i:]
	}
	if port != "" && (len(port) < 2 || len(port) > 6 || port[0] != ':' || !only(port[1:], "0123456789")) {
		return "", "", false
	}
	if name == "" || name[0] == '[' {
		return name, port, true
	}
	name = strings.TrimSuffix(name, ".")
	if name == "" || name[0] == '.' || strings.Contains(name, "..") || !only(name, "abcdefghijklmnopqrstuvwxyz0123456789-_.") {
		return "", "", false
	}
	return name, port, true
}

// only reports whether every byte of s occurs in set.
func only(s, set string) bool {
	for i := 0; i < len(s); i++ {
		if strings.IndexByte(set, s[i]) < 0 {
			return false
		}
	}
	return true
}
