package messages

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"

	"github.com/musette-go/musette/internal/personal"
	"github.com/musette-go/musette/web"
)

// Options configure [Middleware]. The zero value is usable.
type Options struct {
	// Storage keeps messages between requests. Defaults to [Cookie]; sites with sessions take [Fallback].
	Storage Storage
	// Level is the lowest level that is kept. Defaults to [LevelInfo].
	Level Level
	// Logger gets what goes wrong with messages, since no page is to fail for them. Defaults to slog.Default().
	Logger *slog.Logger
}

// Middleware gives every request its messages, for [Add] and [All]. It belongs inside web.Cookies and, where messages may be kept
// there, inside the middleware of the sessions.
func Middleware(o Options) web.Middleware {
	if o.Storage == nil {
		o.Storage = Cookie(CookieOptions{})
	}
	if o.Level == 0 {
		o.Level = LevelInfo
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			req := &request{Context: r.Context()}
			req.queue.opt, req.queue.r = &o, r
			req.writer = writer{ResponseWriter: w, queue: &req.queue}
			next.ServeHTTP(&req.writer, r.WithContext(req))
			req.writer.begin(http.StatusOK)
		})
	}
}

// request is the context of a request with its messages: one allocation makes all.
type request struct {
	context.Context
	queue  queue
	writer writer
}

type contextKey struct{}

// Value implements context.Context.
func (r *request) Value(key any) any {
	if key == (contextKey{}) {
		return &r.queue
	}
	return r.Context.Value(key)
}

// queue are the messages of a request.
type queue struct {
	opt *Options
	r   *http.Request

	mu     sync.Mutex
	sent   bool // the header is on its way
	loaded bool
	stored int       // how many of all earlier requests left; known once they are loaded
	all    []Message // those, and what this request added
	shown  int       // how many of all were shown
}

var (
	errNone = errors.New("messages: this request has none: put messages.Middleware around it")
	errSent = errors.New("messages: the answer's header has been sent: add messages before the first byte of the answer")
)

// Debug adds a message of [LevelDebug] with the extra tags.
func Debug(ctx context.Context, text string, tags ...string) { add(ctx, LevelDebug, text, tags) }

// Info adds a message of [LevelInfo] with the extra tags.
func Info(ctx context.Context, text string, tags ...string) { add(ctx, LevelInfo, text, tags) }

// Success adds a message of [LevelSuccess] with the extra tags.
func Success(ctx context.Context, text string, tags ...string) { add(ctx, LevelSuccess, text, tags) }

// Warning adds a message of [LevelWarning] with the extra tags.
func Warning(ctx context.Context, text string, tags ...string) { add(ctx, LevelWarning, text, tags) }

// Error adds a message of [LevelError] with the extra tags.
func Error(ctx context.Context, text string, tags ...string) { add(ctx, LevelError, text, tags) }

func add(ctx context.Context, level Level, text string, tags []string) {
	if err := Add(ctx, Message{Level: level, Text: text, Extra: strings.Join(tags, " ")}); err != nil {
		logger(ctx).LogAttrs(ctx, slog.LevelError, "messages: a message is lost", slog.String("error", err.Error()))
	}
}

// logger is that of the request's messages.
func logger(ctx context.Context) *slog.Logger {
	if q := queueOf(ctx); q != nil {
		return q.opt.Logger
	}
	return slog.Default()
}

func queueOf(ctx context.Context) *queue {
	q, _ := ctx.Value(contextKey{}).(*queue)
	return q
}

// Add adds a message, which is shown by this page or the next one that shows messages. One below [Options.Level] is left out. Its text is
// cut after [MaxText] characters. The error says that the middleware is missing, or that the answer's header has been sent already;
// [Success] and its like log it.
func Add(ctx context.Context, m Message) error {
	q := queueOf(ctx)
	if q == nil {
		return errNone
	}
	if m.Level < q.opt.Level {
		return nil
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.sent {
		return errSent
	}
	m.Text, m.Extra = shorten(m.Text), shorten(m.Extra)
	q.all = append(q.all, m)
	return nil
}

// All returns the messages for the person, oldest first, and counts them as shown: they do not come again, unless the answer turns out
// to be an error with a status of 500 or above. A second call for the same page returns them again. A page that asks for them depends on
// the browser's cookies and says so to caches. Without the middleware there are none.
func All(ctx context.Context) []Message {
	q := queueOf(ctx)
	if q == nil {
		return nil
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.sent && !q.loaded { // what was sent may be stored by caches, and the cookie could not be cleared
		q.opt.Logger.LogAttrs(ctx, slog.LevelError, "messages: they cannot be shown", slog.String("error", errSent.Error()))
		return nil
	}
	q.load()
	q.shown = len(q.all)
	return q.all[:q.shown:q.shown]
}

// FromRequest is [All] for templates: render.PerRequest takes it.
func FromRequest(r *http.Request) []Message { return All(r.Context()) }

// load finds what earlier requests left. Messages that cannot be read are none. The caller holds the lock.
func (q *queue) load() {
	if q.loaded {
		return
	}
	q.loaded = true
	ms, err := q.opt.Storage.Load(q.r)
	if err != nil {
		q.opt.Logger.LogAttrs(q.r.Context(), slog.LevelError, "messages: they cannot be loaded", slog.String("error", err.Error()))
	}
	q.stored, q.all = len(ms), append(ms, q.all...)
}

// finish keeps what was not shown, before the header of an answer with that status is sent.
func (q *queue) finish(h http.Header, status int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.sent = true
	if q.loaded {
		personal.Vary(h)
	}
	if len(q.all) == 0 {
		return
	}
	if personal.Vary(h); personal.Private(h) {
		q.opt.Logger.LogAttrs(q.r.Context(), slog.LevelWarn, "messages: an answer with messages was marked as public; it is sent as private",
			slog.String("path", q.r.URL.EscapedPath()))
	}
	if status >= http.StatusInternalServerError {
		return
	}
	if q.load(); q.shown == 0 && len(q.all) == q.stored { // nothing new
		return
	}
	if err := q.save(h); err != nil {
		q.opt.Logger.LogAttrs(q.r.Context(), slog.LevelError, "messages: they cannot be kept", slog.String("error", err.Error()))
	}
}

// save keeps what was not shown. Where there is no room for all, the oldest go.
func (q *queue) save(h http.Header) error {
	keep := q.all[q.shown:]
	if len(keep) == 0 && q.stored == 0 {
		return nil
	}
	over := max(0, len(keep)-MaxCount)
	lost, err := q.opt.Storage.Save(h, q.r, keep[over:])
	if lost += over; lost > 0 {
		q.opt.Logger.LogAttrs(q.r.Context(), slog.LevelWarn, "messages: there is no room for all; the oldest are lost", slog.Int("lost", lost))
	}
	return err
}
