// Package form turns what browsers send into typed values, and typed values into accessible HTML.
//
// # A form from a struct
//
// A form is declared once, with the addresses of the values it fills in:
//
//	type Contact struct {
//		Name, Email, Message string
//		Attachment           *form.Upload
//	}
//
//	var contactForm = form.Define(func(c *Contact) form.Fields {
//		return form.Fields{
//			form.Text(&c.Name).MaxLength(100).Autocomplete("name"),
//			form.Email(&c.Email),
//			form.LongText(&c.Message).MaxLength(5000),
//			form.File(&c.Attachment).Optional().Types("application/pdf", "image/png"),
//		}
//	})
//
// A handler asks for the form of the request and looks whether it is valid:
//
//	f, err := contactForm.From(r, nil)
//	if err != nil {
//		return err // a request that is no form, or too large
//	}
//	if f.Valid() {
//		… f.Data.Email …   // *Contact
//		http.Redirect(w, r, "/thanks/", http.StatusSeeOther)
//		return nil
//	}
//	return contactPage.Render(w, r, contactData{f})
//
// and the template shows it, with what was typed and what is wrong with it:
//
//	<form method="post" enctype="{{.Form.Enctype}}" novalidate>{{csrf}}{{.Form.AsDiv}}<button>Send</button></form>
//
// Only declared fields are read. Whatever else is sent touches nothing.
//
// # Checks
//
// Fields are required unless they are Optional. A field's text is read (a number, a date), then its validators run, then the functions
// given to [Definition.Clean], which see the whole value. Errors have stable codes and Django's messages; [Form.Err] gives them as a
// problem.ValidationError.
//
// # More than one
//
// [Set] shows one form several times, [NewWizard] leads through several forms. Forms for models are made by the package views; [Form.Store]
// stores what such a form has beside its values: files, and whom a row is related to.
//
// # Budgets
//
// [Limits] bound the number of values and files of a request; in a site those of the route hold, see [WithReader]. Images are measured before they are decoded. The number of a formset's
// forms is checked before one is made.
package form
