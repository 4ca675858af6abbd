package preview_test

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/mail"
	"github.com/musette-go/musette/mail/mailtest"
	"github.com/musette-go/musette/testkit/axe"
)

// TestBrowser opens the pages in Chromium: the mail's page is shown in its frame, its script does not run, and axe-core finds no
// barriers.
func TestBrowser(t *testing.T) {
	t.Parallel()
	chromium := testenv.Chromium(t)
	m, h := site(t, nil)
	msg := mailtest.Message()
	msg.HTML = `<h1>Hello Ada</h1><p id="p" style="color: rgb(1, 2, 3)">page</p><script>document.getElementById("p").textContent = "run"</script>` +
		`<img src="x:" onerror="document.getElementById('p').textContent = 'run'"><p><a href="https://shop.example/">The shop</a></p>`
	send(t, m, msg)
	send(t, m, &mail.Message{To: []string{"ada@example.com"}, Subject: "only text", Text: "hello\n"})
	server := httptest.NewServer(h)
	defer server.Close()

	ctx, cancel := chromedp.NewContext(t.Context(), chromedp.WithAllocatorOptions(
		chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir())))
	defer cancel()
	ctx, stop := context.WithTimeout(ctx, 2*time.Minute)
	defer stop()
	for _, path := range []string{"/_mail/", "/_mail/1/", "/_mail/2/"} {
		if err := chromedp.Do(ctx, chromedp.Navigate(server.URL+path)); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		barriers(t, ctx, path)
		if path == "/_mail/1/" {
			const inFrame = `(() => { const d = document.querySelector("iframe").contentDocument, p = d.getElementById("p");
				return p.textContent + " " + d.defaultView.getComputedStyle(p).color })()`
			seen, err := chromedp.Run(ctx, chromedp.Evaluate[string](inFrame))
			if err != nil || seen != "page rgb(1, 2, 3)" {
				t.Errorf("the frame shows %q (%v)", seen, err)
			}
		}
	}
}

// barriers runs axe-core on the page that is open.
func barriers(t *testing.T, ctx context.Context, path string) { //nolint:revive // t comes first in tests
	t.Helper()
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[int](axe.Source()+";0")); err != nil {
		t.Fatalf("%s: loading axe: %v", path, err)
	}
	found, err := chromedp.Run(ctx, chromedp.Evaluate[string](`axe.run(document, {iframes: false}).then(r => JSON.stringify({violations: r.violations, passes: r.passes.length}))`, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	var r struct {
		Violations []struct {
			ID    string
			Nodes []struct{ HTML, FailureSummary string }
		}
		Passes int
	}
	if err := json.Unmarshal([]byte(found), &r); err != nil {
		t.Fatal(err)
	}
	if r.Passes == 0 {
		t.Errorf("%s: axe looked at nothing", path)
	}
	for _, v := range r.Violations {
		t.Errorf("%s: %s: %+v", path, v.ID, v.Nodes)
	}
}
