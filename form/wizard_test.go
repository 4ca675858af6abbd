package form_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/sign"
)

type trip struct {
	From, To struct{ City string }
	Extras   struct{ Seats int }
}

func tripWizard(keys *sign.Keys, name string) *form.Wizard[trip] {
	city := form.Define(func(c *struct{ City string }) form.Fields { return form.Fields{form.Text(&c.City)} })
	seats := form.Define(func(e *struct{ Seats int }) form.Fields {
		return form.Fields{form.Number(&e.Seats).Min(1), form.Honeypot("fax")}
	})
	return form.NewWizard(
		form.WizardOptions{Name: name, Signer: func(context.Context) form.Signer { return keys.Signer("wizard") }},
		form.Step("from", "From", city, func(t *trip) *struct{ City string } { return &t.From }),
		form.Step("to", "To", city, func(t *trip) *struct{ City string } { return &t.To }),
		form.Step("extras", "Extras", seats, func(t *trip) *struct{ Seats int } { return &t.Extras }),
	)
}

// walk sends what the page shows, with some values changed, to another instance of the site.
func walk(t *testing.T, w *form.Wizard[trip], shown *form.BoundWizard[trip], pairs ...string) *form.BoundWizard[trip] {
	t.Helper()
	html, err := shown.AsDiv()
	v := browser(page(t, html, err))
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return send(t, w, v)
}

func send(t *testing.T, w *form.Wizard[trip], v url.Values) *form.BoundWizard[trip] {
	t.Helper()
	b, err := w.From(encodedPost(t, v))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func encodedPost(t *testing.T, v url.Values) *http.Request {
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

func begin(t *testing.T, w *form.Wizard[trip]) *form.BoundWizard[trip] {
	t.Helper()
	b, err := w.From(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestWizard(t *testing.T) {
	t.Parallel()
	keys := sign.RandomKeys()
	one, two := tripWizard(keys, "trip"), tripWizard(keys, "trip") // two instances
	b := begin(t, one)
	if b.Number() != 1 || b.Steps() != 3 || b.Title() != "From" || b.Previous() != "" {
		t.Errorf("step %d of %d: %s", b.Number(), b.Steps(), b.Title())
	}
	b = walk(t, two, b, "from-city", "Oslo")
	if b.Number() != 2 || b.Done() {
		t.Fatalf("step %d", b.Number())
	}
	if b = walk(t, one, b, "to-city", ""); b.Number() != 2 || b.Form.Valid() {
		t.Fatalf("an empty step led to step %d", b.Number())
	}
	b = walk(t, two, b, "to-city", "Rome")
	b = walk(t, one, b, "wizard_back", b.Previous())
	html, err := b.AsDiv()
	if text := page(t, html, err); b.Number() != 2 || !strings.Contains(text, `value="Rome"`) {
		t.Fatalf("going back led to step %d: %s", b.Number(), text)
	}
	b = walk(t, two, b, "to-city", "Bonn")
	b = walk(t, one, b, "extras-seats", "2")
	if !b.Done() || b.Data.From.City != "Oslo" || b.Data.To.City != "Bonn" || b.Data.Extras.Seats != 2 {
		t.Errorf("done %v: %+v", b.Done(), b.Data)
	}
}

func TestWizardStepsCannotBeSkipped(t *testing.T) {
	t.Parallel()
	keys := sign.RandomKeys()
	w := tripWizard(keys, "trip")
	b := send(t, w, values("from-city", "Oslo", "to-city", "Rome", "extras-seats", "2"))
	if b.Done() || b.Number() != 2 {
		t.Errorf("everything at once led to step %d, done %v", b.Number(), b.Done())
	}
	b = send(t, w, values("extras-seats", "2"))
	if b.Done() || b.Number() != 1 {
		t.Errorf("the last step alone led to step %d, done %v", b.Number(), b.Done())
	}
	b = walk(t, w, begin(t, w), "from-city", "Oslo", "wizard_back", "extras")
	if b.Number() != 2 {
		t.Errorf("back to a later step led to step %d", b.Number())
	}
}

func TestWizardKeepsOnlySoMuch(t *testing.T) {
	t.Parallel()
	w := tripWizard(sign.RandomKeys(), "trip")
	b := walk(t, w, begin(t, w), "from-city", strings.Repeat("x", 6<<10))
	html, err := b.AsDiv()
	if text := page(t, html, err); b.Number() != 1 || b.Form.Valid() || !strings.Contains(text, "Please shorten it.") {
		t.Errorf("step %d: %.300s", b.Number(), text)
	}
	if b = walk(t, w, begin(t, w), "from-city", strings.Repeat("x", 4<<10)); b.Number() != 2 {
		t.Errorf("step %d, want 2", b.Number())
	}
}

func TestWizardStateThatDoesNotHold(t *testing.T) {
	t.Parallel()
	keys := sign.RandomKeys()
	w := tripWizard(keys, "trip")
	second := walk(t, w, begin(t, w), "from-city", "Oslo")
	html, err := second.AsDiv()
	state := browser(page(t, html, err)).Get("wizard_state")
	for name, b := range map[string]*form.BoundWizard[trip]{
		"changed":        send(t, w, values("wizard_state", state[:len(state)-2]+"AA", "to-city", "Rome")),
		"other keys":     send(t, tripWizard(sign.RandomKeys(), "trip"), values("wizard_state", state, "to-city", "Rome")),
		"another wizard": send(t, tripWizard(keys, "flight"), values("wizard_state", state, "to-city", "Rome")),
		"nonsense":       send(t, w, values("wizard_state", "x", "to-city", "Rome")),
	} {
		if !b.Expired() || b.Number() != 1 || b.Done() {
			t.Errorf("%s: step %d, expired %v", name, b.Number(), b.Expired())
		}
	}
}

// TestWizardThatBecameShorter sends a state of a wizard that had more steps before the site was deployed anew.
func TestWizardThatBecameShorter(t *testing.T) {
	t.Parallel()
	keys := sign.RandomKeys()
	old := tripWizard(keys, "trip")
	third := walk(t, old, walk(t, old, begin(t, old), "from-city", "Oslo"), "to-city", "Rome")
	city := form.Define(func(c *struct{ City string }) form.Fields { return form.Fields{form.Text(&c.City)} })
	now := form.NewWizard(form.WizardOptions{Name: "trip", Signer: func(context.Context) form.Signer { return keys.Signer("wizard") }},
		form.Step("from", "From", city, func(t *trip) *struct{ City string } { return &t.From }),
		form.Step("to", "To", city, func(t *trip) *struct{ City string } { return &t.To }))
	if b := walk(t, now, third, "extras-seats", "2"); b.Done() || !b.Expired() || b.Number() != 1 {
		t.Errorf("step %d, done %v, expired %v", b.Number(), b.Done(), b.Expired())
	}
}

func TestWizardExpires(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := tripWizard(sign.RandomKeys(), "trip")
		b := walk(t, w, begin(t, w), "from-city", "Oslo")
		html, err := b.AsDiv()
		v := browser(page(t, html, err))
		v.Set("to-city", "Rome")
		time.Sleep(59 * time.Minute)
		if b := send(t, w, v); b.Expired() || b.Number() != 3 {
			t.Errorf("after 59 minutes: step %d, expired %v", b.Number(), b.Expired())
		}
		time.Sleep(2 * time.Minute)
		if b := send(t, w, v); !b.Expired() || b.Number() != 1 {
			t.Errorf("after 61 minutes: step %d, expired %v", b.Number(), b.Expired())
		}
	})
}

func TestNewWizardRefuses(t *testing.T) {
	t.Parallel()
	for name, opt := range map[string]form.WizardOptions{"no name": {Signer: func(context.Context) form.Signer { return nil }}, "no signer": {Name: "x"}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			form.NewWizard(opt, form.Step("a", "A", papersForm, func(p *papers) *papers { return p }))
		}()
	}
}
