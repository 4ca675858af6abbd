package compress_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/web/compress"
)

// TestChromium lets a browser unpack pages with their padding.
func TestChromium(t *testing.T) {
	t.Parallel()
	browser := testenv.Chromium(t)
	page := "<!doctype html><title>packed</title><p id=begin>" + text + "<p id=end>"
	for _, coding := range []string{"gzip", "br", "zstd"} {
		packed := compress.Responses(compress.Options{Codings: []string{coding}})(answer("text/html; charset=utf-8", page))
		served := ""
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.Header.Set("Accept-Encoding", coding) // without TLS browsers do not ask for all, but take them
			packed.ServeHTTP(w, r)
			if r.URL.Path == "/" {
				served = w.Header().Get("Content-Encoding")
			}
		}))
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		out, err := exec.CommandContext(ctx, browser, "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir="+t.TempDir(), "--dump-dom", srv.URL+"/").Output()
		cancel()
		srv.Close()
		if err != nil || served != coding || !strings.Contains(string(out), text) || !strings.Contains(string(out), `id="end"`) {
			t.Errorf("%s (served as %q): %v, %.200s", coding, served, err, out)
		}
	}
}
