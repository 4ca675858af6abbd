package form

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/schema"
	"github.com/musette-go/musette/validate"
)

// textOf gives a value whose kind is string as one.
func textOf(v any) (string, bool) {
	if s, ok := v.(string); ok {
		return s, true
	}
	r := reflect.ValueOf(v)
	if r.IsValid() && r.Kind() == reflect.String {
		return r.String(), true
	}
	return "", false
}

// Text is a line of text. Spaces at both ends are taken off.
func Text[S ~string](p *S) *Field[S] {
	return newField(p, TextInput, func(s string) (S, error) { return S(s), nil }, func(v S) string { return string(v) })
}

// LongText is a text of several lines.
func LongText[S ~string](p *S) *Field[S] { return Text(p).Widget(Textarea) }

// Password is a text that is not shown, neither while it is typed nor afterwards. Its spaces are kept.
func Password[S ~string](p *S) *Field[S] {
	f := Text(p).Widget(PasswordInput)
	f.strip = false
	return f
}

// Email is an address of mail; see [validate.Email].
func Email[S ~string](p *S) *Field[S] {
	return Text(p).Widget(EmailInput).Attr("autocomplete", "email").Attr("maxlength", "320").Validate(func(v S) error { return validate.Email(string(v)) })
}

// URL is an address of the web; see [validate.URL].
func URL[S ~string](p *S) *Field[S] {
	return Text(p).Widget(URLInput).Attr("maxlength", strconv.Itoa(validate.MaxURL)).Validate(func(v S) error { return validate.URL(string(v)) })
}

// Slug is a short name for addresses: ASCII letters, digits, underscores and hyphens.
func Slug[S ~string](p *S) *Field[S] {
	return Text(p).Validate(func(v S) error { return validate.Slug(string(v)) })
}

// Hidden is a text that is sent along. Whoever uses the form can change it like any other.
func Hidden[S ~string](p *S) *Field[S] { return Text(p).Widget(HiddenInput) }

// Checkbox is a yes or no. It is not required unless it must be ticked.
func Checkbox[B ~bool](p *B) *Field[B] {
	f := newField(p, CheckboxInput, nil, nil)
	f.b.required = false
	f.format = func(v B) []string {
		if v {
			return []string{"on"}
		}
		return nil
	}
	f.parse = func(texts []string) (B, error) {
		if !ticked(texts) && f.b.required {
			return false, fail("required", textRequired)
		}
		return B(ticked(texts)), nil
	}
	return f
}

// Integer is any type of whole numbers.
type Integer interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64
}

// Number is a whole number.
func Number[N Integer](p *N) *Field[N] {
	f := newField(p, NumberInput, parseInteger[N], func(v N) string { return fmt.Sprint(reflectInt(v)) })
	f.order = cmp.Compare[N]
	return f
}

// reflectInt strips a number of its type's own String method.
func reflectInt(v any) any {
	r := reflect.ValueOf(v)
	if r.CanInt() {
		return r.Int()
	}
	return r.Uint()
}

func parseInteger[N Integer](s string) (N, error) {
	bad := fail("invalid", "Enter a whole number.")
	if len(s) > 40 {
		return 0, bad
	}
	var z N
	r := reflect.ValueOf(&z).Elem()
	bits := r.Type().Bits()
	if r.CanUint() {
		n, err := strconv.ParseUint(s, 10, bits)
		if err != nil {
			return 0, outOfRange(err, bad, n, false)
		}
		r.SetUint(n)
		return z, nil
	}
	n, err := strconv.ParseInt(s, 10, bits)
	if err != nil {
		return 0, outOfRange(err, bad, n, n < 0)
	}
	r.SetInt(n)
	return z, nil
}

// outOfRange tells a number that does not fit from a text that is none. The nearest number that fits is what strconv gives.
func outOfRange(err, bad error, nearest any, below bool) error {
	switch {
	case !errors.Is(err, strconv.ErrRange):
		return bad
	case below:
		return fail("min_value", fmt.Sprintf("Ensure this value is greater than or equal to %d.", nearest))
	}
	return fail("max_value", fmt.Sprintf("Ensure this value is less than or equal to %d.", nearest))
}

// Float is a number with a fraction. For money use [Decimal].
func Float[F ~float32 | ~float64](p *F) *Field[F] {
	f := newField(p, NumberInput, func(s string) (F, error) {
		n, err := strconv.ParseFloat(s, 64)
		if err != nil || strings.Trim(s, "0123456789+-.eE") != "" || math.IsNaN(n) || math.IsInf(n, 0) || len(s) > 400 || math.IsInf(float64(F(n)), 0) {
			return 0, fail("invalid", "Enter a number.")
		}
		return F(n), nil
	}, func(v F) string { return strconv.FormatFloat(float64(v), 'f', -1, 64) })
	f.order = cmp.Compare[F]
	return f.Attr("step", "any")
}

// Decimal is an exact number of at most maxDigits digits, places of them after the point.
func Decimal(p *decimal.Decimal, maxDigits, places int) *Field[decimal.Decimal] {
	f := newField(p, NumberInput, func(s string) (decimal.Decimal, error) {
		d, err := decimal.Parse(s)
		if err != nil {
			return d, fail("invalid", "Enter a number.")
		}
		return d, nil
	}, func(v decimal.Decimal) string { return v.String() })
	f.order = func(a, b decimal.Decimal) int { return a.Cmp(b) }
	step := "1"
	if places > 0 {
		step = decimal.New(1, places).String()
	}
	return f.Attr("step", step).Validate(validate.Decimal(maxDigits, places))
}

// Date is a day.
func Date(p *schema.Date) *Field[schema.Date] {
	f := newField(p, DateInput, func(s string) (schema.Date, error) {
		d, err := schema.ParseDate(s)
		if err != nil || !d.Valid() {
			return schema.Date{}, fail("invalid", "Enter a valid date.")
		}
		return d, nil
	}, func(v schema.Date) string {
		if v.IsZero() {
			return ""
		}
		return v.String()
	})
	f.order = schema.Date.Compare
	return f
}

// Clock is a time of day.
func Clock(p *schema.Clock) *Field[schema.Clock] {
	f := newField(p, TimeInput, func(s string) (schema.Clock, error) {
		c, err := schema.ParseClock(s)
		if err != nil {
			return 0, fail("invalid", "Enter a valid time.")
		}
		return c, nil
	}, schema.Clock.String)
	f.order = cmp.Compare[schema.Clock]
	return f.Attr("step", "any")
}

// DateTime is a moment, shown and read in UTC; see [DateTimeIn].
func DateTime(p *time.Time) *Field[time.Time] { return DateTimeIn(p, time.UTC) }

// localLayouts are what browsers send for a moment.
func localLayouts() []string {
	return []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04"} // a fraction is accepted after seconds
}

// DateTimeIn is a moment, shown and read in a time zone. An hour that a clock change skips or repeats is read as time.Date does.
func DateTimeIn(p *time.Time, loc *time.Location) *Field[time.Time] {
	f := newField(p, DateTimeInput, func(s string) (time.Time, error) {
		for _, layout := range localLayouts() {
			if t, err := time.ParseInLocation(layout, s, loc); err == nil && t.Year() > 0 {
				return t, nil
			}
		}
		return time.Time{}, fail("invalid", "Enter a valid date/time.")
	}, func(v time.Time) string {
		if v.IsZero() {
			return ""
		}
		return v.In(loc).Format("2006-01-02T15:04:05.999")
	})
	f.order = time.Time.Compare
	return f.Attr("step", "any")
}

// Duration is a length of time as Go writes it: "1h30m".
func Duration(p *time.Duration) *Field[time.Duration] {
	f := newField(p, TextInput, func(s string) (time.Duration, error) {
		d, err := time.ParseDuration(s)
		if err != nil || len(s) > 40 {
			return 0, fail("invalid", "Enter a valid duration, such as 1h30m.")
		}
		return d, nil
	}, time.Duration.String)
	f.order = cmp.Compare[time.Duration]
	return f
}
