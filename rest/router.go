package rest

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/web"
)

// RouterOptions configure the API of a site. The zero value is usable.
type RouterOptions struct {
	// Prefix is where the API stands. Defaults to "/api/".
	Prefix string
	// Authentication is that of view sets and endpoints that name none. Defaults to [Session] and [Basic], as in DRF.
	Authentication []Authenticator
	// RootPermissions say who may see the list of the API. Defaults to [IsAuthenticated].
	RootPermissions Permission
}

// A Router gives view sets and endpoints their addresses and names, as DRF's DefaultRouter: product-list at /api/products/,
// product-detail at /api/products/{pk}/, and api-root at /api/.
//
// A site needs none: it makes one for the parts of its apps. As a part itself, a Router sets the options.
type Router struct {
	opt       RouterOptions
	sets      []*ViewSet
	endpoints []*Endpoint
}

// NewRouter returns a router for parts of this package: view sets and endpoints.
func NewRouter(opt RouterOptions, parts ...app.Part) *Router {
	r := &Router{opt: opt}
	r.add(parts)
	return r
}

// PartOf says that the part is of package rest.
func (r *Router) PartOf() string { return "rest" }

func (r *Router) add(parts []app.Part) {
	for _, p := range parts {
		switch p := p.(type) {
		case *ViewSet:
			r.sets = append(r.sets, p)
		case *Endpoint:
			r.endpoints = append(r.endpoints, p)
		}
	}
}

// Mount registers the API that the parts of a site's apps make up: view sets, endpoints, and at most one [Router] with options. It does
// nothing where there are none. The error names everything that is wrong: a view set without permissions, a column that is not the
// model's.
func Mount(to *web.Router, parts []app.Part) error {
	all := &Router{}
	routers := 0
	for _, p := range parts {
		if r, ok := p.(*Router); ok {
			routers++
			all.opt, all.sets, all.endpoints = r.opt, append(all.sets, r.sets...), append(all.endpoints, r.endpoints...)
		}
	}
	if routers > 1 {
		return errors.New("rest: the site has two rest.Routers among its parts: keep one, and make the other's view sets parts themselves")
	}
	all.add(parts)
	if len(all.sets)+len(all.endpoints) == 0 {
		return nil
	}
	return all.Routes(to)
}

// MountParts is [Mount], for what puts a site together: it finds it by its interface and calls it once, with all parts of this package.
func (v *ViewSet) MountParts(to *web.Router, parts []app.Part) error { return Mount(to, parts) }

// MountParts is [Mount]; see [ViewSet.MountParts].
func (e *Endpoint) MountParts(to *web.Router, parts []app.Part) error { return Mount(to, parts) }

// MountParts is [Mount]; see [ViewSet.MountParts].
func (r *Router) MountParts(to *web.Router, parts []app.Part) error { return Mount(to, parts) }

// Routes registers the API, for a site that mounts it by itself. The error names everything that is wrong.
func (r *Router) Routes(to *web.Router) error {
	opt := r.opt
	if opt.Prefix == "" {
		opt.Prefix = "/api/"
	}
	if opt.Authentication == nil {
		opt.Authentication = []Authenticator{Session(), Basic()}
	}
	if opt.RootPermissions == nil {
		opt.RootPermissions = IsAuthenticated
	}
	var errs []error
	if !strings.HasPrefix(opt.Prefix, "/") || !strings.HasSuffix(opt.Prefix, "/") {
		return fmt.Errorf("rest: the prefix %q of the API: expected one that begins and ends with a slash", opt.Prefix)
	}
	var root []rootEntry
	names := map[string]bool{}
	for _, v := range r.sets {
		c, err := v.compile(opt)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if names[c.prefix()] {
			errs = append(errs, fmt.Errorf("rest: two view sets are named %q: give one of them another Name and Basename", c.prefix()))
			continue
		}
		names[c.prefix()] = true
		root = append(root, rootEntry{c.prefix(), c.basename + "-list"})
		errs = append(errs, c.routes(to, opt.Prefix))
	}
	errs = append(errs, mountEndpoints(to, r.endpoints, opt))
	rootEndpoint(opt, root).mount(to, opt.Prefix, "api-root")
	return errors.Join(errs...)
}

type rootEntry struct{ name, route string }

// rootEndpoint lists the view sets with their addresses.
func rootEndpoint(opt RouterOptions, entries []rootEntry) *endpoint {
	e := &endpoint{title: "Api Root", description: "The default basic root view for DefaultRouter", auth: opt.Authentication, permission: opt.RootPermissions,
		offers: []renderer{asJSON, asProblem}, methods: map[string]*method{}, metadata: plainMetadata}
	e.methods[http.MethodGet] = &method{action: "api-root", run: func(rq *Request) (*Response, error) {
		b := []byte{'{'}
		for i, entry := range entries {
			path, err := web.Reverse(rq.Context(), entry.route)
			if err != nil {
				continue // a view set without a list
			}
			if i > 0 && len(b) > 1 {
				b = append(b, ',')
			}
			b = append(appendText(b, entry.name), ':')
			b = appendText(b, web.AbsoluteURL(rq.R, path))
		}
		return &Response{Status: http.StatusOK, raw: append(b, '}')}, nil
	}}
	return e.finish()
}
