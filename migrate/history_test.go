package migrate

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/schema"
)

// everyType is a model with a field of each type.
func everyType() CreateModel {
	op := CreateModel{Name: "All", Fields: []schema.Field{idField()}}
	for t := schema.BooleanField; t <= schema.IPAddressField; t++ {
		f := schema.Field{Name: "f" + strings.ToLower(strings.TrimSuffix(t.String(), "Field")), Type: t, Null: true}
		if t == schema.CharField {
			f.MaxLength = 20
		}
		if t == schema.DecimalField {
			f.MaxDigits, f.DecimalPlaces = 12, 3
		}
		op.Fields = append(op.Fields, f)
	}
	return op
}

func TestHistoryValues(t *testing.T) {
	t.Parallel()
	u := schema.NewUUID()
	when := time.Date(2024, 5, 6, 7, 8, 9, 123456000, time.UTC)
	values := Values{"fboolean": true, "fsmallinteger": int64(-3), "finteger": int64(70000), "fbiginteger": int64(1) << 60, "ffloat": 1.5,
		"fdecimal": decimal.MustParse("-12.345"), "fchar": "it's \"x\" \\ ü", "ftext": "line\nline", "fdate": schema.Date{Year: 2024, Month: 5, Day: 6},
		"ftime": schema.Clock(time.Hour + time.Microsecond), "fdatetime": when, "fduration": 90 * time.Second, "fuuid": u, "fbinary": []byte{0, 1, 255},
		"fipaddress": netip.MustParseAddr("10.1.2.3")}
	testenv.Databases(t, func(t *testing.T, url string) {
		d := open(t, url)
		step := func(ctx context.Context, h *History) error {
			all, err := h.Model("x", "All")
			if err != nil {
				return err
			}
			key, err := all.Insert(ctx, values)
			if err != nil {
				return err
			}
			if _, err := all.Insert(ctx, Values{}); err != nil {
				return err
			}
			n := 0
			err = all.Each(ctx, 1, func(ctx context.Context, row *Row) error {
				n++
				for name, want := range values {
					if n == 2 {
						want = nil
					}
					if got := row.Any(name); !reflect.DeepEqual(got, want) && fmt.Sprint(got) != fmt.Sprint(want) {
						t.Errorf("row %d: %s is %v (%T), expected %v (%T)", n, name, got, got, want, want)
					}
				}
				return nil
			})
			if err != nil || n != 2 {
				t.Errorf("%d rows, %v", n, err)
			}
			if n, err := all.CountWhere(ctx, schema.Eq(schema.F("fdecimal"), schema.V(schema.Number("-12.345")))); err != nil || n != 1 {
				t.Errorf("%d rows with the decimal, %v", n, err)
			}
			if n, err := all.Update(ctx, schema.Eq(schema.F("id"), schema.V(key)), Values{"fdecimal": 5, "ftext": nil, "fdatetime": Now}); err != nil || n != 1 {
				t.Errorf("updated %d, %v", n, err)
			}
			err = all.EachWhere(ctx, schema.Eq(schema.F("id"), schema.V(key)), 0, func(ctx context.Context, row *Row) error {
				if row.Decimal("fdecimal").String() != "5.000" || !row.IsNull("ftext") || row.Time("fdatetime").Before(when) || row.String("fchar") != values["fchar"] ||
					row.Int64("finteger") != 70000 || !row.Bool("fboolean") || row.Float64("ffloat") != 1.5 || row.UUID("fuuid") != u || row.Date("fdate").Day != 6 {
					t.Errorf("after the update: %v", row.values)
				}
				row.Set("fchar", "changed")
				return row.Save(ctx)
			})
			if err != nil {
				return err
			}
			if n, err := all.Delete(ctx, schema.Eq(schema.F("fchar"), schema.V("changed"))); err != nil || n != 1 {
				t.Errorf("deleted %d, %v", n, err)
			}
			if n, err := all.Count(ctx); err != nil || n != 1 {
				t.Errorf("%d rows are left, %v", n, err)
			}
			return nil
		}
		migrateTo(t, executor(t, d, chain("x", ops(everyType()), ops(RunGo{Forward: step}))), "", "")
	})
}

func TestHistoryMistakes(t *testing.T) {
	t.Parallel()
	insert := func(v Values) Step {
		return func(ctx context.Context, h *History) error {
			all, err := h.Model("x", "All")
			if err != nil {
				return err
			}
			_, err = all.Insert(ctx, v)
			return err
		}
	}
	cases := []struct {
		name string
		step Step
		want string
	}{
		{"model", func(ctx context.Context, h *History) error { _, err := h.Model("x", "None"); return err }, "there is no model x.None at this point; there are All"},
		{"field", insert(Values{"price": 1}), `x.All had no field "price" at this point; it had id, fboolean`},
		{"range", insert(Values{"fsmallinteger": 70000}), "expected -32768 to 32767"},
		{"type", insert(Values{"fboolean": "yes"}), "is not a value of BooleanField"},
		{"digits", insert(Values{"fdecimal": schema.Number("1.2345")}), "expected at most 12 digits, 3 of them after the point"},
		{"length", insert(Values{"fchar": strings.Repeat("ü", 21)}), "expected at most 20 characters, found 21"},
		{"NUL", insert(Values{"ftext": "a\x00b"}), "expected valid UTF-8 without NUL"},
		{"key", insert(Values{"id": nil}), "it may not be NULL"},
		{"JSON", insert(Values{"fjson": "{"}), "expected JSON"},
		{"row", func(ctx context.Context, h *History) error {
			if err := insert(Values{})(ctx, h); err != nil {
				return err
			}
			all, _ := h.Model("x", "All")
			return all.Each(ctx, 0, func(_ context.Context, row *Row) error { row.Int64("nothing"); return nil })
		}, `x.All had no field "nothing" at this point`},
		{"getter", func(ctx context.Context, h *History) error {
			if err := insert(Values{"ftext": "x"})(ctx, h); err != nil {
				return err
			}
			all, _ := h.Model("x", "All")
			return all.Each(ctx, 0, func(ctx context.Context, row *Row) error { row.Int64("ftext"); return row.Save(ctx) })
		}, "x.All.ftext is a TextField, which is not read as int64"},
	}
	testenv.Databases(t, func(t *testing.T, url string) {
		d := open(t, url)
		for _, c := range cases {
			err := executor(t, d, chain("x", ops(everyType()), ops(RunGo{Forward: c.step}))).Migrate(t.Context(), MigrateOptions{})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: error %v\nexpected %s", c.name, err, c.want)
			}
		}
	})
}

// TestOldDataStep runs a data step that was written for a model which has since been renamed and changed.
func TestOldDataStep(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		d := open(t, url)
		upper := func(ctx context.Context, h *History) error {
			t, err := h.Model("x", "Note")
			if err != nil {
				return err
			}
			return t.Each(ctx, 2, func(ctx context.Context, row *Row) error {
				row.Set("text", strings.ToUpper(row.String("text")))
				return row.Save(ctx)
			})
		}
		e := executor(t, d, chain("x", ops(notes()), ops(RunGo{Forward: say("a")}, RunGo{Forward: say("b")}, RunGo{Forward: say("c")}), ops(RunGo{Forward: upper}),
			ops(RenameField{Model: "Note", From: "text", To: "body"}, RenameModel{From: "Note", To: "Memo"}, AddField{Model: "Memo", Field: text("more")})))
		migrateTo(t, e, "", "")
		if got := texts(t, d, "SELECT body FROM x_memo ORDER BY id"); strings.Join(got, "") != "ABC" {
			t.Errorf("rows %v", got)
		}
	})
}

// TestBatchesGoOn stops a batched step in the middle: the next run visits every other row once.
func TestBatchesGoOn(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		for _, atomic := range []bool{false, true} {
			d := open(t, fresh(t, url))
			visited := 0
			stop := errors.New("stopped")
			m := ops(RunGo{Batched: &Batches{Model: "Note", Size: 4, Each: func(_ context.Context, _ *History, row *Row) error {
				if visited++; visited == 7 {
					return stop
				}
				row.Set("text", row.String("text")+"!")
				return nil
			}}})
			m.NonAtomic = !atomic
			fill := RunSQL{Forward: SQL{Any: "INSERT INTO x_note (text) VALUES ('0'), ('1'), ('2'), ('3'), ('4'), ('5'), ('6'), ('7'), ('8'), ('9')"}}
			e := executor(t, d, chain("x", ops(notes(), fill), m))
			if err := e.Migrate(t.Context(), MigrateOptions{}); !errors.Is(err, stop) || !strings.Contains(err.Error(), "row with key 7") {
				t.Fatalf("error %v", err)
			}
			want := map[bool]string{true: "0 1 2 3 4 5 6 7 8 9", false: "0! 1! 2! 3! 4 5 6 7 8 9"}[atomic]
			if got := said(t, d); got != want {
				t.Errorf("after the stop: %s", got)
			}
			migrateTo(t, e, "", "")
			if got := said(t, d); got != "0! 1! 2! 3! 4! 5! 6! 7! 8! 9!" {
				t.Errorf("at the end: %s", got)
			}
		}
	})
}
