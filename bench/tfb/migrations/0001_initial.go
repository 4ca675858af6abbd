package migrations

import (
	"github.com/musette-go/musette/migrate"
	"github.com/musette-go/musette/schema"
)

var m0001Initial = migrate.Migration{
	Name:    "0001_initial",
	Initial: true,
	Operations: []migrate.Operation{
		migrate.CreateModel{
			Name: "Fortune",
			Fields: []schema.Field{
				{Name: "id", Type: schema.IntegerField, PrimaryKey: true, Auto: true},
				{Name: "message", Type: schema.TextField},
			},
			Options: migrate.Options{
				Table: "fortune",
			},
		},
		migrate.CreateModel{
			Name: "World",
			Fields: []schema.Field{
				{Name: "id", Type: schema.IntegerField, PrimaryKey: true, Auto: true},
				{Name: "random_number", Column: "randomnumber", Type: schema.IntegerField},
			},
			Options: migrate.Options{
				Table: "world",
			},
		},
	},
}
