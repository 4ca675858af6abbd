package wallet

import (
	"context"
	"errors"
	"fmt"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
)

// The mistakes that a transfer can have; they are shown to people.
var (
	ErrSameAccount       = problem.New(problem.Invalid, "Source and target are the same account.")
	ErrAmount            = problem.New(problem.Invalid, "The amount must be positive, with at most 2 decimal places.")
	ErrInsufficientFunds = problem.New(problem.Conflict, "The balance is not sufficient.")
	ErrSentAlready       = problem.New(problem.Conflict, "This form has been sent already, with something else in it. Please fill in this one.")
)

// An Order says what money shall go where.
type Order struct {
	From, To int64 // the keys of the accounts
	Amount   decimal.Decimal
	Note     string
	Form     string // the number of the form that it comes from, or "": the same order with the same number moves money once
}

// docs:begin transfer

// TransferFunds moves amount from one account to another, whole or not at all.
func TransferFunds(ctx context.Context, from, to int64, amount decimal.Decimal) (*Transfer, error) {
	return Send(ctx, Order{From: from, To: to, Amount: amount})
}

// Send carries an order out, whole or not at all. It locks both rows in the order of their keys, so that two transfers in opposite
// directions never wait for each other.
func Send(ctx context.Context, o Order) (t *Transfer, err error) {
	if o.From == o.To {
		return nil, ErrSameAccount
	}
	if _, exact := o.Amount.Rescale(2); !exact || !o.Amount.IsPositive() {
		return nil, ErrAmount
	}
	err = orm.AtomicWith(ctx, db.TxOptions{Retries: 5}, func(ctx context.Context) error {
		locked, err := Accounts.Unrestricted().Filter(Accounts.ID.In(o.From, o.To)).OrderBy(Accounts.ID.Asc()).ForUpdate().All(ctx)
		if err != nil {
			return err
		}
		source, target, err := pick(locked, o.From, o.To)
		if err != nil {
			return err
		}
		if t, err = o.before(ctx); t != nil || err != nil {
			return err // this form has done its work
		}
		if source.Balance.Less(o.Amount) {
			return ErrInsufficientFunds
		}
		source.Balance = source.Balance.Sub(o.Amount)
		target.Balance = target.Balance.Add(o.Amount)
		t = o.transfer()
		return errors.Join(Accounts.Save(ctx, source), Accounts.Save(ctx, target), Transfers.Create(ctx, t))
	})
	if err != nil {
		return nil, err
	}
	return t, nil
}

// docs:end transfer

// transfer is the row that an order leaves.
func (o Order) transfer() *Transfer {
	t := &Transfer{Source: orm.To[Account](o.From), Target: orm.To[Account](o.To), Amount: o.Amount, Note: o.Note}
	if o.Form != "" {
		t.Form = &o.Form
	}
	return t
}

// before is the transfer that the same form has made already, or nil. The account that pays is locked, so none is being made meanwhile.
func (o Order) before(ctx context.Context) (*Transfer, error) {
	if o.Form == "" {
		return nil, nil
	}
	t, err := Transfers.Unrestricted().Get(ctx, Transfers.Form.Eq(o.Form))
	if errors.Is(err, orm.ErrNotFound) {
		return nil, nil
	}
	if err == nil && (t.Source.Key() != o.From || t.Target.Key() != o.To || !t.Amount.Equal(o.Amount)) {
		return nil, ErrSentAlready
	}
	return t, err
}

// pick finds source and target among the locked accounts.
func pick(accounts []*Account, from, to int64) (source, target *Account, err error) {
	for _, a := range accounts {
		switch a.ID {
		case from:
			source = a
		case to:
			target = a
		}
	}
	switch {
	case source == nil:
		return nil, nil, problem.New(problem.NotFound, fmt.Sprintf("There is no account %d.", from))
	case target == nil:
		return nil, nil, problem.New(problem.NotFound, fmt.Sprintf("There is no account %d.", to))
	}
	return source, target, nil
}
