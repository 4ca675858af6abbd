package form

import (
	"context"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// Signer keeps people from changing what a page sends back to them: Sign returns a token with the value, Unsign the value of a token that
// is genuine and not older than maxAge. The signers of the package sign are such.
type Signer interface {
	Sign(value string) (string, error)
	Unsign(token string, maxAge time.Duration) (string, error)
}

// WizardOptions configure a [Wizard]. Name and Signer are what it needs.
type WizardOptions struct {
	// Name tells the wizards of a site apart: the state of one is no state of another.
	Name string
	// Signer gives the signer for a request. Every instance of the site has the same key.
	Signer func(ctx context.Context) Signer
	// MaxAge is how long a state holds after its last step. Defaults to an hour.
	MaxAge time.Duration
}

// WizardStep is one step of a wizard; [Step] makes it.
type WizardStep[T any] interface {
	name() string
	title() string
	files() bool
	make(ctx context.Context, v *T) (wizardForm, error)
}

// wizardForm is the form of a step.
type wizardForm interface {
	View
	Bind(ctx context.Context, in *Input) error
	AddError(field, code, message string)
	sent(in *Input) url.Values
}

type step[T, S any] struct {
	id, label string
	def       *Definition[S]
	part      func(v *T) *S
}

// Step is a step of a wizard that fills in a part of its T: part returns the part's address. The title is for people.
func Step[T, S any](name, title string, def *Definition[S], part func(v *T) *S) WizardStep[T] {
	return &step[T, S]{name, title, def, part}
}

func (s *step[T, S]) name() string  { return s.id }
func (s *step[T, S]) title() string { return s.label }

// files reports whether the step's form has a field for files.
func (s *step[T, S]) files() bool {
	return (&Form[S]{fields: s.def.items(new(S))}).Multipart()
}

func (s *step[T, S]) make(ctx context.Context, v *T) (wizardForm, error) {
	return s.def.make(ctx, s.part(v), s.id)
}

// sent are the values of the form's own fields among what was sent.
func (f *Form[T]) sent(in *Input) url.Values {
	out := url.Values{}
	for _, b := range f.Fields() {
		if v := in.values(b.htmlName); len(v) > 0 && !b.guard {
			out[b.htmlName] = v
		}
	}
	return out
}

// Wizard is a form in several steps, declared once. What the earlier steps sent travels with the page, signed, so that any instance of
// the site takes the next step, and a page left open does no harm. It is not secret from the person who typed it. Every step is checked
// again whenever the wizard moves, and a step is reached only through valid ones before it. Steps have no files, and
// those before the last one keep at most 5 KiB of text together.
type Wizard[T any] struct {
	opt   WizardOptions
	steps []WizardStep[T]
}

// NewWizard declares a wizard. It panics when it has no name, no signer, no steps, or two steps of the same name.
func NewWizard[T any](opt WizardOptions, steps ...WizardStep[T]) *Wizard[T] {
	if opt.MaxAge == 0 {
		opt.MaxAge = time.Hour
	}
	names := map[string]bool{}
	for _, s := range steps {
		if names[s.name()] || s.name() == "" || s.files() {
			panic(fmt.Sprintf("form: wizard %s: step %q: each has a name of its own, and none has files", opt.Name, s.name()))
		}
		names[s.name()] = true
	}
	if opt.Name == "" || opt.Signer == nil || len(steps) == 0 {
		panic("form: a wizard needs a name, a signer and steps")
	}
	return &Wizard[T]{opt, steps}
}

// BoundWizard is a wizard on one page.
type BoundWizard[T any] struct {
	// Data are the values of all steps so far.
	Data *T
	// Form is the form of the step that is shown.
	Form View

	w       *Wizard[T]
	ctx     context.Context // of the request that it is for, to sign the state when the page is written
	at      int
	done    bool
	expired bool
	state   wizardState
}

// wizardState is what travels.
type wizardState struct {
	Name   string     `json:"n"`
	Done   int        `json:"d"` // steps that were sent
	Values url.Values `json:"v"`
}

// The names of the wizard's own fields.
const (
	wizardStateField = "wizard_state"
	wizardBackField  = "wizard_back"
	maxWizardState   = 5 << 10 // bytes, before it is signed
)

// From returns the wizard for a request: at its first step for GET and HEAD; for all other methods where what was sent leads: to the
// same step when that is not valid, to an earlier one when a button named wizard_back was pressed, else to the next, or to the end. A
// state that was changed, belongs to another wizard or has expired leads to the first step, see [BoundWizard.Expired].
func (w *Wizard[T]) From(r *http.Request) (*BoundWizard[T], error) {
	ctx := r.Context()
	b := &BoundWizard[T]{Data: new(T), w: w, ctx: ctx, state: wizardState{Name: w.opt.Name, Values: url.Values{}}}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return b, b.show(ctx, 0)
	}
	in, err := Read(r)
	if err != nil {
		return nil, err
	}
	if text := in.value(wizardStateField); text != "" && !b.restore(ctx, text) {
		b.expired = true
		return b, b.show(ctx, 0)
	}
	return b, b.move(ctx, in)
}

// restore reads the state that came with the request.
func (b *BoundWizard[T]) restore(ctx context.Context, text string) bool {
	value, err := b.w.opt.Signer(ctx).Unsign(text, b.w.opt.MaxAge)
	if err != nil {
		return false
	}
	var s wizardState
	if err := json.Unmarshal([]byte(value), &s); err != nil || s.Name != b.w.opt.Name || s.Done < 0 || s.Done >= len(b.w.steps) {
		return false
	}
	if s.Values == nil {
		s.Values = url.Values{}
	}
	b.state = s
	return true
}

// move replays the steps that were sent before and takes the one that was sent now.
func (b *BoundWizard[T]) move(ctx context.Context, in *Input) error {
	for i := range b.state.Done {
		f, ok, err := b.replay(ctx, i)
		if err != nil {
			return err
		}
		if !ok { // no longer valid: what could be chosen has changed
			b.at, b.Form, b.state.Done = i, f, i
			return nil
		}
	}
	at := b.state.Done
	if back := in.value(wizardBackField); back != "" {
		if i := slices.IndexFunc(b.w.steps, func(s WizardStep[T]) bool { return s.name() == back }); i >= 0 && i < at {
			b.state.Done = i
			return b.show(ctx, i)
		}
	}
	f, err := b.w.steps[at].make(ctx, b.Data)
	if err != nil {
		return err
	}
	if err := f.Bind(ctx, in); err != nil {
		return err
	}
	b.at, b.Form = at, f
	if !f.Valid() {
		return nil
	}
	if at+1 == len(b.w.steps) {
		b.done = true
		return nil
	}
	kept := b.state.Values
	b.state.Values = merged(kept, f.sent(in))
	if text, err := json.Marshal(b.state); err != nil || len(text) > maxWizardState {
		f.AddError("", "too_long", "This is more than the form can keep until its last step. Please shorten it.")
		b.state.Values = kept
		return err
	}
	b.state.Done = at + 1
	return b.show(ctx, at+1)
}

// merged are the values of a state with those of one more step.
func merged(kept, sent url.Values) url.Values {
	out := maps.Clone(kept)
	maps.Copy(out, sent)
	return out
}

// replay checks a step that was sent before.
func (b *BoundWizard[T]) replay(ctx context.Context, i int) (f wizardForm, ok bool, err error) {
	if f, err = b.w.steps[i].make(ctx, b.Data); err != nil {
		return nil, false, err
	}
	err = f.Bind(ctx, NewInput(b.state.Values, nil))
	return f, f.Valid(), err
}

// show prepares a step, with what was sent for it before.
func (b *BoundWizard[T]) show(ctx context.Context, i int) error {
	f, err := b.w.steps[i].make(ctx, b.Data)
	if err != nil {
		return err
	}
	b.at, b.Form = i, f
	if len(f.sent(NewInput(b.state.Values, nil))) == 0 {
		return nil
	}
	if err := f.Bind(ctx, NewInput(b.state.Values, nil)); err != nil { // fills in Data, and with it the form that is shown
		return err
	}
	b.Form, err = b.w.steps[i].make(ctx, b.Data)
	return err
}

// Done reports whether every step was sent and is valid: Data may be used.
func (b *BoundWizard[T]) Done() bool { return b.done }

// Expired reports whether the request brought a state that does not hold, so that the wizard begins again.
func (b *BoundWizard[T]) Expired() bool { return b.expired }

// Number is the number of the step that is shown, from 1.
func (b *BoundWizard[T]) Number() int { return b.at + 1 }

// Steps is the number of steps.
func (b *BoundWizard[T]) Steps() int { return len(b.w.steps) }

// Title is the title of the step that is shown.
func (b *BoundWizard[T]) Title() string { return b.w.steps[b.at].title() }

// Previous is the name of the step before, for a button named wizard_back; "" at the first.
func (b *BoundWizard[T]) Previous() string {
	if b.at == 0 {
		return ""
	}
	return b.w.steps[b.at-1].name()
}

// AsDiv is the HTML of the step: its form, and the hidden field with the state of those before.
func (b *BoundWizard[T]) AsDiv() (template.HTML, error) {
	form, err := b.Form.AsDiv()
	if err != nil {
		return "", err
	}
	state, err := b.State()
	return state + form, err
}

// State is the HTML of the hidden field with the state of the steps before, for templates that lay out the form by themselves.
func (b *BoundWizard[T]) State() (template.HTML, error) {
	if b.state.Done == 0 && len(b.state.Values) == 0 {
		return "", nil
	}
	text, err := json.Marshal(b.state)
	if err != nil {
		return "", err
	}
	token, err := b.w.opt.Signer(b.ctx).Sign(string(text))
	if err != nil {
		return "", fmt.Errorf("form: the state of the wizard %s at step %d (%d bytes): %w", b.w.opt.Name, b.at+1, len(text), err)
	}
	f := BoundField{name: wizardStateField, widget: markedInput, texts: []string{token}}
	f.rename("")
	return f.HTML()
}
