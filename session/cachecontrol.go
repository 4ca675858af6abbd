package session

import (
	"log/slog"
	"net/http"
	"strings"

	"github.com/musette-go/musette/internal/personal"
)

// cacheHeaders keeps an answer that depends on the session out of shared caches. own says that the answer belongs to somebody: there is a
// session. Then a handler's permission to share the answer is taken back and the log told, since a cache would hand one person's page, or
// cookie, to others.
func (m *Manager) cacheHeaders(h http.Header, r *http.Request, own bool) {
	personal.Vary(h)
	said := h["Cache-Control"]
	if len(said) > 0 && !own {
		return
	}
	if personal.Private(h) {
		m.opt.Logger.LogAttrs(r.Context(), slog.LevelWarn,
			"session: an answer that depends on a session was marked as public; it is sent as private: do not use the session there, or do not say public",
			slog.String("path", r.URL.EscapedPath()), slog.String("cache_control", strings.Join(said, ", ")))
	}
}
