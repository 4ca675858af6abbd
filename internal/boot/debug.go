package boot

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/web"
)

// queryBudget is how many statements one place in the code may run in one request before it is reported: an N+1 that was
// written by hand.
const queryBudget = 10

// countQueries sends X-Musette-Queries and Server-Timing with every response of a site in debug, and warns of places that
// run a statement again and again.
func (b *Site) countQueries(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := db.NewRecorder(db.RecorderOptions{Budget: queryBudget, Statements: true})
		cw := &countingWriter{ResponseWriter: w, rec: rec, start: time.Now()}
		next.ServeHTTP(cw, r.WithContext(context.WithValue(db.Record(r.Context(), rec), recorderKey{}, rec)))
		cw.begin() // for an answer without a body; too late for all others
		for _, s := range rec.OverBudget() {
			b.Log.WarnContext(r.Context(), "many statements from one place: load them together with SelectRelated, PrefetchRelated or In",
				"path", r.URL.Path, "caller", s.Caller, "count", s.Count, "sql", s.SQL)
		}
	})
}

type recorderKey struct{}

// debugSections are what the page of an error shows in debug besides the request: its statements, and the configuration.
func (b *Site) debugSections(r *http.Request) []web.DebugSection {
	var statements [][]string
	if rec, ok := r.Context().Value(recorderKey{}).(*db.Recorder); ok {
		for _, s := range rec.Statements() {
			statements = append(statements, []string{s.Caller, millis(s.Duration) + " ms", s.SQL})
		}
	}
	var settings [][]string
	for _, s := range b.Running {
		settings = append(settings, []string{s.Name, s.Source, s.Value})
	}
	return []web.DebugSection{
		{Title: "Statements", Header: []string{"from", "took", "statement"}, Rows: statements},
		{Title: "Settings", Header: []string{"name", "from", "value"}, Rows: settings},
	}
}

// countingWriter writes the headers when the response begins.
type countingWriter struct {
	http.ResponseWriter
	rec   *db.Recorder
	start time.Time
	sent  bool
}

func (w *countingWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *countingWriter) begin() {
	if w.sent {
		return
	}
	w.sent = true
	h := w.Header()
	h.Set("X-Musette-Queries", strconv.Itoa(w.rec.Count()))
	h.Set("Server-Timing", fmt.Sprintf("db;dur=%s, total;dur=%s", millis(w.rec.Duration()), millis(time.Since(w.start))))
}

func millis(d time.Duration) string {
	return strconv.FormatFloat(float64(d.Microseconds())/1000, 'f', 2, 64)
}

func (w *countingWriter) WriteHeader(status int) {
	if status >= 200 {
		w.begin()
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *countingWriter) Write(p []byte) (int, error) {
	w.begin()
	return w.ResponseWriter.Write(p)
}

// Flush sends what is buffered.
func (w *countingWriter) Flush() {
	w.begin()
	_ = http.NewResponseController(w.ResponseWriter).Flush() // a writer that cannot flush sends at the end
}
