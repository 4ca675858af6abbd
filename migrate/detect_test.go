package migrate

import (
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/musette-go/musette/schema"
)

// detectCase is two versions of a site's models with the operations between them.
type detectCase struct {
	name     string
	old, new []*schema.Model
	flags    Flags
	want     []string // "catalog: + Create model X", a blank line before each further migration of the list
	wantErr  string
}

func model(label string, fields ...schema.Field) *schema.Model {
	app, name := splitLast(label)
	return &schema.Model{App: app, Name: name, Fields: append([]schema.Field{idField()}, fields...)}
}

func text(name string) schema.Field { return schema.Field{Name: name, Type: schema.TextField} }

func with(m *schema.Model, edit func(*schema.Model)) *schema.Model {
	edit(m)
	return m
}

func detectCases() []detectCase {
	number := schema.Field{Name: "stock", Type: schema.IntegerField}
	one := model("catalog.Product", text("title"), number)
	moment := schema.Field{Name: "made", Type: schema.DateTimeField}
	nullable := schema.Field{Name: "made", Type: schema.DateTimeField, Null: true}
	index := func(name, field string) schema.Index {
		return schema.Index{Name: name, Keys: []schema.IndexKey{{Field: field}}}
	}
	return []detectCase{
		{name: "nothing", old: []*schema.Model{one}, new: []*schema.Model{model("catalog.Product", text("title"), number)}},
		{name: "labels and choices are nothing", old: []*schema.Model{one}, new: []*schema.Model{model("catalog.Product",
			schema.Field{Name: "title", GoName: "Title", Type: schema.TextField, Label: "the title", Help: "help", Blank: true, Choices: []schema.Choice{{Value: "a"}}}, number)}},
		{name: "create in order", new: []*schema.Model{model("catalog.Book", fk("writer", "catalog.Writer")), model("catalog.Writer")},
			want: []string{"catalog: + Create model Writer", "catalog: + Create model Book"}},
		{name: "circle", new: []*schema.Model{model("catalog.A", fk("b", "catalog.B")), model("catalog.B", fk("a", "catalog.A"))},
			want: []string{"catalog: + Create model B", "catalog: + Create model A", "catalog: + Add field a to b"}},
		{name: "self", new: []*schema.Model{model("catalog.A", fk("a", "catalog.A"))}, want: []string{"catalog: + Create model A"}},
		{name: "circle over apps", new: []*schema.Model{model("a.X", fk("y", "b.Y")), model("b.Y", fk("x", "a.X"))},
			want: []string{"b: + Create model Y", "", "a: + Create model X", "", "b: + Add field x to y"}},
		{name: "apps in need of each other", new: []*schema.Model{model("a.M", fk("n", "b.N")), model("a.Z"), model("b.N"), model("b.O", fk("z", "a.Z"))},
			want: []string{"a: + Create model Z", "", "b: + Create model N", "b: + Create model O", "", "a: + Create model M"}},
		{name: "add", old: []*schema.Model{model("catalog.Product", text("title"))}, new: []*schema.Model{one}, flags: Flags{Fills: []string{"catalog.product.stock=3"}}, want: []string{"catalog: + Add field stock to product"}},
		{name: "add null", old: []*schema.Model{model("catalog.Product")}, new: []*schema.Model{model("catalog.Product", nullable)}, want: []string{"catalog: + Add field made to product"}},
		{name: "add with default", old: []*schema.Model{model("catalog.Product")}, new: []*schema.Model{model("catalog.Product", schema.Field{Name: "stock", Type: schema.IntegerField, Default: int64(1)})}, want: []string{"catalog: + Add field stock to product"}},
		{name: "add blank text", old: []*schema.Model{model("catalog.Product")}, new: []*schema.Model{model("catalog.Product", schema.Field{Name: "note", Type: schema.TextField, Blank: true})}, want: []string{"catalog: + Add field note to product"}},
		{name: "add unique blank text", old: []*schema.Model{model("catalog.Product")}, new: []*schema.Model{model("catalog.Product", schema.Field{Name: "note", Type: schema.TextField, Blank: true, Unique: true})}, wantErr: `answer with --fill catalog.product.note=""`},
		{name: "fill wanted for text", old: []*schema.Model{model("catalog.Product")}, new: []*schema.Model{model("catalog.Product", text("note"))}, wantErr: `what shall existing rows have in catalog.Product.note, which may not be NULL and has no default? answer with --fill catalog.product.note=""`},
		{name: "fill wanted for number", old: []*schema.Model{model("catalog.Product")}, new: []*schema.Model{model("catalog.Product", number)}, wantErr: "answer with --fill catalog.product.stock=0"},
		{name: "fill wanted for bool", old: []*schema.Model{model("catalog.Product")}, new: []*schema.Model{model("catalog.Product", schema.Field{Name: "on", Type: schema.BooleanField})}, wantErr: "answer with --fill catalog.product.on=false"},
		{name: "fill wanted for text that was null", old: []*schema.Model{model("catalog.Product", schema.Field{Name: "note", Type: schema.TextField, Null: true})}, new: []*schema.Model{model("catalog.Product", text("note"))}, wantErr: `answer with --fill catalog.product.note=""`},
		{name: "empty text given", old: []*schema.Model{model("catalog.Product")}, new: []*schema.Model{model("catalog.Product", text("note"))}, flags: Flags{Fills: []string{"catalog.product.note="}}, want: []string{"catalog: + Add field note to product"}},
		{name: "remove", old: []*schema.Model{one}, new: []*schema.Model{model("catalog.Product", text("title"))}, want: []string{"catalog: - Remove field stock from product"}},
		{name: "alter", old: []*schema.Model{one}, new: []*schema.Model{model("catalog.Product", text("title"), schema.Field{Name: "stock", Type: schema.BigIntegerField})},
			want: []string{"catalog: ~ Alter field stock on product"}},
		{name: "rename by flag", old: []*schema.Model{one}, new: []*schema.Model{model("catalog.Product", text("name"), number)}, flags: Flags{Renames: []string{"catalog.product.title=name"}},
			want: []string{"catalog: ~ Rename field title on product to name"}},
		{name: "rename and alter by flag", old: []*schema.Model{one}, new: []*schema.Model{model("catalog.Product", schema.Field{Name: "name", Type: schema.CharField, MaxLength: 9}, number)},
			flags: Flags{Renames: []string{"catalog.product.title=name"}}, want: []string{"catalog: ~ Rename field title on product to name", "catalog: ~ Alter field name on product"}},
		{name: "not renamed by flag", old: []*schema.Model{one}, new: []*schema.Model{model("catalog.Product", text("name"), number)}, flags: Flags{NoRename: true, Fills: []string{"catalog.product.name=none"}},
			want: []string{"catalog: - Remove field title from product", "catalog: + Add field name to product"}},
		{name: "ambiguous", old: []*schema.Model{one}, new: []*schema.Model{model("catalog.Product", text("name"), number)}, wantErr: "was the field catalog.Product.title renamed to name? answer with --rename catalog.product.title=name, or with --no-rename"},
		{name: "ambiguous model", old: []*schema.Model{one}, new: []*schema.Model{model("catalog.Item", text("title"), number)}, wantErr: "was the model catalog.Product renamed to catalog.Item? answer with --rename catalog.Product=Item, or with --no-rename"},
		{name: "rename model by flag", old: []*schema.Model{one, model("catalog.Line", fk("product", "catalog.Product"))}, new: []*schema.Model{model("catalog.Item", text("title"), number), model("catalog.Line", fk("product", "catalog.Item"))},
			flags: Flags{Renames: []string{"catalog.Product=Item"}}, want: []string{"catalog: ~ Rename model Product to Item"}},
		{name: "rename model and field", old: []*schema.Model{one}, new: []*schema.Model{model("catalog.Item", text("name"), number)},
			flags: Flags{Renames: []string{"catalog.Product=Item", "catalog.item.title=name"}}, want: []string{"catalog: ~ Rename model Product to Item", "catalog: ~ Rename field title on item to name"}},
		{name: "fill wanted", old: []*schema.Model{one}, new: []*schema.Model{model("catalog.Product", text("title"), number, moment)}, wantErr: "answer with --fill catalog.product.made=now"},
		{name: "fill given", old: []*schema.Model{one}, new: []*schema.Model{model("catalog.Product", text("title"), number, moment)}, flags: Flags{Fills: []string{"catalog.product.made=now"}}, want: []string{"catalog: + Add field made to product"}},
		{name: "fill for null", old: []*schema.Model{model("catalog.Product", nullable)}, new: []*schema.Model{model("catalog.Product", moment)}, wantErr: "--fill catalog.product.made=now"},
		{name: "delete with key", old: []*schema.Model{one, model("catalog.Line", fk("product", "catalog.Product"))}, new: []*schema.Model{model("catalog.Line")}, want: []string{"catalog: - Remove field product from line", "catalog: - Delete model Product"}},
		{name: "delete both", old: []*schema.Model{one, model("catalog.Line", fk("product", "catalog.Product"))}, want: []string{"catalog: - Delete model Line", "catalog: - Delete model Product"}},
		{name: "delete circle", old: []*schema.Model{model("catalog.A", fk("b", "catalog.B")), model("catalog.B", fk("a", "catalog.A"))}, want: []string{"catalog: - Remove field b from a", "catalog: - Delete model B", "catalog: - Delete model A"}},
		{name: "delete over apps", old: []*schema.Model{model("a.X"), model("b.Y", fk("x", "a.X"))}, new: []*schema.Model{model("b.Y")}, want: []string{"b: - Remove field x from y", "", "a: - Delete model X"}},
		{name: "repoint then delete", old: []*schema.Model{model("a.X"), model("a.Z"), model("b.Y", fk("x", "a.X"))}, new: []*schema.Model{model("a.Z"), model("b.Y", fk("x", "a.Z"))}, want: []string{"b: ~ Alter field x on y", "", "a: - Delete model X"}},
		{name: "indexes", old: []*schema.Model{with(model("catalog.P", text("a"), text("b")), func(m *schema.Model) { m.Indexes = []schema.Index{index("x", "a"), index("y", "b")} })},
			new:  []*schema.Model{with(model("catalog.P", text("a"), text("b")), func(m *schema.Model) { m.Indexes = []schema.Index{index("z", "a"), index("y", "a")} })},
			want: []string{"catalog: ~ Rename index x on p to z", "catalog: - Remove index y from p", "catalog: + Create index y on p"}},
		{name: "index on new field", old: []*schema.Model{model("catalog.P")}, new: []*schema.Model{with(model("catalog.P", text("a")), func(m *schema.Model) { m.Indexes = []schema.Index{index("x", "a")} })},
			flags: Flags{Fills: []string{"catalog.p.a=x"}}, want: []string{"catalog: + Add field a to p", "catalog: + Create index x on p"}},
		{name: "index on removed field", old: []*schema.Model{with(model("catalog.P", text("a")), func(m *schema.Model) { m.Indexes = []schema.Index{index("x", "a")} })}, new: []*schema.Model{model("catalog.P")},
			want: []string{"catalog: - Remove index x from p", "catalog: - Remove field a from p"}},
		{name: "constraint", old: []*schema.Model{model("catalog.P", number)}, new: []*schema.Model{with(model("catalog.P", number), func(m *schema.Model) {
			m.Constraints = []schema.Constraint{{Kind: schema.Check, Name: "c", Check: new(schema.Gt(schema.F("stock"), schema.V(0))), Message: "more!"}}
		})}, want: []string{"catalog: + Create constraint c on model p"}},
		{name: "options and table", old: []*schema.Model{model("catalog.P")}, new: []*schema.Model{with(model("catalog.P"), func(m *schema.Model) { m.Table, m.VerboseName = "goods", "good" })},
			want: []string{"catalog: ~ Rename table of p to goods", "catalog: ~ Change options on p"}},
		{name: "table that changes hands", old: []*schema.Model{with(model("catalog.A"), func(m *schema.Model) { m.Table = "same" }), model("catalog.P", fk("a", "catalog.A"))},
			new: []*schema.Model{with(model("catalog.B", text("x")), func(m *schema.Model) { m.Table = "same" }), model("catalog.P", fk("a", "catalog.B"))}, wantErr: "these changes wait for each other, so that no order of them works: catalog: Create model B"},
		{name: "many-to-many for a column", old: []*schema.Model{model("catalog.T"), model("catalog.P", text("t"))}, new: []*schema.Model{model("catalog.T"), model("catalog.P", many("t", "catalog.T"))},
			want: []string{"catalog: - Remove field t from p", "catalog: + Add field t to p"}},
	}
}

func stateOf(t *testing.T, models []*schema.Model) *State {
	t.Helper()
	byApp := map[string][]*schema.Model{}
	for _, m := range models {
		byApp[m.App] = append(byApp[m.App], m)
	}
	var apps []App
	for _, label := range sortedKeys(byApp) {
		apps = append(apps, App{Label: label, Models: byApp[label]})
	}
	s, err := NewState(apps)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestDetect(t *testing.T) {
	t.Parallel()
	for _, c := range detectCases() {
		t.Run(strings.ReplaceAll(c.name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			from, to := stateOf(t, c.old), stateOf(t, c.new)
			nobody := &Unattended{}
			c.flags.Next = nobody
			changes, err := Detect(from, to, c.flags)
			if err == nil {
				err = nobody.Err()
			}
			if c.wantErr != "" {
				if err == nil || !strings.Contains(err.Error(), c.wantErr) || strings.Contains(c.wantErr, "--") && !errors.Is(err, ErrQuestion) {
					t.Fatalf("error %v, expected %q", err, c.wantErr)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := changeLines(changes); !slices.Equal(got, c.want) {
				t.Errorf("found\n%s\nexpected\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
			reached := from.clone()
			for _, ch := range changes {
				if err := applyAll(ch.App, reached, ch.Operations); err != nil {
					t.Fatal(err)
				}
			}
			again, err := Detect(reached, to, c.flags)
			if err != nil || len(again) > 0 {
				t.Errorf("after the operations there is still a difference: %v %v", changeLines(again), err)
			}
		})
	}
}

func changeLines(changes []Change) []string {
	var out []string
	for i, ch := range changes {
		if i > 0 {
			out = append(out, "")
		}
		for _, op := range ch.Operations {
			out = append(out, ch.App+": "+op.sign()+" "+op.Describe())
		}
	}
	return out
}

func TestTerminalAsks(t *testing.T) {
	t.Parallel()
	old := stateOf(t, []*schema.Model{model("catalog.Product", text("title"))})
	new := stateOf(t, []*schema.Model{model("catalog.Product", text("name"), schema.Field{Name: "made", Type: schema.DateField})})
	var out strings.Builder
	changes, err := Detect(old, new, Flags{Next: NewTerminal(strings.NewReader("y\nsoon\n2024-05-06\n"), &out)})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"catalog: ~ Rename field title on product to name", "catalog: + Add field made to product"}
	if got := changeLines(changes); !slices.Equal(got, want) {
		t.Errorf("found %q", got)
	}
	if fill := changes[0].Operations[1].(AddField).Fill; fill != "2024-05-06" {
		t.Errorf("fill %v", fill)
	}
	for _, q := range []string{"Was catalog.Product.title renamed to catalog.Product.name? [y/N]", "What shall existing rows have (for example now", `"soon" is no value for made`} {
		if !strings.Contains(out.String(), q) {
			t.Errorf("%q was not said: %s", q, out.String())
		}
	}
}

// TestTerminalAsksForTexts takes two quotes for the empty text, since an empty line gives up.
func TestTerminalAsksForTexts(t *testing.T) {
	t.Parallel()
	old, new := stateOf(t, []*schema.Model{model("catalog.Product")}), stateOf(t, []*schema.Model{model("catalog.Product", text("note"))})
	for answer, want := range map[string]any{"\"\"\n": "", "none\n": "none"} {
		var out strings.Builder
		changes, err := Detect(old, new, Flags{Next: NewTerminal(strings.NewReader(answer), &out)})
		if err != nil || changes[0].Operations[0].(AddField).Fill != want || !strings.Contains(out.String(), "catalog.Product.note may not be NULL and has no default") {
			t.Errorf("%q: %v, %v, asked %s", answer, changes, err, out.String())
		}
	}
	if _, err := Detect(old, new, Flags{Next: NewTerminal(strings.NewReader("\n"), io.Discard)}); !errors.Is(err, ErrQuestion) {
		t.Errorf("an empty line: %v", err)
	}
}

func TestDetectIsStable(t *testing.T) {
	t.Parallel()
	var models []*schema.Model
	for _, c := range detectCases() {
		if c.name == "apps in need of each other" {
			models = c.new
		}
	}
	first, _ := Detect(stateOf(t, nil), stateOf(t, models), Flags{})
	for range 20 {
		again, err := Detect(stateOf(t, nil), stateOf(t, models), Flags{})
		if err != nil || !reflect.DeepEqual(first, again) {
			t.Fatalf("another order: %v", changeLines(again))
		}
	}
}
