package migrate

import (
	"reflect"
	"slices"

	"github.com/musette-go/musette/schema"
)

// stmt is one thing to do in the database: a statement, a condition that must hold, or Go code.
type stmt struct {
	sql   string
	guard string // when set, sql counts rows, and a count above 0 is this error; %d is the count
	hook  hook   // Go code instead of sql
	note  string // printed in the place of a hook, and before sql
}

// change is a table in the state that the database is in and in the one it shall be in. One of them is nil for a table
// that is new or goes.
type change struct {
	from, to *table
	fills    map[string]any // by column of to
	label    string         // the model, for messages
}

// tableDiff says how to get from one table to another of the same rows.
type tableDiff struct {
	from    *table // with the new names of tables and columns
	to      *table
	was     string      // the old name when the table is renamed
	renamed [][2]string // columns: old and new name
	fills   map[string]any
	label   string

	addColumns, dropColumns []column
	alterColumns            [][2]column
	indexes                 listDiff[indexDef]
	uniques                 listDiff[uniqueDef]
	checks                  listDiff[checkDef]
	keys                    listDiff[keyDef]
	exclude                 listDiff[excludeDef]
	commented               bool
}

// listDiff is the difference of two lists of named things.
type listDiff[T any] struct {
	drop, add []T
	rename    [][2]T
}

func (d *listDiff[T]) empty() bool { return len(d.drop)+len(d.add)+len(d.rename) == 0 }

// names is what has been renamed anywhere: references follow it.
type names struct {
	tables  map[string]string            // old: new
	columns map[string]map[string]string // by new table: old: new
}

func (n *names) table(old string) string {
	if new, ok := n.tables[old]; ok {
		return new
	}
	return old
}

func (n *names) column(table, old string) string {
	if new, ok := n.columns[table][old]; ok {
		return new
	}
	return old
}

// collectNames notes the tables and columns that are the same with another name.
func collectNames(changes []change) *names {
	n := &names{tables: map[string]string{}, columns: map[string]map[string]string{}}
	for _, c := range changes {
		if c.from == nil || c.to == nil {
			continue
		}
		if c.from.name != c.to.name {
			n.tables[c.from.name] = c.to.name
		}
		cols := map[string]string{}
		for i := range c.from.columns {
			old := &c.from.columns[i]
			if new := c.to.byField(old.field); new != nil && new.name != old.name {
				cols[old.name] = new.name
			}
		}
		if len(cols) > 0 {
			n.columns[c.to.name] = cols
		}
	}
	return n
}

// renamedTo returns the table with all renames applied, as the database applies them to indexes and constraints.
func (t *table) renamedTo(n *names) *table {
	r := *t
	r.name = n.table(t.name)
	col := func(c string) string { return n.column(r.name, c) }
	r.columns = slices.Clone(t.columns)
	for i := range r.columns {
		r.columns[i].name = col(r.columns[i].name)
	}
	r.indexes = slices.Clone(t.indexes)
	for i := range r.indexes {
		r.indexes[i] = r.indexes[i].renamed(col)
	}
	r.uniques = slices.Clone(t.uniques)
	for i := range r.uniques {
		u := &r.uniques[i]
		u.columns, u.include, u.where = mapNames(u.columns, col), mapNames(u.include, col), mapExpr(u.where, col)
	}
	r.checks = slices.Clone(t.checks)
	for i := range r.checks {
		r.checks[i].expr = mapFields(r.checks[i].expr, col)
	}
	r.keys = slices.Clone(t.keys)
	for i := range r.keys {
		k := &r.keys[i]
		k.column, k.refTable = col(k.column), n.table(k.refTable)
		k.refColumn = n.column(k.refTable, k.refColumn)
	}
	r.exclude = slices.Clone(t.exclude)
	for i := range r.exclude {
		x := &r.exclude[i]
		x.parts = slices.Clone(x.parts)
		for j := range x.parts {
			x.parts[j].Field = col(x.parts[j].Field)
		}
		x.where = mapExpr(x.where, col)
	}
	return &r
}

func (d indexDef) renamed(col func(string) string) indexDef {
	d.keys = slices.Clone(d.keys)
	for i := range d.keys {
		if d.keys[i].column != "" {
			d.keys[i].column = col(d.keys[i].column)
		}
		d.keys[i].expr = mapExpr(d.keys[i].expr, col)
	}
	d.include, d.where = mapNames(d.include, col), mapExpr(d.where, col)
	return d
}

// diffTable compares a table before and after. Fields are matched by identity; the caller has given the old table the
// new fields' names where they were renamed.
func diffTable(c change, n *names) *tableDiff {
	d := &tableDiff{to: c.to, from: c.from.renamedTo(n), fills: c.fills, label: c.label}
	if c.from.name != c.to.name {
		d.was = c.from.name
	}
	for i, col := range c.from.columns {
		if now := d.from.columns[i].name; now != col.name {
			d.renamed = append(d.renamed, [2]string{col.name, now})
		}
	}
	d.compareColumns()
	d.indexes = diffList(d.from.indexes, d.to.indexes, func(x *indexDef) *string { return &x.name })
	d.uniques = diffList(d.from.uniques, d.to.uniques, func(x *uniqueDef) *string { return &x.name })
	d.checks = diffList(d.from.checks, d.to.checks, func(x *checkDef) *string { return &x.name })
	d.keys = diffList(d.from.keys, d.to.keys, func(x *keyDef) *string { return &x.name })
	d.exclude = diffList(d.from.exclude, d.to.exclude, func(x *excludeDef) *string { return &x.name })
	d.commented = d.from.comment != d.to.comment
	return d
}

func (d *tableDiff) compareColumns() {
	for _, old := range d.from.columns {
		new := d.to.byField(old.field)
		switch {
		case new == nil:
			d.dropColumns = append(d.dropColumns, old)
		case !reflect.DeepEqual(old, *new):
			d.alterColumns = append(d.alterColumns, [2]column{old, *new})
		}
	}
	for _, new := range d.to.columns {
		if d.from.byField(new.field) == nil {
			d.addColumns = append(d.addColumns, new)
		}
	}
}

// diffList matches equal things first, then those that differ in the name only.
func diffList[T any](from, to []T, name func(*T) *string) listDiff[T] {
	var d listDiff[T]
	same := func(a, b T) bool {
		*name(&b) = *name(&a)
		return reflect.DeepEqual(a, b)
	}
	used := make([]bool, len(to))
	var rest []T
	for _, a := range from {
		i := slices.IndexFunc(to, func(b T) bool { return reflect.DeepEqual(a, b) })
		if i < 0 {
			rest = append(rest, a)
			continue
		}
		used[i] = true
	}
	for _, a := range rest {
		found := false
		for i, b := range to {
			if !used[i] && same(a, b) {
				used[i], found = true, true
				d.rename = append(d.rename, [2]T{a, b})
				break
			}
		}
		if !found {
			d.drop = append(d.drop, a)
		}
	}
	for i, b := range to {
		if !used[i] {
			d.add = append(d.add, b)
		}
	}
	return d
}

func mapNames(in []string, name func(string) string) []string {
	out := slices.Clone(in)
	for i := range out {
		out[i] = name(out[i])
	}
	return out
}

func (d *tableDiff) empty() bool {
	return d.was == "" && len(d.renamed)+len(d.addColumns)+len(d.dropColumns)+len(d.alterColumns) == 0 && !d.commented &&
		d.indexes.empty() && d.uniques.empty() && d.checks.empty() && d.keys.empty() && d.exclude.empty()
}

func mapExpr(e *schema.Expr, name func(string) string) *schema.Expr {
	if e == nil {
		return nil
	}
	out := mapFields(*e, name)
	return &out
}
