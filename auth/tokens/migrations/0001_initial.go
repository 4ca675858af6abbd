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
			Name: "Token",
			Fields: []schema.Field{
				{Name: "id", Type: schema.BigIntegerField, PrimaryKey: true, Auto: true},
				{Name: "user", Type: schema.IntegerField, Relation: &schema.Relation{To: "auth.User", OnDelete: schema.Cascade}},
				{Name: "name", Type: schema.CharField, MaxLength: 100},
				{Name: "prefix", Type: schema.CharField, MaxLength: 8, Index: true},
				{Name: "hash", Type: schema.CharField, MaxLength: 64, Unique: true},
				{Name: "scopes", Type: schema.CharField, MaxLength: 1000},
				{Name: "password", Type: schema.CharField, MaxLength: 64},
				{Name: "created_at", Type: schema.DateTimeField},
				{Name: "expires_at", Type: schema.DateTimeField, Null: true},
				{Name: "last_used", Type: schema.DateTimeField, Null: true},
			},
			Options: migrate.Options{
				Table:    "musette_token",
				Ordering: []schema.OrderKey{{Field: "created_at"}, {Field: "id"}},
			},
		},
	},
}
