package forms

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/sign"
)

// docs:begin wizard

// Order is what the wizard asks for, step by step.
type Order struct {
	Who   Person
	Where Address
}

// Person is the first step.
type Person struct{ Name, Email string }

// Address is the second step.
type Address struct{ Street, City string }

var personForm = form.Define(func(p *Person) form.Fields {
	return form.Fields{form.Text(&p.Name).MaxLength(100), form.Email(&p.Email)}
})

var addressForm = form.Define(func(a *Address) form.Fields {
	return form.Fields{form.Text(&a.Street).MaxLength(200), form.Text(&a.City).MaxLength(100)}
})

var orderWizard = form.NewWizard(
	form.WizardOptions{
		Name:   "order",
		MaxAge: 30 * time.Minute,
		Signer: func(ctx context.Context) form.Signer { return sign.From(ctx).Signer("order wizard") },
	},
	form.Step("who", "Who you are", personForm, func(o *Order) *Person { return &o.Who }),
	form.Step("where", "Where it goes", addressForm, func(o *Order) *Address { return &o.Where }),
)

// WizardPage is what the template gets.
type WizardPage struct{ Wizard *form.BoundWizard[Order] }

var wizardPage = render.Page[WizardPage]("forms/wizard.html")

func order(w http.ResponseWriter, r *http.Request) error {
	wizard, err := orderWizard.From(r)
	if err != nil {
		return err
	}
	if wizard.Done() {
		_, err := fmt.Fprintf(w, "Thank you, %s of %s.", wizard.Data.Who.Name, wizard.Data.Where.City)
		return err
	}
	return wizardPage.Render(w, r, WizardPage{wizard})
}

// docs:end wizard
