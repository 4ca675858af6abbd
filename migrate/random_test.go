package migrate

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/schema"
)

// sequences is how many random histories are tried.
func sequences() int {
	if testenv.Full() {
		return 60
	}
	return 10
}

// TestRandomSequences runs random histories forward and backward on both databases, with rows in the tables. At every
// point the schema must be the one that a fresh database gets from the models at that point, and the rows must be there.
func TestRandomSequences(t *testing.T) {
	t.Parallel()
	for seed := range sequences() {
		t.Run(fmt.Sprintf("seed_%d", seed), func(t *testing.T) {
			t.Parallel()
			history := newRandomHistory(uint64(seed), 14)
			testenv.Databases(t, history.check)
		})
	}
}

// randomHistory is a list of migrations with the state behind each of them.
type randomHistory struct {
	r      *rand.Rand
	list   []Migration
	states []*State // states[i] is before list[i]
	next   int      // for new names
}

func newRandomHistory(seed uint64, steps int) *randomHistory {
	h := &randomHistory{r: rand.New(rand.NewPCG(seed, 1))}
	s := &State{models: map[string]*schema.Model{}}
	h.states = append(h.states, s)
	h.add(h.createModel())
	h.add(h.createModel())
	h.add(fillRows())
	for len(h.list) < steps+3 {
		if op := h.randomOperation(); op != nil {
			h.add(op)
		}
	}
	return h
}

// add makes a migration of the operation if it is possible at this point.
func (h *randomHistory) add(op Operation) {
	s := h.states[len(h.states)-1].clone()
	if err := op.apply("x", s); err != nil {
		return
	}
	m := Migration{Name: fmt.Sprintf("%04d_step", len(h.list)+1), Operations: []Operation{op}}
	if len(h.list) > 0 {
		m.Dependencies = []Dependency{{"x", h.list[len(h.list)-1].Name}}
	}
	h.list = append(h.list, m)
	h.states = append(h.states, s)
}

func (h *randomHistory) name(prefix string) string {
	h.next++
	return fmt.Sprintf("%s%d", prefix, h.next)
}

// model picks a model of the last state, or nil.
func (h *randomHistory) model() *schema.Model {
	s := h.states[len(h.states)-1]
	labels := s.Labels()
	if len(labels) == 0 {
		return nil
	}
	return s.models[labels[h.r.IntN(len(labels))]]
}

// field picks a field other than the key, or nil.
func (h *randomHistory) field(m *schema.Model) *schema.Field {
	if len(m.Fields) < 2 {
		return nil
	}
	return &m.Fields[1+h.r.IntN(len(m.Fields)-1)]
}

func (h *randomHistory) plainField() schema.Field {
	f := schema.Field{Name: h.name("f"), Null: h.r.IntN(2) == 0, Index: h.r.IntN(4) == 0}
	switch h.r.IntN(7) {
	case 0:
		f.Type = schema.IntegerField
	case 1:
		f.Type, f.MaxDigits, f.DecimalPlaces = schema.DecimalField, 12, 2
	case 2:
		f.Type, f.MaxLength = schema.CharField, 80
	case 3:
		f.Type = schema.TextField
	case 4:
		f.Type = schema.BooleanField
	case 5:
		f.Type, f.Default = schema.BigIntegerField, int64(5)
	case 6:
		f.Type, f.Null = schema.JSONField, true
	}
	return f
}

func (h *randomHistory) createModel() Operation {
	op := CreateModel{Name: h.name("M"), Fields: []schema.Field{idField()}}
	for range 2 + h.r.IntN(3) {
		op.Fields = append(op.Fields, h.plainField())
	}
	if m := h.model(); m != nil {
		key := fk(h.name("k"), m.Label())
		key.Null = true
		op.Fields = append(op.Fields, key)
		if h.r.IntN(2) == 0 {
			op.Fields = append(op.Fields, many(h.name("m"), m.Label()))
		}
	}
	return op
}

func (h *randomHistory) randomOperation() Operation {
	m := h.model()
	if m == nil {
		return h.createModel()
	}
	f := h.field(m)
	switch n := h.r.IntN(20); {
	case n == 0:
		return h.createModel()
	case n == 1 && len(h.states[len(h.states)-1].models) > 2:
		return DeleteModel{Name: m.Name}
	case n == 2:
		return RenameModel{From: m.Name, To: h.name("M")}
	case n == 3:
		return AlterModelTable{Model: m.Name, Table: h.name("table_")}
	case n == 4 || f == nil:
		return AddField{Model: m.Name, Field: h.plainField()}
	case n == 5:
		other := h.model()
		key := fk(h.name("k"), other.Label())
		key.Null = true
		return AddField{Model: m.Name, Field: key}
	case n == 6:
		return RemoveField{Model: m.Name, Name: f.Name}
	case n == 7:
		return RenameField{Model: m.Name, From: f.Name, To: h.name("f")}
	case n == 8:
		return fillRows()
	case n == 9 && f.HasColumn() && f.Type != schema.JSONField:
		return AddIndex{Model: m.Name, Index: schema.Index{Name: h.name("i"), Keys: []schema.IndexKey{{Field: f.Name, Desc: h.r.IntN(2) == 0}}}}
	case n == 10 && f.HasColumn():
		check := schema.Or(schema.IsNull(schema.F(f.Name)), schema.Not(schema.IsNull(schema.F(f.Name))))
		return AddConstraint{Model: m.Name, Constraint: schema.Constraint{Kind: schema.Check, Name: h.name("c"), Check: &check}}
	case n == 11 && len(m.Constraints) > 0:
		return RemoveConstraint{Model: m.Name, Name: m.Constraints[0].Name}
	case n == 12 && len(m.Indexes) > 0:
		return RemoveIndex{Model: m.Name, Name: m.Indexes[0].Name}
	default:
		return h.alter(m, f)
	}
}

// alter changes a field in a way that loses nothing.
func (h *randomHistory) alter(m *schema.Model, f *schema.Field) Operation {
	if f.IsManyToMany() {
		return nil
	}
	n := *f
	switch h.r.IntN(4) {
	case 0:
		n.Null = f.Relation != nil || f.Type == schema.JSONField || !f.Null
	case 1:
		n.Index = !f.Index
	case 2:
		n.Column = h.name("col")
	default:
		switch f.Type {
		case schema.IntegerField:
			n.Type = schema.BigIntegerField
		case schema.DecimalField:
			n.MaxDigits, n.DecimalPlaces = f.MaxDigits+1, f.DecimalPlaces+1
		case schema.CharField:
			n.Type, n.MaxLength = schema.TextField, 0
		default:
			n.Comment = h.name("comment ")
		}
		if n.MaxDigits > 16 {
			return nil
		}
	}
	return AlterField{Model: m.Name, Field: n}
}

// fillRows adds two rows to every table, the second pointing to the first ones.
func fillRows() Operation {
	return RunGo{Reverse: Noop, Forward: func(ctx context.Context, h *History) error {
		for _, label := range h.state.Labels() {
			app, name := splitLast(label)
			t, err := h.Model(app, name)
			if err != nil {
				return err
			}
			for i := range 2 {
				key, err := t.Insert(ctx, rowValues(h.state.models[label], i))
				if err != nil {
					return fmt.Errorf("%s: %w", label, err)
				}
				for _, f := range h.state.models[label].Fields {
					if f.IsManyToMany() {
						if err := addPair(ctx, h, label, &f, key); err != nil {
							return err
						}
					}
				}
			}
		}
		return nil
	}}
}

func addPair(ctx context.Context, h *History, label string, f *schema.Field, key any) error {
	app, name := splitLast(label)
	other, err := h.Model(splitLast(f.Relation.To))
	if err != nil {
		return err
	}
	target, err := other.Insert(ctx, rowValues(h.state.models[f.Relation.To], 3))
	if err != nil {
		return err
	}
	pairs, err := h.Pairs(app, name, f.Name)
	if err != nil {
		return err
	}
	_, err = pairs.Insert(ctx, Values{"from": key, "to": target})
	return err
}

func rowValues(m *schema.Model, i int) Values {
	v := Values{}
	for _, f := range m.Fields[1:] {
		switch {
		case f.Relation != nil:
		case f.Type == schema.DecimalField:
			v[f.Name] = schema.Number(fmt.Sprintf("%d.25", i+1))
		case f.Type.IsInt():
			v[f.Name] = 10 + i
		case f.Type.IsText():
			v[f.Name] = fmt.Sprintf("it's %d", i)
		case f.Type == schema.BooleanField:
			v[f.Name] = i == 1
		case f.Type == schema.JSONField:
			v[f.Name] = fmt.Sprintf(`{"n": %d}`, i)
		}
	}
	return v
}

func (h *randomHistory) check(t *testing.T, url string) {
	d := open(t, url)
	e := executor(t, d, App{Label: "x", Migrations: h.list})
	content := make([]string, len(h.list)+1)
	dumps := make([]string, len(h.list)+1)
	for i := range h.list {
		migrateTo(t, e, "x", h.list[i].Name)
		dumps[i+1] = dump(t, d)
		content[i+1] = rowsOf(t, d, h.states[i+1])
		h.compareRows(t, i, content[i], content[i+1], "doing")
	}
	for _, i := range []int{len(h.list), len(h.list) / 2} {
		h.compareFresh(t, e, i, dumps[i])
	}
	for i := len(h.list) - 1; i > 0; i-- {
		before := rowsOf(t, d, h.states[i+1])
		migrateTo(t, e, "x", h.list[i-1].Name)
		if got := dump(t, d); got != dumps[i] {
			t.Fatalf("undoing %s gives another schema:\n%s", h.list[i].Operations[0].Describe(), lineDiff(dumps[i], got))
		}
		h.compareRows(t, i, before, rowsOf(t, d, h.states[i]), "undoing")
	}
	migrateTo(t, e, "x", "")
	if got := dump(t, d); got != dumps[len(h.list)] {
		t.Fatalf("forward again gives another schema:\n%s", lineDiff(dumps[len(h.list)], got))
	}
}

// compareRows checks that a step left rows and values as they were, where it should.
func (h *randomHistory) compareRows(t *testing.T, i int, before, after, verb string) {
	t.Helper()
	switch op := h.list[i].Operations[0].(type) {
	case RunGo, CreateModel, DeleteModel:
		return
	case AddField, RemoveField:
		if !strings.Contains(op.Describe(), " m") && strings.Count(before, "\n") != strings.Count(after, "\n") {
			t.Fatalf("%s %s changed the number of rows", verb, op.Describe())
		}
		return
	case AlterField:
		if was := h.states[i].models["x."+op.Model].Field(op.Field.Name); was.Null != op.Field.Null {
			return // NULLs get values
		}
	}
	if before != after {
		t.Fatalf("%s %s changed rows:\n%s", verb, h.list[i].Operations[0].Describe(), lineDiff(before, after))
	}
}

// compareFresh creates the state's models in an empty database and compares the schema.
func (h *randomHistory) compareFresh(t *testing.T, e *Executor, i int, want string) {
	t.Helper()
	url := fresh(t, e.db.URL())
	changes, err := Detect(&State{models: map[string]*schema.Model{}}, h.states[i], Flags{})
	if err != nil {
		t.Fatal(err)
	}
	var list []Migration
	for j, c := range changes {
		m := Migration{Name: fmt.Sprintf("%04d", j+1), Operations: c.Operations}
		if j > 0 {
			m.Dependencies = []Dependency{{"x", fmt.Sprintf("%04d", j)}}
		}
		list = append(list, m)
	}
	other := open(t, url)
	migrateTo(t, executor(t, other, App{Label: "x", Migrations: list}), "", "")
	if got := dump(t, other); got != want {
		t.Fatalf("step by step, the schema differs from the models' own (- own, + steps):\n%s", lineDiff(got, want))
	}
}

// rowsOf reads all rows as the state describes them.
func rowsOf(t *testing.T, d *db.DB, s *State) string {
	t.Helper()
	h := &History{db: d, dialect: dialectOf(d.Dialect()), state: s}
	var out []string
	for _, label := range s.Labels() {
		app, name := splitLast(label)
		tables := []*Table{}
		main, err := h.Model(app, name)
		if err != nil {
			t.Fatal(err)
		}
		tables = append(tables, main)
		for _, f := range s.models[label].Fields {
			if f.IsManyToMany() {
				pairs, err := h.Pairs(app, name, f.Name)
				if err != nil {
					t.Fatal(err)
				}
				tables = append(tables, pairs)
			}
		}
		for _, table := range tables {
			err := table.Each(t.Context(), 3, func(_ context.Context, row *Row) error {
				out = append(out, anonymous(row)+"\n")
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	slices.Sort(out)
	return strings.Join(out, "")
}

// anonymous is a row's values without names, in one order.
func anonymous(row *Row) string {
	var out []string
	for _, v := range row.values {
		if d, ok := v.(decimal.Decimal); ok {
			v = d.Normalize()
		}
		out = append(out, fmt.Sprintf("%s", v))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}
