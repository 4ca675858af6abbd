package schema

import (
	"fmt"
	"hash/fnv"
	"strings"
)

// Method is the kind of an index.
type Method string

// The index methods. SQLite has B-trees only and makes one in every case, unless the method cannot be one (then it has none).
const (
	BTree  Method = ""
	Hash   Method = "hash"
	GIN    Method = "gin"
	GiST   Method = "gist"
	SPGiST Method = "spgist"
	BRIN   Method = "brin"
)

// Index is an index over one or more columns or expressions.
type Index struct {
	Name    string
	Keys    []IndexKey
	Include []string // fields carried along (covering); ignored where the database has no such thing
	Where   *Expr    // rows it covers; nil for all
	Method  Method
	OpClass string // operator class of every key, as "jsonb_path_ops"; PostgreSQL only
}

// IndexKey is one part of an index: a field by name, or an expression.
type IndexKey struct {
	Field string
	Expr  *Expr // instead of Field: Lower("name")
	Desc  bool
}

// ConstraintKind is the kind of a constraint.
type ConstraintKind uint8

// The kinds of constraint.
const (
	Check ConstraintKind = iota
	Unique
	Exclude
)

// String is the constant's name.
func (k ConstraintKind) String() string {
	return [...]string{"Check", "Unique", "Exclude"}[min(k, Exclude)]
}

// Constraint is a rule that the database holds and validation knows.
type Constraint struct {
	Kind             ConstraintKind
	Name             string
	Check            *Expr       // Check: what must hold
	Fields           []string    // Unique: the fields that are unique together
	Where            *Expr       // Unique: only rows for which this holds (a partial unique index)
	Include          []string    // Unique: fields carried along
	NullsNotDistinct bool        // Unique: two NULLs are equal (PostgreSQL 15)
	Exclusions       []Exclusion // Exclude: PostgreSQL only
	Method           Method      // Exclude: defaults to GiST
	Code             string      // error code; defaults to "unique" or the constraint's kind in lower case
	Message          string      // error text for people; a default names the constraint
}

// Exclusion is one part of an exclusion constraint: no two rows may satisfy all operators.
type Exclusion struct {
	Field    string
	Operator string // one of = && @> <@ -|-; anything else is refused
}

// maxIdentifier is PostgreSQL's limit for names, in bytes.
const maxIdentifier = 63

// IndexName makes the name of an index or constraint on columns of a table: "catalog_product_name_1a2b3c4d_idx". It is
// stable and never longer than a database allows.
func IndexName(table string, columns []string, suffix string) string {
	h := fnv.New32a()
	h.Write([]byte(table))
	for _, c := range columns {
		h.Write([]byte{0})
		h.Write([]byte(c))
	}
	h.Write([]byte{0})
	h.Write([]byte(suffix))
	end := fmt.Sprintf("_%08x_%s", h.Sum32(), suffix)
	head := table + "_" + strings.Join(columns, "_")
	if room := maxIdentifier - len(end); len(head) > room {
		head = head[:room]
	}
	return head + end
}

// ValidName reports whether s can be the name of a table, column, index or constraint: 1 to 63 bytes of letters, digits
// and underscores, not beginning with a digit. Everything that becomes part of a statement passes it.
func ValidName(s string) bool {
	if s == "" || len(s) > maxIdentifier {
		return false
	}
	for i := range len(s) {
		c := s[i]
		switch {
		case c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
		case c >= '0' && c <= '9' && i > 0:
		default:
			return false
		}
	}
	return true
}
