// Package wallet moves money between people: every transfer conserves the sum, however many run at once.
package wallet

import (
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/orm"
)

//go:generate go tool musette generate

// An Account is one person's wallet.
type Account struct {
	orm.Model
	ID      int64
	Owner   orm.Ref[auth.User] `orm:"one_to_one,on_delete=protect,related_name=Wallet"`
	Balance decimal.Decimal    `orm:"max_digits=14,decimal_places=2"`
}

// Meta keeps balances from going below zero, in validation and in the database.
func (Account) Meta() orm.Meta[Account] {
	return orm.Meta[Account]{
		Ordering: orm.By(Accounts.ID.Asc()),
		Constraints: orm.Constraints(
			orm.Check("account_balance_not_negative", Accounts.Balance.Ge(decimal.Zero)).Message("insufficient_funds", "The balance is not sufficient."),
		),
	}
}

// A Transfer is money that went from one account to another.
type Transfer struct {
	orm.Model
	ID        int64
	Source    orm.Ref[Account] `orm:"on_delete=protect,related_name=Sent"`
	Target    orm.Ref[Account] `orm:"on_delete=protect,related_name=Received"`
	Amount    decimal.Decimal  `orm:"max_digits=14,decimal_places=2"`
	CreatedAt time.Time        `orm:"auto_now_add"`
	Note      string           `orm:"max_length=100,blank"` // what it is for, for both sides
	Form      *string          `orm:"max_length=40,unique"` // the number of the form that it was sent by: no form moves money twice
}

// Meta sorts transfers by time, the newest first.
func (Transfer) Meta() orm.Meta[Transfer] {
	return orm.Meta[Transfer]{
		Ordering: orm.By(Transfers.CreatedAt.Desc(), Transfers.ID.Desc()),
		Constraints: orm.Constraints(
			orm.Check("transfer_amount_positive", Transfers.Amount.Gt(decimal.Zero)).Message("min_value", "The amount must be positive."),
		),
	}
}
