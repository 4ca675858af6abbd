package form_test

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/internal/testenv"
)

// attacks break out of texts, attributes, lists of choices and text areas where these are not escaped. Each sets a mark when it runs.
func attacks() []string {
	return []string{
		`<script>window.hit=1</script>`, `"><img src=x onerror=window.hit=1>`, `'><svg onload=window.hit=1>`, `</textarea><script>window.hit=1</script>`,
		`</select><img src=x onerror=window.hit=1>`, `" autofocus onfocus="window.hit=1`, `x" onfocus=window.hit=1 autofocus="`, `</option></datalist><script>window.hit=1</script>`,
		`--></legend></fieldset><script>window.hit=1</script>`, `javascript:window.hit=1`, "`onerror=window.hit=1", `{{"<script>window.hit=1</script>"}}`,
	}
}

// attacked is the gallery with an attack in every place that a value, a label, a help, a choice, a file's name or an error has.
func attacked(t *testing.T, attack string) (out string) {
	t.Helper()
	type row struct {
		Text, Area, Guess, List, Radio string
		Many, Boxes                    []string
		Doc                            *form.Upload
	}
	choices := []form.Choice[string]{{Value: attack, Label: attack, Group: attack}}
	def := form.Define(func(r *row) form.Fields {
		return form.Fields{
			form.Text(&r.Text).Label(attack).Help(attack).Placeholder(attack).Attr("title", attack), form.LongText(&r.Area).Label(attack).Help(attack),
			form.Select(&r.Guess, choices...).Widget(form.Autocomplete).Label(attack), form.Select(&r.List, choices...).Help(attack),
			form.Select(&r.Radio, choices...).Widget(form.RadioSelect).Label(attack), form.SelectMany(&r.Many, choices...).Label(attack),
			form.SelectMany(&r.Boxes, choices...).Widget(form.CheckboxSelectMultiple).Label(attack), form.File(&r.Doc).Stored(attack, func() {}).Optional().Help(attack),
		}
	})
	f := from(t, def, upload(t, []sent{{"doc", attack, "x"}}, "text", attack, "area", attack, "guess", attack, "list", attack, "radio", attack, "many", attack, "boxes", attack), nil)
	f.AddError("text", "wrong", attack)
	f.AddError("", "wrong", attack)
	for _, render := range []func() (template.HTML, error){f.AsDiv, func() (template.HTML, error) { h, err := f.AsTable(); return "<table>" + h + "</table>", err }} {
		html, err := render()
		out += page(t, html, err)
	}
	return out
}

// TestFormsInChromium shows forms full of hostile text in a browser without any content security policy: none of it runs (X55).
func TestFormsInChromium(t *testing.T) {
	t.Parallel()
	chromium := testenv.Chromium(t)
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, `<!doctype html><title>x</title><body>`)
		if r.URL.Path == "/raw/" {
			fmt.Fprint(w, attacks()[0])
			return
		}
		for _, a := range attacks() {
			fmt.Fprint(w, "<form>"+attacked(t, a)+"</form>")
		}
	}))
	defer site.Close()
	ctx, cancel := chromedp.NewContext(t.Context(), chromedp.WithAllocatorOptions(
		chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir())))
	defer cancel()
	ctx, stop := context.WithTimeout(ctx, time.Minute)
	defer stop()
	for path, want := range map[string]bool{"/raw/": true, "/": false} {
		if err := chromedp.Do(ctx, chromedp.Navigate(site.URL+path)); err != nil {
			t.Fatal(err)
		}
		const focusAll = `document.querySelectorAll("*").forEach(e => { if (e.focus) e.focus() })`
		hit, err := chromedp.Run(ctx, chromedp.Evaluate[bool](focusAll+`; window.hit === 1 || document.scripts.length > 0 || !!document.querySelector("img, svg, [onfocus], [onerror]")`))
		if err != nil || hit != want {
			t.Errorf("%s: something hostile ran or stands in the page: %v, want %v; %v", path, hit, want, err)
		}
	}
}
