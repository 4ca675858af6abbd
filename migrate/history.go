package migrate

import (
	"context"
	"fmt"
	"strings"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/schema"
)

// History is what a [RunGo] works with: the database, and the models as they were at its point of the history.
type History struct {
	db      *db.DB
	dialect dialect
	app     string
	state   *State
	tag     string // a comment that keeps the statements of one operation apart from those of another
}

func newHistory(x *execution) *History {
	return &History{db: x.db, dialect: x.sql.dialect, app: x.app, state: x.from,
		tag: fmt.Sprintf(" /* %s %d */", strings.ReplaceAll(x.dep.String(), "*/", ""), x.index+1)}
}

// DB is the database, for statements of one's own. Pass on the ctx that the step was given: it carries the transaction.
func (h *History) DB() *db.DB { return h.db }

// Model gives access to a model's table: Model("catalog", "Product").
func (h *History) Model(app, name string) (*Table, error) {
	m, err := h.state.find(app, name)
	if err != nil {
		return nil, err
	}
	t, err := h.state.table(m)
	if err != nil {
		return nil, err
	}
	if t.primary() == nil {
		return nil, fmt.Errorf("migrate: %s has no primary key to go by", m.Label())
	}
	return &Table{h: h, model: m, t: t}, nil
}

// Pairs gives access to the table of a many-to-many field: its fields are id, from (the model's key) and to.
func (h *History) Pairs(app, name, field string) (*Table, error) {
	m, err := h.state.find(app, name)
	if err != nil {
		return nil, err
	}
	f, err := fieldOf(m, field)
	if err != nil {
		return nil, err
	}
	if !f.IsManyToMany() || f.Relation.Through != "" {
		return nil, fmt.Errorf("migrate: %s.%s has no table of pairs of its own", m.Label(), field)
	}
	t, err := h.state.pairs(m, f)
	if err != nil {
		return nil, err
	}
	pairs := &schema.Model{App: app, Name: name + "." + field, Table: t.name}
	for i := range t.columns {
		c := &t.columns[i]
		pairs.Fields = append(pairs.Fields, schema.Field{Name: c.field, Column: c.name, PrimaryKey: c.primary, Auto: c.auto, Type: c.typ.Type})
	}
	return &Table{h: h, model: pairs, t: t}, nil
}

// Values are the values of some fields of a row, by name. A foreign key is named as the field: "category".
type Values map[string]any

// Table is a model's table at one point of the history.
type Table struct {
	h     *History
	model *schema.Model
	t     *table
}

// column finds the column of a field.
func (t *Table) column(field string) (*column, error) {
	if c := t.t.byField(field); c != nil {
		return c, nil
	}
	return nil, fmt.Errorf("migrate: %s had no field %q at this point; it had %s", t.model.Label(), field, fieldNames(t.model))
}

func (t *Table) quote(name string) string { return t.h.dialect.quote(name) }

// where writes a condition over fields.
func (t *Table) where(e schema.Expr) (string, error) {
	for _, name := range e.Fields() {
		if _, err := t.column(name); err != nil {
			return "", err
		}
	}
	e = mapFields(normalExprValue(e), func(name string) string { return t.t.byField(name).name })
	return exprSQL(t.h.dialect, t.t, e)
}

// Count returns the number of rows.
func (t *Table) Count(ctx context.Context) (int64, error) { return t.count(ctx, "") }

// CountWhere returns the number of rows for which the condition holds.
func (t *Table) CountWhere(ctx context.Context, where schema.Expr) (int64, error) {
	cond, err := t.where(where)
	if err != nil {
		return 0, err
	}
	return t.count(ctx, " WHERE "+cond)
}

func (t *Table) count(ctx context.Context, where string) (int64, error) {
	rows, err := t.h.db.Query(ctx, "SELECT count(*) FROM "+t.quote(t.t.name)+where+t.h.tag)
	var n int64
	err = scan(rows, err, func(r *db.Rows) { n = r.Int64() })
	return n, err
}

// Insert adds a row. Fields that are not named get their Default; without one NULL, or Go's zero value where that means
// something (see [AddField]); times tagged auto_now or auto_now_add get the current time. The key comes back unless it
// was given.
func (t *Table) Insert(ctx context.Context, values Values) (key any, err error) {
	full, err := t.withDefaults(values)
	if err != nil {
		return nil, err
	}
	b := t.builder("INSERT INTO " + t.quote(t.t.name) + " (")
	var marks []string
	for i := range t.t.columns {
		c := &t.t.columns[i]
		v, ok := full[c.field]
		if !ok {
			continue
		}
		mark, err := b.arg(v, c)
		if err != nil {
			return nil, t.wrong(c, err)
		}
		if len(marks) > 0 {
			b.text(", ")
		}
		b.text(t.quote(c.name))
		marks = append(marks, mark)
	}
	pk := t.t.primary()
	b.text(") VALUES (" + join(marks) + ") RETURNING " + t.quote(pk.name))
	rows, err := t.h.db.Write(ctx, b.done(), b.args...)
	err = scan(rows, err, func(r *db.Rows) { key = readValue(&r.Row, pk) })
	return key, err
}

// Update sets values in the rows for which the condition holds and returns how many there were.
func (t *Table) Update(ctx context.Context, where schema.Expr, values Values) (int64, error) {
	cond, err := t.where(where)
	if err != nil {
		return 0, err
	}
	b := t.builder("UPDATE " + t.quote(t.t.name) + " SET ")
	if err := b.assign(t, values); err != nil {
		return 0, err
	}
	b.text(" WHERE " + cond)
	return t.h.db.Exec(ctx, b.done(), b.args...)
}

// Delete deletes the rows for which the condition holds and returns how many there were. Rows that point to them are not
// looked for: the database refuses if there are any.
func (t *Table) Delete(ctx context.Context, where schema.Expr) (int64, error) {
	cond, err := t.where(where)
	if err != nil {
		return 0, err
	}
	return t.h.db.Exec(ctx, "DELETE FROM "+t.quote(t.t.name)+" WHERE "+cond+t.h.tag)
}

func (t *Table) wrong(c *column, err error) error {
	return fmt.Errorf("migrate: %s.%s: %w", t.model.Label(), c.field, err)
}

// builder gathers a statement with arguments.
type builder struct {
	h    *History
	sql  strings.Builder
	args []any
}

func (t *Table) builder(start string) *builder {
	b := &builder{h: t.h}
	b.text(start)
	return b
}

// done is the whole statement.
func (b *builder) done() string { return b.sql.String() + b.h.tag }

func (b *builder) text(s string) { b.sql.WriteString(s) }

// arg adds a value of the column and returns its mark.
func (b *builder) arg(v any, c *column) (string, error) {
	v = deref(v)
	if v == nil && !c.null {
		return "", fmt.Errorf("it may not be NULL")
	}
	if v != nil {
		typed, err := typedValue(v, c.typ)
		if err != nil {
			return "", err
		}
		if f, ok := typed.(FillValue); ok {
			return b.h.dialect.constant(f, c.typ), nil
		}
		if v, err = storedValue(b.h.dialect, typed, c.typ); err != nil {
			return "", err
		}
	}
	b.args = append(b.args, v)
	return string(b.h.db.Dialect().AppendParam(nil, len(b.args))), nil
}

func (b *builder) assign(t *Table, values Values) error {
	if len(values) == 0 {
		return fmt.Errorf("migrate: no values to set in %s", t.model.Label())
	}
	for i, name := range sortedKeys(values) {
		c, err := t.column(name)
		if err != nil {
			return err
		}
		mark, err := b.arg(values[name], c)
		if err != nil {
			return t.wrong(c, err)
		}
		if i > 0 {
			b.text(", ")
		}
		b.text(t.quote(c.name) + " = " + mark)
	}
	return nil
}
