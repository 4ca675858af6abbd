// Package models holds what a generator would write.
package models

import (
	"time"

	"github.com/musette-go/musette/schema"
)

// Version returns the models as they were at one time.
func Version(v string) []*schema.Model {
	id := schema.Field{Name: "id", Type: schema.BigIntegerField, PrimaryKey: true, Auto: true}
	category := &schema.Model{App: "catalog", Name: "Category", Fields: []schema.Field{id,
		{Name: "name", Type: schema.CharField, MaxLength: 50, Unique: true, Label: "the name", Collation: "C"},
		{Name: "parent", Type: schema.BigIntegerField, Null: true, Relation: &schema.Relation{To: "catalog.Category", OnDelete: schema.SetNull, RelatedName: "Children"}}}}
	product := &schema.Model{App: "catalog", Name: "Product", Comment: "for \"sale\" `now`", VerboseName: "product",
		Ordering: []schema.OrderKey{{Field: "title"}, {Field: "price", Desc: true}},
		Fields: []schema.Field{id,
			{Name: "title", Type: schema.CharField, MaxLength: 100, Default: `it's "new"`},
			{Name: "price", Type: schema.DecimalField, MaxDigits: 10, DecimalPlaces: 2, Default: schema.Number("0.50")},
			{Name: "stock", Type: schema.IntegerField, Default: int64(3)},
			{Name: "weight", Type: schema.FloatField, Default: 1.0},
			{Name: "active", Type: schema.BooleanField, Default: true},
			{Name: "took", Type: schema.DurationField, Default: 90 * time.Second},
			{Name: "category", Type: schema.BigIntegerField, Relation: &schema.Relation{To: "catalog.Category", OnDelete: schema.Protect}},
			{Name: "similar", Relation: &schema.Relation{Kind: schema.ManyToMany, To: "catalog.Product"}},
		},
		Indexes: []schema.Index{
			{Keys: []schema.IndexKey{{Expr: new(schema.Call(schema.OpLower, schema.F("title")))}, {Field: "price", Desc: true}}},
			{Name: "cheap", Keys: []schema.IndexKey{{Field: "stock"}}, Include: []string{"price"}, Where: new(schema.And(schema.F("active"), schema.Lt(schema.F("price"), schema.V(schema.Number("9.99")))))},
		},
		Constraints: []schema.Constraint{
			{Kind: schema.Check, Name: "sane", Check: new(schema.Or(schema.In(schema.F("stock"), schema.V(1), schema.V(2)), schema.Not(schema.IsNull(schema.F("weight"))),
				schema.Operate(schema.OpStartsWith, schema.F("title"), schema.V("a")), schema.Gt(schema.Operate(schema.OpMul, schema.F("price"), schema.V(2)), schema.V(1.5))))},
			{Kind: schema.Unique, Fields: []string{"title", "category"}},
		},
		Permissions: []schema.Permission{{Codename: "publish", Name: "Can publish"}},
	}
	if v == "1" {
		return []*schema.Model{category, product}
	}
	product.Fields[1].Name, product.Fields[1].MaxLength = "name", 120
	product.Ordering[0].Field = "name"
	product.Indexes[0].Keys[0].Expr = new(schema.Call(schema.OpLower, schema.F("name")))
	product.Constraints[0].Check = new(schema.Ge(schema.F("stock"), schema.V(0)))
	product.Constraints[1].Fields[0] = "name"
	product.Fields = append(product.Fields,
		schema.Field{Name: "made", Type: schema.DateTimeField},
		schema.Field{Name: "ref", Type: schema.UUIDField, Unique: true})
	test := &schema.Model{App: "catalog", Name: "Test", Fields: []schema.Field{id, {Name: "day", Type: schema.DateField, Default: schema.Date{Year: 2024, Month: 2, Day: 29}}}}
	return []*schema.Model{category, product, test}
}
