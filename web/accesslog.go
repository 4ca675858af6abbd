package web

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"
)

// How many bytes of a path and of a User-Agent a log line shows.
const (
	maxLogPath  = 256
	maxLogAgent = 128
)

// AccessLog writes one line for each request when it is finished, also when it panicked: method, path, route, status, bytes
// of the body, duration, address of the client, User-Agent and request id. The query is left out, since it may hold secrets, and
// where the route has a parameter named as one ({token}, {secret}), the route's pattern stands in the place of the path.
// Text from the client is cut and its control characters are escaped. Statuses of 500 and above are logged at error, the rest
// at info.
func AccessLog(log *slog.Logger) Middleware {
	fast, _ := log.Handler().(*jsonLog)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			a := accessed{log: log, fast: fast, path: r.URL.Path}
			if st := stateOf(r.Context()); st != nil {
				a.start = st.start
			} else {
				a.start = time.Now()
			}
			rec, known := w.(*recorder)
			if !known {
				rec = &recorder{ResponseWriter: w}
			}
			defer a.write(r, rec)
			next.ServeHTTP(rec, r)
			a.done = true
		})
	}
}

// accessed is a request that will be logged.
type accessed struct {
	log   *slog.Logger
	fast  *jsonLog // the handler of log, if it is that
	start time.Time
	path  string // as it came: handlers may change it
	done  bool   // the handler has returned, and did not panic
}

// accessLine is what a line says.
type accessLine struct {
	at                  time.Time
	level               slog.Level
	method, path, route string
	status              int
	bytes               int64
	took                time.Duration
	client              netip.Addr
	agent, id           string
}

func (a *accessed) write(r *http.Request, rec *recorder) {
	l := accessLine{status: rec.status, level: slog.LevelInfo}
	switch {
	case l.status == 0 && a.done:
		l.status = http.StatusOK // net/http sends it for a handler that writes nothing
	case l.status == 0:
		l.status = http.StatusInternalServerError
	}
	if l.status >= 500 {
		l.level = slog.LevelError
	}
	ctx := r.Context()
	if !a.log.Enabled(ctx, l.level) {
		return
	}
	l.at = time.Now()
	l.took, l.bytes = l.at.Sub(a.start), rec.bytes
	l.method, l.path, l.agent = logText(r.Method, 16), loggedPath(ctx, a.path), logText(r.UserAgent(), maxLogAgent)
	l.route, l.client, l.id = routeName(ctx), ClientIP(r), RequestID(ctx)
	if a.fast != nil && traceOf(ctx) == nil && isPlain(l.route) {
		a.fast.access(&l)
		return
	}
	client := ""
	if l.client.IsValid() {
		client = l.client.String()
	}
	a.log.LogAttrs(ctx, l.level, "request",
		slog.String("method", l.method), slog.String("path", l.path), slog.String("route", l.route),
		slog.Int("status", l.status), slog.Int64("bytes", l.bytes), slog.Duration("duration", l.took),
		slog.String("client", client), slog.String("agent", l.agent), slog.String("request_id", l.id))
}

// loggedPath is a path as logs have it: cut, with its control characters escaped. Where a parameter of the request's route is
// a token, a secret or a password by its name, it is the route's pattern: whoever reads logs is not to follow links of mails.
func loggedPath(ctx context.Context, path string) string {
	if st := stateOf(ctx); st != nil && st.search.route != nil && st.search.route.pat.secret {
		path = st.search.route.pat.text
	}
	return logText(path, maxLogPath)
}

// routeName is the name of the request's route, or its pattern.
func routeName(ctx context.Context) string {
	st := stateOf(ctx)
	if st == nil || st.search.route == nil {
		return ""
	}
	if rt := st.search.route; rt.name != "" {
		return rt.name
	}
	return st.search.route.pat.text
}

// JSONLogHandler is [LogHandler] around [slog.JSONHandler]. It writes the lines of [AccessLog], of which there are many, by
// itself, which costs a third; they look the same. It leaves ReplaceAttr out for them. Where w has a method ASCII() io.Writer, they
// go to the writer that it returns.
func JSONLogHandler(w io.Writer, opt *slog.HandlerOptions) slog.Handler {
	out := &lockedWriter{w: w, ascii: w}
	if p, ok := w.(interface{ ASCII() io.Writer }); ok {
		out.ascii = p.ASCII()
	}
	return &jsonLog{logHandler{slog.NewJSONHandler(out, opt)}, out}
}

type jsonLog struct {
	logHandler
	out *lockedWriter
}

// lockedWriter writes one line at a time.
type lockedWriter struct {
	mu    sync.Mutex
	w     io.Writer
	ascii io.Writer // for lines that need no further care
	line  []byte
}

// Write implements io.Writer.
func (l *lockedWriter) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

// access writes a line. Its texts are plain ASCII.
func (j *jsonLog) access(l *accessLine) {
	j.out.mu.Lock()
	defer j.out.mu.Unlock()
	b := append(j.out.line[:0], `{"time":"`...)
	b = l.at.AppendFormat(b, time.RFC3339Nano)
	b = append(append(b, `","level":"`...), l.level.String()...)
	b = appendText(append(b, `","msg":"request","method":"`...), l.method)
	b = appendText(append(b, `","path":"`...), l.path)
	b = appendText(append(b, `","route":"`...), l.route)
	b = strconv.AppendInt(append(b, `","status":`...), int64(l.status), 10)
	b = strconv.AppendInt(append(b, `,"bytes":`...), l.bytes, 10)
	b = strconv.AppendInt(append(b, `,"duration":`...), int64(l.took), 10)
	b = append(b, `,"client":"`...)
	if l.client.IsValid() {
		b = l.client.AppendTo(b)
	}
	b = appendText(append(b, `","agent":"`...), l.agent)
	b = append(append(append(b, `","request_id":"`...), l.id...), "\"}\n"...)
	j.out.line = b
	_, _ = j.out.ascii.Write(b) // as slog does, which has nobody to tell either
}

// appendText appends plain ASCII as JSON has it in quotes.
func appendText(b []byte, s string) []byte {
	done := 0
	for i := 0; i < len(s); i++ {
		if s[i] == '"' || s[i] == '\\' {
			b = append(append(b, s[done:i]...), '\\', s[i])
			done = i + 1
		}
	}
	return append(b, s[done:]...)
}

// isPlain reports whether s is printable ASCII.
func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}
