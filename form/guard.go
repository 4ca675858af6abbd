package form

import (
	"context"
	"html/template"

	"github.com/musette-go/musette/validate"
)

// Honeypot is a field that people do not see and bots fill in. What was sent is then neither valid nor shown as wrong: see [Form.Spam].
// Give it a name that bots like, such as "website", which no other field has.
func Honeypot(name string) Item {
	return &honeypot{BoundField{name: name, label: "Leave this field empty", widget: trapInput, guard: true}}
}

type honeypot struct{ b BoundField }

func (h *honeypot) bound() *BoundField                  { return &h.b }
func (h *honeypot) check() error                        { return h.b.check() }
func (h *honeypot) prepare(context.Context, bool) error { return nil }

func (h *honeypot) bind(_ context.Context, in *Input) {
	for _, v := range in.values(h.b.htmlName) {
		h.b.changed = h.b.changed || v != ""
	}
}

func (f *Form[T]) trapped() bool {
	for _, item := range f.fields {
		if h, ok := item.(*honeypot); ok && h.b.changed {
			return true
		}
	}
	return false
}

// Captcha is a service that tells people from programs.
type Captcha struct {
	// Field is the name under which the service's script sends its answer: "cf-turnstile-response".
	Field string
	// Label is what error messages call it. Defaults to "Verification".
	Label string
	// HTML is what the service wants to stand in the page.
	HTML func() template.HTML
	// Verify asks the service about an answer; an error means that it does not hold, and its text is shown. It is called once for each
	// form, and only when everything else is valid. The answer comes from outside and may be empty.
	Verify func(ctx context.Context, answer string) error
}

// CaptchaField puts a [Captcha] into a form.
func CaptchaField(c Captcha) Item {
	if c.Label == "" {
		c.Label = "Verification"
	}
	return &captcha{c: c, b: BoundField{name: "captcha", label: c.Label, widget: custom, required: true, guard: true}}
}

type captcha struct {
	c      Captcha
	b      BoundField
	answer string
}

func (c *captcha) bound() *BoundField { return &c.b }
func (c *captcha) check() error       { return c.b.check() }

func (c *captcha) prepare(context.Context, bool) error {
	if c.c.HTML != nil {
		c.b.inner = c.c.HTML()
	}
	return nil
}

func (c *captcha) bind(_ context.Context, in *Input) {
	const longest = 8 << 10
	if c.answer = in.value(c.c.Field); len(c.answer) > longest {
		c.answer = ""
	}
}

func (c *captcha) verify(ctx context.Context) {
	if err := c.c.Verify(ctx, c.answer); err != nil {
		code := validate.CodeOf(err)
		c.b.addError(code, err.Error())
	}
}
