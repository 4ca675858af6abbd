package form_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/testkit/axe"
)

// axeResult is what axe-core found.
type axeResult struct {
	Violations []struct {
		ID, Help string
		Nodes    []struct {
			HTML           string
			FailureSummary string
		}
	}
	Passes []struct{ ID string }
}

// TestAccessibility runs axe-core in Chromium on forms of every kind, empty and with errors: it finds nothing.
func TestAccessibility(t *testing.T) {
	t.Parallel()
	chromium := testenv.Chromium(t)
	pages := accessiblePages(t)
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><html lang="en"><head><title>%s</title></head><body><main><h1>A form</h1>%s</main></body></html>`, r.URL.Path, pages[r.URL.Path])
	}))
	defer site.Close()

	ctx, cancel := chromedp.NewContext(t.Context(), chromedp.WithAllocatorOptions(
		chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir())))
	defer cancel()
	ctx, stop := context.WithTimeout(ctx, 2*time.Minute)
	defer stop()
	for path := range pages {
		if err := chromedp.Do(ctx, chromedp.Navigate(site.URL+path)); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if _, err := chromedp.Run(ctx, chromedp.Evaluate[int](axe.Source()+";0")); err != nil {
			t.Fatalf("%s: loading axe: %v", path, err)
		}
		found, err := chromedp.Run(ctx, chromedp.Evaluate[string](`axe.run(document).then(r => JSON.stringify({Violations: r.violations, Passes: r.passes}))`, chromedp.EvalAwaitPromise))
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		var r axeResult
		if err := json.Unmarshal([]byte(found), &r); err != nil {
			t.Fatal(err)
		}
		for _, v := range r.Violations {
			for _, n := range v.Nodes {
				t.Errorf("%s: %s (%s): %s\n%s", path, v.ID, v.Help, n.HTML, n.FailureSummary)
			}
		}
		if len(r.Passes) < 5 {
			t.Errorf("%s: axe looked at %d rules only", path, len(r.Passes))
		}
	}
}

// accessiblePages are forms as pages show them.
func accessiblePages(t *testing.T) map[string]string {
	t.Helper()
	wrap := func(inside string) string {
		return `<form method="post" novalidate>` + inside + `<button>Send</button></form>`
	}
	out := map[string]string{}
	empty, err := everythingForm.New(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	wrong := from(t, everythingForm, post(t, "mail", "x", "radio", "x", "boxes", "x", "hidden", "\x00", "colour", "x"), nil)
	wrong.AddError("", "closed", "The shop is closed.")
	for name, f := range map[string]*form.Form[everything]{"/empty": empty, "/errors": wrong} {
		html, err := f.AsDiv()
		out[name+"/div"] = wrap(page(t, html, err))
		html, err = f.AsTable()
		out[name+"/table"] = wrap("<table>" + page(t, html, err) + "</table>")
	}
	for name, f := range map[string]*form.Form[gallery]{"/gallery/empty": hang(t, nil), "/gallery/filled": hang(t, hung()), "/gallery/errors": wrongGallery(t)} {
		html, err := f.AsDiv()
		out[name+"/div"] = wrap(page(t, html, err))
		html, err = f.AsTable()
		out[name+"/table"] = wrap("<table>" + page(t, html, err) + "</table>")
		out[name+"/groups"] = wrap(groups(t, f))
	}
	html, err := from(t, papersForm, upload(t, []sent{{"doc", "a.exe", "x"}}), nil).AsDiv()
	out["/files"] = wrap(page(t, html, err))
	html, err = from(t, papersForm, upload(t, []sent{{"doc", "a.txt", "x"}}), nil).AsDiv()
	out["/files/again"] = wrap(page(t, html, err))
	v := shownSet(t, stored())
	v["lines-2-name"] = []string{"plums"}
	html, err = bindSet(t, v, stored()).AsDiv()
	out["/formset"] = wrap(page(t, html, err))
	return out
}
