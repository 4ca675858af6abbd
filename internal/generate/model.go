package generate

import (
	"go/token"
	"go/types"

	"github.com/musette-go/musette/schema"
)

// models are what one package declares.
type models struct {
	pack    *pack
	app     string
	models  []*model
	results []*result
	byDecl  map[*decl]*model
}

// model is one struct with a table.
type model struct {
	of        *models
	decl      *decl
	name      string // "Book"
	plural    string // the descriptor: "Books"
	table     string // the table, default or not
	override  bool   // the table is not the default one
	unmanaged bool
	fields    []*field
	key       *field
	broken    bool // a field was left out for a mistake
}

// field is one field of a model, or an output of a result.
type field struct {
	model    *model
	owner    string // the struct that declares it, for errors
	name     string // "SoldOutAt"
	snake    string // "sold_out_at"
	pos      token.Pos
	index    int // in Schema.Fields
	class    class
	kind     *kind      // of the value: for keys, of the key; nil for many-to-many
	elem     types.Type // the value's type without the pointer: Status, time.Time; for keys, the key's
	defined  bool       // elem is defined on a basic type
	pointer  bool
	settings map[string]setting
	badTag   bool         // an option was left out for a mistake
	spec     schema.Field // limits, flags and defaults, in the form that is written
	rel      *relation
}

// relation is what a key or a many-to-many adds to a field.
type relation struct {
	kind     schema.RelationKind
	target   *model // nil for a loose key
	to       string // label of the target
	loose    bool
	onDelete string // the constant of package schema: "Cascade"
	reverse  string // the name on the other side; "" for none
	through  *model // of a many-to-many
	from     *field // the key of through to this side
	into     *field // and to the other
}

// result is a struct that queries fill besides models.
type result struct {
	decl   *decl
	name   string
	plural string
	model  *model // what is selected from
	whole  bool   // the model is embedded
	outs   []*field
}

// label is "library.Book".
func (m *model) label() string { return m.of.app + "." + m.name }

// column is the name of the field's column.
func (f *field) column() string {
	switch {
	case f.spec.Column != "":
		return f.spec.Column
	case f.class&keyClass != 0:
		return f.snake + "_id"
	}
	return f.snake
}

// colName is the field's name among the columns: keys end in ID.
func (f *field) colName() string {
	if f.rel != nil {
		return f.name + "ID"
	}
	return f.name
}

// hasColumn reports whether the table has a column for the field.
func (f *field) hasColumn() bool { return f.class != manyClass }

// isOutput reports whether the field is an output of a result.
func (f *field) isOutput() bool { return f.model.decl == nil }

// isKey reports whether the field is a key whose target has typed columns.
func (f *field) isKey() bool { return f.class == refClass && f.rel.target != nil }

// subject is how errors name the field: "Product.Price".
func (f *field) subject() string { return f.owner + "." + f.name }

// hasMeta reports whether the model's struct has a method Meta.
func (m *model) hasMeta() bool { return m.decl.pack.metas[m.name] }
