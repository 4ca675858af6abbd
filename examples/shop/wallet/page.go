package wallet

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/messages"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/session"
)

// Payment is what the transfer form asks for.
type Payment struct {
	To     string // a user name
	Amount *decimal.Decimal
	Note   string
	Form   string // the number of the form
}

var paymentForm = form.Define(func(p *Payment) form.Fields {
	return form.Fields{
		form.Text(&p.To).Label("To whom").MaxLength(150).Autocomplete("off").Attr("autocapitalize", "none").Attr("spellcheck", "false").Help("The user name of somebody who has a wallet."),
		form.Nullable(&p.Amount, amount).Label("Amount").Required().Help("In euros, such as 12.50. Above 100.00 we ask for your password once more."),
		form.Text(&p.Note).Label("What it is for").MaxLength(100).Optional().Help("Both of you see it."),
		form.Hidden(&p.Form).MinLength(20).MaxLength(40),
	}
}).Clean(func(_ context.Context, p *Payment, _ *form.Errors) { p.To = auth.NormalizeName(p.To) })

// amount is a field for money, at least a cent.
func amount(p *decimal.Decimal) *form.Field[decimal.Decimal] {
	return form.Decimal(p, 14, 2).Min(decimal.New(1, 2))
}

// TransferPage is what the page with the form shows.
type TransferPage struct {
	Form    *form.Form[Payment]
	Account *Account
	Again   bool // it shows a payment that waited until its sender had shown who they are
}

var transferPage = render.Page[TransferPage]("wallet/transfer.html")

var (
	// confirmAbove is the largest amount that goes without asking for the password again.
	confirmAbove = decimal.New(10000, 2)
	confirmed    = auth.ConfirmRequired(confirmAge)
)

// confirmAge is for how long a password that was entered counts.
const confirmAge = 5 * time.Minute

// waiting is a payment that waits until its sender has shown who they are.
var waiting = session.NewKey[Payment]("wallet_payment")

// transfer shows the form, and sends money.
func transfer(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	u, err := auth.CurrentUser(ctx)
	if err != nil {
		return err
	}
	account, err := own(ctx, u)
	if err != nil {
		return err
	}
	if account == nil {
		return leadTo(w, r, "wallet:overview")
	}
	p, again, err := draft(r)
	if err != nil {
		return err
	}
	f, err := paymentForm.From(r, p)
	if err != nil {
		return err
	}
	if f.Valid() {
		done, err := pay(w, r, account, f)
		if done || err != nil {
			return err
		}
	}
	return transferPage.Render(w, r, TransferPage{f, account, again})
}

// draft is what the form shows first: a new payment, or the one that waited for its sender, once.
func draft(r *http.Request) (p *Payment, again bool, err error) {
	p = &Payment{Form: rand.Text()}
	if r.Method == http.MethodPost {
		return p, false, nil
	}
	kept, again, err := waiting.Get(r.Context())
	if err != nil || !again {
		return p, false, err
	}
	return &kept, true, waiting.Delete(r.Context())
}

// pay sends a valid payment, or puts what is wrong with it into the form; done says that the answer is written.
func pay(w http.ResponseWriter, r *http.Request, from *Account, f *form.Form[Payment]) (done bool, err error) {
	ctx, p := r.Context(), f.Data
	to, err := walletOf(ctx, p.To)
	switch {
	case errors.Is(err, orm.ErrNotFound):
		f.AddError("to", "unknown", "Nobody of that name has a wallet.")
		return false, nil
	case err != nil:
		return false, err
	case to.ID == from.ID:
		f.AddError("to", "self", "That is you.")
		return false, nil
	}
	if p.Amount.Cmp(confirmAbove) > 0 {
		ok, err := auth.Confirmed(ctx, confirmAge)
		if err != nil {
			return false, err
		}
		if !ok {
			return true, ask(w, r, p)
		}
	}
	_, err = Send(ctx, Order{From: from.ID, To: to.ID, Amount: *p.Amount, Note: p.Note, Form: p.Form})
	if errors.Is(err, ErrSentAlready) {
		messages.Warning(ctx, problem.Public(err))
		return true, leadTo(w, r, "wallet:transfer")
	}
	if err != nil {
		return false, wrong(f, err)
	}
	messages.Success(ctx, fmt.Sprintf("%s € went to %s.", p.Amount, p.To))
	return true, leadTo(w, r, "wallet:overview")
}

// ask keeps a payment and leads to the page that asks for the password; the form has it again afterwards.
func ask(w http.ResponseWriter, r *http.Request, p *Payment) error {
	if err := waiting.Set(r.Context(), *p); err != nil {
		return err
	}
	confirmed(http.NotFoundHandler()).ServeHTTP(w, r)
	return nil
}

// walletOf is the wallet of a user by name. Whose wallet it is does not matter: money may go to everybody.
func walletOf(ctx context.Context, name string) (*Account, error) {
	return Accounts.Unrestricted().Get(ctx, Accounts.Owner.Username.Eq(name), Accounts.Owner.IsActive.Eq(true))
}

// wrong puts what Send has said to the field that it is about.
func wrong(f *form.Form[Payment], err error) error {
	if !errors.Is(err, ErrInsufficientFunds) && !errors.Is(err, ErrAmount) {
		return err
	}
	f.AddError("amount", "invalid", problem.Public(err))
	return nil
}
