// Package schema declares to ent the tables of the benchmarks.
package schema

import (
	"time"

	"entgo.io/ent"
	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"

	"github.com/musette-go/musette/decimal"
)

func table(name string) []schema.Annotation {
	return []schema.Annotation{entsql.Annotation{Table: name}}
}

func price() ent.Field {
	return field.Other("price", decimal.Decimal{}).SchemaType(map[string]string{dialect.Postgres: "numeric(10,2)"})
}

func goods() []ent.Field {
	return []ent.Field{
		field.Int64("id"), field.String("name"), field.String("description"), price(), field.Int32("stock"),
		field.Time("created_at").Default(time.Now),
	}
}

// Product is read and updated.
type Product struct{ ent.Schema }

// Annotations names the table.
func (Product) Annotations() []schema.Annotation { return table("product") }

// Fields are the columns.
func (Product) Fields() []ent.Field { return goods() }

// Draft is inserted.
type Draft struct{ ent.Schema }

// Annotations names the table.
func (Draft) Annotations() []schema.Annotation { return table("draft") }

// Fields are the columns.
func (Draft) Fields() []ent.Field { return goods() }

// Author writes books.
type Author struct{ ent.Schema }

// Annotations names the table.
func (Author) Annotations() []schema.Annotation { return table("author") }

// Fields are the columns.
func (Author) Fields() []ent.Field {
	return []ent.Field{field.Int64("id"), field.String("name"), field.String("country")}
}

// Edges are the books.
func (Author) Edges() []ent.Edge { return []ent.Edge{edge.To("books", Book.Type)} }

// Book is read with its author.
type Book struct{ ent.Schema }

// Annotations names the table.
func (Book) Annotations() []schema.Annotation { return table("book") }

// Fields are the columns.
func (Book) Fields() []ent.Field {
	return []ent.Field{field.Int64("id"), field.String("title"), price(), field.Time("published"), field.Int64("author_id")}
}

// Edges is the author.
func (Book) Edges() []ent.Edge {
	return []ent.Edge{edge.From("author", Author.Type).Ref("books").Field("author_id").Unique().Required()}
}
