// Package compiled tests the generator's output as code: the expected outputs of the generator's own tests are compiled
// into this package's tests, looked at through package orm, and misused in programs that must not compile.
package compiled

import (
	"encoding/json"
	"net/netip"
	"reflect"
	"testing"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/internal/generate/testdata/embedded"
	"github.com/musette-go/musette/internal/generate/testdata/embedded/base"
	"github.com/musette-go/musette/internal/generate/testdata/fields"
	"github.com/musette-go/musette/internal/generate/testdata/keys"
	"github.com/musette-go/musette/internal/generate/testdata/mutual"
	"github.com/musette-go/musette/internal/generate/testdata/names"
	"github.com/musette-go/musette/internal/generate/testdata/options"
	library "github.com/musette-go/musette/internal/generate/testdata/packages"
	"github.com/musette-go/musette/internal/generate/testdata/packages/auth"
	"github.com/musette-go/musette/internal/generate/testdata/results"
	"github.com/musette-go/musette/internal/generate/testdata/results/stock"
	"github.com/musette-go/musette/internal/generate/testdata/unmanaged"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/schema"
)

func descriptors() []*orm.Descriptor {
	var all []*orm.Descriptor
	for _, list := range [][]*orm.Descriptor{embedded.Models, base.Models, fields.Models, keys.Models, mutual.Models, names.Models,
		options.Models, library.Models, auth.Models, stock.Models, unmanaged.Models} {
		all = append(all, list...)
	}
	return all
}

// basics are the types whose addresses Ptr may return, by the type of the column.
var basics = map[schema.Type][]reflect.Type{
	schema.BooleanField:      {reflect.TypeFor[bool]()},
	schema.SmallIntegerField: {reflect.TypeFor[int16](), reflect.TypeFor[int64]()},
	schema.IntegerField:      {reflect.TypeFor[int32](), reflect.TypeFor[int64]()}, // int64 in an orm.Ref
	schema.BigIntegerField:   {reflect.TypeFor[int64](), reflect.TypeFor[int]()},
	schema.FloatField:        {reflect.TypeFor[float64]()},
	schema.DecimalField:      {reflect.TypeFor[decimal.Decimal]()},
	schema.CharField:         {reflect.TypeFor[string]()},
	schema.TextField:         {reflect.TypeFor[string]()},
	schema.DateField:         {reflect.TypeFor[schema.Date]()},
	schema.TimeField:         {reflect.TypeFor[schema.Clock]()},
	schema.DateTimeField:     {reflect.TypeFor[time.Time]()},
	schema.DurationField:     {reflect.TypeFor[time.Duration]()},
	schema.UUIDField:         {reflect.TypeFor[schema.UUID]()},
	schema.JSONField:         {reflect.TypeFor[json.RawMessage]()},
	schema.BinaryField:       {reflect.TypeFor[[]byte]()},
	schema.IPAddressField:    {reflect.TypeFor[netip.Addr]()},
}

// Ptr returns the address of every column's value as its basic type, one inside the row, a different one for each column.
func TestPtr(t *testing.T) {
	t.Parallel()
	for _, d := range descriptors() {
		x := d.New()
		seen := map[uintptr]string{}
		row := reflect.ValueOf(x)
		begin, end := row.Pointer(), row.Pointer()+row.Type().Elem().Size()
		for i := range d.Schema.Fields {
			f := &d.Schema.Fields[i]
			p := reflect.ValueOf(d.Ptr(x, i))
			if !f.HasColumn() {
				if p.IsValid() {
					t.Errorf("%s.%s has no column, but an address", d.Label(), f.Name)
				}
				continue
			}
			if !p.IsValid() || p.Kind() != reflect.Pointer {
				t.Errorf("%s.%s has no address", d.Label(), f.Name)
				continue
			}
			if a := p.Pointer(); a < begin || a >= end || seen[a] != "" {
				t.Errorf("the address of %s.%s is outside of the row, or that of %q", d.Label(), f.Name, seen[a])
			}
			seen[p.Pointer()] = f.Name
			checkBasic(t, d, f, p.Type().Elem())
		}
		if d.Ptr(x, len(d.Schema.Fields)) != nil || d.Ptr(x, -1) != nil {
			t.Errorf("%s has an address for a field that does not exist", d.Label())
		}
	}
}

func checkBasic(t *testing.T, d *orm.Descriptor, f *schema.Field, got reflect.Type) {
	t.Helper()
	if f.Null && f.Relation == nil {
		if got.Kind() != reflect.Pointer {
			t.Errorf("%s.%s may be NULL, but is a %s", d.Label(), f.Name, got)
			return
		}
		got = got.Elem()
	}
	for _, want := range basics[f.Type] {
		if got == want {
			return
		}
	}
	t.Errorf("%s.%s is a %s, but its value a %s", d.Label(), f.Name, f.Type, got)
}

// State finds the orm.Model inside the row, and Meta can name the generated columns.
func TestStateAndMeta(t *testing.T) {
	t.Parallel()
	for _, d := range descriptors() {
		x := d.New()
		if st := d.State(x); st == nil || st.IsSaved() {
			t.Errorf("%s: the state of a new row is %v", d.Label(), st)
		}
		if m := d.Model(); m.PrimaryKey() == nil {
			t.Errorf("%s has no primary key", d.Label())
		}
	}
	if got := library.Books.Descriptor().Model().Ordering; len(got) != 1 || got[0].Field != "title" {
		t.Errorf("Book's ordering is %v, want title, from its Meta", got)
	}
}

// Names, defaults and flags arrive as they were written.
func TestSchema(t *testing.T) {
	t.Parallel()
	everything := options.Everythings.Descriptor().Schema
	if everything.Label() != "shop_options.Everything" {
		t.Errorf("the label is %s", everything.Label())
	}
	for name, want := range map[string]any{"greeting": "it's a, b", "empty": "", "active": true, "off": false, "stock": int64(-5),
		"ratio": 0.25, "price": schema.Number("0.50"), "slug": nil} {
		if got := everything.Field(name).Default; got != want {
			t.Errorf("default of %s is %#v, want %#v", name, got, want)
		}
	}
	for name, want := range map[string]int{"email": 254, "homepage": 1000, "slug": 50, "manual": 100, "photo": 100, "greeting": 0} {
		if got := everything.Field(name).MaxLength; got != want {
			t.Errorf("max_length of %s is %d, want %d", name, got, want)
		}
	}
	if got := names.HTTPPorts.Descriptor().Schema.TableName(); got != "ports" {
		t.Errorf("the table is %s", got)
	}
	if !unmanaged.Stats.Descriptor().Schema.Unmanaged {
		t.Error("Stat is managed")
	}
}

// The two sides of a many-to-many through a model use its columns, each its own way round.
func TestManyToManyColumns(t *testing.T) {
	t.Parallel()
	m := mutual.Items.Descriptor().Schema
	f := m.Field("similar")
	from, to := m.ThroughColumns(f)
	if table := m.ThroughTable(f); table != "mutual_likeness" || from != "a_id" || to != "b_id" {
		t.Errorf("pairs of similar are in %s(%s, %s)", table, from, to)
	}
	for _, c := range []string{from, to} {
		if mutual.Likenesses.Descriptor().Schema.FieldByColumn(c) == nil {
			t.Errorf("Likeness has no column %s", c)
		}
	}
}

// Every relation has the column, the key and the table that the target really has.
func TestRelationsFitTheirTargets(t *testing.T) {
	t.Parallel()
	byLabel := map[string]*schema.Model{}
	for _, d := range descriptors() {
		byLabel[d.Label()] = &d.Schema
	}
	for _, d := range descriptors() {
		for i := range d.Schema.Fields {
			f := &d.Schema.Fields[i]
			if f.Relation == nil || f.Relation.To == "blog.Post" { // loose
				continue
			}
			to := byLabel[f.Relation.To]
			if to == nil {
				t.Errorf("%s.%s points to %s, which does not exist", d.Label(), f.Name, f.Relation.To)
				continue
			}
			checkTarget(t, d, f, to)
		}
	}
}

func checkTarget(t *testing.T, d *orm.Descriptor, f *schema.Field, to *schema.Model) {
	t.Helper()
	table, column := f.Relation.ToTable, f.Relation.ToColumn
	if table == "" {
		table = schema.DefaultTable(to.App, to.Name)
	}
	if column == "" {
		column = "id"
	}
	if table != to.TableName() {
		t.Errorf("%s.%s points to the table %s, not %s", d.Label(), f.Name, table, to.TableName())
	}
	if f.HasColumn() && (column != to.PrimaryKey().ColumnName() || f.Type != to.PrimaryKey().Type || f.MaxLength != to.PrimaryKey().MaxLength) {
		t.Errorf("%s.%s points to the column %s as %s, but the key is %s, %s", d.Label(), f.Name, column, f.Type, to.PrimaryKey().ColumnName(), to.PrimaryKey().Type)
	}
}

// Results name their outputs and find the model that is embedded.
func TestResultsHaveManagers(t *testing.T) {
	t.Parallel()
	if results.ItemRows.Sold == nil || results.ItemRows.Revenue == nil || results.ItemNames.At == nil || results.Summaries == nil {
		t.Error("an output has no value")
	}
}

// What lies behind a key of a key has columns of its own, however deep.
func TestKeysOfKeys(t *testing.T) {
	t.Parallel()
	if deep := mutual.Items.Category.Parent().Parent().Best().Owner().Favorite(); deep.ID == nil || deep.CategoryID == nil {
		t.Error("a column behind five keys is missing")
	}
}
