package migrations

import (
	"github.com/musette-go/musette/migrate"
	"github.com/musette-go/musette/schema"
)

var m0003BookOwnerBookShared = migrate.Migration{
	Name: "0003_book_owner_book_shared",
	Dependencies: []migrate.Dependency{
		{App: "books", Name: "0002_book_language"},
		{App: "auth", Name: "0002_sessions_and_attempts"},
	},
	Operations: []migrate.Operation{
		migrate.AddField{Model: "Book", Field: schema.Field{Name: "owner", Type: schema.IntegerField, Null: true, Relation: &schema.Relation{To: "auth.User", OnDelete: schema.Cascade}}},
		migrate.AddField{Model: "Book", Field: schema.Field{Name: "shared", Type: schema.BooleanField, Default: true}},
	},
}
