package migrations

import (
	"github.com/musette-go/musette/migrate"
	"github.com/musette-go/musette/schema"
)

var m0002TransferNoteTransferForm = migrate.Migration{
	Name: "0002_transfer_note_transfer_form",
	Dependencies: []migrate.Dependency{
		{App: "wallet", Name: "0001_initial"},
	},
	Operations: []migrate.Operation{
		migrate.AddField{Model: "Transfer", Field: schema.Field{Name: "note", Type: schema.CharField, MaxLength: 100}},
		migrate.AddField{Model: "Transfer", Field: schema.Field{Name: "form", Type: schema.CharField, MaxLength: 40, Null: true, Unique: true}},
	},
}
