package migrations

import (
	"github.com/musette-go/musette/migrate"
	"github.com/musette-go/musette/schema"
)

var m0001Initial = migrate.Migration{
	Name:    "0001_initial",
	Initial: true,
	Dependencies: []migrate.Dependency{
		{App: "auth", Name: "0001_initial"},
	},
	Operations: []migrate.Operation{
		migrate.CreateModel{
			Name: "Account",
			Fields: []schema.Field{
				{Name: "id", Type: schema.BigIntegerField, PrimaryKey: true, Auto: true},
				{Name: "owner", Type: schema.IntegerField, Relation: &schema.Relation{Kind: schema.OneToOne, To: "auth.User", OnDelete: schema.Protect}},
				{Name: "balance", Type: schema.DecimalField, MaxDigits: 14, DecimalPlaces: 2},
			},
			Options: migrate.Options{
				Constraints: []schema.Constraint{
					{Kind: schema.Check, Name: "account_balance_not_negative", Check: new(schema.Ge(schema.F("balance"), schema.V(schema.Number("0"))))},
				},
				Ordering: []schema.OrderKey{{Field: "id"}},
			},
		},
		migrate.CreateModel{
			Name: "Transfer",
			Fields: []schema.Field{
				{Name: "id", Type: schema.BigIntegerField, PrimaryKey: true, Auto: true},
				{Name: "source", Type: schema.BigIntegerField, Relation: &schema.Relation{To: "wallet.Account", OnDelete: schema.Protect}},
				{Name: "target", Type: schema.BigIntegerField, Relation: &schema.Relation{To: "wallet.Account", OnDelete: schema.Protect}},
				{Name: "amount", Type: schema.DecimalField, MaxDigits: 14, DecimalPlaces: 2},
				{Name: "created_at", Type: schema.DateTimeField, AutoNowAdd: true},
			},
			Options: migrate.Options{
				Constraints: []schema.Constraint{
					{Kind: schema.Check, Name: "transfer_amount_positive", Check: new(schema.Gt(schema.F("amount"), schema.V(schema.Number("0"))))},
				},
				Ordering: []schema.OrderKey{{Field: "created_at", Desc: true}, {Field: "id", Desc: true}},
			},
		},
	},
}
