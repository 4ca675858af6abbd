package migrations

import (
	"github.com/musette-go/musette/migrate"
	"github.com/musette-go/musette/schema"
)

var m0001Initial = migrate.Migration{
	Name:    "0001_initial",
	Initial: true,
	Dependencies: []migrate.Dependency{
		{App: "auth", Name: "0002_sessions_and_attempts"},
	},
	Operations: []migrate.Operation{
		migrate.CreateModel{
			Name: "Account",
			Fields: []schema.Field{
				{Name: "id", Type: schema.BigIntegerField, PrimaryKey: true, Auto: true},
				{Name: "user", Type: schema.IntegerField, Relation: &schema.Relation{To: "auth.User", OnDelete: schema.Cascade}},
				{Name: "provider", Type: schema.CharField, MaxLength: 40},
				{Name: "issuer", Type: schema.CharField, MaxLength: 255},
				{Name: "subject", Type: schema.CharField, MaxLength: 255},
				{Name: "email", Type: schema.CharField, MaxLength: 254},
				{Name: "created_at", Type: schema.DateTimeField, AutoNowAdd: true},
				{Name: "last_login", Type: schema.DateTimeField, Null: true},
			},
			Options: migrate.Options{
				Table: "musette_social_account",
				Constraints: []schema.Constraint{
					{Kind: schema.Unique, Name: "musette_social_account_identity", Fields: []string{"issuer", "subject"}},
				},
				Ordering: []schema.OrderKey{{Field: "created_at"}, {Field: "id"}},
			},
		},
	},
}
