package form_test

import (
	"context"
	"errors"
	"html/template"
	"strings"
	"testing"

	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/validate"
)

type comment struct{ Text string }

func TestHoneypot(t *testing.T) {
	t.Parallel()
	def := form.Define(func(c *comment) form.Fields { return form.Fields{form.Text(&c.Text), form.Honeypot("website")} })
	f := from(t, def, post(t, "text", "buy", "website", "http://spam.example"), nil)
	if f.Valid() || !f.Spam() || f.Err() != nil {
		t.Errorf("valid %v, spam %v, %v", f.Valid(), f.Spam(), f.Err())
	}
	if f = from(t, def, post(t, "text", "hello", "website", ""), nil); !f.Valid() || f.Spam() {
		t.Errorf("a person is taken for a bot: %v", f.Err())
	}
	html, err := f.AsDiv()
	if text := page(t, html, err); !strings.Contains(text, `hidden><label for="id_website">`) || !strings.Contains(text, `tabindex="-1" autocomplete="off"`) {
		t.Errorf("the page: %s", text)
	}
}

func TestCaptcha(t *testing.T) {
	t.Parallel()
	asked := 0
	def := form.Define(func(c *comment) form.Fields {
		return form.Fields{form.Text(&c.Text), form.CaptchaField(form.Captcha{
			Field: "h-answer",
			HTML:  func() template.HTML { return `<div class="puzzle"></div>` },
			Verify: func(_ context.Context, answer string) error {
				if asked++; answer != "good" {
					return &validate.Error{Code: "captcha", Message: "Please try again."}
				}
				return nil
			},
		})}
	})
	wantCodes(t, from(t, def, post(t, "text", "", "h-answer", "good"), nil).Err(), "text: required")
	if asked != 0 {
		t.Error("the service was asked about a form that is not valid anyway")
	}
	f := from(t, def, post(t, "text", "x"), nil)
	wantCodes(t, f.Err(), "captcha: captcha")
	html, err := f.AsDiv()
	if text := page(t, html, err); !strings.Contains(text, `<div class="puzzle"></div>`) || !strings.Contains(text, "Please try again.") {
		t.Errorf("the page: %s", text)
	}
	if f := from(t, def, post(t, "text", "x", "h-answer", "good"), nil); !f.Valid() || asked != 2 {
		t.Errorf("%v after %d questions", f.Err(), asked)
	}
	long := strings.Repeat("x", 10<<10)
	def2 := form.Define(func(c *comment) form.Fields {
		return form.Fields{form.CaptchaField(form.Captcha{Field: "a", Verify: func(_ context.Context, answer string) error {
			if answer != "" {
				return errors.New("too long")
			}
			return nil
		}})}
	})
	if f := from(t, def2, post(t, "a", long), nil); !f.Valid() {
		t.Errorf("a flood of an answer reached the service: %v", f.Err())
	}
}
