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
			Name: "Author",
			Fields: []schema.Field{
				{Name: "id", Type: schema.BigIntegerField, PrimaryKey: true, Auto: true},
				{Name: "name", Type: schema.CharField, MaxLength: 100, Unique: true},
			},
			Options: migrate.Options{
				Ordering: []schema.OrderKey{{Field: "name"}},
			},
		},
		migrate.CreateModel{
			Name: "Book",
			Fields: []schema.Field{
				{Name: "id", Type: schema.BigIntegerField, PrimaryKey: true, Auto: true},
				{Name: "title", Type: schema.CharField, MaxLength: 200},
				{Name: "author", Type: schema.BigIntegerField, Relation: &schema.Relation{To: "books.Author", OnDelete: schema.Cascade}},
				{Name: "stars", Type: schema.SmallIntegerField},
				{Name: "read_at", Type: schema.DateTimeField, Null: true},
			},
			Options: migrate.Options{
				Constraints: []schema.Constraint{
					{Kind: schema.Check, Name: "book_stars", Check: new(schema.And(schema.Ge(schema.F("stars"), schema.V(0)), schema.Le(schema.F("stars"), schema.V(5))))},
				},
				Ordering: []schema.OrderKey{{Field: "title"}, {Field: "id"}},
			},
		},
	},
}
