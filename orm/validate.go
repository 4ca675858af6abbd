package orm

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/schema"
	"github.com/musette-go/musette/validate"
)

// validate checks fields of a row (nil: all), then its check constraints and its Clean method. Messages are Django's, so
// that forms and APIs speak as people know it.
func (d *Descriptor) validate(ctx context.Context, x any, fields []*field) error {
	var errs problem.ValidationError
	if fields == nil {
		fields = d.cols
	}
	for _, f := range fields {
		d.validateField(&errs, x, f)
	}
	if c, ok := x.(Cleaner); ok {
		c.Clean(ctx, &Errors{&errs})
	}
	if o := d.options(); len(o.checks) > 0 && errs.Err() == nil {
		d.validateChecks(&errs, x, o.checks)
	}
	return d.invalid(&errs)
}

// validateMore checks the fields that are in all but not in checked.
func (d *Descriptor) validateMore(x any, checked, all []*field) error {
	var errs problem.ValidationError
	for _, f := range all {
		if !slices.Contains(checked, f) {
			d.validateField(&errs, x, f)
		}
	}
	return d.invalid(&errs)
}

// invalid returns what was collected, nil when that is nothing.
func (d *Descriptor) invalid(errs *problem.ValidationError) error {
	if len(errs.Fields) == 0 {
		return nil
	}
	e := *errs // so that errs itself needs no memory where all is well
	e.Model = d.Label()
	return &e
}

func (d *Descriptor) validateField(errs *problem.ValidationError, x any, f *field) {
	if f == d.pk && f.Auto {
		return
	}
	ptr := d.Ptr(x, f.i)
	if f.Relation != nil {
		if !f.Null && isZeroKey(ptr) {
			errs.Add(f.Name, "null", "This field cannot be null.")
		}
		if n, ok := intKey(ptr); ok {
			if code, msg := f.checkInt(n); code != "" {
				errs.Add(f.Name, code, msg)
			}
		}
		return
	}
	if f.Null && isNil(ptr) {
		return
	}
	if code, msg := f.check(ptr); code != "" {
		errs.Add(f.Name, code, msg)
		return
	}
	for _, v := range d.options().validators[f.i] {
		if err := v(basicOf(ptr)); err != nil {
			errs.Add(f.Name, validate.CodeOf(err), err.Error())
		}
	}
	if choices := d.full.Fields[f.i].Choices; choices != nil {
		d.validateChoice(errs, f, choices, basicOf(ptr))
	}
}

func (d *Descriptor) validateChoice(errs *problem.ValidationError, f *field, choices []schema.Choice, v any) {
	v = basicValue(v)
	if v == "" && f.Blank {
		return
	}
	for _, c := range choices {
		if c.Value == v {
			return
		}
	}
	errs.Add(f.Name, "invalid_choice", fmt.Sprintf("Value %s is not a valid choice.", quoteValue(v)))
}

func quoteValue(v any) string {
	s := fmt.Sprint(v)
	if len(s) > 50 {
		s = string([]rune(s)[:min(50, utf8.RuneCountInString(s))]) + "…"
	}
	return "'" + s + "'"
}

// check looks at one value, given by a descriptor's pointer. The code is empty when it is right.
func (f *field) check(ptr any) (code, message string) {
	switch p := ptr.(type) {
	case *string:
		return f.checkText(*p)
	case **string:
		return f.checkText(**p)
	case *decimal.Decimal:
		return f.checkDecimal(*p)
	case **decimal.Decimal:
		return f.checkDecimal(**p)
	case *float64:
		if math.IsNaN(*p) || math.IsInf(*p, 0) {
			return "invalid", "Enter a number."
		}
	case *time.Time:
		return f.checkTime(*p)
	case **time.Time:
		return f.checkTime(**p)
	case *schema.Date:
		if !p.Valid() {
			return "invalid", "Enter a valid date."
		}
	case *schema.Clock:
		if !p.Valid() {
			return "invalid", "Enter a valid time."
		}
	case *json.RawMessage:
		if !json.Valid(*p) {
			return "invalid", "Enter a valid JSON."
		}
	case *int64:
		return f.checkInt(*p)
	case *int:
		return f.checkInt(int64(*p))
	case *int32:
		return f.checkInt(int64(*p))
	case *int16, *bool, *[]byte:
	default:
		return f.checkOther(reflect.ValueOf(ptr).Elem())
	}
	return "", ""
}

// checkOther looks at nullable values of the rarer types.
func (f *field) checkOther(v reflect.Value) (code, message string) {
	if v.Kind() == reflect.Pointer && !v.IsNil() {
		switch s := v.Elem(); {
		case s.Kind() == reflect.String:
			return f.checkText(s.String())
		case s.CanInt() && f.Type.IsInt():
			return f.checkInt(s.Int())
		}
		switch v.Interface().(type) {
		case *schema.Date, *schema.Clock, *float64:
			return f.check(v.Interface())
		}
	}
	return "", ""
}

// checkInt looks at the range of a column that is narrower than its Go type, which SQLite would not.
func (f *field) checkInt(n int64) (code, message string) {
	lo, hi := int64(math.MinInt64), int64(math.MaxInt64)
	switch f.Type {
	case schema.SmallIntegerField:
		lo, hi = math.MinInt16, math.MaxInt16
	case schema.IntegerField:
		lo, hi = math.MinInt32, math.MaxInt32
	}
	switch {
	case n < lo:
		return "min_value", fmt.Sprintf("Ensure this value is greater than or equal to %d.", lo)
	case n > hi:
		return "max_value", fmt.Sprintf("Ensure this value is less than or equal to %d.", hi)
	}
	return "", ""
}

func (f *field) checkTime(t time.Time) (code, message string) {
	if t.IsZero() && !f.AutoNow && !f.AutoNowAdd {
		return "null", "This field cannot be null."
	}
	if y := t.UTC().Year(); y < 1 || y > 9999 {
		return "invalid", "Enter a valid date/time."
	}
	return "", ""
}

// plainText looks for what no database takes as text.
func plainText(s string) (code, message string) {
	if !utf8.ValidString(s) {
		return "invalid", "The text is not valid UTF-8."
	}
	if strings.IndexByte(s, 0) >= 0 {
		return "null_characters_not_allowed", "Null characters are not allowed."
	}
	return "", ""
}

func (f *field) checkText(s string) (code, message string) {
	if code, message = plainText(s); code != "" {
		return code, message
	}
	if f.MaxLength > 0 && len(s) > f.MaxLength {
		if n := utf8.RuneCountInString(s); n > f.MaxLength {
			return "max_length", fmt.Sprintf("Ensure this value has at most %d characters (it has %d).", f.MaxLength, n)
		}
	}
	if s == "" {
		if f.Format != schema.Plain && !f.Blank {
			return "blank", "This field cannot be blank."
		}
		return "", ""
	}
	return checkFormat(f.Format, s)
}

func checkFormat(format schema.Format, s string) (code, message string) {
	var err error
	switch format {
	case schema.Email:
		err = validate.Email(s)
	case schema.URL:
		err = validate.URL(s)
	case schema.Slug:
		err = validate.Slug(s)
	}
	return said(err)
}

// said is what a validator says, nothing for nil.
func said(err error) (code, message string) {
	if err == nil {
		return "", ""
	}
	return validate.CodeOf(err), err.Error()
}

// checkDecimal takes zeros at the end for nothing, since arithmetic leaves them.
func (f *field) checkDecimal(v decimal.Decimal) (code, message string) {
	if v.Scale() > f.DecimalPlaces {
		if r, exact := v.Rescale(f.DecimalPlaces); exact {
			v = r
		}
	}
	if v.Scale() <= f.DecimalPlaces && v.IntDigits() <= f.MaxDigits-f.DecimalPlaces {
		return "", ""
	}
	return said(validate.Decimal(f.MaxDigits, f.DecimalPlaces)(v))
}

// checkAssign checks the value of an assignment as a field of a row would be.
func (d *Descriptor) checkAssign(a *assign) error {
	f := a.c.f
	if a.c.path != d.root {
		return fmt.Errorf("orm: Update of %s sets %s: only the model's own columns can be set", d.Label(), a.c.name())
	}
	if f == d.pk {
		return fmt.Errorf("orm: Update of %s sets its primary key", d.Label())
	}
	if a.n.op != opVal {
		if a.n.joined() {
			return fmt.Errorf("orm: Update of %s sets %s from a column of another model: only the model's own columns are possible", d.Label(), a.c.name())
		}
		return nil
	}
	var errs problem.ValidationError
	switch {
	case a.n.arg != nil && f.Relation == nil:
		d.checkValue(&errs, f, a.n.arg)
	case a.n.arg == nil && !f.Null:
		errs.Add(f.Name, "null", "This field cannot be null.")
	}
	return d.invalid(&errs)
}

func (d *Descriptor) checkValue(errs *problem.ValidationError, f *field, v any) {
	if code, msg := f.checkPlain(v); code != "" {
		errs.Add(f.Name, code, msg)
		return
	}
	o := d.options()
	for _, check := range o.validators[f.i] {
		if err := check(v); err != nil {
			errs.Add(f.Name, validate.CodeOf(err), err.Error())
		}
	}
	if choices := d.full.Fields[f.i].Choices; choices != nil {
		d.validateChoice(errs, f, choices, v)
	}
}

// checkPlain is check for a value that stands alone.
func (f *field) checkPlain(v any) (code, message string) {
	switch v := v.(type) {
	case string:
		return f.checkText(v)
	case decimal.Decimal:
		return f.checkDecimal(v)
	case time.Time:
		return f.checkTime(v)
	case int64:
		return f.checkInt(v)
	case int:
		return f.checkInt(int64(v))
	case int32:
		return f.checkInt(int64(v))
	case int16, bool:
		return "", ""
	}
	p := reflect.New(reflect.TypeOf(v))
	p.Elem().Set(reflect.ValueOf(v))
	if basic, ok := basicTypes[p.Elem().Kind()]; ok && p.CanConvert(reflect.PointerTo(basic)) {
		p = p.Convert(reflect.PointerTo(basic))
	}
	return f.check(p.Interface())
}
