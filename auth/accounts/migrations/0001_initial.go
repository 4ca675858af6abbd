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
			Name: "EmailAddress",
			Fields: []schema.Field{
				{Name: "email", Type: schema.CharField, MaxLength: 254, PrimaryKey: true},
				{Name: "user", Type: schema.IntegerField, Relation: &schema.Relation{Kind: schema.OneToOne, To: "auth.User", OnDelete: schema.Cascade}},
				{Name: "verified_at", Type: schema.DateTimeField, Null: true},
			},
			Options: migrate.Options{
				Table: "musette_email_address",
			},
		},
		migrate.CreateModel{
			Name: "Confirmation",
			Fields: []schema.Field{
				{Name: "key", Type: schema.CharField, MaxLength: 64, PrimaryKey: true},
				{Name: "kind", Type: schema.CharField, MaxLength: 20},
				{Name: "email", Type: schema.CharField, MaxLength: 254},
				{Name: "user_id", Type: schema.BigIntegerField},
				{Name: "state", Type: schema.CharField, MaxLength: 64},
				{Name: "username", Type: schema.CharField, MaxLength: 150},
				{Name: "password", Type: schema.CharField, MaxLength: 128},
				{Name: "data", Type: schema.TextField},
				{Name: "expires_at", Type: schema.DateTimeField, Index: true},
			},
			Options: migrate.Options{
				Table: "musette_confirmation",
			},
		},
	},
}
