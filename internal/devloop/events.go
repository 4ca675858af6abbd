package devloop

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"sync"
)

// version is what a page compares: it is reloaded when Page differs, and its style sheets are swapped when Style does.
type version struct {
	Page  string `json:"page"`
	Style string `json:"style"`
}

// hub tells browsers the current version.
type hub struct {
	mu          sync.Mutex
	start       string // of this run, so that pages of an earlier one are reloaded
	page, style int
	changed     chan struct{} // closed at the next change
}

func newHub(start string) *hub { return &hub{start: start, changed: make(chan struct{})} }

// now is the current version, and a channel that is closed when it changes.
func (h *hub) now() (version, <-chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return version{h.start + "." + strconv.Itoa(h.page), strconv.Itoa(h.style)}, h.changed
}

// reload makes browsers load their pages again, swap only the style sheets.
func (h *hub) reload() { h.change(&h.page) }
func (h *hub) swap()   { h.change(&h.style) }

func (h *hub) change(n *int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	*n++
	close(h.changed)
	h.changed = make(chan struct{})
}

// ServeHTTP streams the versions as server-sent events (HTML Standard, section 9.2), the current one first.
func (h *hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	out := http.NewResponseController(w)
	for {
		v, changed := h.now()
		b, err := json.Marshal(v)
		if err != nil {
			return
		}
		if _, err := fmt.Fprintf(w, "retry: 500\nevent: version\ndata: %s\n\n", b); err != nil {
			return
		}
		if out.Flush() != nil {
			return
		}
		select {
		case <-changed:
		case <-r.Context().Done():
			return
		}
	}
}
