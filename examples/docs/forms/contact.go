// Package forms holds the forms that the documentation shows.
package forms

import (
	"context"
	"net/http"
	"strings"

	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/storage"
)

// docs:begin contact

// Contact is a message to the shop.
type Contact struct {
	Name       string
	Email      string
	Topic      string
	Message    string
	Copy       bool
	Attachment *form.Upload
}

var contactForm = form.Define(func(c *Contact) form.Fields {
	return form.Fields{
		form.Text(&c.Name).MaxLength(100).Autocomplete("name"),
		form.Email(&c.Email).Help("We answer to this address."),
		form.Select(&c.Topic, form.Choices("An order", "A product", "Something else")...),
		form.LongText(&c.Message).MinLength(10).MaxLength(5000),
		form.Checkbox(&c.Copy).Label("Send me a copy"),
		form.File(&c.Attachment).Optional().Types("application/pdf", "image/png", "image/jpeg"),
		form.Honeypot("website"),
	}
}).Clean(func(_ context.Context, c *Contact, errs *form.Errors) {
	if c.Topic == "An order" && !strings.ContainsAny(c.Message, "0123456789") {
		errs.Add(&c.Message, "order_number", "Please tell us the number of the order.")
	}
})

// docs:end contact

// docs:begin contact-handler

// ContactPage is what the template gets.
type ContactPage struct{ Form *form.Form[Contact] }

var contactPage = render.Page[ContactPage]("forms/contact.html")

// ContactHandler shows the form and takes what was sent; it serves GET and POST.
func ContactHandler(files *storage.Bucket, send func(context.Context, *Contact, string) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		f, err := contactForm.From(r, nil)
		if err != nil {
			return err // a request that is no form, or too large
		}
		if !f.Valid() {
			return contactPage.Render(w, r, ContactPage{f}) // with what was typed and what is wrong
		}
		var attachment string
		if f.Data.Attachment != nil {
			if attachment, err = f.Data.Attachment.Save(r.Context(), files, "contact"); err != nil {
				return err
			}
		}
		if err := send(r.Context(), f.Data, attachment); err != nil {
			return err
		}
		http.Redirect(w, r, "/thanks/", http.StatusSeeOther)
		return nil
	}
}

// docs:end contact-handler
