package migrations

import (
	"github.com/musette-go/musette/migrate"
	"github.com/musette-go/musette/schema"
)

var m0002BookLanguage = migrate.Migration{
	Name: "0002_book_language",
	Dependencies: []migrate.Dependency{
		{App: "books", Name: "0001_initial"},
	},
	Operations: []migrate.Operation{
		migrate.AddField{Model: "Book", Field: schema.Field{Name: "language", Type: schema.CharField, MaxLength: 2}},
	},
}
