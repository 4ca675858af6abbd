package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/musette-go/musette/problem"
)

// NewError returns an error that [Fail] answers with the status, for the cases that problem has no kind for: 410, 414, 418.
// The text is shown to the person who made the request.
func NewError(status int, text string) error { return &statusError{status, text} }

type statusError struct {
	status int
	text   string
}

func (e *statusError) Error() string   { return e.text }
func (e *statusError) Public() string  { return e.text }
func (e *statusError) HTTPStatus() int { return e.status }

func (e *statusError) Kind() problem.Kind {
	if e.status >= 500 {
		return problem.Internal
	}
	return problem.BadRequest
}

// statusGone is what the log shows when the client went away; it is never sent.
const statusGone = 499

// StatusOf returns the HTTP status that [Fail] answers for err: 413 for *http.MaxBytesError, what [NewError] or another
// method HTTPStatus() int says, 503 for context.DeadlineExceeded, and else what problem.Of means. A nil error is 200.
func StatusOf(err error) int {
	if err == nil {
		return http.StatusOK
	}
	var own interface{ HTTPStatus() int }
	if errors.As(err, &own) && own.HTTPStatus() >= 400 && own.HTTPStatus() < 600 {
		return own.HTTPStatus()
	}
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return http.StatusRequestEntityTooLarge
	}
	kind := problem.Of(err)
	if kind == problem.Internal && errors.Is(err, context.DeadlineExceeded) {
		kind = problem.Timeout
	}
	return kindStatus(kind)
}

func kindStatus(k problem.Kind) int {
	switch k {
	case problem.BadRequest, problem.Invalid:
		return http.StatusBadRequest
	case problem.Unauthenticated:
		return http.StatusUnauthorized
	case problem.Denied:
		return http.StatusForbidden
	case problem.NotFound:
		return http.StatusNotFound
	case problem.MethodNotAllowed:
		return http.StatusMethodNotAllowed
	case problem.Conflict:
		return http.StatusConflict
	case problem.TooLarge:
		return http.StatusRequestEntityTooLarge
	case problem.TooMany:
		return http.StatusTooManyRequests
	case problem.Unavailable, problem.Timeout:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// Fail answers the request with err. It is the only place where errors become answers; a [HandlerFunc] that returns an
// error comes here, and middleware may call it. It
//
//   - logs statuses of 500 and above (at error, 503 at warn) and the rest at debug;
//   - writes nothing when the client has gone away, which is logged at debug, and breaks the connection off;
//   - breaks the connection off too when part of an answer has been sent, so that it cannot pass for a whole one (by
//     panicking with http.ErrAbortHandler, as net/http asks for);
//   - otherwise drops headers that described the answer that failed, and sends a page or JSON, whichever Accept prefers.
func Fail(w http.ResponseWriter, r *http.Request, err error) {
	st, opt := stateOf(r.Context()), Options{}
	if st != nil {
		opt = st.mux.opt
	} else {
		opt = opt.withDefaults()
	}
	rec := recorderOf(w)
	status := StatusOf(err)
	if ctxErr := r.Context().Err(); ctxErr != nil && status != http.StatusRequestTimeout {
		if errors.Is(ctxErr, context.Canceled) {
			logFailure(opt.Logger, r, slog.LevelDebug, "client went away", statusGone, err)
			if rec.status == 0 {
				rec.status = statusGone
			}
			panic(http.ErrAbortHandler)
		}
		if status == http.StatusInternalServerError {
			status = http.StatusServiceUnavailable
		}
	}
	if p := (panicError{}); !errors.As(err, &p) { // a panic has been logged, with its stack
		logFailure(opt.Logger, r, failureLevel(status), "request failed", status, err)
	}
	if rec.status != 0 {
		panic(http.ErrAbortHandler)
	}
	respond(w, r, opt, status, err)
}

func failureLevel(status int) slog.Level {
	switch {
	case status == http.StatusServiceUnavailable:
		return slog.LevelWarn
	case status >= 500:
		return slog.LevelError
	}
	return slog.LevelDebug
}

func logFailure(log *slog.Logger, r *http.Request, level slog.Level, msg string, status int, err error) {
	ctx := r.Context()
	if !log.Enabled(ctx, level) {
		return
	}
	log.LogAttrs(ctx, level, msg,
		slog.String("method", logText(r.Method, 16)), slog.String("path", loggedPath(ctx, r.URL.Path)),
		slog.Int("status", status), slog.String("error", logText(err.Error(), 4<<10)), slog.String("request_id", RequestID(ctx)))
}

// discardHeld drops what writers around w hold back of an answer that failed.
func discardHeld(w http.ResponseWriter) {
	for {
		if d, ok := w.(interface{ Discard() }); ok {
			d.Discard()
		}
		u, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return
		}
		w = u.Unwrap()
	}
}

// respond writes the headers that every error has, then a page or JSON.
func respond(w http.ResponseWriter, r *http.Request, opt Options, status int, err error) {
	discardHeld(w)
	if st := stateOf(r.Context()); st != nil {
		st.body().abandon()
	}
	h := w.Header()
	for _, name := range []string{"Content-Length", "Content-Encoding", "Content-Disposition", "Etag", "Last-Modified", "Content-Type"} {
		h.Del(name)
	}
	h.Set("Cache-Control", "no-store")
	h.Add("Vary", "Accept")
	if after := retryAfter(status, err); after > 0 {
		h.Set("Retry-After", strconv.Itoa(after))
	}
	switch page := opt.ErrorPages[status]; {
	case wantsJSON(r):
		writeErrorJSON(w, opt, status, err)
	case opt.Debug && status >= 500:
		errorPage(w, r, opt, debugPage(opt), status, err)
	case page != nil:
		errorPage(w, r, opt, page, status, err)
	default:
		errorPage(w, r, opt, opt.ErrorPage, status, err)
	}
}

// errorPage runs the site's error page, and the built-in one when that fails before it has sent anything.
func errorPage(w http.ResponseWriter, r *http.Request, opt Options, page ErrorPage, status int, err error) {
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		if v == http.ErrAbortHandler || recorderOf(w).status != 0 {
			panic(v)
		}
		logPanic(opt.Logger, r, v)
		DefaultErrorPage(w, r, status, err)
	}()
	page(w, r, status, err)
}

// retryAfter is the number of seconds after which trying again makes sense, 0 for never. An error may say so itself by a
// method RetryAfter() time.Duration.
func retryAfter(status int, err error) int {
	if status != http.StatusServiceUnavailable && status != http.StatusTooManyRequests {
		return 0
	}
	var own interface{ RetryAfter() time.Duration }
	if errors.As(err, &own) {
		return int((own.RetryAfter() + time.Second - 1) / time.Second)
	}
	return 5
}
