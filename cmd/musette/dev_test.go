package main

import (
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/testkit/axe"
)

// generous is how long a test waits for something that takes a few seconds, on a machine that is busy.
const generous = 2 * time.Minute

// soon is when a browser shows what was saved.
const soon = 3 * time.Second

// output collects what a command prints, and finds an address in it.
type output struct {
	mu    sync.Mutex
	text  string
	re    *regexp.Regexp
	found chan string
}

func newOutput(pattern string) *output {
	return &output{re: regexp.MustCompile(pattern), found: make(chan string, 1)}
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.text += string(p)
	if m := o.re.FindStringSubmatch(o.text); m != nil {
		select {
		case o.found <- m[1]:
		default:
		}
	}
	return len(p), nil
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text
}

// get asks for a page and wants it to be there.
func (s *site) get(url, want string) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), generous)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK || !strings.Contains(string(b), want) {
		s.t.Fatalf("%s answers %d (%v), want 200 and %q:\n%s", url, res.StatusCode, err, want, b)
	}
}

// edit replaces a text in a file of the project.
func (s *site) edit(name, old, new string) {
	s.t.Helper()
	file := filepath.Join(s.dir, filepath.FromSlash(name))
	b, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(b), old) {
		s.t.Fatalf("%s (%v) does not hold %q", name, err, old)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(b), old, new, 1)), 0o644); err != nil {
		s.t.Fatal(err)
	}
}

// TestGoRun starts a new project as its README says.
func TestGoRun(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	if out := s.tool("run", ".", "version"); !strings.HasPrefix(out, "site ") {
		t.Errorf("go run . version prints %s", out)
	}
	s.tool("build", "-o", "site.exe", ".") // go run leaves its child alone when it is killed
	url := s.serving(exec.Command(filepath.Join(s.dir, "site.exe")), `site is ready at (\S+)`)
	s.get(url, "Welcome to site")
	s.get(url, "It works")
	s.get(url+"healthz", "")
	s.get(url+"static/site/site.css", "color-scheme")
}

// TestDevInABrowser watches a browser while files are saved: it shows each change without being touched, under the site's own
// content security policy.
func TestDevInABrowser(t *testing.T) {
	t.Parallel()
	chromium := testenv.Chromium(t)
	s := newSite(t)
	url := s.serving(exec.Command(s.musette, "dev"), `the site will be at (\S+)`)
	s.get(url, "Welcome to site")

	ctx, cancel := chromedp.NewContext(t.Context(), chromedp.WithAllocatorOptions(
		chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir())))
	defer cancel()
	ctx, stop := context.WithTimeout(ctx, generous)
	defer stop()
	if err := chromedp.Do(ctx, chromedp.Navigate(url)); err != nil {
		t.Fatal(err)
	}
	shows := func(script, want string) {
		t.Helper()
		begun := time.Now()
		for {
			got, err := chromedp.Run(ctx, chromedp.Evaluate[string](script))
			if err == nil && strings.Contains(got, want) {
				if took := time.Since(begun); took > soon && testenv.Full() { // other rounds share the machine
					t.Errorf("%q was shown %s after it was saved, want it within %s", want, took, soon)
				}
				return
			}
			if ctx.Err() != nil {
				t.Fatalf("the browser shows %q (%v), want %q", got, err, want)
			}
		}
	}
	const heading, colour = `document.querySelector("h1").textContent`, `getComputedStyle(document.body).backgroundColor`
	accessible := func() {
		t.Helper()
		const look = `axe.run(document).then(r => r.violations.flatMap(v => v.nodes.map(n => v.id + ": " + n.html)).join("\n") + " after " + r.passes.length)`
		if _, err := chromedp.Run(ctx, chromedp.Evaluate[int](axe.Source()+";0")); err != nil {
			t.Fatal(err)
		}
		found, err := chromedp.Run(ctx, chromedp.Evaluate[string](look, chromedp.EvalAwaitPromise))
		if err != nil || !strings.HasPrefix(found, " after ") || len(found) < len(" after 10") {
			t.Errorf("axe (%v) finds\n%s", err, found)
		}
	}
	shows(heading, "Welcome to site")
	accessible()

	s.edit("home/templates/home/home.html", "Welcome to", "Good morning,")
	shows(heading, "Good morning, site")

	// A style sheet is swapped: the page stays.
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`window.kept = true`)); err != nil {
		t.Fatal(err)
	}
	s.edit("home/static/site/site.css", "background: var(--paper)", "background: rgb(1, 2, 3)")
	shows(colour, "rgb(1, 2, 3)")
	shows(`String(window.kept)`, "true")

	// Go code: a mistake is shown in the page, which comes back when it is mended.
	s.edit("home/views.go", "Limit(20)", "Limitt(20)")
	shows(heading, "The build failed")
	shows(`document.querySelector(".here").textContent`, "Limitt(20)")
	shows(colour, "rgb(") // the style of the page of failures is allowed
	accessible()
	s.edit("home/views.go", "Limitt(20)", "Limit(0)")
	shows(heading, "Good morning, site")
	shows(`document.body.textContent`, "Nothing here yet.")
}
