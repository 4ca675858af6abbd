package web

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"runtime/debug"
)

// Recover answers a panic with one 500 and one log line that holds the stack. http.ErrAbortHandler passes through, as
// net/http asks for. A panic after part of the answer has been sent breaks the connection off.
func Recover() Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			defer func() {
				if v := recover(); v != nil {
					recovered(w, r, v)
				}
			}()
			next.ServeHTTP(w, r)
		})
	}
}

func recovered(w http.ResponseWriter, r *http.Request, v any) {
	if v == http.ErrAbortHandler {
		panic(v)
	}
	opt := Options{}
	if st := stateOf(r.Context()); st != nil {
		opt = st.mux.opt
	} else {
		opt = opt.withDefaults()
	}
	logPanic(opt.Logger, r, v)
	if recorderOf(w).status != 0 {
		panic(http.ErrAbortHandler)
	}
	respond(w, r, opt, http.StatusInternalServerError, newPanicError(v))
}

// panicError is a panic as an error that has been logged.
type panicError struct {
	value any
	stack []uintptr // for the page in debug
}

// newPanicError is called by what recovers, while the stack of the panic is still there.
func newPanicError(v any) panicError {
	pcs := make([]uintptr, 64)
	return panicError{v, pcs[:runtime.Callers(3, pcs)]}
}

// Callers is the stack where it happened.
func (e panicError) Callers() []uintptr { return e.stack }

func (e panicError) Error() string { return fmt.Sprintf("panic: %v", e.value) }

// HTTPStatus is always 500: what panicked is a bug, whatever the value says.
func (e panicError) HTTPStatus() int { return http.StatusInternalServerError }

// Public says nothing, so that the text of a panic with a public error stays inside.
func (e panicError) Public() string { return "" }

func logPanic(log *slog.Logger, r *http.Request, v any) {
	log.LogAttrs(r.Context(), slog.LevelError, "panic while handling a request",
		slog.String("method", logText(r.Method, 16)), slog.String("path", loggedPath(r.Context(), r.URL.Path)),
		slog.String("panic", logText(fmt.Sprint(v), 4<<10)), slog.String("request_id", RequestID(r.Context())),
		slog.String("stack", string(debug.Stack())))
}
