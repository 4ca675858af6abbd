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
				{Name: "slug", Type: schema.CharField, MaxLength: 100, Unique: true},
			},
			Options: migrate.Options{
				Ordering:          []schema.OrderKey{{Field: "name"}},
				VerboseNamePlural: "categories",
			},
		},
		migrate.CreateModel{
			Name: "Product",
			Fields: []schema.Field{
				{Name: "id", Type: schema.BigIntegerField, PrimaryKey: true, Auto: true},
				{Name: "name", Type: schema.CharField, MaxLength: 100, Index: true},
				{Name: "category", Type: schema.BigIntegerField, Relation: &schema.Relation{To: "catalog.Category", OnDelete: schema.Protect}},
				{Name: "price", Type: schema.DecimalField, MaxDigits: 10, DecimalPlaces: 2},
				{Name: "description", Type: schema.TextField},
				{Name: "stock", Type: schema.IntegerField},
				{Name: "in_stock", Type: schema.BooleanField},
				{Name: "sold_out_at", Type: schema.DateTimeField, Null: true},
				{Name: "created_at", Type: schema.DateTimeField, AutoNowAdd: true},
			},
			Options: migrate.Options{
				Indexes: []schema.Index{
					{Name: "catalog_product_category_id_price_bcd0ce52_idx", Keys: []schema.IndexKey{{Field: "category"}, {Field: "price"}}},
				},
				Constraints: []schema.Constraint{
					{Kind: schema.Check, Name: "product_price_positive", Check: new(schema.Gt(schema.F("price"), schema.V(schema.Number("0"))))},
					{Kind: schema.Check, Name: "product_stock_not_negative", Check: new(schema.Ge(schema.F("stock"), schema.V(0)))},
				},
				Ordering: []schema.OrderKey{{Field: "name"}, {Field: "id"}},
			},
		},
	},
}
