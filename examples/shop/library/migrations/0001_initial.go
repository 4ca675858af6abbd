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
			Name: "Author",
			Fields: []schema.Field{
				{Name: "id", Type: schema.BigIntegerField, PrimaryKey: true, Auto: true},
				{Name: "name", Type: schema.CharField, MaxLength: 100, Index: true},
				{Name: "country", Type: schema.CharField, MaxLength: 2},
			},
			Options: migrate.Options{
				Ordering: []schema.OrderKey{{Field: "name"}, {Field: "id"}},
			},
		},
		migrate.CreateModel{
			Name: "Book",
			Fields: []schema.Field{
				{Name: "id", Type: schema.BigIntegerField, PrimaryKey: true, Auto: true},
				{Name: "title", Type: schema.CharField, MaxLength: 200},
				{Name: "author", Type: schema.BigIntegerField, Relation: &schema.Relation{To: "library.Author", OnDelete: schema.Cascade}},
				{Name: "readers", Relation: &schema.Relation{Kind: schema.ManyToMany, To: "auth.User"}},
				{Name: "price", Type: schema.DecimalField, MaxDigits: 8, DecimalPlaces: 2},
				{Name: "published", Type: schema.DateTimeField, Null: true},
			},
			Options: migrate.Options{
				Indexes: []schema.Index{
					{Name: "library_book_title_id_1107a130_idx", Keys: []schema.IndexKey{{Field: "title"}, {Field: "id"}}},
				},
				Ordering: []schema.OrderKey{{Field: "title"}, {Field: "id"}},
			},
		},
	},
}
