package migrate

import (
	"fmt"
	"reflect"

	"github.com/musette-go/musette/schema"
)

// alterTables goes through all tables phase by phase, so that a key's column and the columns that point to it can change
// together: names first, then what must go, columns, and what is new.
func (p *postgresDDL) alterTables(diffs []*tableDiff) ([]stmt, error) {
	var out []stmt
	for _, d := range diffs {
		out = append(out, p.renames(d)...)
	}
	for _, d := range diffs {
		out = append(out, p.dropKeys(d)...)
	}
	for _, d := range diffs {
		out = append(out, p.drops(d)...)
		out = append(out, p.renameConstraints(d)...)
	}
	for _, phase := range []func(*tableDiff) ([]stmt, error){p.columns, p.adds, p.addKeys} {
		for _, d := range diffs {
			s, err := phase(d)
			if err != nil {
				return nil, err
			}
			out = append(out, s...)
		}
	}
	for _, d := range diffs {
		out = append(out, p.comments(d.from, d.to)...)
	}
	return out, nil
}

func (p *postgresDDL) alter(table, what string) stmt {
	return stmt{sql: "ALTER TABLE " + p.quote(table) + " " + what}
}

func (p *postgresDDL) renames(d *tableDiff) []stmt {
	var out []stmt
	if d.was != "" {
		out = append(out, p.alter(d.was, "RENAME TO "+p.quote(d.to.name)))
		old, new := schema.PrimaryKeyName(d.was), schema.PrimaryKeyName(d.to.name)
		if old != new && d.from.primary() != nil {
			out = append(out, p.renameConstraint(d, old, new))
		}
	}
	for _, c := range d.renamed {
		out = append(out, p.alter(d.to.name, "RENAME COLUMN "+p.quote(c[0])+" TO "+p.quote(c[1])))
	}
	return out
}

func (p *postgresDDL) renameConstraint(d *tableDiff, old, new string) stmt {
	return p.alter(d.to.name, "RENAME CONSTRAINT "+p.quote(old)+" TO "+p.quote(new))
}

func (p *postgresDDL) dropConstraint(d *tableDiff, name string) stmt {
	return p.alter(d.to.name, "DROP CONSTRAINT "+p.quote(name))
}

func (p *postgresDDL) dropKeys(d *tableDiff) []stmt {
	var out []stmt
	for _, k := range d.keys.drop {
		out = append(out, p.dropConstraint(d, k.name))
	}
	return out
}

func (p *postgresDDL) drops(d *tableDiff) []stmt {
	var out []stmt
	for _, x := range d.exclude.drop {
		out = append(out, p.dropConstraint(d, x.name))
	}
	for _, c := range d.checks.drop {
		out = append(out, p.dropConstraint(d, c.name))
	}
	for _, u := range d.uniques.drop {
		if u.index() {
			out = append(out, stmt{sql: "DROP INDEX " + p.quote(u.name)})
		} else {
			out = append(out, p.dropConstraint(d, u.name))
		}
	}
	for _, x := range d.indexes.drop {
		out = append(out, stmt{sql: "DROP INDEX " + p.quote(x.name)})
	}
	return out
}

func (p *postgresDDL) renameConstraints(d *tableDiff) []stmt {
	var out []stmt
	for _, r := range d.keys.rename {
		out = append(out, p.renameConstraint(d, r[0].name, r[1].name))
	}
	for _, r := range d.exclude.rename {
		out = append(out, p.renameConstraint(d, r[0].name, r[1].name))
	}
	for _, r := range d.checks.rename {
		out = append(out, p.renameConstraint(d, r[0].name, r[1].name))
	}
	for _, r := range d.uniques.rename {
		if r[0].index() {
			out = append(out, p.renameIndex(r[0].name, r[1].name))
		} else {
			out = append(out, p.renameConstraint(d, r[0].name, r[1].name))
		}
	}
	for _, r := range d.indexes.rename {
		out = append(out, p.renameIndex(r[0].name, r[1].name))
	}
	return out
}

func (p *postgresDDL) renameIndex(old, new string) stmt {
	return stmt{sql: "ALTER INDEX " + p.quote(old) + " RENAME TO " + p.quote(new)}
}

func (p *postgresDDL) columns(d *tableDiff) ([]stmt, error) {
	var out []stmt
	oldKey, newKey := d.from.primaryColumns(), d.to.primaryColumns()
	moved := fmt.Sprint(oldKey) != fmt.Sprint(newKey)
	if moved && len(oldKey) > 0 {
		out = append(out, p.dropConstraint(d, schema.PrimaryKeyName(d.to.name)))
	}
	for _, c := range d.dropColumns {
		out = append(out, p.alter(d.to.name, "DROP COLUMN "+p.quote(c.name)))
	}
	for i := range d.alterColumns {
		s, err := p.alterColumn(d, &d.alterColumns[i][0], &d.alterColumns[i][1])
		if err != nil {
			return nil, err
		}
		out = append(out, s...)
	}
	for i := range d.addColumns {
		s, err := p.addColumn(d, &d.addColumns[i])
		if err != nil {
			return nil, err
		}
		out = append(out, s...)
	}
	if moved && len(newKey) > 0 {
		out = append(out, p.alter(d.to.name, "ADD "+p.primarySQL(d.to, newKey)))
	}
	return out, nil
}

// addColumn adds a column; rows get the fill as a default that is taken away again.
func (p *postgresDDL) addColumn(d *tableDiff, c *column) ([]stmt, error) {
	sql, err := p.columnSQL(d.to, c)
	if err != nil {
		return nil, err
	}
	fill, ok := fillOf(d, c)
	if !ok {
		var out []stmt
		if !c.null && c.def == nil && !c.auto {
			out = append(out, emptyGuard(p, d, c))
		}
		return append(out, p.alter(d.to.name, "ADD COLUMN "+sql)), nil
	}
	value, err := literal(p, fill, c.typ)
	if err != nil {
		return nil, fmt.Errorf("%w (fill of %s.%s)", err, d.to.name, c.name)
	}
	temp := *c
	temp.def = nil
	bare, err := p.columnSQL(d.to, &temp)
	if err != nil {
		return nil, err
	}
	out := []stmt{p.alter(d.to.name, "ADD COLUMN "+bare+" DEFAULT "+value)}
	after, err := p.defaultSQL(d, c)
	return append(out, after), err
}

// fillOf is what existing rows get in a new column, if it is not the column's own default or NULL.
func fillOf(d *tableDiff, c *column) (any, bool) {
	if v, ok := d.fills[c.name]; ok {
		return v, true
	}
	if c.null || c.def != nil || c.auto || d.to.isKey(c.name) { // 0 is no row of another table
		return nil, false
	}
	return zeroValue(c.typ)
}

// emptyGuard refuses to go on when rows would have no value.
func emptyGuard(dl dialect, d *tableDiff, c *column) stmt {
	return stmt{sql: "SELECT count(*) FROM " + dl.quote(d.to.name),
		guard: fmt.Sprintf("%s has %%d rows and the new column %s may not be NULL: give the operation a Fill for them", d.to.name, c.name)}
}

func (p *postgresDDL) defaultSQL(d *tableDiff, c *column) (stmt, error) {
	what := "ALTER COLUMN " + p.quote(c.name)
	if c.def == nil {
		return p.alter(d.to.name, what+" DROP DEFAULT"), nil
	}
	def, err := literal(p, c.def, c.typ)
	if err != nil {
		return stmt{}, fmt.Errorf("%w (default of %s.%s)", err, d.to.name, c.name)
	}
	return p.alter(d.to.name, what+" SET DEFAULT "+def), nil
}

func (p *postgresDDL) alterColumn(d *tableDiff, old, new *column) ([]stmt, error) {
	var out []stmt
	name := p.quote(new.name)
	if old.typ != new.typ {
		s, err := p.alterType(d, old, new)
		if err != nil {
			return nil, err
		}
		out = append(out, s...)
	}
	if old.auto && !new.auto {
		out = append(out, p.alter(d.to.name, "ALTER COLUMN "+name+" DROP IDENTITY"))
	}
	if typed := old.typ != new.typ; typed && new.def != nil || !typed && !reflect.DeepEqual(old.def, new.def) {
		s, err := p.defaultSQL(d, new)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	switch {
	case old.null && !new.null:
		s, err := p.forbidNull(d, new)
		if err != nil {
			return nil, err
		}
		out = append(out, s...)
	case !old.null && new.null:
		out = append(out, p.alter(d.to.name, "ALTER COLUMN "+name+" DROP NOT NULL"))
	}
	if !old.auto && new.auto {
		out = append(out, p.alter(d.to.name, "ALTER COLUMN "+name+" ADD GENERATED BY DEFAULT AS IDENTITY"),
			stmt{sql: fmt.Sprintf("SELECT setval(pg_get_serial_sequence(%s, %s), COALESCE((SELECT max(%s) FROM %s), 0) + 1, false)",
				quoteText(p.quote(d.to.name)), quoteText(new.name), name, p.quote(d.to.name))})
	}
	return out, nil
}

func (p *postgresDDL) alterType(d *tableDiff, old, new *column) ([]stmt, error) {
	typ, err := p.typeName(new.typ)
	if err != nil {
		return nil, err
	}
	conv, err := convert(p, d.to.name, old, new)
	if err != nil {
		return nil, err
	}
	out := conv.guards
	if old.def != nil {
		out = append(out, p.alter(d.to.name, "ALTER COLUMN "+p.quote(new.name)+" DROP DEFAULT"))
	}
	sql := "ALTER COLUMN " + p.quote(new.name) + " TYPE " + typ + p.collation(new.typ.collation)
	if conv.sql != "" {
		sql += " USING " + conv.sql
	}
	return append(out, p.alter(d.to.name, sql)), nil
}

// forbidNull gives the rows without a value one, then forbids NULL.
func (p *postgresDDL) forbidNull(d *tableDiff, c *column) ([]stmt, error) {
	var out []stmt
	fill, ok := nullFill(d, c)
	if ok {
		value, err := literal(p, fill, c.typ)
		if err != nil {
			return nil, fmt.Errorf("%w (fill of %s.%s)", err, d.to.name, c.name)
		}
		out = append(out, stmt{sql: fmt.Sprintf("UPDATE %s SET %s = %s WHERE %s IS NULL", p.quote(d.to.name), p.quote(c.name), value, p.quote(c.name))})
		out = append(out, p.settle()...)
	} else {
		out = append(out, nullGuard(p, d, c))
	}
	return append(out, p.alter(d.to.name, "ALTER COLUMN "+p.quote(c.name)+" SET NOT NULL")), nil
}

// settle checks the foreign keys that wait for the end of the transaction: a table with waiting ones cannot be altered.
func (p *postgresDDL) settle() []stmt {
	return []stmt{{sql: "SET CONSTRAINTS ALL IMMEDIATE"}, {sql: "SET CONSTRAINTS ALL DEFERRED"}}
}

// nullFill is what NULLs become when a column forbids them.
func nullFill(d *tableDiff, c *column) (any, bool) {
	if v, ok := d.fills[c.name]; ok {
		return v, true
	}
	if c.def != nil {
		return c.def, true
	}
	if d.to.isKey(c.name) {
		return nil, false
	}
	return zeroValue(c.typ)
}

func nullGuard(dl dialect, d *tableDiff, c *column) stmt {
	return stmt{sql: "SELECT count(*) FROM " + dl.quote(d.to.name) + " WHERE " + dl.quote(c.name) + " IS NULL",
		guard: fmt.Sprintf("%%d rows of %s have NULL in %s, which shall be NOT NULL: give the operation a Fill for them", d.to.name, c.name)}
}

func (p *postgresDDL) adds(d *tableDiff) ([]stmt, error) {
	var out []stmt
	for i := range d.uniques.add {
		s, err := p.addUnique(d.to, &d.uniques.add[i])
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	for i := range d.checks.add {
		sql, err := p.checkSQL(d.to, &d.checks.add[i])
		if err != nil {
			return nil, err
		}
		out = append(out, p.alter(d.to.name, "ADD "+sql))
	}
	for i := range d.exclude.add {
		sql, err := p.excludeSQL(d.to, &d.exclude.add[i])
		if err != nil {
			return nil, err
		}
		out = append(out, p.alter(d.to.name, "ADD "+sql))
	}
	for i := range d.indexes.add {
		s, err := p.addIndex(d.to, &d.indexes.add[i])
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

func (p *postgresDDL) addKeys(d *tableDiff) ([]stmt, error) {
	var out []stmt
	for i := range d.keys.add {
		out = append(out, p.alter(d.to.name, "ADD "+p.keySQL(&d.keys.add[i])))
	}
	return out, nil
}
