package migrate

import (
	"fmt"
	"reflect"
	"slices"
)

// alterTables renames everything first, then alters or rebuilds table by table: SQLite has foreign keys off meanwhile.
func (s *sqliteDDL) alterTables(diffs []*tableDiff) ([]stmt, error) {
	var out []stmt
	for _, d := range diffs {
		if d.was != "" {
			out = append(out, stmt{sql: "ALTER TABLE " + s.quote(d.was) + " RENAME TO " + s.quote(d.to.name)})
		}
		for _, c := range d.renamed {
			out = append(out, stmt{sql: "ALTER TABLE " + s.quote(d.to.name) + " RENAME COLUMN " + s.quote(c[0]) + " TO " + s.quote(c[1])})
		}
	}
	for _, d := range diffs {
		change := s.alterInPlace
		if s.mustRebuild(d) {
			change = s.rebuild
		}
		st, err := change(d)
		if err != nil {
			return nil, err
		}
		out = append(out, st...)
	}
	return out, nil
}

// mustRebuild reports whether the difference is more than ALTER TABLE can do.
func (s *sqliteDDL) mustRebuild(d *tableDiff) bool {
	if !d.checks.empty() {
		return true
	}
	for _, c := range d.alterColumns {
		old := c[0]
		if old.comment = c[1].comment; !reflect.DeepEqual(old, c[1]) {
			return true
		}
	}
	for _, c := range d.dropColumns {
		if c.primary || d.from.isKey(c.name) {
			return true
		}
	}
	for i := range d.addColumns {
		c := &d.addColumns[i]
		if _, fill := fillOf(d, c); fill || c.primary || !c.null && c.def == nil || c.def != nil && d.to.isKey(c.name) {
			return true
		}
	}
	return slices.ContainsFunc(d.keys.drop, func(k keyDef) bool { return d.to.column(k.column) != nil }) ||
		slices.ContainsFunc(d.keys.add, func(k keyDef) bool { return d.from.column(k.column) != nil })
}

func (s *sqliteDDL) alterInPlace(d *tableDiff) ([]stmt, error) {
	out := s.dropIndexes(d)
	for _, c := range d.dropColumns {
		out = append(out, stmt{sql: "ALTER TABLE " + s.quote(d.to.name) + " DROP COLUMN " + s.quote(c.name)})
	}
	for i := range d.addColumns {
		sql, err := s.columnSQL(d.to, &d.addColumns[i])
		if err != nil {
			return nil, err
		}
		out = append(out, stmt{sql: "ALTER TABLE " + s.quote(d.to.name) + " ADD COLUMN " + sql})
	}
	for _, u := range d.newUniques() {
		st, err := s.addUnique(d.to, &u)
		if err != nil {
			return nil, err
		}
		out = append(out, st)
	}
	for _, x := range d.newIndexes() {
		st, err := s.addIndex(d.to, &x)
		if err != nil {
			return nil, err
		}
		out = append(out, st...)
	}
	return out, nil
}

// dropIndexes drops the indexes that go or get another name: SQLite cannot rename one.
func (s *sqliteDDL) dropIndexes(d *tableDiff) []stmt {
	var out []stmt
	for _, u := range d.uniques.drop {
		out = append(out, s.dropIndex(u.name))
	}
	for _, r := range d.uniques.rename {
		out = append(out, s.dropIndex(r[0].name))
	}
	for i := range d.indexes.drop {
		if x := &d.indexes.drop[i]; hasIndex(x) {
			out = append(out, s.dropIndex(x.name))
		}
	}
	for _, r := range d.indexes.rename {
		if hasIndex(&r[0]) {
			out = append(out, s.dropIndex(r[0].name))
		}
	}
	return out
}

func (s *sqliteDDL) dropIndex(name string) stmt { return stmt{sql: "DROP INDEX " + s.quote(name)} }

func (d *tableDiff) newUniques() []uniqueDef {
	out := slices.Clone(d.uniques.add)
	for _, r := range d.uniques.rename {
		out = append(out, r[1])
	}
	return out
}

func (d *tableDiff) newIndexes() []indexDef {
	out := slices.Clone(d.indexes.add)
	for _, r := range d.indexes.rename {
		out = append(out, r[1])
	}
	return out
}

// rebuild makes the new table beside the old one, copies the rows and takes the old one's place.
func (s *sqliteDDL) rebuild(d *tableDiff) ([]stmt, error) {
	temp := "new__" + d.to.name
	create, err := s.tableSQL(d.to, temp)
	if err != nil {
		return nil, err
	}
	targets, values, guards, err := s.copyColumns(d)
	if err != nil {
		return nil, err
	}
	kept := &keptObjects{table: d.to.name, known: d.from.objectNames()}
	out := append(guards, stmt{hook: kept.read, note: "the table's triggers, and indexes made by hand, are kept"}, stmt{sql: create})
	if len(targets) > 0 {
		out = append(out, stmt{sql: fmt.Sprintf("INSERT INTO %s (%s) SELECT %s FROM %s", s.quote(temp), join(targets), join(values), s.quote(d.to.name))})
	}
	if pk := d.to.primary(); pk != nil && pk.auto && d.from.primary() != nil && d.from.primary().auto {
		out = append(out, // numbers that were given once are not given again
			stmt{sql: "DELETE FROM sqlite_sequence WHERE name = " + quoteText(temp)},
			stmt{sql: fmt.Sprintf("INSERT INTO sqlite_sequence (name, seq) SELECT %s, seq FROM sqlite_sequence WHERE name = %s", quoteText(temp), quoteText(d.to.name))})
	}
	out = append(out,
		stmt{sql: "DROP TABLE " + s.quote(d.to.name)},
		stmt{sql: "PRAGMA legacy_alter_table = ON"}, // views and triggers that name the table stay as they are
		stmt{sql: "ALTER TABLE " + s.quote(temp) + " RENAME TO " + s.quote(d.to.name)},
		stmt{sql: "PRAGMA legacy_alter_table = OFF"})
	indexes, err := s.allIndexes(d.to)
	return append(append(out, indexes...), stmt{hook: kept.restore}), err
}

// copyColumns says which columns of the new table are filled, and with what.
func (s *sqliteDDL) copyColumns(d *tableDiff) (targets, values []string, guards []stmt, err error) {
	for i := range d.to.columns {
		c := &d.to.columns[i]
		value, g, err := s.copyColumn(d, d.from.byField(c.field), c)
		if err != nil {
			return nil, nil, nil, err
		}
		guards = append(guards, g...)
		if value != "" {
			targets, values = append(targets, s.quote(c.name)), append(values, value)
		}
	}
	return targets, values, guards, nil
}

func (s *sqliteDDL) copyColumn(d *tableDiff, old, new *column) (value string, guards []stmt, err error) {
	if old == nil {
		return s.newValue(d, new)
	}
	value = s.quote(new.name)
	if old.typ != new.typ {
		conv, err := convert(s, d.to.name, old, new)
		if err != nil {
			return "", nil, err
		}
		if guards = conv.guards; conv.sql != "" {
			value = conv.sql
		}
	}
	if !old.null || new.null {
		return value, guards, nil
	}
	fill, ok := nullFill(d, new)
	if !ok {
		return value, append(guards, nullGuard(s, d, new)), nil
	}
	lit, err := literal(s, fill, new.typ)
	if err != nil {
		return "", nil, fmt.Errorf("%w (fill of %s.%s)", err, d.to.name, new.name)
	}
	return "coalesce(" + value + ", " + lit + ")", guards, nil
}

// newValue is what rows get in a column that they did not have; "" leaves it to the column's default.
func (s *sqliteDDL) newValue(d *tableDiff, c *column) (string, []stmt, error) {
	fill, ok := fillOf(d, c)
	if !ok {
		if !c.null && c.def == nil && !c.auto {
			return "", []stmt{emptyGuard(s, d, c)}, nil
		}
		return "", nil, nil
	}
	lit, err := literal(s, fill, c.typ)
	if err != nil {
		err = fmt.Errorf("%w (fill of %s.%s)", err, d.to.name, c.name)
	}
	return lit, nil, err
}

// objectNames are the indexes that migrations know of.
func (t *table) objectNames() []string {
	var out []string
	for i := range t.uniques {
		out = append(out, t.uniques[i].name)
	}
	for i := range t.indexes {
		out = append(out, t.indexes[i].name)
	}
	return out
}
