package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/schema"
	"github.com/musette-go/musette/validate"
	"github.com/musette-go/musette/web"
)

// Params are the parameters of an [Endpoint], each with the address of the variable that it fills.
type Params []*Param

// Param is one parameter. Its methods refine it and return it.
type Param struct {
	name     string
	from     source
	sf       schema.Field
	ptr      any
	optional bool
	blank    bool
	checks   []func() error
	read     func(in *paramInput, v *value) (*errNode, error)
}

type source uint8

const (
	fromBody source = iota
	fromPath
	fromQuery
)

type paramInput struct{ rq *Request }

// Path is a parameter of the address: {id} in its pattern. Text that does not fit its type is 404.
func Path[V any](name string, to *V) *Param { return param(name, fromPath, to) }

// Query is a parameter of the query string.
func Query[V any](name string, to *V) *Param { return param(name, fromQuery, to).Optional() }

// Body is a field of the body: JSON, or a form. The type of to decides how it is read and what errors say, as the type of a column does in a
// serializer: whole numbers, float64, decimal.Decimal, bool, string, time.Time, schema.Date, schema.Clock, time.Duration, schema.UUID,
// netip.Addr, json.RawMessage, and pointers to them for what may be null.
func Body[V any](name string, to *V) *Param { return param(name, fromBody, to) }

func param(name string, from source, ptr any) *Param {
	return &Param{name: name, from: from, ptr: ptr, sf: schema.Field{Name: name, Type: typeOfSample(ptr), MaxDigits: 1000, DecimalPlaces: 1000}}
}

// typeOfSample is the column type that a Go type stands for; ranges of numbers hang on it.
func typeOfSample(ptr any) schema.Type {
	switch ptr.(type) {
	case *int32, **int32:
		return schema.IntegerField
	case *int16, **int16:
		return schema.SmallIntegerField
	case *string, **string:
		return schema.TextField
	}
	return schema.BigIntegerField
}

// Optional lets the parameter be missing; the variable keeps what it holds.
func (p *Param) Optional() *Param { p.optional = true; return p }

// Required makes a parameter of the query string one that must be there.
func (p *Param) Required() *Param { p.optional = false; return p }

// AllowBlank lets a text be empty.
func (p *Param) AllowBlank() *Param { p.blank = true; return p }

// MaxLength bounds a text, in characters.
func (p *Param) MaxLength(n int) *Param { p.sf.MaxLength = n; return p }

// Digits bounds a decimal: all its digits, and those after the point.
func (p *Param) Digits(all, places int) *Param {
	p.sf.MaxDigits, p.sf.DecimalPlaces = all, places
	return p
}

// Format narrows a text: [schema.Email], [schema.URL], [schema.Slug].
func (p *Param) Format(f schema.Format) *Param { p.sf.Format = f; return p }

// Check runs when the parameter was read; the text of its error is the message. See package validate for common ones.
func (p *Param) Check(fn func() error) *Param { p.checks = append(p.checks, fn); return p }

// List is a list of objects in the body; params declares those of one item.
func List[V any](name string, to *[]V, params func(item *V) Params) *Param {
	return &Param{name: name, read: func(in *paramInput, v *value) (*errNode, error) {
		if v.kind != listValue {
			return objectError("not_a_list", `Expected a list of items but got type "`+v.typeName()+`".`), nil
		}
		items := make([]V, len(v.list))
		n, bad := &errNode{items: make([]*errNode, len(v.list))}, false
		for i := range v.list {
			kid, err := params(&items[i]).readBody(in, &v.list[i])
			if err != nil {
				return nil, err
			}
			n.items[i], bad = kid, bad || !kid.empty()
		}
		if bad {
			return n, nil
		}
		*to = items
		return nil, nil
	}}
}

// Object is an object in the body, with parameters of its own.
func Object(name string, params Params) *Param {
	return &Param{name: name, read: func(in *paramInput, v *value) (*errNode, error) { return params.readBody(in, v) }}
}

// bind reads all parameters of a request. Errors of the path are 404; all others are collected.
func (ps Params) bind(rq *Request, body *value) error {
	in := &paramInput{rq}
	n := &errNode{}
	for _, p := range ps {
		if p.from == fromBody {
			continue
		}
		kid, err := p.bindOne(in, p.sent(rq))
		if err != nil {
			return err
		}
		if !kid.empty() && p.from == fromPath {
			return errNotFound()
		}
		if !kid.empty() {
			n.put(p.name, kid)
		}
	}
	if body != nil {
		kid, err := ps.readBody(in, body)
		if err != nil {
			return err
		}
		if !kid.empty() {
			n.keys, n.kids = append(n.keys, kid.keys...), append(n.kids, kid.kids...)
		}
	}
	if !n.empty() {
		return errInvalid(n)
	}
	return nil
}

func (p *Param) sent(rq *Request) *value {
	if p.from == fromPath {
		return &value{kind: textValue, text: web.Param(rq.R, p.name), form: true}
	}
	text, ok := rq.param(p.name)
	if !ok || text == "" && p.optional {
		return &value{}
	}
	return &value{kind: textValue, text: text, form: true}
}

// readBody reads the parameters of an object.
func (ps Params) readBody(in *paramInput, v *value) (*errNode, error) {
	if v.kind == nullValue {
		return objectError("null", "No data provided"), nil
	}
	if v.kind != objectValue {
		return objectError("invalid", "Invalid data. Expected a dictionary, but got "+v.typeName()+"."), nil
	}
	n := &errNode{}
	for _, p := range ps {
		if p.from != fromBody {
			continue
		}
		got := v.get(p.name)
		switch {
		case got == nil:
			got = &value{}
		case v.form && got.kind == listValue:
			got = &got.list[len(got.list)-1]
		}
		kid, err := p.bindOne(in, got)
		if err != nil {
			return nil, err
		}
		if !kid.empty() {
			n.put(p.name, kid)
		}
	}
	if n.empty() {
		return nil, nil
	}
	return n, nil
}

// bindOne reads one parameter.
func (p *Param) bindOne(in *paramInput, v *value) (*errNode, error) {
	if v.kind == absent {
		if p.optional {
			return nil, nil
		}
		return leaf(messages{missing()}), nil
	}
	if p.read != nil {
		if v.kind == nullValue {
			return leaf(wrong("null", "This field may not be null.")), nil
		}
		return p.read(in, v)
	}
	c, err := codecOf(&p.sf, p.ptr)
	if err != nil {
		return nil, err
	}
	if v.kind == nullValue {
		if !nullable(p.ptr) {
			return leaf(wrong("null", "This field may not be null.")), nil
		}
		c.null(p.ptr)
		return nil, nil
	}
	if p.sf.Type.IsText() && v.kind == textValue && strings.TrimSpace(v.text) == "" {
		if !p.blank {
			return leaf(wrong("blank", "This field may not be blank.")), nil
		}
		v = &value{kind: textValue}
	}
	if ms := c.decode(v, p.ptr); ms != nil {
		return leaf(ms), nil
	}
	return p.check()
}

func (p *Param) check() (*errNode, error) {
	var ms messages
	for _, fn := range p.checks {
		if err := fn(); err != nil {
			m, err := messageOf(err)
			if err != nil {
				return nil, err
			}
			ms = append(ms, m)
		}
	}
	return leaf(ms), nil
}

// nullable reports whether the variable is a pointer, so that null is one of its values.
func nullable(ptr any) bool {
	b, err := codecOf(&schema.Field{DecimalPlaces: 1}, ptr)
	return err == nil && string(b.encode(nil, ptr)) == "null"
}

// An Endpoint is an address of the API that belongs to no model: a function from typed parameters to a typed answer, or a plain handler. It
// is an app.Part.
type Endpoint struct {
	method, pattern, name string
	opt                   EndpointOptions
	run                   func(rq *Request) (*Response, error)
	handler               http.Handler
}

// EndpointOptions say who may use an endpoint.
type EndpointOptions struct {
	// Permissions say who may use it. Required: AllowAny must be said.
	Permissions Permission
	// Authentication are the ways to say who one is. Defaults to those of the router.
	Authentication []Authenticator
	// Name is the name of the route. Defaults to none.
	Name string
	// Title and Description are shown by OPTIONS. Title defaults to the route's name.
	Title, Description string
	// Status is that of a success. Defaults to 200.
	Status int
}

// PartOf says that the part is of package rest.
func (e *Endpoint) PartOf() string { return "rest" }

// Handle is an endpoint: params declares what a request holds, and fn does the work. What cannot be read is answered with 400 in DRF's
// shape, an error of fn as everywhere in this package; the answer is written as JSON, and an Out of struct{} sends 204.
//
//	rest.Handle("POST", "transfers/", func(in *TransferIn) rest.Params {
//		return rest.Params{rest.Body("to", &in.To), rest.Body("amount", &in.Amount).Digits(10, 2)}
//	}, transfer, rest.EndpointOptions{Permissions: rest.IsAuthenticated})
//
// The pattern stands below the router's prefix; its parameters are read by [Path].
func Handle[In, Out any](method, pattern string, params func(in *In) Params, fn func(ctx context.Context, in In) (Out, error), opt EndpointOptions) *Endpoint {
	if opt.Status == 0 {
		opt.Status = http.StatusOK
	}
	enc := encoderOf[Out]()
	e := &Endpoint{method: method, pattern: pattern, name: opt.Name, opt: opt}
	e.run = func(rq *Request) (*Response, error) {
		var in In
		if params != nil {
			ps := params(&in)
			var body *value
			if ps.body() {
				v, err := rq.body()
				if err != nil {
					return nil, err
				}
				body = &v
			}
			if err := ps.bind(rq, body); err != nil {
				return nil, err
			}
		}
		out, err := fn(rq.Context(), in)
		if err != nil {
			return nil, err
		}
		if _, none := any(out).(struct{}); none {
			return &Response{Status: http.StatusNoContent}, nil
		}
		raw, err := enc(nil, out)
		return &Response{Status: opt.Status, raw: raw}, err
	}
	return e
}

func (ps Params) body() bool {
	for _, p := range ps {
		if p.from == fromBody {
			return true
		}
	}
	return false
}

// Plain is an endpoint that is a plain handler behind the API's authentication and permissions. The person is in the request's context.
func Plain(method, pattern string, h http.Handler, opt EndpointOptions) *Endpoint {
	return &Endpoint{method: method, pattern: pattern, name: opt.Name, opt: opt, handler: h}
}

// mountEndpoints registers endpoints; those with one pattern share an address, each with its method.
func mountEndpoints(to *web.Router, es []*Endpoint, opt RouterOptions) error {
	var errs []error
	at := map[string]*endpoint{}
	var order []*Endpoint
	for _, e := range es {
		if e.opt.Permissions == nil {
			errs = append(errs, fmt.Errorf("rest: the endpoint %s %s has no Permissions: say who may use it, and rest.AllowAny if everybody may", e.method, e.pattern))
			continue
		}
		end := at[e.pattern]
		if end == nil {
			end = e.endpoint(opt)
			at[e.pattern] = end
			order = append(order, e)
		}
		if end.methods[e.method] != nil {
			errs = append(errs, fmt.Errorf("rest: two endpoints take %s %s", e.method, e.pattern))
		}
		e.join(end)
	}
	for _, e := range order {
		at[e.pattern].finish().mount(to, opt.Prefix+e.pattern, e.name)
	}
	return errors.Join(errs...)
}

// endpoint begins the address of a pattern; its permission is that of the method.
func (e *Endpoint) endpoint(opt RouterOptions) *endpoint {
	end := &endpoint{title: e.opt.Title, description: e.opt.Description, auth: e.opt.Authentication,
		offers: []renderer{asJSON, asProblem}, methods: map[string]*method{}, metadata: plainMetadata}
	if end.auth == nil {
		end.auth = opt.Authentication
	}
	if end.title == "" {
		end.title = capital(strings.ReplaceAll(e.name, "-", " "))
	}
	end.permission = func(rq *Request, row any) (bool, error) {
		if m := end.methods[rq.methodName()]; m != nil {
			return m.permission(rq, row)
		}
		for _, m := range end.methods { // a method that is none: whoever may use the address learns so
			if ok, err := m.permission(rq, row); err != nil || ok {
				return ok, err
			}
		}
		return false, nil
	}
	return end
}

// join adds the endpoint's method to an address.
func (e *Endpoint) join(end *endpoint) {
	run := e.run
	if e.handler != nil {
		end.offers = append(end.offers, asAnything)
		run = func(rq *Request) (*Response, error) {
			e.handler.ServeHTTP(rq.w, rq.R)
			return nil, errAnswered
		}
	}
	action := e.name
	if action == "" {
		action = strings.ToLower(e.method)
	}
	end.methods[e.method] = &method{action: action, run: run, permission: e.opt.Permissions}
}

// errAnswered says that a plain handler has answered already.
var errAnswered = errors.New("rest: answered")

// Invalid is an error for [Check] and for handlers: 400 with a message.
func Invalid(message string) error { return validate.Invalid(message) }

var _ problem.Kinder = (*nestedError)(nil)
