package browser

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// events is what the browser reports of a tab: where it goes, and what its console shows.
type events struct {
	mu      sync.Mutex
	main    cdp.FrameID
	pages   []string // addresses of the pages that it showed
	errors  []consoleError
	moving  bool          // the page is about to be replaced, or is loading
	stopped chan struct{} // closed when it has loaded
}

// consoleError is an error in the console.
type consoleError struct {
	text, url string
	network   bool // a file that could not be loaded
}

func newEvents() *events { return &events{stopped: make(chan struct{})} }

// note takes an event. It is called in the goroutine that reads from the browser.
func (e *events) note(ev any) {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch ev := ev.(type) {
	case *page.EventFrameNavigated:
		if ev.Frame.ParentID == "" {
			e.main = ev.Frame.ID
			e.pages = append(e.pages, ev.Frame.URL)
		}
	case *page.EventFrameRequestedNavigation:
		e.move(ev.FrameID)
	case *page.EventFrameStartedLoading:
		e.move(ev.FrameID)
	case *page.EventFrameStoppedLoading:
		if ev.FrameID == e.main && e.moving {
			e.moving = false
			close(e.stopped)
		}
	case *log.EventEntryAdded:
		if ev.Entry.Level == log.EntryLevelError {
			e.errors = append(e.errors, consoleError{ev.Entry.Text, ev.Entry.URL, ev.Entry.Source == log.EntrySourceNetwork})
		}
	case *runtime.EventConsoleAPICalled:
		if ev.Type == runtime.ConsoleAPICalledTypeError || ev.Type == runtime.ConsoleAPICalledTypeAssert {
			e.errors = append(e.errors, consoleError{text: texts(ev.Args)})
		}
	case *runtime.EventExceptionThrown:
		e.errors = append(e.errors, consoleError{text: exception(ev.ExceptionDetails), url: ev.ExceptionDetails.URL})
	}
}

func (e *events) move(frame cdp.FrameID) {
	if frame == e.main && !e.moving {
		e.moving, e.stopped = true, make(chan struct{})
	}
}

// expect forgets what the page did before a step.
func (e *events) expect() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.moving = false
}

// wait is closed when the page has loaded, nil when none is loading.
func (e *events) wait() <-chan struct{} {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.moving {
		return nil
	}
	return e.stopped
}

// problems are the errors of the console, but for what a page was answered with itself (404, 422): that is the test's to judge.
func (e *events) problems() (out []string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, p := range e.errors {
		if p.network && (slices.Contains(e.pages, p.url) || strings.HasSuffix(p.url, "/favicon.ico")) {
			continue
		}
		text := p.text
		if p.url != "" {
			text += " (" + p.url + ")"
		}
		out = append(out, text)
	}
	e.errors = nil
	return out
}

// settle waits for the page that a step leads to. The answer to a question comes after the events of the step.
func (b *Browser) settle(what string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, limit)
	defer cancel()
	_, _ = chromedp.Run(ctx, chromedp.Evaluate[int]("0")) // fails while the page is replaced, which is an answer too
	done := b.seen.wait()
	if done == nil {
		return
	}
	select {
	case <-done:
		b.do(what, chromedp.WaitReady(chromedp.CSS("body")))
	case <-ctx.Done():
		b.t.Fatalf("browser: %s on %s: the page that it leads to did not load within %s", what, b.path(), limit)
	}
}

// texts writes what a script gave to console.error.
func texts(args []*runtime.RemoteObject) string {
	var out []string
	for _, a := range args {
		switch {
		case len(a.Value) > 0:
			out = append(out, strings.Trim(string(a.Value), `"`))
		case a.Description != "":
			out = append(out, a.Description)
		default:
			out = append(out, string(a.Type))
		}
	}
	return strings.Join(out, " ")
}

func exception(d *runtime.ExceptionDetails) string {
	text := d.Text
	if d.Exception != nil && d.Exception.Description != "" {
		text = d.Exception.Description
	}
	return fmt.Sprintf("%s, line %d", text, d.LineNumber+1)
}
