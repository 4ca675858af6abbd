package shop_test

import (
	"context"
	"errors"
	"testing"

	"github.com/musette-go/musette/examples/docs/forms"
	"github.com/musette-go/musette/testkit"
)

// docs:begin form

func TestContact(t *testing.T) {
	t.Parallel()
	var sent []string
	kit := testkit.New(t, contactSite(func(_ context.Context, c *forms.Contact, attachment string) error {
		sent = append(sent, c.Email, attachment)
		return nil
	}), testkit.Options{})

	form := kit.Get("/contact/").Status(200).NoFormErrors().Form() // what a browser would send, hidden fields included
	form.Set("name", "Ada")
	form.Set("email", "ada@example.com")
	form.Set("topic", "An order")
	form.Set("message", "Where is my kettle, please?")
	kit.Post("/contact/", form).Status(200).FormError("message", "Please tell us the number of the order.").
		ContainsHTML(`<button>Send</button>`)

	form.Set("message", "Where is my order 4711, please?")
	kit.PostFiles("/contact/", form, testkit.File{Field: "attachment", Name: "bill.pdf", Content: []byte("%PDF-1.7\n%%EOF\n")}).
		Redirects("/thanks/")
	if len(sent) != 2 || sent[0] != "ada@example.com" || sent[1] == "" {
		t.Errorf("sent %q", sent)
	}
}

func TestContactNeedsAToken(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, contactSite(nil), testkit.Options{})
	kit.EnforceCSRF() // from here on the client sends no token by itself
	form := kit.Get("/contact/").Form()
	form.Del("csrfmiddlewaretoken")
	kit.Post("/contact/", form).Status(403)
}

// docs:end form

// docs:begin view

func TestContactHandler(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, contactSite(nil), testkit.Options{})
	broken := forms.ContactHandler(nil, func(context.Context, *forms.Contact, string) error { return errors.New("no mail today") })
	view := kit.View("/contact/", broken) // the handler alone, without the site's middleware
	form := view.Get("/contact/").Status(200).UsesTemplate("forms/contact.html").Form()
	form.Set("name", "Ada")
	form.Set("email", "ada@example.com")
	form.Set("topic", "Something else")
	form.Set("message", "Good morning to you.")
	view.Post("/contact/", form).Status(500).Lacks("no mail today")
}

// docs:end view
