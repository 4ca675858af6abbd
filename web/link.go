package web

import (
	"context"
	"fmt"
	"reflect"
)

// A Link is the name of a route together with the types of its parameters, so that a wrong number or type of arguments does
// not compile. It is a constant that stands beside the handlers of an app:
//
//	const ProductLink = web.Link1[int64]("catalog:detail")
//
//	r.Get("/products/{id:int}/", productDetail).Link(ProductLink)
//	url, err := ProductLink.Reverse(ctx, p.ID)
//
// [Route.Link] gives the route the name and lets Build check the types; [Router.Require] lets Build check that another app
// registers it. The types are [Link0] to [Link3].
type Link interface {
	shape() (name string, params []reflect.Type)
}

// Link0 names a route without parameters.
type Link0 string

// Link1 names a route with one parameter.
type Link1[A any] string

// Link2 names a route with two parameters.
type Link2[A, B any] string

// Link3 names a route with three parameters.
type Link3[A, B, C any] string

func (l Link0) shape() (string, []reflect.Type) { return string(l), nil }
func (l Link1[A]) shape() (string, []reflect.Type) {
	return string(l), []reflect.Type{reflect.TypeFor[A]()}
}
func (l Link2[A, B]) shape() (string, []reflect.Type) {
	return string(l), []reflect.Type{reflect.TypeFor[A](), reflect.TypeFor[B]()}
}
func (l Link3[A, B, C]) shape() (string, []reflect.Type) {
	return string(l), []reflect.Type{reflect.TypeFor[A](), reflect.TypeFor[B](), reflect.TypeFor[C]()}
}

// Reverse is [Reverse] for this route. It needs the context of a request, or one of [WithURLs].
func (l Link0) Reverse(ctx context.Context, s ...Suffix) (string, error) {
	return reverseLink(ctx, string(l), s)
}

// Reverse is [Reverse] for this route. It fails when the parameter does not take the value of a.
func (l Link1[A]) Reverse(ctx context.Context, a A, s ...Suffix) (string, error) {
	return reverseLink(ctx, string(l), s, a)
}

// Reverse is [Reverse] for this route. It fails when a parameter does not take its value.
func (l Link2[A, B]) Reverse(ctx context.Context, a A, b B, s ...Suffix) (string, error) {
	return reverseLink(ctx, string(l), s, a, b)
}

// Reverse is [Reverse] for this route. It fails when a parameter does not take its value.
func (l Link3[A, B, C]) Reverse(ctx context.Context, a A, b B, c C, s ...Suffix) (string, error) {
	return reverseLink(ctx, string(l), s, a, b, c)
}

func reverseLink(ctx context.Context, name string, suffixes []Suffix, args ...any) (string, error) {
	for _, s := range suffixes {
		args = append(args, s)
	}
	return Reverse(ctx, name, args...)
}

// Link names the route like l; Build refuses parameters that do not take the types of l.
func (rt *Route) Link(l Link) *Route {
	name, _ := l.shape()
	rt.link = l
	return rt.Name(name)
}

// A required link has to exist when the site is built.
type required struct {
	link  Link
	where string
}

// Require lets Build refuse the site unless it has the routes of these links, with parameters that take their types. An
// app names here the routes of other apps that it leads to.
func (r *Router) Require(links ...Link) {
	r.mustBeOpen()
	for _, l := range links {
		r.site.required = append(r.site.required, required{l, caller(2)})
	}
}

// links checks the links of routes and those required by name.
func (b *builder) links(s *site, routes []*Route) {
	for _, rt := range routes {
		if rt.link != nil {
			if err := rt.fits(rt.link); err != nil {
				b.errorf("%w", err)
			}
		}
	}
	for _, q := range s.required {
		name, _ := q.link.shape()
		rt, err := b.mux.urls.route(name, nil)
		if err == nil {
			err = rt.fits(q.link)
		}
		if err != nil {
			b.errs = append(b.errs, fmt.Errorf("%w (required at %s)", err, q.where))
		}
	}
}

// fits returns an error when the route does not take what the link gives.
func (rt *Route) fits(l Link) error {
	name, types := l.shape()
	if err := rt.arity(name, len(types)); err != nil {
		return err
	}
	for i, p := range rt.pat.params {
		if !p.conv.accepts(types[i]) {
			return fmt.Errorf("web: the link %q gives a %s for {%s:%s} of %s: change the type of the link or of the parameter", name, types[i], p.name, p.conv.name, rt)
		}
	}
	return nil
}

// accepts reports whether values of the type can be arguments of this parameter.
func (c converter) accepts(t reflect.Type) bool {
	if c.own != nil && t == c.own.typ {
		return true
	}
	if t.Implements(reflect.TypeFor[fmt.Stringer]()) {
		return c.name != "int"
	}
	switch k := t.Kind(); {
	case k == reflect.String:
		return c.name != "int"
	case k >= reflect.Int && k <= reflect.Uintptr:
		return c.name != "uuid" && c.own == nil
	}
	return false
}
