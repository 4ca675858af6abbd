package migrate

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/schema"
)

func TestConversions(t *testing.T) {
	t.Parallel()
	typ := func(t schema.Type) schema.Field { return schema.Field{Name: "v", Type: t, Null: true} }
	dec := func(digits, places int) schema.Field {
		return schema.Field{Name: "v", Type: schema.DecimalField, MaxDigits: digits, DecimalPlaces: places, Null: true}
	}
	char := func(n int) schema.Field {
		return schema.Field{Name: "v", Type: schema.CharField, MaxLength: n, Null: true}
	}
	number := func(s string) any { return schema.Number(s) }
	when := time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)
	cases := []struct {
		old, new schema.Field
		in       []any
		want     string // the values as text, or a part of the error
		fails    bool
	}{
		{typ(schema.IntegerField), typ(schema.BigIntegerField), []any{1, -7, nil}, "1 -7 <nil>", false},
		{typ(schema.BigIntegerField), typ(schema.SmallIntegerField), []any{32767, -5}, "32767 -5", false},
		{typ(schema.BigIntegerField), typ(schema.SmallIntegerField), []any{32768, 1, 99999}, "2 rows of x_thing hold a value in v that is outside -32768 to 32767 and cannot become SmallIntegerField: change them first", true},
		{typ(schema.IntegerField), dec(8, 2), []any{3, -4}, "3.00 -4.00", false},
		{typ(schema.IntegerField), dec(4, 2), []any{100}, "longer than 2 digits before the point", true},
		{typ(schema.IntegerField), typ(schema.FloatField), []any{3}, "3", false},
		{typ(schema.IntegerField), typ(schema.TextField), []any{3, nil, -12}, "3 <nil> -12", false},
		{typ(schema.IntegerField), typ(schema.BooleanField), []any{0, 1, nil}, "false true <nil>", false},
		{typ(schema.IntegerField), typ(schema.BooleanField), []any{2}, "neither 0 nor 1", true},
		{typ(schema.BooleanField), typ(schema.IntegerField), []any{true, false}, "1 0", false},
		{typ(schema.BooleanField), typ(schema.TextField), []any{true, false}, "true false", false},
		{dec(10, 2), dec(12, 4), []any{number("1.25"), number("-0.01"), nil}, "1.2500 -0.0100 <nil>", false},
		{dec(12, 4), dec(10, 2), []any{number("1.2500")}, "1.25", false},
		{dec(12, 4), dec(10, 2), []any{number("1.2501"), number("1.25")}, "1 rows of x_thing hold a value in v that is longer than 2 decimal places and cannot become DecimalField(10, 2)", true},
		{dec(10, 2), dec(6, 2), []any{number("12345.00")}, "longer than 4 digits before the point", true},
		{dec(10, 2), typ(schema.IntegerField), []any{number("12.00"), number("-3.00")}, "12 -3", false},
		{dec(10, 2), typ(schema.IntegerField), []any{number("12.50")}, "not a whole number", true},
		{dec(10, 2), typ(schema.FloatField), []any{number("12.50")}, "12.5", false},
		{dec(10, 2), typ(schema.TextField), []any{number("12.50"), number("-0.05"), number("0.00"), nil}, "12.50 -0.05 0.00 <nil>", false},
		{typ(schema.FloatField), dec(8, 3), []any{1.125, -2.5}, "1.125 -2.500", false},
		{typ(schema.FloatField), dec(8, 1), []any{1.125}, "longer than 1 decimal places", true},
		{typ(schema.FloatField), typ(schema.IntegerField), []any{2.0}, "2", false},
		{typ(schema.FloatField), typ(schema.IntegerField), []any{2.5}, "not a whole number", true},
		{typ(schema.TextField), typ(schema.IntegerField), []any{"12", " -3 ", nil}, "12 -3 <nil>", false},
		{typ(schema.TextField), typ(schema.IntegerField), []any{"12", "x", ""}, "2 rows of x_thing hold a value in v that is not a whole number", true},
		{typ(schema.TextField), dec(18, 2), []any{"1234567890123456.78", "-0.5", "3", "7."}, "1234567890123456.78 -0.50 3.00 7.00", false},
		{typ(schema.TextField), dec(8, 2), []any{"1.255"}, "longer than 2 decimal places", true},
		{typ(schema.TextField), dec(8, 2), []any{"1234567.00"}, "longer than 6 digits before the point", true},
		{typ(schema.TextField), dec(8, 2), []any{"a.b"}, "not a number", true},
		{typ(schema.TextField), typ(schema.FloatField), []any{"1.5"}, "1.5", false},
		{typ(schema.TextField), typ(schema.BooleanField), []any{"true", "F", nil}, "true false <nil>", false},
		{typ(schema.TextField), typ(schema.BooleanField), []any{"maybe"}, "neither true nor false", true},
		{typ(schema.TextField), typ(schema.UUIDField), []any{"00112233-4455-6677-8899-aabbccddeeff"}, "00112233-4455-6677-8899-aabbccddeeff", false},
		{typ(schema.TextField), typ(schema.JSONField), []any{`{"a": 1}`}, `{"a": 1}`, false},
		{typ(schema.TextField), typ(schema.DateField), []any{"2024-02-29"}, "2024-02-29", false},
		{typ(schema.TextField), typ(schema.DateTimeField), []any{"2024-05-06 07:08:09"}, when.String(), false},
		{typ(schema.TextField), char(3), []any{"abc", "üüü"}, "abc üüü", false},
		{typ(schema.TextField), char(3), []any{"abcd"}, "longer than 3 characters and cannot become CharField(3)", true},
		{char(9), char(3), []any{"abcd"}, "longer than 3 characters", true},
		{char(3), typ(schema.TextField), []any{"abc"}, "abc", false},
		{typ(schema.UUIDField), char(36), []any{"00112233-4455-6677-8899-aabbccddeeff"}, "00112233-4455-6677-8899-aabbccddeeff", false},
		{typ(schema.DateField), typ(schema.DateTimeField), []any{"2024-05-06"}, time.Date(2024, 5, 6, 0, 0, 0, 0, time.UTC).String(), false},
		{typ(schema.DateTimeField), typ(schema.DateField), []any{"2024-05-06"}, "2024-05-06", false},
		{typ(schema.DateTimeField), typ(schema.DateField), []any{when}, "not at midnight (UTC)", true},
		{typ(schema.DateTimeField), typ(schema.TextField), []any{when, when.Add(1500 * time.Microsecond)}, "2024-05-06 07:08:09 2024-05-06 07:08:09.001500", false},
		{typ(schema.DateField), typ(schema.TextField), []any{"2024-05-06"}, "2024-05-06", false},
		{typ(schema.TimeField), typ(schema.TextField), []any{"10:11:12"}, "10:11:12", false},
		{typ(schema.DurationField), typ(schema.TextField), []any{90 * time.Second}, "90000000", false},
		{typ(schema.TextField), typ(schema.DurationField), []any{"90000000"}, "1m30s", false},
		{typ(schema.IPAddressField), typ(schema.TextField), []any{"10.0.0.1"}, "10.0.0.1", false},
		{typ(schema.BinaryField), typ(schema.TextField), []any{[]byte{1, 255}}, "01ff", false},
		{typ(schema.UUIDField), typ(schema.IntegerField), nil, "column v of x_thing cannot change from UUIDField to IntegerField: add a new field, fill it with RunGo", true},
	}
	testenv.Databases(t, func(t *testing.T, url string) {
		d := open(t, url)
		for i, c := range cases {
			t.Run(fmt.Sprintf("%02d_%s_to_%s", i, c.old.Type, c.new.Type), func(t *testing.T) {
				app := fmt.Sprintf("x%d", i)
				var got []string
				e := executor(t, d, chain(app, ops(CreateModel{Name: "Thing", Fields: []schema.Field{idField(), c.old}, Options: Options{Table: "x_thing"}}, RunGo{Forward: insertAll(app, c.in)}),
					ops(AlterField{Model: "Thing", Field: c.new}), ops(RunGo{Forward: readAll(app, &got)}, DeleteModel{Name: "Thing"})))
				err := e.Migrate(t.Context(), MigrateOptions{})
				if c.fails {
					execute(t, d, "DROP TABLE x_thing")
					if err == nil || !strings.Contains(err.Error(), c.want) {
						t.Errorf("error %v\nexpected %s", err, c.want)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				if text := strings.Join(got, " "); text != c.want {
					t.Errorf("values %s\nexpected %s", text, c.want)
				}
			})
		}
	})
}

func insertAll(app string, values []any) Step {
	return func(ctx context.Context, h *History) error {
		things, err := h.Model(app, "Thing")
		if err != nil {
			return err
		}
		for _, v := range values {
			if _, err := things.Insert(ctx, Values{"v": v}); err != nil {
				return err
			}
		}
		return nil
	}
}

func readAll(app string, out *[]string) Step {
	return func(ctx context.Context, h *History) error {
		things, err := h.Model(app, "Thing")
		if err != nil {
			return err
		}
		return things.Each(ctx, 0, func(_ context.Context, row *Row) error {
			v := row.Any("v")
			if b, ok := v.([]byte); ok {
				v = string(b)
			}
			*out = append(*out, plainText(v))
			return nil
		})
	}
}

func plainText(v any) string {
	if s, ok := v.(fmt.Stringer); ok {
		return s.String()
	}
	if b, ok := v.(interface{ MarshalJSON() ([]byte, error) }); ok {
		text, _ := b.MarshalJSON()
		return string(text)
	}
	return fmt.Sprint(v)
}
