package web_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"html/template"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/web"
)

// originsPage resolves addresses as a browser does, from three pages of the site, and writes down those that lead elsewhere.
var originsPage = template.Must(template.New("").Parse(`<!doctype html><meta charset="utf-8"><body><script>
const away = [];
{{.}}.forEach(function (target, i) {
	const left = ["https://shop.example/", "https://shop.example/a/b?c#d", "https://shop.example//x//y"].some(function (page) {
		try { return new URL(target, page).origin !== "https://shop.example"; } catch (e) { return false; }
	});
	if (left) away.push(i);
});
document.body.textContent = "AWAY " + JSON.stringify(away) + " END";
</script>`))

// pieces are what addresses that lead away are made of.
var pieces = []string{"/", "//", "\\", "/\\", ":", "@", "?", "#", ".", "..", "%2f", "%5c", "%00", "\t", "\n", " ", "\u00a0", "／", "。", "https:", "http:", "HTTPS:", "javascript:",
	"data:", "shop.example", "evil.example", "a", "1", "-", "[", "]", ";", "|", "^", "`", "{", "\x7f", "\u200b", "\u00ad", "%", "&", "="}

// TestRedirectsInABrowser asks Chromium where the addresses lead that are taken as safe (X44): none leaves the site. They are those
// that the corpus says are fine, and what is taken of many random ones.
func TestRedirectsInABrowser(t *testing.T) {
	t.Parallel()
	program := testenv.Chromium(t)
	random := rand.New(rand.NewPCG(44, 44))
	candidates := append(evil(), "/", "page", "?page=2", "#top", "../up/", "/a:b", "https://shop.example/x", "/.//evil.example", "/%5cevil.example", "/@evil.example")
	for range 60_000 {
		var b strings.Builder
		for range 1 + random.IntN(6) {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		candidates = append(candidates, b.String())
	}
	var taken []string
	for _, target := range candidates {
		if web.SafeRedirect(request("GET", "/", ""), target) && len(taken) < 20_000 {
			taken = append(taken, target)
		}
	}
	slashes := slashRedirects(t, candidates)
	for _, i := range leadAway(t, program, slashes) {
		t.Errorf("the redirect to %q leads a browser away", slashes[i])
	}
	for _, i := range leadAway(t, program, taken) {
		t.Errorf("%q is taken, and leads a browser away", taken[i])
	}
	if n := len(leadAway(t, program, evil())); n < 40 { // or the page could not tell
		t.Errorf("a browser leaves the site by %d addresses of the corpus", n)
	}
	if len(taken) < 1000 || len(slashes) < 100 {
		t.Errorf("%d addresses were taken, and %d led to others with a slash", len(taken), len(slashes))
	}
	t.Logf("%d addresses of %d are taken, %d lead to one with a slash, and none leads a browser away", len(taken), len(candidates), len(slashes))
}

// slashRedirects are the addresses to which a site sends those that ask for these without a slash at their end.
func slashRedirects(t *testing.T, candidates []string) (locations []string) {
	t.Helper()
	h := slashSite(t, web.Options{})
	for _, target := range candidates {
		r, err := http.ReadRequest(bufio.NewReader(strings.NewReader("GET " + target + " HTTP/1.1\r\nHost: shop.example\r\n\r\n")))
		if err != nil {
			continue
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if to := w.Header().Get("Location"); to != "" {
			locations = append(locations, to)
		}
	}
	return locations
}

// leadAway are the numbers of the addresses that lead a browser away from the site.
func leadAway(t *testing.T, program string, targets []string) (away []int) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if err := originsPage.Execute(w, targets); err != nil {
			t.Error(err)
		}
	}))
	defer server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
		"--user-data-dir="+t.TempDir(), "--dump-dom", server.URL+"/").Output()
	if err != nil {
		t.Fatalf("chromium: %v", err)
	}
	_, text, found := strings.Cut(string(out), "AWAY ")
	text, _, ended := strings.Cut(text, " END")
	if !found || !ended {
		t.Fatalf("the page says nothing: %.300s", out)
	}
	if err := json.Unmarshal([]byte(text), &away); err != nil {
		t.Fatal(fmt.Errorf("%w: %.300s", err, text))
	}
	return away
}
