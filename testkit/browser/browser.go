package browser

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/testkit"
)

// limit is how long one step may take: an element that does not appear, a page that does not load.
const limit = 20 * time.Second

// Browser is one tab of a Chromium of its own, with a profile of its own. One goroutine uses it. Selectors are CSS; a
// step on an element waits until it is there. A step that cannot be done ends the test.
type Browser struct {
	t    testing.TB
	base string // the address of the site
	ctx  context.Context
	seen *events
}

// New starts Chromium and the kit's live server. Both end with the test.
func New(t testing.TB, kit *testkit.Kit) *Browser {
	t.Helper()
	chromium := testenv.Chromium(t)
	b := &Browser{t: t, base: kit.LiveServer(), seen: newEvents()}
	ctx, cancel := chromedp.NewContext(context.WithoutCancel(t.Context()), chromedp.WithAllocatorOptions(
		chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.DisableGPU, // pages are the site's own, and containers have no sandbox
		chromedp.WindowSize(1280, 900)), chromedp.WithErrorf(func(string, ...any) {}))
	b.ctx = ctx
	t.Cleanup(func() {
		b.finish()
		_ = chromedp.Cancel(ctx) // it is going away; what matters has been said
		cancel()
	})
	if err := chromedp.Listen(ctx, b.seen.note); err != nil {
		t.Fatalf("browser: starting %s: %v", chromium, err)
	}
	return b
}

// Context is chromedp's, for what has no method here: chromedp.Do(b.Context(), …).
func (b *Browser) Context() context.Context { return b.ctx }

// do runs steps, within the limit.
func (b *Browser) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, limit)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatalf("browser: %s on %s: %v", what, b.path(), explain(err))
	}
}

// run runs a step that gives something.
func run[T any](b *Browser, what string, step chromedp.Action[T]) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, limit)
	defer cancel()
	v, err := chromedp.Run(ctx, step)
	if err != nil {
		b.t.Fatalf("browser: %s on %s: %v", what, b.path(), explain(err))
	}
	return v
}

func explain(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("it did not happen within %s", limit)
	}
	return err
}

// path is where the browser is.
func (b *Browser) path() string {
	ctx, cancel := context.WithTimeout(b.ctx, time.Second)
	defer cancel()
	at, err := chromedp.Run(ctx, chromedp.Location())
	if err != nil {
		return "a page that does not answer"
	}
	return strings.TrimPrefix(at, b.base)
}

// Open goes to a path of the site, or to a whole address, and waits until the page has loaded.
func (b *Browser) Open(to string) *Browser {
	b.t.Helper()
	if strings.HasPrefix(to, "/") {
		to = b.base + to
	}
	b.do("opening "+to, chromedp.Navigate(to))
	return b
}

// Path is the path and query of the page that the browser shows.
func (b *Browser) Path() string {
	b.t.Helper()
	return strings.TrimPrefix(run(b, "Path", chromedp.Location()), b.base)
}

// Click clicks on an element. When that leads to another page, Click waits until it has loaded.
func (b *Browser) Click(selector string) *Browser {
	b.t.Helper()
	b.seen.expect()
	b.do("Click "+selector, chromedp.Click(chromedp.CSS(selector)))
	b.settle("Click " + selector)
	return b
}

// Fill puts a value into a field: types it, or chooses it where there is nothing to type (a list, a date). It is what was in
// the field before that goes.
func (b *Browser) Fill(selector, value string) *Browser {
	b.t.Helper()
	what := "Fill " + selector
	b.do(what, chromedp.WaitReady(chromedp.CSS(selector)))
	if run(b, what, chromedp.Evaluate[bool](script(typable, selector))) {
		b.do(what, chromedp.SendKeys(chromedp.CSS(selector), value))
		return b
	}
	if !run(b, what, chromedp.Evaluate[bool](script(choose, selector, value))) {
		b.t.Fatalf("browser: %s on %s: the field does not take the value %q", what, b.path(), value)
	}
	return b
}

// typable empties a field and says whether one types into it.
const typable = `(selector) => {
	const e = document.querySelector(selector)
	if (e.tagName === "SELECT" || ["date", "time", "datetime-local", "month", "week", "color", "range"].includes(e.type)) return false
	e.value = ""
	return true
}`

// choose sets the value of a field and tells its scripts.
const choose = `(selector, value) => {
	const e = document.querySelector(selector)
	e.value = value
	e.dispatchEvent(new Event("input", {bubbles: true}))
	e.dispatchEvent(new Event("change", {bubbles: true}))
	return e.value === value
}`

// script calls a JavaScript function with arguments.
func script(function string, args ...any) string {
	list := make([]string, len(args))
	for i, a := range args {
		b, _ := json.Marshal(a) // strings always marshal
		list[i] = string(b)
	}
	return "(" + function + ")(" + strings.Join(list, ", ") + ")"
}

// Text is the text of an element, as a person reads it.
func (b *Browser) Text(selector string) string {
	b.t.Helper()
	return run(b, "Text of "+selector, chromedp.Text(chromedp.CSS(selector)))
}

// Eval runs JavaScript in the page and reads its result, a promise's too, into out; nil reads nothing. The content security policy
// of the page does not hold for it.
func (b *Browser) Eval(javascript string, out any) *Browser {
	b.t.Helper()
	if out == nil {
		javascript = "(async () => { await (" + javascript + ") })().then(() => 'null')"
	} else {
		javascript = "(async () => JSON.stringify(await (" + javascript + ")))()"
	}
	text := run(b, "Eval", chromedp.Evaluate[string](javascript, chromedp.EvalAwaitPromise))
	if out == nil {
		return b
	}
	if err := json.Unmarshal([]byte(text), out); err != nil {
		b.t.Fatalf("browser: Eval on %s: the result is no %T: %v\n%s", b.path(), out, err, text)
	}
	return b
}

// Screenshot writes a picture of the whole page into the test's folder of artifacts (kept with go test -artifacts) and
// returns where.
func (b *Browser) Screenshot(name string) (file string) {
	b.t.Helper()
	picture := run(b, "Screenshot", chromedp.FullScreenshot(100))
	file = path.Join(b.t.ArtifactDir(), name+".png")
	if err := write(file, picture); err != nil {
		b.t.Fatalf("browser: %v", err)
	}
	return file
}
