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
			Name: "Profile",
			Fields: []schema.Field{
				{Name: "id", Type: schema.BigIntegerField, PrimaryKey: true, Auto: true},
				{Name: "user", Type: schema.IntegerField, Relation: &schema.Relation{Kind: schema.OneToOne, To: "auth.User", OnDelete: schema.Cascade}},
				{Name: "about", Type: schema.CharField, MaxLength: 500},
				{Name: "picture", Type: schema.CharField, MaxLength: 100},
			},
			Options: migrate.Options{
				Ordering: []schema.OrderKey{{Field: "id"}},
			},
		},
	},
}
