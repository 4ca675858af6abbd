package orm

import (
	"slices"

	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/schema"
)

// Filtered are columns by which people filter, as lists of a site declare them.
type Filtered struct{ cols []*ColRef }

// FilteredBy declares columns of one model by which people filter.
func FilteredBy[R any](cs ...Column[R]) Filtered { return Filtered{columns(nil, cs)} }

// CheckIndexes names keys, and columns that are declared as filters, for which the models declare no index: a query by them
// reads the whole table, and so does the deletion of a row that a key points to. The IDs are models.W020 and models.W021.
func CheckIndexes(r *Registry, filtered ...Filtered) []check.Message {
	return missing(r, filtered, declares, "declared")
}

// missing reports the columns that have no index by that judgement.
func missing(r *Registry, filtered []Filtered, has func(f *field) bool, how string) []check.Message {
	var out []check.Message
	add := func(id string, f *field, what, hint string) {
		m := check.Message{ID: id, Level: check.Warning, Object: f.d.Label() + "." + f.Name, Text: what + " has no index that is " + how, Hint: hint}
		if !slices.Contains(out, m) {
			out = append(out, m)
		}
	}
	for _, d := range r.models {
		if d.Schema.Unmanaged {
			continue
		}
		for _, f := range d.cols {
			if f.Relation != nil && !has(f) {
				add("models.W020", f, "the key "+f.column, "Remove no_index from its tag, or declare an index that begins with it; deleting a "+f.Relation.To+" searches by it.")
			}
		}
	}
	for _, x := range filtered {
		for _, c := range x.cols {
			if c.f.Relation == nil && r.byName[c.f.d.Label()] == c.f.d && !has(c.f) {
				add("models.W021", c.f, "the column "+c.f.column+", by which people filter,", "Add index to its tag, or declare an index that begins with it.")
			}
		}
	}
	return out
}

// declares reports whether the model declares an index that begins with the field and covers all rows.
func declares(f *field) bool {
	if f.PrimaryKey || f.IsUnique() || f.HasIndex() {
		return true
	}
	m := f.d.Model()
	for i := range m.Indexes {
		x := &m.Indexes[i]
		if x.Where == nil && len(x.Keys) > 0 && x.Keys[0].Field == f.Name && (x.Method == schema.BTree || x.Method == schema.Hash) {
			return true
		}
	}
	return slices.ContainsFunc(m.Constraints, func(c schema.Constraint) bool {
		return c.Kind == schema.Unique && c.Where == nil && len(c.Fields) > 0 && c.Fields[0] == f.Name
	})
}
