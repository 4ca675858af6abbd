package render

import (
	"context"
	"net/http"
	"reflect"
	"strconv"
)

// PageOf is a page whose data has the type T. Make it with [Page].
type PageOf[T any] struct {
	name      string
	component func(data T) Component // for a page of [ComponentPage]
}

// Page declares a page: the template that shows it and the type of its data. It is a value, made once in a package variable, so
// that a site can check all its pages at start with [Engine.Check].
func Page[T any](name string) *PageOf[T] { return &PageOf[T]{name: name} }

// Declared is what the engine checks: every [PageOf] is one.
type Declared interface {
	Template() string       // "catalog/detail.html"
	DataType() reflect.Type // of the data
}

// Template returns the name of the template.
func (p *PageOf[T]) Template() string { return p.name }

// DataType returns the type of the data.
func (p *PageOf[T]) DataType() reflect.Type { return reflect.TypeFor[T]() }

// Render sends the page with status 200. The engine is the one in the request's context ([With]). On an error nothing has been
// sent, so that the caller can return it and the error page takes the page's place.
func (p *PageOf[T]) Render(w http.ResponseWriter, r *http.Request, data T) error {
	return p.RenderStatus(w, r, http.StatusOK, data)
}

// RenderStatus is Render with another status, such as 404 or 422.
func (p *PageOf[T]) RenderStatus(w http.ResponseWriter, r *http.Request, status int, data T) error {
	buf := takeBuffer()
	defer giveBuffer(buf)
	if err := p.write(r.Context(), buf, r, data); err != nil {
		return err
	}
	h := w.Header()
	if h["Content-Type"] == nil {
		h.Set("Content-Type", "text/html; charset=utf-8")
	}
	h.Set("Content-Length", strconv.Itoa(buf.Len()))
	w.WriteHeader(status)
	_, _ = w.Write(buf.Bytes()) // the client may have gone; there is nobody left to tell
	return nil
}

type engineKey struct{}

// With returns a context in which pages find the engine. Put it into the context that the server hands to every request
// (web.Server.Serve passes on the values of its own), which costs nothing per request.
func With(ctx context.Context, e *Engine) context.Context {
	return context.WithValue(ctx, engineKey{}, &carried{engine: e})
}

// From returns the engine in ctx, or nil.
func From(ctx context.Context) *Engine {
	if c := carriedIn(ctx); c != nil {
		return c.engine
	}
	return nil
}

// Middleware puts the engine into the context of each request, where [With] cannot be used.
func (e *Engine) Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(With(r.Context(), e)))
	})
}
