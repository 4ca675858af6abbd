package schema

import "fmt"

// Type is the kind of value that a field stores. Each database has one column type for it, listed in the reference.
type Type uint8

// The types. The comments give the Go type of the struct field, then PostgreSQL's and SQLite's column type.
const (
	Invalid           Type = iota
	BooleanField           // bool: boolean, bool (integer 0 or 1)
	SmallIntegerField      // int16: smallint, smallint
	IntegerField           // int32: integer, integer
	BigIntegerField        // int64: bigint, bigint
	FloatField             // float64: double precision, real
	DecimalField           // decimal.Decimal: numeric(MaxDigits, DecimalPlaces), integer scaled by DecimalPlaces
	CharField              // string with max_length: varchar(MaxLength), varchar(MaxLength)
	TextField              // string: text, text
	DateField              // schema.Date: date, text "2006-01-02"
	TimeField              // schema.Clock: time, text "15:04:05.000000"
	DateTimeField          // time.Time: timestamptz, text "2006-01-02 15:04:05.000000" in UTC
	DurationField          // time.Duration: interval, bigint of microseconds
	UUIDField              // schema.UUID: uuid, char(32) of hexadecimal digits
	JSONField              // json.RawMessage: jsonb, text
	BinaryField            // []byte: bytea, blob
	IPAddressField         // netip.Addr: inet, char(39)
)

var typeNames = [...]string{"Invalid", "BooleanField", "SmallIntegerField", "IntegerField", "BigIntegerField", "FloatField", "DecimalField", "CharField", "TextField", "DateField", "TimeField",
	"DateTimeField", "DurationField", "UUIDField", "JSONField", "BinaryField", "IPAddressField"}

// String is the constant's name: "BigIntegerField".
func (t Type) String() string {
	if int(t) < len(typeNames) {
		return typeNames[t]
	}
	return fmt.Sprintf("Type(%d)", uint8(t))
}

// IsText reports whether values are Go strings.
func (t Type) IsText() bool { return t == CharField || t == TextField }

// IsInt reports whether values are whole numbers.
func (t Type) IsInt() bool {
	return t == SmallIntegerField || t == IntegerField || t == BigIntegerField
}

// Format narrows what a text may hold; it decides validators, form widgets and serializer fields, not the column.
type Format string

// The formats.
const (
	Plain Format = ""
	Email Format = "email"
	URL   Format = "url"
	Slug  Format = "slug"
	File  Format = "file"  // the name of a stored file
	Image Format = "image" // the name of a stored image
)

// Field describes one field of a model.
type Field struct {
	Name   string // in lower case with underscores, as in Django: "sold_out_at", "category"
	GoName string // the struct field: "SoldOutAt"; empty in migrations
	Column string // the column; defaults to Name, and to Name + "_id" for foreign keys
	Type   Type   // for a relation the type of the key it holds; Invalid for many-to-many

	MaxLength     int // CharField: the most characters
	MaxDigits     int // DecimalField: all digits
	DecimalPlaces int // DecimalField: digits after the point

	PrimaryKey bool
	Auto       bool // the database assigns the value (identity column)
	Null       bool // the column may be NULL
	Unique     bool
	Index      bool // one plain index on this column; foreign keys have it unless NoIndex is set
	NoIndex    bool // a foreign key without the index it would have

	AutoNow    bool // set to the current time at every save
	AutoNowAdd bool // set to the current time at creation
	Default    any  // a constant: nil (none), bool, int64, float64, string, [Number]
	Format     Format
	Collation  string // of the column, for text; the database's default when empty
	Comment    string // a comment on the column, where the database has them

	Relation *Relation // foreign keys, one-to-one and many-to-many

	// What forms, serializers and the admin show. Migrations leave it out: it does not change the table.
	Label    string // "sold out at"; defaults to the name in words
	Help     string
	Choices  []Choice
	Blank    bool // a form may leave it empty
	ReadOnly bool // never in forms
}

// Choice is one allowed value with what people see.
type Choice struct {
	Value any
	Label string
	Group string // optional heading
}

// Number is a decimal constant in text, so that it stays exact in a migration: "0.50".
type Number string

// Relation says where a key points.
type Relation struct {
	Kind         RelationKind
	To           string // label of the other model: "catalog.Category"
	ToTable      string // the other model's table; empty for its default
	ToColumn     string // the other model's key column; empty for "id"
	OnDelete     OnDelete
	RelatedName  string // what the other side calls this relation: "Products"
	Through      string // many-to-many: label of a model of one's own that holds the pairs, or ""
	ThroughTable string // many-to-many: its table; defaults to <table>_<field>
	ThroughFrom  string // many-to-many: the pair table's column with this model's key; see [Model.ThroughColumns]
	ThroughTo    string // many-to-many: its column with the other model's key
	NoConstraint bool   // no foreign key constraint in the database
}

// RelationKind is the shape of a relation.
type RelationKind uint8

// The kinds of relation. A one-to-one is a foreign key that is unique.
const (
	ForeignKey RelationKind = iota
	OneToOne
	ManyToMany
)

// String is the constant's name.
func (k RelationKind) String() string {
	return [...]string{"ForeignKey", "OneToOne", "ManyToMany"}[min(k, ManyToMany)]
}

// OnDelete says what happens to a row when the row it points to is deleted. The ORM carries it out, as Django's does.
type OnDelete uint8

// The ways of on_delete.
const (
	Cascade    OnDelete = iota // delete this row too
	Protect                    // refuse to delete the other row
	Restrict                   // refuse, unless this row goes too in the same deletion
	SetNull                    // set the key to NULL
	SetDefault                 // set the key to its default
	DoNothing                  // leave it to the database
)

var onDeleteNames = [...]string{"Cascade", "Protect", "Restrict", "SetNull", "SetDefault", "DoNothing"}

// String is the constant's name.
func (o OnDelete) String() string { return onDeleteNames[min(o, DoNothing)] }

// IsRelation reports whether the field is a key to another model or a many-to-many.
func (f *Field) IsRelation() bool { return f.Relation != nil }

// IsManyToMany reports whether the field lives in a table of pairs.
func (f *Field) IsManyToMany() bool { return f.Relation != nil && f.Relation.Kind == ManyToMany }

// HasColumn reports whether the model's table has a column for the field.
func (f *Field) HasColumn() bool { return !f.IsManyToMany() }

// ColumnName is Column, or its default.
func (f *Field) ColumnName() string {
	switch {
	case f.Column != "":
		return f.Column
	case f.Relation != nil && f.Relation.Kind != ManyToMany:
		return f.Name + "_id"
	}
	return f.Name
}

// HasIndex reports whether the column has an index of its own that is neither a primary key nor a unique constraint.
func (f *Field) HasIndex() bool {
	if f.Unique || f.PrimaryKey || !f.HasColumn() {
		return false
	}
	return f.Index || f.Relation != nil && !f.NoIndex
}

// IsUnique reports whether the column has a unique constraint of its own: unique fields and one-to-one keys.
func (f *Field) IsUnique() bool {
	return !f.PrimaryKey && f.HasColumn() && (f.Unique || f.Relation != nil && f.Relation.Kind == OneToOne)
}

// Verbose is Label, or the name in words.
func (f *Field) Verbose() string {
	if f.Label != "" {
		return f.Label
	}
	return Words(f.Name)
}
