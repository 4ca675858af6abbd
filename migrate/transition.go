package migrate

import (
	"maps"
	"slices"

	"github.com/musette-go/musette/schema"
)

// transition returns what leads from one state to the other in a database.
func transition(d dialect, from, to *State, h hints) ([]stmt, error) {
	changes, err := pairTables(from, to, h)
	if err != nil {
		return nil, err
	}
	n := collectNames(changes)
	var out []stmt
	for _, c := range slices.Backward(changes) { // pairs go before the model's own table
		if c.to == nil {
			out = append(out, d.dropTable(c.from)...)
		}
	}
	var diffs []*tableDiff
	for _, c := range changes {
		if c.from != nil && c.to != nil {
			if diff := diffTable(c, n); !diff.empty() {
				diffs = append(diffs, diff)
			}
		}
	}
	altered, err := d.alterTables(diffs)
	if err != nil {
		return nil, err
	}
	out = append(out, altered...)
	for _, c := range changes {
		if c.from == nil {
			created, err := d.createTable(c.to)
			if err != nil {
				return nil, err
			}
			out = append(out, created...)
		}
	}
	return out, nil
}

// pairTables compiles the models that differ and matches their tables.
func pairTables(from, to *State, h hints) ([]change, error) {
	var out []change
	for _, label := range affected(from, to, h) {
		new, old := to.models[label], from.models[oldLabel(label, h)]
		if old != nil && new != nil && old.Unmanaged != new.Unmanaged {
			continue // the table is there; only who looks after it changes
		}
		got, err := pairModel(from, to, old, new, h)
		if err != nil {
			return nil, err
		}
		out = append(out, got...)
	}
	return out, nil
}

// affected returns the labels, as they are in to (or in from, for models that go), of models whose tables may differ.
func affected(from, to *State, h hints) []string {
	labels := map[string]bool{}
	for label, m := range to.models {
		if old := from.models[oldLabel(label, h)]; old != m {
			labels[label] = true
		}
	}
	for label := range from.models {
		if to.models[newLabel(label, h)] == nil {
			labels[label] = true
		}
	}
	for changed := true; changed; { // a key's type follows the key it points to
		changed = false
		for label, m := range to.models {
			if !labels[label] && slices.ContainsFunc(m.Fields, func(f schema.Field) bool {
				return f.Relation != nil && labels[f.Relation.To] && keyChanged(from, to, f.Relation.To, h)
			}) {
				labels[label], changed = true, true
			}
		}
	}
	return slices.Sorted(maps.Keys(labels))
}

// keyChanged reports whether the model's primary key has another type than before, or is a key itself (which may).
func keyChanged(from, to *State, label string, h hints) bool {
	old, new := from.models[oldLabel(label, h)], to.models[label]
	if old == nil || new == nil {
		return false
	}
	a, b := old.PrimaryKey(), new.PrimaryKey()
	return a == nil || b == nil || a.Relation != nil || b.Relation != nil || plainType(a) != plainType(b)
}

func oldLabel(label string, h hints) string {
	for old, new := range h.models {
		if new == label {
			return old
		}
	}
	return label
}

func newLabel(label string, h hints) string {
	if new, ok := h.models[label]; ok {
		return new
	}
	return label
}

// pairModel matches the tables of one model, under their new keys and fields.
func pairModel(from, to *State, old, new *schema.Model, h hints) ([]change, error) {
	byKey := map[string]int{}
	var out []change
	if new != nil {
		tables, err := to.tables(new)
		if err != nil {
			return nil, err
		}
		for _, t := range tables {
			byKey[t.key] = len(out)
			out = append(out, change{to: t, label: new.Label(), fills: fillsFor(new, t, h)})
		}
	}
	if old == nil {
		return out, nil
	}
	tables, err := from.tables(old)
	if err != nil {
		return nil, err
	}
	for i, t := range tables {
		t.rekey(old, newLabel(old.Label(), h), i == 0, h)
		if j, ok := byKey[t.key]; ok {
			out[j].from = t
		} else {
			out = append(out, change{from: t, label: old.Label()})
		}
	}
	return out, nil
}

// rekey gives a table of the old state the identity that it has in the new one.
func (t *table) rekey(old *schema.Model, label string, main bool, h hints) {
	renamed := func(field string) string {
		for key, was := range h.fields {
			if l, name := splitLast(key); l == label && was == field {
				return name
			}
		}
		return field
	}
	if !main {
		_, field := splitLast(t.key)
		t.key = label + "." + renamed(field)
		return
	}
	t.key = label
	for i := range t.columns {
		t.columns[i].field = renamed(t.columns[i].field)
	}
}

// fillsFor finds the fills of a model's columns.
func fillsFor(m *schema.Model, t *table, h hints) map[string]any {
	out := map[string]any{}
	for i := range t.columns {
		if v, ok := h.fill(m.Label(), t.columns[i].field); ok {
			out[t.columns[i].name] = v
		}
	}
	return out
}
