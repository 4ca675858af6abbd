package form_test

import (
	"encoding/json"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/schema"
)

// TestFromSchema makes a field for every type that a model can have, and sends it its own value.
func TestFromSchema(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		field schema.Field
		ptr   any // to the zero value
		text  string
		want  any
		bad   string // a text that is refused, with its code
	}{
		{schema.Field{Type: schema.CharField, MaxLength: 3}, new(string), "abc", "abc", "abcd max_length"},
		{schema.Field{Type: schema.TextField}, new(string), "long", "long", ""},
		{schema.Field{Type: schema.CharField, Format: schema.Email}, new(string), "a@b.cd", "a@b.cd", ""},
		{schema.Field{Type: schema.CharField, Format: schema.URL}, new(string), "http://a.bc", "http://a.bc", ""},
		{schema.Field{Type: schema.CharField, Format: schema.Slug}, new(string), "a-b", "a-b", ""},
		{schema.Field{Type: schema.CharField, Null: true}, new(*string), "x", "x", ""},
		{schema.Field{Type: schema.BooleanField}, new(bool), "on", true, ""},
		{schema.Field{Type: schema.SmallIntegerField}, new(int16), "-32768", int16(-32768), "32768 max_value"},
		{schema.Field{Type: schema.IntegerField}, new(int32), "2147483647", int32(2147483647), "2147483648 max_value"},
		{schema.Field{Type: schema.BigIntegerField}, new(int64), "-9223372036854775808", int64(-9223372036854775808), "x invalid"},
		{schema.Field{Type: schema.BigIntegerField}, new(int), "7", 7, "7.5 invalid"},
		{schema.Field{Type: schema.BigIntegerField, Null: true}, new(*int64), "7", int64(7), "x invalid"},
		{schema.Field{Type: schema.IntegerField, Null: true}, new(*int32), "7", int32(7), "x invalid"},
		{schema.Field{Type: schema.SmallIntegerField, Null: true}, new(*int16), "7", int16(7), "x invalid"},
		{schema.Field{Type: schema.FloatField}, new(float64), "1.25", 1.25, "x invalid"},
		{schema.Field{Type: schema.FloatField, Null: true}, new(*float64), "1.25", 1.25, "x invalid"},
		{schema.Field{Type: schema.DecimalField, MaxDigits: 4, DecimalPlaces: 2}, new(decimal.Decimal), "12.50", decimal.MustParse("12.50"), "12,5 invalid"},
		{schema.Field{Type: schema.DecimalField, MaxDigits: 4, DecimalPlaces: 2, Null: true}, new(*decimal.Decimal), "1.5", decimal.MustParse("1.5"), "1e invalid"},
		{schema.Field{Type: schema.DateField}, new(schema.Date), "2024-02-29", schema.Date{Year: 2024, Month: 2, Day: 29}, "2023-02-29 invalid"},
		{schema.Field{Type: schema.DateField, Null: true}, new(*schema.Date), "2024-02-29", schema.Date{Year: 2024, Month: 2, Day: 29}, "x invalid"},
		{schema.Field{Type: schema.TimeField}, new(schema.Clock), "10:30:00", schema.Clock(10*time.Hour + 30*time.Minute), "24:00 invalid"},
		{schema.Field{Type: schema.TimeField, Null: true}, new(*schema.Clock), "10:30:00", schema.Clock(10*time.Hour + 30*time.Minute), "x invalid"},
		{schema.Field{Type: schema.DateTimeField}, new(time.Time), "2024-01-02T03:04:05", time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC), "2024-01-02 invalid"},
		{schema.Field{Type: schema.DateTimeField, Null: true}, new(*time.Time), "2024-01-02T03:04:05", time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC), "x invalid"},
		{schema.Field{Type: schema.DurationField}, new(time.Duration), "1h0m0s", time.Hour, "1 hour invalid"},
		{schema.Field{Type: schema.DurationField, Null: true}, new(*time.Duration), "1h0m0s", time.Hour, "x invalid"},
		{schema.Field{Type: schema.UUIDField}, new(schema.UUID), "00112233-4455-6677-8899-aabbccddeeff", schema.UUID{0, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff}, "x invalid"},
		{schema.Field{Type: schema.JSONField}, new(json.RawMessage), `{"a": [1]}`, json.RawMessage(`{"a": [1]}`), "{ invalid"},
		{schema.Field{Type: schema.IPAddressField}, new(netip.Addr), "192.0.2.1", netip.MustParseAddr("192.0.2.1"), "192.0.2.01 invalid"},
		{schema.Field{Type: schema.CharField, Choices: []schema.Choice{{Value: "a", Label: "A"}}}, new(string), "a", "a", "b invalid_choice"},
		{schema.Field{Type: schema.CharField, Null: true, Choices: []schema.Choice{{Value: "a", Label: "A"}}}, new(*string), "a", "a", "b invalid_choice"},
		{schema.Field{Type: schema.SmallIntegerField, Choices: []schema.Choice{{Value: int64(2), Label: "Two"}}}, new(int16), "2", int16(2), "3 invalid_choice"},
	} {
		c.field.Name = "value"
		def := form.Define(func(*struct{}) form.Fields {
			item, err := form.FromSchema(&c.field, c.ptr)
			if err != nil {
				t.Errorf("%s: %v", c.field.Type, err)
				return nil
			}
			return form.Fields{item}
		})
		if bad, code, ok := strings.Cut(c.bad, " "); ok {
			if i := strings.LastIndexByte(c.bad, ' '); i > 0 {
				bad, code = c.bad[:i], c.bad[i+1:]
			}
			wantCodes(t, from(t, def, post(t, "value", bad), nil).Err(), "value: "+code)
		}
		if c.field.Type != schema.BooleanField && !c.field.Null {
			wantCodes(t, from(t, def, post(t), nil).Err(), "value: required")
		}
		f := from(t, def, post(t, "value", c.text), nil)
		got := reflect.ValueOf(c.ptr).Elem()
		if got.Kind() == reflect.Pointer {
			got = got.Elem()
		}
		if !f.Valid() || !got.IsValid() || !reflect.DeepEqual(got.Interface(), c.want) {
			t.Errorf("%s in a %T: %q became %v, want %v (%v)", c.field.Type, c.ptr, c.text, got, c.want, f.Err())
			continue
		}
		again, err := def.New(t.Context(), &struct{}{})
		if err != nil {
			t.Fatal(err)
		}
		html, err := again.AsDiv()
		if v := browser(page(t, html, err)); v.Get("value") != c.text {
			t.Errorf("%s in a %T shows %q, want %q", c.field.Type, c.ptr, v.Get("value"), c.text)
		}
	}
	if _, err := form.FromSchema(&schema.Field{Name: "raw", Type: schema.BinaryField}, new([]byte)); err == nil || !strings.Contains(err.Error(), "raw") {
		t.Errorf("a field of bytes: %v", err)
	}
}
