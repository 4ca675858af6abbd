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
				{Name: "key", Type: schema.CharField, MaxLength: 40, PrimaryKey: true},
				{Name: "created", Type: schema.DateTimeField, AutoNowAdd: true},
				{Name: "user", Type: schema.IntegerField, Relation: &schema.Relation{Kind: schema.OneToOne, To: "auth.User", OnDelete: schema.Cascade}},
			},
		},
	},
}
