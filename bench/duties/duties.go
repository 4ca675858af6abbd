// Package duties is what a site does around its pages, as somebody would write it by hand: the yardsticks share it.
package duties

import (
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"net/http"
	"os"
	"time"
)

// Around gives each request an id and a line in the access log, each answer security headers, and a panic an answer. A site of Musette
// does the same, and more, by default.
func Around(next http.Handler) http.Handler {
	log := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	headers := map[string][]string{
		"Content-Security-Policy":      {"default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"},
		"Strict-Transport-Security":    {"max-age=31536000; includeSubDomains"},
		"X-Content-Type-Options":       {"nosniff"},
		"X-Frame-Options":              {"DENY"},
		"Referrer-Policy":              {"same-origin"},
		"Cross-Origin-Opener-Policy":   {"same-origin"},
		"Cross-Origin-Resource-Policy": {"same-origin"},
		"Permissions-Policy":           {"camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start, id := time.Now(), newID()
		rec := &recorder{ResponseWriter: w, status: http.StatusOK}
		h := w.Header()
		for name, value := range headers {
			h[name] = value
		}
		h.Set("X-Request-Id", id)
		defer func() {
			if v := recover(); v != nil {
				log.ErrorContext(r.Context(), "panic", slog.Any("value", v), slog.String("request_id", id))
				http.Error(rec, "Internal Server Error", http.StatusInternalServerError)
			}
			log.LogAttrs(r.Context(), slog.LevelInfo, "request", slog.String("method", r.Method), slog.String("path", r.URL.Path),
				slog.Int("status", rec.status), slog.Int("bytes", rec.bytes), slog.Duration("duration", time.Since(start)),
				slog.String("client", r.RemoteAddr), slog.String("agent", r.UserAgent()), slog.String("request_id", id))
		}()
		next.ServeHTTP(rec, r)
	})
}

func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // it never fails
	return hex.EncodeToString(b[:])
}

type recorder struct {
	http.ResponseWriter
	status, bytes int
}

func (w *recorder) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(p []byte) (int, error) {
	n, err := w.ResponseWriter.Write(p)
	w.bytes += n
	return n, err
}
