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
			Name: "Category",
			Fields: []schema.Field{
				{Name: "id", Type: schema.BigIntegerField, PrimaryKey: true, Auto: true},
				{Name: "name", Type: schema.CharField, MaxLength: 100, Unique: true},
			},
		},
		migrate.CreateModel{
			Name: "Product",
			Fields: []schema.Field{
				{Name: "id", Type: schema.BigIntegerField, PrimaryKey: true, Auto: true},
				{Name: "name", Type: schema.CharField, MaxLength: 100, Index: true},
				{Name: "category", Type: schema.BigIntegerField, Relation: &schema.Relation{To: "people.Category", OnDelete: schema.Protect}},
				{Name: "price", Type: schema.DecimalField, MaxDigits: 10, DecimalPlaces: 2},
				{Name: "description", Type: schema.TextField},
				{Name: "stock", Type: schema.IntegerField},
				{Name: "in_stock", Type: schema.BooleanField},
				{Name: "created_at", Type: schema.DateTimeField},
			},
			Options: migrate.Options{
				Ordering: []schema.OrderKey{{Field: "name"}, {Field: "id"}},
			},
		},
	},
}
