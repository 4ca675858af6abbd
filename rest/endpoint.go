package rest

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/web"
)

// endpoint is one address: its methods, and what stands before each of them.
type endpoint struct {
	title       string // for OPTIONS: "Product List"
	description string
	auth        []Authenticator
	permission  Permission
	offers      []renderer
	model       *orm.Descriptor
	methods     map[string]*method
	allow       []string // the header
	metadata    func(rq *Request, e *endpoint) (*Response, error)
}

// method is what an address does for one method.
type method struct {
	action     string
	run        func(rq *Request) (*Response, error)
	permission Permission // of an endpoint's own
}

// methodName is the method that decides what a request does: HEAD is GET without the body.
func (rq *Request) methodName() string {
	if rq.R.Method == http.MethodHead {
		return http.MethodGet
	}
	return rq.R.Method
}

// challenge is the header of the first authenticator.
func (e *endpoint) challenge() string {
	if len(e.auth) == 0 {
		return ""
	}
	return e.auth[0].Challenge()
}

// finish lists the methods for Allow, in DRF's order.
func (e *endpoint) finish() *endpoint {
	var names []string
	for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		if e.methods[m] != nil {
			names = append(names, m)
		}
	}
	if e.methods[http.MethodGet] != nil {
		names = append(names, http.MethodHead)
	}
	e.allow = []string{strings.Join(append(names, http.MethodOptions), ", ")}
	return e
}

// ServeHTTP answers a request in DRF's order: the form of the answer, who it is, whether they may, and then what is asked for.
func (e *endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	rq := &Request{R: r, w: w, end: e, model: e.model}
	res, err := e.run(rq)
	if err == nil {
		err = rq.write(res)
	}
	if err == nil || errors.Is(err, errAnswered) {
		return
	}
	if answer := rq.asError(err); answer != nil {
		rq.fail(answer)
		return
	}
	failed := rq.R.Clone(rq.R.Context())
	failed.Header.Set("Accept", "application/json")
	web.Fail(w, failed, err)
}

func (e *endpoint) run(rq *Request) (*Response, error) {
	name := rq.methodName()
	m := e.methods[name]
	if m != nil {
		rq.Action = m.action
	} else if name == http.MethodOptions {
		rq.Action = "metadata"
	}
	negotiated := rq.negotiate(e.offers)
	if err := rq.authenticate(e.auth); err != nil && negotiated == nil {
		return nil, err
	}
	if negotiated != nil {
		return nil, negotiated
	}
	if err := rq.may(e.permission, nil); err != nil {
		return nil, err
	}
	switch {
	case m != nil:
		return m.run(rq)
	case name == http.MethodOptions:
		return e.metadata(rq, e)
	}
	return nil, errMethod(rq.R.Method)
}

// mount registers the address for all methods, so that those it does not take are answered as DRF does. Sessions are checked against forgery
// by their authenticator, since tokens need no such check.
func (e *endpoint) mount(r *web.Router, pattern, name string) {
	for i, m := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions} {
		rt := r.Handle(m, pattern, e).Access(web.Access{Rule: "rest permissions"}).
			CSRFExempt("the API checks requests that come with a session by itself")
		if i == 0 && name != "" {
			rt.Name(name)
		}
	}
}

func sameType(a, b any) bool { return reflect.TypeOf(a) == reflect.TypeOf(b) }

// has reports whether the view set has one of the six actions.
func (c *viewset) has(action string) bool { return c.only == nil || slices.Contains(c.only, action) }

// endpointOf begins an address of the view set.
func (c *viewset) endpointOf(suffix string, p Permission) *endpoint {
	title := titleOf(c.where.Schema.Name)
	if suffix != "" {
		title += " " + suffix
	}
	return &endpoint{title: title, description: c.text, auth: c.auth, permission: p, offers: c.offers, model: c.where,
		methods: map[string]*method{}, metadata: c.metadata}
}

// titleOf is a type's name in words: "Product", "Order Line".
func titleOf(name string) string {
	var b strings.Builder
	for i, r := range name {
		if i > 0 && r >= 'A' && r <= 'Z' {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func pkOf(rq *Request) string { return web.Param(rq.R, "pk") }

// listEndpoint is the address of the list.
func (c *viewset) listEndpoint() *endpoint {
	e := c.endpointOf("List", c.permission)
	if c.has("list") {
		e.methods[http.MethodGet] = &method{action: "list", run: c.list}
	}
	if c.has("create") {
		e.methods[http.MethodPost] = &method{action: "create", run: c.create}
	}
	return e.finish()
}

// detailEndpoint is the address of a row.
func (c *viewset) detailEndpoint() *endpoint {
	e := c.endpointOf("Instance", c.permission)
	add := func(m, name string, run func(rq *Request) (*Response, error)) {
		if c.has(name) {
			e.methods[m] = &method{action: name, run: run}
		}
	}
	add(http.MethodGet, "retrieve", func(rq *Request) (*Response, error) { return c.retrieve(rq, pkOf(rq)) })
	add(http.MethodPut, "update", func(rq *Request) (*Response, error) { return c.update(rq, pkOf(rq), false) })
	add(http.MethodPatch, "partial_update", func(rq *Request) (*Response, error) { return c.update(rq, pkOf(rq), true) })
	add(http.MethodDelete, "destroy", func(rq *Request) (*Response, error) { return c.destroy(rq, pkOf(rq)) })
	return e.finish()
}

// extraEndpoint is the address of extra actions that share a path.
func (c *viewset) extraEndpoint(actions []action) *endpoint {
	e := c.endpointOf("", nil)
	e.title = capital(strings.ReplaceAll(actions[0].name, "_", " "))
	of := map[string]Permission{}
	for _, a := range actions {
		of[a.name] = a.permission
		for _, m := range a.methods {
			e.methods[m] = &method{action: a.name, run: func(rq *Request) (*Response, error) { return c.extra(rq, a) }}
		}
	}
	e.permission = PerAction(actions[0].permission, of)
	return e.finish()
}

func (c *viewset) extra(rq *Request, a action) (*Response, error) {
	if a.list != nil {
		v, err := a.list(rq)
		return c.answer(rq, v, err)
	}
	var as []orm.Action
	if !rq.Safe() {
		as = []orm.Action{orm.Change}
	}
	row, err := c.object(rq, a.permission, pkOf(rq), false, false, as...)
	if err != nil {
		return nil, err
	}
	v, err := a.detail(rq, row)
	if n := c.plan.invalid(err); err != nil && n != nil {
		err = errInvalid(n)
	}
	return c.answer(rq, v, err)
}

// routes registers the addresses of the view set below a router's prefix.
func (c *viewset) routes(r *web.Router, prefix string) error {
	root := prefix + c.prefix() + "/"
	var errs []error
	if e := c.listEndpoint(); len(e.methods) > 0 {
		e.mount(r, root, c.basename+"-list")
	}
	at := map[string][]action{}
	var order []string
	for _, a := range c.actions {
		key := a.path + "/"
		if a.detail != nil {
			key = "{pk}/" + key
		}
		if at[key] == nil {
			order = append(order, key)
		}
		for _, other := range at[key] {
			for _, m := range a.methods {
				if slices.Contains(other.methods, m) {
					errs = append(errs, fmt.Errorf("rest: %s and %s of %s both take %s %s", other.name, a.name, c.where.Label(), m, root+key))
				}
			}
		}
		at[key] = append(at[key], a)
	}
	for _, key := range order {
		c.extraEndpoint(at[key]).mount(r, root+key, c.basename+"-"+strings.ReplaceAll(at[key][0].name, "_", "-"))
	}
	if e := c.detailEndpoint(); len(e.methods) > 0 {
		e.mount(r, root+"{pk}/", c.basename+"-detail")
	}
	return errors.Join(errs...)
}
