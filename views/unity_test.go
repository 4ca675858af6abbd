package views_test

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/schema"
	"github.com/musette-go/musette/validate"
	"github.com/musette-go/musette/views"
)

// checked is a model whose validators a test says.
type checked struct {
	orm.Model
	ID    int64
	Text  string
	Whole int64
	Ratio float64
	Price decimal.Decimal
}

// checkedCols are the columns of the model that is described.
type checkedCols struct {
	Text  *orm.Text[*checked]
	Whole *orm.Num[*checked, int64]
	Ratio *orm.Num[*checked, float64]
	Price *orm.Num[*checked, decimal.Decimal]
}

// checkedModel is the model with these validators, as generated code would describe it.
type checkedModel struct {
	orm.Manager[*checked]
	orm.Query[*checked]
	checkedCols
}

// rules are the validators of the model that is described next; Meta has no receiver of use.
var rules orm.FieldOf[*checked]

func (checked) Meta() orm.Meta[checked] { return orm.Meta[checked]{Fields: orm.Fields(rules)} }

func describe(rule func(c checkedCols) orm.FieldOf[*checked]) *checkedModel {
	d := orm.Describe(&orm.Descriptor{
		Schema: schema.Model{App: "views", Name: "Checked", Fields: []schema.Field{
			{Name: "id", GoName: "ID", Type: schema.BigIntegerField, PrimaryKey: true, Auto: true},
			{Name: "text", GoName: "Text", Type: schema.TextField, Blank: true},
			{Name: "whole", GoName: "Whole", Type: schema.BigIntegerField},
			{Name: "ratio", GoName: "Ratio", Type: schema.FloatField},
			{Name: "price", GoName: "Price", Type: schema.DecimalField, MaxDigits: 30, DecimalPlaces: 9},
		}},
		Options: orm.OptionsOf[checked],
		Rows:    orm.NewRows[checked],
		Copy:    func(dst, src any) { *dst.(*checked) = *src.(*checked) },
		State:   func(x any) *orm.Model { return &x.(*checked).Model },
		Scan:    func(any, *orm.Row) {},
		Ptr: func(x any, i int) any {
			m := x.(*checked)
			return []any{&m.ID, &m.Text, &m.Whole, &m.Ratio, &m.Price}[i]
		},
	})
	c := checkedCols{(*orm.Text[*checked])(d.Root().Col(1)), (*orm.Num[*checked, int64])(d.Root().Col(2)),
		(*orm.Num[*checked, float64])(d.Root().Col(3)), (*orm.Num[*checked, decimal.Decimal])(d.Root().Col(4))}
	rules = rule(c)
	d.Model() // asks Meta
	return &checkedModel{orm.NewManager[*checked](d), orm.NewQuery[*checked](d), c}
}

// rule is a validator of the package validate with a value that it refuses, as it is in a row and as people type it.
type rule struct {
	name string // as the package calls it
	on   func(c checkedCols) orm.FieldOf[*checked]
	row  checked
	said error // what the validator itself says of the value
}

func onText(name string, v func(string) error, bad string) rule {
	return rule{name, func(c checkedCols) orm.FieldOf[*checked] { return orm.Validator(c.Text, v) }, checked{Text: bad}, v(bad)}
}

func onWhole(name string, v func(int64) error, bad int64) rule {
	return rule{name, func(c checkedCols) orm.FieldOf[*checked] { return orm.Validator(c.Whole, v) }, checked{Whole: bad}, v(bad)}
}

func onRatio(name string, v func(float64) error, bad float64) rule {
	return rule{name, func(c checkedCols) orm.FieldOf[*checked] { return orm.Validator(c.Ratio, v) }, checked{Ratio: bad}, v(bad)}
}

func onPrice(name string, v func(decimal.Decimal) error, text string) rule {
	bad := decimal.MustParse(text)
	return rule{name, func(c checkedCols) orm.FieldOf[*checked] { return orm.Validator(c.Price, v) }, checked{Price: bad}, v(bad)}
}

func everyRule() []rule {
	d := decimal.MustParse
	return []rule{
		onText("Email", validate.Email, "ada@"), onText("URL", validate.URL, "http://"), onText("URLWith", validate.URLWith("https"), "http://a.bc"),
		onText("Domain", validate.Domain, "nowhere"), onText("IPv4", validate.IPv4, "256.0.0.1"), onText("IPv6", validate.IPv6, "::zz"), onText("IP", validate.IP, "x"),
		onText("Slug", validate.Slug, "a b"), onText("UnicodeSlug", validate.UnicodeSlug, "ü b"), onText("IntegerList", validate.IntegerList, "1,,2"),
		onText("Regex", validate.Regex(regexp.MustCompile("[0-9]+"), "Digits, please."), "12a"), onText("NotRegex", validate.NotRegex(regexp.MustCompile("spam"), ""), "spam"),
		onText("MinLength", validate.MinLength(3), "ab"), onText("MaxLength", validate.MaxLength(3), "abcd"), onText("Length", validate.Length(2, 3), "abcd"),
		onText("FileExtension", validate.FileExtension("pdf"), "a.exe"), onText("All", validate.All(validate.MinLength(2), validate.Slug), "a b"),
		onText("NoNull", validate.NoNull, "a\x00b"), onText("Invalid", func(string) error { return validate.Invalid("Not this one.") }, "x"),
		onWhole("Min", validate.Min[int64](5), 4), onWhole("Max", validate.Max[int64](5), 6), onRatio("Range", validate.Range(0.5, 1.5), 2.5),
		onRatio("Step", validate.Step(0.5, 0), 0.7), onPrice("MinDecimal", validate.MinDecimal(d("1.00")), "0.99"),
		onPrice("MaxDecimal", validate.MaxDecimal(d("1")), "1.01"), onPrice("Decimal", validate.Decimal(4, 1), "1.25"),
		onText("a plain error", func(string) error { return errors.New("No code.") }, "x"), //nolint:staticcheck // a sentence for people
	}
}

// TestOneListForAll: every validator of the package validate, put on a column once, gives one code and one text, whether the model
// is asked or a form of the model (FORM-02).
func TestOneListForAll(t *testing.T) { //nolint:paralleltest // each model is described by a variable
	known := map[string]bool{}
	for _, r := range everyRule() {
		known[r.name] = true
		m := describe(r.on)
		if r.said == nil {
			t.Errorf("%s takes the value that it is to refuse", r.name)
			continue
		}
		row := r.row
		model := onlyError(t, r.name+": the model", m.Validate(t.Context(), &row))
		if model.Code != validate.CodeOf(r.said) || model.Message != r.said.Error() {
			t.Errorf("%s: the validator says %s %q, the model %s %q", r.name, validate.CodeOf(r.said), r.said, model.Code, model.Message)
		}
		f, err := views.ModelForm(m, m.Text, m.Whole, m.Ratio, m.Price).New(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		v := url.Values{"text": {r.row.Text}, "whole": {fmt.Sprint(r.row.Whole)}, "ratio": {fmt.Sprint(r.row.Ratio)}, "price": {r.row.Price.String()}}
		if err := f.Bind(t.Context(), form.NewInput(v, nil)); err != nil {
			t.Fatal(err)
		}
		if got := onlyError(t, r.name+": the form", f.Err()); got != model {
			t.Errorf("%s: the model says %+v, the form %+v", r.name, model, got)
		}
	}
	for _, name := range validators(t) {
		if !known[name] {
			t.Errorf("validate.%s is not in the table", name)
		}
	}
}

// onlyError is the one error of one field.
func onlyError(t *testing.T, who string, err error) (only problem.FieldError) {
	t.Helper()
	var v *problem.ValidationError
	if !errors.As(err, &v) || len(v.Fields) != 1 {
		t.Errorf("%s says %v, want one field", who, err)
		return only
	}
	for field, list := range v.Fields {
		if len(list) != 1 || field == problem.NonField {
			t.Errorf("%s says %v of %s, want one error", who, list, field)
			continue
		}
		only = list[0]
	}
	return only
}

// validators are the exported functions of the package validate that check values or make such functions.
func validators(t *testing.T) (names []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "validate", "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range parsed.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.IsExported() && f.Name.Name != "CodeOf" {
				names = append(names, f.Name.Name)
			}
		}
	}
	return names
}
