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
			Name: "Family",
			Fields: []schema.Field{
				{Name: "hash", Type: schema.CharField, MaxLength: 64, PrimaryKey: true},
				{Name: "user", Type: schema.IntegerField, Relation: &schema.Relation{To: "auth.User", OnDelete: schema.Cascade}},
				{Name: "current", Type: schema.CharField, MaxLength: 64},
				{Name: "password", Type: schema.CharField, MaxLength: 64},
				{Name: "created_at", Type: schema.DateTimeField},
				{Name: "expires_at", Type: schema.DateTimeField, Index: true},
				{Name: "revoked_at", Type: schema.DateTimeField, Null: true},
			},
			Options: migrate.Options{
				Table:    "musette_jwt",
				Ordering: []schema.OrderKey{{Field: "created_at"}, {Field: "hash"}},
			},
		},
	},
}
