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
)

// docs:begin transfer

// TransferFunds moves amount from one account to another, whole or not at all. It locks both rows in the order of their
// keys, so that two transfers in opposite directions never wait for each other.
func TransferFunds(ctx context.Context, from, to int64, amount decimal.Decimal) (*Transfer, error) {
	if from == to {
		return nil, ErrSameAccount
	}
	if _, exact := amount.Rescale(2); !exact || !amount.IsPositive() {
		return nil, ErrAmount
	}
	t := &Transfer{Source: orm.To[Account](from), Target: orm.To[Account](to), Amount: amount}
	err := orm.AtomicWith(ctx, db.TxOptions{Retries: 5}, func(ctx context.Context) error {
		locked, err := Accounts.Filter(Accounts.ID.In(from, to)).OrderBy(Accounts.ID.Asc()).ForUpdate().All(ctx)
		if err != nil {
			return err
		}
		source, target, err := pick(locked, from, to)
		if err != nil {
			return err
		}
		if source.Balance.Less(amount) {
			return ErrInsufficientFunds
		}
		source.Balance = source.Balance.Sub(amount)
		target.Balance = target.Balance.Add(amount)
		return errors.Join(Accounts.Save(ctx, source), Accounts.Save(ctx, target), Transfers.Create(ctx, t))
	})
	if err != nil {
		return nil, err
	}
	return t, nil
}

// docs:end transfer

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
