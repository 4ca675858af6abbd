package migrations

import (
	"github.com/musette-go/musette/migrate"
	"github.com/musette-go/musette/schema"
)

var m0002AuthorUser = migrate.Migration{
	Name: "0002_author_user",
	Dependencies: []migrate.Dependency{
		{App: "library", Name: "0001_initial"},
		{App: "auth", Name: "0002_sessions_and_attempts"},
	},
	Operations: []migrate.Operation{
		migrate.AddField{Model: "Author", Field: schema.Field{Name: "user", Type: schema.IntegerField, Null: true, Relation: &schema.Relation{To: "auth.User", OnDelete: schema.SetNull}}},
	},
}
