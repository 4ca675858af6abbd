package orm_test

import (
	"encoding/json"
	"math"
	"net/netip"
	"reflect"
	"testing"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/internal/testmodels/kinds"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/schema"
)

var (
	plains    = kinds.Plains
	nullables = kinds.Nullables
)

// plainRow is a row that is valid and has no zero that would be NULL.
func plainRow() *kinds.Plain {
	return &kinds.Plain{Title: "t", At: time.Date(2024, 5, 6, 7, 8, 9, 123456000, time.UTC), Day: schema.Date{Year: 2024, Month: 2, Day: 29},
		Opens: schema.Clock(9*time.Hour + 30*time.Minute), Took: time.Second, Token: orm.UUID{1}, Extra: json.RawMessage(`{"a":1}`),
		Raw: []byte{0, 255}, Address: netip.MustParseAddr("10.0.0.1"), Color: kinds.Red, Level: kinds.Low, Month: time.May}
}

// plainRows have the extremes of every type.
func plainRows() []*kinds.Plain {
	least, most := plainRow(), plainRow()
	least.Small, least.Medium, least.Large, least.Word = math.MinInt16, math.MinInt32, math.MinInt64, math.MinInt64
	most.Small, most.Medium, most.Large, most.Word = math.MaxInt16, math.MaxInt32, math.MaxInt64, math.MaxInt64
	least.Ratio, most.Ratio = -math.MaxFloat64, math.SmallestNonzeroFloat64
	least.Price, most.Price = dec("-99999999.99"), dec("99999999.99")
	least.Whole, most.Whole = dec("-999999999999999999"), dec("999999999999999999")
	least.Fine, most.Fine = dec("-0.999999999999999999"), dec("0.999999999999999999")
	least.Rate, most.Rate = dec("-0.0001"), dec("99999999.9999")
	most.Active, most.Flag, most.Level, most.Color = true, true, kinds.High, kinds.Green
	most.Body = "’; DROP TABLE x; -- \\ \" ' % _ \t\r\n \u2028 日本 🎼 e\u0301"
	least.At, most.At = time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 30, 23, 59, 59, 999999000, time.UTC)
	least.Day, most.Day = schema.Date{Year: 1, Month: 1, Day: 1}, schema.Date{Year: 9999, Month: 12, Day: 31}
	least.Opens, most.Opens = 0, schema.Clock(24*time.Hour-time.Microsecond)
	least.Took, most.Took = -1000*time.Hour-time.Microsecond, 87600*time.Hour+time.Microsecond
	most.Token = orm.UUID{255, 254, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14}
	least.Extra, most.Extra = json.RawMessage(`null`), json.RawMessage(`[1, {"k": "v\u00e9"}]`)
	least.Raw, most.Raw = []byte{}, []byte("\x00\x01'\\")
	least.Address, most.Address = netip.MustParseAddr("::"), netip.MustParseAddr("2001:db8::1")
	least.Month, most.Month = time.January, time.December
	return []*kinds.Plain{least, most, plainRow()}
}

func TestEveryTypeComesBack(t *testing.T) {
	t.Parallel()
	on(t, kinds.Models, func(e *env) {
		rows := plainRows()
		create(e, plains.Create, rows...)
		for _, want := range rows {
			comparePlain(e, get(e, &plains.Query, plains.ID.Eq(want.ID)), want)
		}
	})
}

// comparePlain compares the columns of two rows.
func comparePlain(e *env, got, want *kinds.Plain) {
	e.Helper()
	g, w := reflect.ValueOf(got).Elem(), reflect.ValueOf(want).Elem()
	for i := range w.NumField() {
		f := w.Type().Field(i)
		if f.Name == "Model" {
			continue
		}
		if !sameValue(g.Field(i).Interface(), w.Field(i).Interface()) {
			e.Errorf("%s: got %v, want %v", f.Name, g.Field(i), w.Field(i))
		}
	}
}

// sameValue compares two values of a column.
func sameValue(a, b any) bool {
	switch a := a.(type) {
	case decimal.Decimal:
		return a.Equal(b.(decimal.Decimal))
	case time.Time:
		return a.Equal(b.(time.Time)) && a.Location() == time.UTC
	case json.RawMessage:
		var x, y any
		return json.Unmarshal(a, &x) == nil && json.Unmarshal(b.(json.RawMessage), &y) == nil && reflect.DeepEqual(x, y)
	case []byte:
		return string(a) == string(b.([]byte)) && (a == nil) == (b.([]byte) == nil)
	}
	if v := reflect.ValueOf(a); v.Kind() == reflect.Pointer {
		w := reflect.ValueOf(b)
		if v.IsNil() || w.IsNil() {
			return v.IsNil() && w.IsNil()
		}
		return sameValue(v.Elem().Interface(), w.Elem().Interface())
	}
	return a == b
}

// nullRows are rows with values in every nullable column, and one with NULLs only.
func nullRows() []*kinds.Nullable {
	p := plainRow()
	full := &kinds.Nullable{Active: ptr(false), Small: ptr(int16(0)), Medium: ptr(int32(-1)), Large: ptr(int64(0)), Word: ptr(7), Ratio: ptr(0.0),
		Price: ptr(dec("0.00")), Rate: ptr(dec("1.2345")), Title: ptr(""), Body: ptr("x"), At: &p.At, Day: &p.Day, Opens: ptr(schema.Clock(0)),
		Took: ptr(time.Duration(0)), Token: ptr(orm.UUID{}), Extra: &p.Extra, Raw: ptr([]byte{}), Address: &p.Address}
	return []*kinds.Nullable{full, {}, {Title: ptr("only")}}
}

func compareNullable(e *env, got, want *kinds.Nullable) {
	e.Helper()
	g, w := reflect.ValueOf(got).Elem(), reflect.ValueOf(want).Elem()
	for i := range w.NumField() {
		f := w.Type().Field(i)
		if f.Name != "Model" && !sameValue(g.Field(i).Interface(), w.Field(i).Interface()) {
			e.Errorf("%s: got %v, want %v", f.Name, g.Field(i), w.Field(i))
		}
	}
}

func TestEveryNullComesBack(t *testing.T) {
	t.Parallel()
	on(t, kinds.Models, func(e *env) {
		p := create(e, plains.Create, plainRow())[0]
		rows := nullRows()
		rows[0].Plain = orm.To[kinds.Plain](p.ID)
		create(e, nullables.Create, rows...)
		for _, want := range rows {
			compareNullable(e, get(e, &nullables.Query, nullables.ID.Eq(want.ID)), want)
		}
		bulk := nullRows()
		bulk[0].Plain = orm.To[kinds.Plain](p.ID)
		n, err := nullables.BulkCreate(e.ctx, bulk)
		same(e, ok(e, n, err), 3)
		for _, want := range bulk {
			compareNullable(e, get(e, &nullables.Query, nullables.ID.Eq(want.ID)), want)
		}
		// a partial row is read by another way than a whole one
		for _, want := range bulk {
			got := get(e, nullables.Defer(nullables.ID), nullables.ID.Eq(want.ID))
			compareNullable(e, got, want)
		}
	})
}

func TestBulkCreateOfEveryType(t *testing.T) {
	t.Parallel()
	on(t, kinds.Models, func(e *env) {
		rows := plainRows()
		n, err := plains.BulkCreate(e.ctx, rows)
		same(e, ok(e, n, err), 3)
		for _, want := range rows {
			comparePlain(e, get(e, &plains.Query, plains.ID.Eq(want.ID)), want)
			comparePlain(e, get(e, plains.Defer(plains.ID), plains.ID.Eq(want.ID)), want)
		}
	})
}

func TestEqualOnEveryType(t *testing.T) {
	t.Parallel()
	on(t, kinds.Models, func(e *env) {
		for _, r := range create(e, plains.Create, plainRows()...) {
			for name, p := range map[string]orm.Pred[*kinds.Plain]{
				"active": plains.Active.Eq(r.Active), "small": plains.Small.Eq(r.Small), "medium": plains.Medium.Eq(r.Medium),
				"large": plains.Large.Eq(r.Large), "word": plains.Word.Eq(r.Word), "ratio": plains.Ratio.Eq(r.Ratio), "price": plains.Price.Eq(r.Price),
				"whole": plains.Whole.Eq(r.Whole), "fine": plains.Fine.Eq(r.Fine), "rate": plains.Rate.Eq(r.Rate), "title": plains.Title.Eq(r.Title),
				"body": plains.Body.Eq(r.Body), "at": plains.At.Eq(r.At), "day": plains.Day.Eq(r.Day), "opens": plains.Opens.Eq(r.Opens),
				"took": plains.Took.Eq(r.Took), "token": plains.Token.Eq(r.Token), "raw": plains.Raw.Eq(r.Raw), "address": plains.Address.Eq(r.Address),
				"color": plains.Color.Eq(r.Color), "level": plains.Level.Eq(r.Level), "flag": plains.Flag.Eq(r.Flag), "month": plains.Month.Eq(r.Month),
				"in small": plains.Small.In(r.Small), "in word": plains.Word.In(r.Word, 1), "in ratio": plains.Ratio.In(r.Ratio), "in price": plains.Price.In(r.Price),
				"in at": plains.At.In(r.At), "in day": plains.Day.In(r.Day), "in opens": plains.Opens.In(r.Opens), "in took": plains.Took.In(r.Took),
				"in token": plains.Token.In(r.Token, orm.UUID{9}), "in address": plains.Address.In(r.Address), "in color": plains.Color.In(r.Color, "x"),
				"in level": plains.Level.In(r.Level), "in month": plains.Month.In(r.Month), "in bool": orm.In(plains.Active, r.Active), "in flag": orm.In(plains.Flag, r.Flag),
				"in raw": orm.In(plains.Raw, r.Raw),
			} {
				got, err := plains.Filter(p, plains.ID.Eq(r.ID)).Count(e.ctx)
				if err != nil || got != 1 {
					e.Errorf("%s: %d rows, %v", name, got, err)
				}
				got, err = plains.Filter(orm.Not(p), plains.ID.Eq(r.ID)).Count(e.ctx)
				if err != nil || got != 0 {
					e.Errorf("not %s: %d rows, %v", name, got, err)
				}
			}
		}
	})
}

func TestUpdateOfEveryType(t *testing.T) {
	t.Parallel()
	on(t, kinds.Models, func(e *env) {
		p := create(e, plains.Create, plainRow())[0]
		for _, r := range plainRows() {
			r.ID = p.ID
			_, err := plains.Filter(plains.ID.Eq(p.ID)).Update(e.ctx, plains.Active.Set(r.Active), plains.Small.Set(r.Small), plains.Medium.Set(r.Medium),
				plains.Large.Set(r.Large), plains.Word.Set(r.Word), plains.Ratio.Set(r.Ratio), plains.Price.Set(r.Price), plains.Whole.Set(r.Whole),
				plains.Fine.Set(r.Fine), plains.Rate.Set(r.Rate), plains.Title.Set(r.Title), plains.Body.Set(r.Body), plains.At.Set(r.At), plains.Day.Set(r.Day),
				plains.Opens.Set(r.Opens), plains.Took.Set(r.Took), plains.Token.Set(r.Token), plains.Extra.Set(r.Extra), plains.Raw.Set(r.Raw),
				plains.Address.Set(r.Address), plains.Color.Set(r.Color), plains.Level.Set(r.Level), plains.Flag.Set(r.Flag), plains.Month.Set(r.Month))
			e.do(err)
			comparePlain(e, get(e, &plains.Query, plains.ID.Eq(p.ID)), r)
			// the same by Save and BulkUpdate
			mine := get(e, &plains.Query, plains.ID.Eq(p.ID))
			*mine = *copyPlain(mine, plainRow())
			e.do(plains.Save(e.ctx, mine))
			comparePlain(e, get(e, &plains.Query, plains.ID.Eq(p.ID)), mine)
			mine = copyPlain(mine, r)
			_, err = plains.BulkUpdate(e.ctx, []*kinds.Plain{mine}, plains.Active, plains.Small, plains.Medium, plains.Large, plains.Word, plains.Ratio, plains.Price,
				plains.Whole, plains.Fine, plains.Rate, plains.Title, plains.Body, plains.At, plains.Day, plains.Opens, plains.Took, plains.Token, plains.Extra,
				plains.Raw, plains.Address, plains.Color, plains.Level, plains.Flag, plains.Month)
			e.do(err)
			comparePlain(e, get(e, &plains.Query, plains.ID.Eq(p.ID)), r)
		}
	})
}

// copyPlain is values with the key and the state of row.
func copyPlain(row, values *kinds.Plain) *kinds.Plain {
	c := *values
	c.ID, c.Model = row.ID, row.Model
	return &c
}

func TestUpdateToNull(t *testing.T) {
	t.Parallel()
	on(t, kinds.Models, func(e *env) {
		r := create(e, nullables.Create, nullRows()[0])[0]
		n := nullables
		_, err := n.Filter(n.ID.Eq(r.ID)).Update(e.ctx, orm.SetNull(n.Active), orm.SetNull(n.Small), orm.SetNull(n.Medium), orm.SetNull(n.Large), orm.SetNull(n.Word),
			orm.SetNull(n.Ratio), orm.SetNull(n.Price), orm.SetNull(n.Rate), orm.SetNull(n.Title), orm.SetNull(n.Body), orm.SetNull(n.At), orm.SetNull(n.Day),
			orm.SetNull(n.Opens), orm.SetNull(n.Took), orm.SetNull(n.Token), orm.SetNull(n.Extra), orm.SetNull(n.Raw), orm.SetNull(n.Address), orm.SetNull(n.Plain))
		e.do(err)
		compareNullable(e, get(e, &n.Query), &kinds.Nullable{ID: r.ID})
		e.do(n.Refresh(e.ctx, r))
		full := nullRows()[0]
		full.ID, full.Model = r.ID, r.Model
		all := []orm.Column[*kinds.Nullable]{n.Active, n.Small, n.Medium, n.Large, n.Word, n.Ratio, n.Price, n.Rate, n.Title, n.Body, n.At, n.Day, n.Opens, n.Took, n.Token, n.Extra, n.Raw, n.Address, n.Plain}
		_, err = n.BulkUpdate(e.ctx, []*kinds.Nullable{full}, all...)
		e.do(err)
		compareNullable(e, get(e, &n.Query), full)
		empty := &kinds.Nullable{ID: r.ID, Model: full.Model}
		e.do(n.Save(e.ctx, empty))
		compareNullable(e, get(e, &n.Query), empty)
		_, err = n.Update(e.ctx, orm.SetNull[*kinds.Nullable](n.ID))
		if err == nil {
			e.Fatal("the key was set to NULL")
		}
	})
}

func TestWhatDatabasesCompareDifferently(t *testing.T) {
	t.Parallel()
	on(t, kinds.Models, func(e *env) {
		create(e, plains.Create, plainRow())
		for name, q := range map[string]*orm.Query[plain]{
			"Eq": plains.Filter(plains.Extra.Eq(json.RawMessage(`{"a":1}`))), "Ne": plains.Filter(orm.Ne(plains.Extra, json.RawMessage(`{}`))),
			"In": plains.Filter(orm.In(plains.Extra, json.RawMessage(`{}`))), "order": plains.OrderBy(plains.Extra.Asc()),
		} {
			if _, err := q.All(e.ctx); err == nil {
				e.Errorf("JSON: %s", name)
			}
		}
		for name, q := range map[string]*orm.Query[plain]{
			"Gt": plains.Filter(plains.Address.Gt(netip.MustParseAddr("9.0.0.1"))), "order": plains.OrderBy(plains.Address.Desc()),
		} {
			if _, err := q.All(e.ctx); (err == nil) != e.postgres() {
				e.Errorf("addresses: %s: %v", name, err)
			}
		}
	})
}
