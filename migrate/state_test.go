package migrate

import (
	"strings"
	"testing"

	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/schema"
)

func TestStateMistakes(t *testing.T) {
	t.Parallel()
	index := schema.Index{Name: "i", Keys: []schema.IndexKey{{Field: "text"}}}
	check := func(field string) schema.Constraint {
		return schema.Constraint{Name: "c", Check: new(schema.IsNull(schema.F(field)))}
	}
	field := func(f schema.Field) Operation { return AddField{Model: "Note", Field: f} }
	for _, c := range []struct {
		op   Operation
		want string
	}{
		{notes(), "model x.Note exists already"},
		{DeleteModel{Name: "None"}, "there is no model x.None at this point; there are Note"},
		{field(text("text")), "x.Note has a field text already"},
		{field(fk("user", "auth.User")), "x.Note.user refers to auth.User, which does not exist at this point"},
		{field(schema.Field{Name: "c", Type: schema.CharField}), "CharField without MaxLength"},
		{field(schema.Field{Name: "d", Type: schema.DecimalField, MaxDigits: 2, DecimalPlaces: 3}), "expected 0 <= DecimalPlaces <= MaxDigits"},
		{field(schema.Field{Name: "n"}), "x.Note.n has no type"},
		{field(schema.Field{Name: "t2", Column: "text", Type: schema.TextField}), "the fields text and t2 of x.Note have the same column text"},
		{field(schema.Field{Name: "a", Type: schema.TextField, Auto: true}), "only an integer primary key can be"},
		{field(schema.Field{Name: `a"; DROP TABLE x; --`, Type: schema.TextField}), "expected at most 63 letters, digits and underscores"},
		{RemoveField{Model: "Note", Name: "none"}, "x.Note has no field none; it has id, text"},
		{RenameField{Model: "Note", From: "text", To: "id"}, "x.Note has a field id already"},
		{AlterField{Model: "Note", Field: many("text", "x.Note")}, "cannot change between a column and a many-to-many"},
		{AddIndex{Model: "Note", Index: schema.Index{Name: "i", Keys: []schema.IndexKey{{Field: "none"}}}}, "index i of x.Note names the field none, which does not exist; there are id, text"},
		{AddIndex{Model: "Note", Index: schema.Index{Name: "i"}}, "has no keys"},
		{AddIndex{Model: "Note", Index: schema.Index{Name: "i", Keys: index.Keys, Method: "gin; DROP"}}, "unknown method"},
		{RemoveIndex{Model: "Note", Name: "i"}, "x.Note has no index i"},
		{AddConstraint{Model: "Note", Constraint: check("none")}, "constraint c of x.Note names the field none"},
		{AddConstraint{Model: "Note", Constraint: schema.Constraint{Kind: schema.Exclude, Name: "e", Exclusions: []schema.Exclusion{{Field: "text", Operator: "= OR 1=1"}}}}, "is not one of = && @> <@ -|-"},
		{AddConstraint{Model: "Note", Constraint: schema.Constraint{Name: "c"}}, "checks nothing"},
		{AlterModelTable{Model: "Note", Table: "a b"}, "cannot be the table of x.Note"},
		{RenameModel{From: "Note", To: "a-b"}, "is not a model's label"},
	} {
		s := &State{models: map[string]*schema.Model{}}
		if err := notes().apply("x", s); err != nil {
			t.Fatal(err)
		}
		if err := c.op.apply("x", s); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v\nexpected %s", c.op.Describe(), err, c.want)
		}
	}
	two := []*schema.Model{with(model("x.A", text("text")), func(m *schema.Model) { m.Indexes = []schema.Index{index} }), with(model("x.B", text("text")), func(m *schema.Model) { m.Indexes = []schema.Index{index} })}
	if _, err := NewState([]App{{Label: "x", Models: two}}); err == nil || !strings.Contains(err.Error(), "x.A and x.B both have an index or unique constraint named i") {
		t.Errorf("error %v", err)
	}
}

func TestRemovalKeepsReferences(t *testing.T) {
	t.Parallel()
	s := &State{models: map[string]*schema.Model{}}
	for _, op := range []Operation{notes(), CreateModel{Name: "Line", Fields: []schema.Field{idField(), fk("note", "x.Note")}}} {
		if err := op.apply("x", s); err != nil {
			t.Fatal(err)
		}
	}
	held := s.Model("x.Line")
	if err := (DeleteModel{Name: "Note"}).apply("x", s); err == nil || !strings.Contains(err.Error(), "x.Line.note refers to x.Note: remove that field before the model") {
		t.Errorf("error %v", err)
	}
	if err := (RenameModel{From: "Note", To: "Memo"}).apply("x", s); err != nil {
		t.Fatal(err)
	}
	if to := s.Model("x.Line").Field("note").Relation.To; to != "x.Memo" {
		t.Errorf("the relation points to %s", to)
	}
	if to := held.Field("note").Relation.To; to != "x.Note" {
		t.Errorf("a model that was handed out changed: it points to %s", to)
	}
}

// TestUnmanaged has migrations leave a table alone that something else looks after.
func TestUnmanaged(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		d := open(t, url)
		own := CreateModel{Name: "Own", Fields: []schema.Field{idField(), text("text")}, Options: Options{Table: "legacy", Unmanaged: true}}
		execute(t, d, "CREATE TABLE legacy (id bigint PRIMARY KEY, text text)")
		before := dump(t, d)
		e := executor(t, d, chain("x", ops(own, AddField{Model: "Own", Field: text("more")}), ops(AlterModelOptions{Model: "Own"}), ops(AlterModelOptions{Model: "Own", Options: Options{Unmanaged: true}}), ops(DeleteModel{Name: "Own"})))
		migrateTo(t, e, "", "")
		if got := dump(t, d); got != before {
			t.Errorf("the table changed:\n%s", lineDiff(before, got))
		}
		migrateTo(t, e, "x", "zero")
		if got := dump(t, d); got != before {
			t.Errorf("undone, the table changed:\n%s", lineDiff(before, got))
		}
	})
}

// TestThrough leaves the pairs to a model of one's own.
func TestThrough(t *testing.T) {
	t.Parallel()
	readers := schema.Field{Name: "readers", Relation: &schema.Relation{Kind: schema.ManyToMany, To: "x.User", Through: "x.Reading"}}
	models := []*schema.Model{model("x.User"), model("x.Book", readers), model("x.Reading", fk("book", "x.Book"), fk("user", "x.User"))}
	changes, err := Detect(&State{models: map[string]*schema.Model{}}, stateOf(t, models), Flags{})
	if err != nil || len(changes) != 1 {
		t.Fatalf("%v, %v", changeLines(changes), err)
	}
	testenv.Databases(t, func(t *testing.T, url string) {
		d := open(t, url)
		migrateTo(t, executor(t, d, chain("x", Migration{Operations: changes[0].Operations})), "", "")
		if got := dump(t, d); !strings.Contains(got, "x_reading table") || strings.Contains(got, "x_book_readers") {
			t.Errorf("schema\n%s", got)
		}
	})
}
