package render

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html/template"
	"io"
	"maps"
	"net/http"
	"reflect"
)

// A Component writes HTML and does its own escaping. Those of a-h/templ are components.
//
// Components and files of templates call each other: a function in [Options.Funcs] that returns a component is called as
// {{card .Product}}, a component in the data is shown by {{component .Card}}, and [PageOf.Component] makes a component of a file.
type Component interface {
	Render(ctx context.Context, w io.Writer) error
}

// ComponentPage declares a page that a component shows, to be rendered as any other page. The name is for messages. fn makes the
// component of the data, as a templ function with one parameter does:
//
//	var detailPage = render.ComponentPage("catalog.Detail", views.Detail)
func ComponentPage[T any, C Component](name string, fn func(data T) C) *PageOf[T] {
	return &PageOf[T]{name: name, component: func(data T) Component { return fn(data) }}
}

// Component is the page, or the part of one that a name with "#" means, with its data, for use in other components. The engine
// comes from the context, as in [PageOf.Render].
func (p *PageOf[T]) Component(data T) Component { return &placed[T]{p, data} }

// placed is a page with its data as a component.
type placed[T any] struct {
	page *PageOf[T]
	data T
}

// Render writes the page.
func (c *placed[T]) Render(ctx context.Context, w io.Writer) error {
	buf := takeBuffer()
	defer giveBuffer(buf)
	r, _ := ctx.Value(requestKey{}).(*http.Request)
	if err := c.page.write(ctx, buf, r, c.data); err != nil {
		return err
	}
	_, err := w.Write(buf.Bytes())
	return err
}

func (p *PageOf[T]) isComponent() bool { return p.component != nil }

// write renders the page into a buffer.
func (p *PageOf[T]) write(ctx context.Context, buf *bytes.Buffer, r *http.Request, data T) error {
	c := carriedIn(ctx)
	if c != nil && c.seen != nil {
		c.seen(p.name)
	}
	if p.component != nil {
		return renderComponent(ctx, buf, r, p.component(data))
	}
	if c == nil || c.engine == nil {
		return errors.New("render: the context holds no engine for " + p.name +
			": put it there with render.With in the server's context, or with Engine.Middleware")
	}
	return c.engine.execute(buf, r, p.name, data)
}

type requestKey struct{}

// renderComponent renders a component that may use files of templates, and these the request.
func renderComponent(ctx context.Context, w io.Writer, r *http.Request, c Component) error {
	if r != nil {
		ctx = context.WithValue(ctx, requestKey{}, r)
	}
	if err := c.Render(ctx, w); err != nil {
		return fmt.Errorf("render: %w", err)
	}
	return nil
}

var (
	componentType = reflect.TypeFor[Component]()
	htmlType      = reflect.TypeFor[template.HTML]()
	errorType     = reflect.TypeFor[error]()
)

// wrapComponents takes the functions that return components out of Funcs: in templates they return HTML, and need the
// request's context.
func (e *Engine) wrapComponents(all map[string]RequestFunc) {
	all["component"] = func(get func() *http.Request) any {
		return func(c Component) (template.HTML, error) { return e.componentHTML(get(), c) }
	}
	for name, fn := range maps.Clone(e.funcs) {
		v := reflect.ValueOf(fn)
		if v.Kind() != reflect.Func || v.Type().NumOut() == 0 || v.Type().NumOut() > 2 || !v.Type().Out(0).Implements(componentType) {
			continue
		}
		delete(e.funcs, name)
		all[name] = func(get func() *http.Request) any { return e.wrapComponent(v, get) }
	}
}

// wrapComponent makes a function that returns the component as HTML of one that returns the component.
func (e *Engine) wrapComponent(fn reflect.Value, get func() *http.Request) any {
	t := fn.Type()
	in := make([]reflect.Type, t.NumIn())
	for i := range in {
		in[i] = t.In(i)
	}
	wrapped := reflect.FuncOf(in, []reflect.Type{htmlType, errorType}, t.IsVariadic())
	call := fn.Call
	if t.IsVariadic() {
		call = fn.CallSlice
	}
	return reflect.MakeFunc(wrapped, func(args []reflect.Value) []reflect.Value {
		out := call(args)
		var html template.HTML
		var err error
		if len(out) == 2 {
			err, _ = out[1].Interface().(error)
		}
		if err == nil {
			c, _ := out[0].Interface().(Component)
			html, err = e.componentHTML(get(), c)
		}
		failed := reflect.Zero(errorType)
		if err != nil {
			failed = reflect.ValueOf(err)
		}
		return []reflect.Value{reflect.ValueOf(html), failed}
	}).Interface()
}

// componentHTML renders a component within a template; nil is nothing.
func (e *Engine) componentHTML(r *http.Request, c Component) (template.HTML, error) {
	if c == nil {
		return "", nil
	}
	ctx := context.Background()
	if r != nil {
		ctx = r.Context()
	}
	buf := takeBuffer()
	defer giveBuffer(buf)
	if err := renderComponent(With(ctx, e), buf, r, c); err != nil {
		return "", err
	}
	return template.HTML(buf.String()), nil
}
