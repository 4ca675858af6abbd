package rest

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/schema"
)

// matcher is a lookup on a column.
type matcher struct {
	c      *orm.Ord[any, any]
	text   *orm.Text[any]
	f      schema.Field
	lookup Lookup
}

// check refuses lookups that the type does not have.
func (m *matcher) check() error {
	t := m.f.Type
	ordered := t.IsInt() || t.IsText() || t == schema.FloatField || t == schema.DecimalField || t == schema.DateField ||
		t == schema.DateTimeField || t == schema.TimeField || t == schema.DurationField
	ok := false
	switch m.lookup {
	case Exact, IsNull, In:
		ok = t != schema.JSONField && t != schema.BinaryField
	case Gt, Gte, Lt, Lte, Range:
		ok = ordered && m.f.Relation == nil
	case IExact, Contains, IContains, StartsWith, IStartsWith, EndsWith, IEndsWith:
		ok = t.IsText() && m.f.Relation == nil
	case OnDate:
		ok = t == schema.DateTimeField
	case Year, Month, Day:
		ok = t == schema.DateTimeField
	default:
		return fmt.Errorf("%q is no lookup", m.lookup)
	}
	if !ok {
		return fmt.Errorf("a %s has no lookup %q", t, m.lookup)
	}
	return nil
}

func (m *matcher) apply(ctx context.Context, text string) (p orm.Pred[any], skip bool, ms messages, err error) {
	switch m.lookup {
	case IsNull:
		yes, known := boolParam(text)
		if !known {
			return p, true, nil, nil
		}
		if yes {
			return m.c.IsNull(), false, nil, nil
		}
		return m.c.IsNotNull(), false, nil, nil
	case OnDate:
		p, ms = m.onDate(strings.TrimSpace(text))
		return p, false, ms, nil
	case Year, Month, Day:
		p, ms = m.part(text)
		return p, false, ms, nil
	case In, Range:
		p, ms, err = m.several(ctx, text)
		return p, false, ms, err
	}
	if m.f.Type == schema.BooleanField {
		yes, known := boolParam(text)
		return m.c.Eq(yes), !known, nil, nil
	}
	v, ms, err := m.parse(ctx, text)
	if ms != nil || err != nil || v == nil {
		return p, v == nil, ms, err
	}
	return m.compare(v), false, nil, nil
}

// boolParam is true and false as django-filter's widget for APIs takes them; anything else asks for nothing.
func boolParam(text string) (yes, known bool) {
	switch strings.ToLower(text) {
	case "true", "1":
		return true, true
	case "false", "0":
		return false, true
	}
	return false, false
}

// parse reads a value; nil is none.
func (m *matcher) parse(ctx context.Context, text string) (any, messages, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, nil, nil
	}
	if m.f.Relation != nil {
		return m.parseKey(ctx, text)
	}
	if m.f.Choices != nil && m.lookup == Exact {
		for _, c := range m.f.Choices {
			if fmt.Sprint(c.Value) == text {
				return c.Value, nil, nil
			}
		}
		return nil, wrong("invalid_choice", "Select a valid choice. "+text+" is not one of the available choices."), nil
	}
	v, ms := m.parsePlain(text)
	return v, ms, nil
}

func (m *matcher) parsePlain(text string) (any, messages) {
	if m.f.Type.IsText() {
		return text, nil
	}
	var v any
	ok := false
	what := "Enter a number."
	switch m.f.Type {
	case schema.DateTimeField:
		v, ok = readTime(text)
		what = "Enter a valid date/time."
	case schema.DateField:
		v, ok = readDateParam(text)
		what = "Enter a valid date."
	case schema.TimeField:
		v, ok = readClock(text)
		what = "Enter a valid time."
	case schema.DurationField:
		v, ok = readDuration(text)
		what = "Enter a valid duration."
	case schema.UUIDField:
		u, bad := parseUUID(&value{kind: textValue, text: text})
		v, ok, what = u, bad == nil, "Enter a valid UUID."
	case schema.IPAddressField:
		a, bad := parseIP(&value{kind: textValue, text: text})
		v, ok, what = a, bad == nil, "Enter a valid IPv4 or IPv6 address."
	default:
		v, ok = m.number(text)
	}
	if !ok {
		return nil, wrong("invalid", what)
	}
	return v, nil
}

// readDateParam reads a date in the forms that Django's forms take.
func readDateParam(text string) (schema.Date, bool) {
	if d, ok := readDate(text); ok {
		return d, true
	}
	for _, layout := range []string{"1/2/2006", "1/2/06", "Jan 2 2006", "Jan 2, 2006", "2 Jan 2006", "2 Jan, 2006", "January 2 2006", "January 2, 2006", "2 January 2006", "2 January, 2006"} {
		if t, err := time.Parse(layout, text); err == nil {
			return schema.DateOf(t), true
		}
	}
	return schema.Date{}, false
}

// number reads a number for a column. Of a fraction a column of whole numbers takes the whole part, as Django does; what is beyond every
// value of the column lies at its end.
func (m *matcher) number(text string) (any, bool) {
	d, err := decimal.Parse(text)
	if err != nil || len(text) > 100 {
		return nil, false
	}
	switch m.f.Type {
	case schema.DecimalField:
		return d, true
	case schema.FloatField:
		return d.Float64(), true
	}
	if m.lookup == Gte || m.lookup == Lt {
		d = d.Round(0, decimal.Ceiling)
	} else {
		d = d.Truncate(0)
	}
	if n, ok := d.Int64(); ok {
		return n, true
	}
	if d.IsNegative() {
		return int64(math.MinInt64), true
	}
	return int64(math.MaxInt64), true
}

// parseKey reads the key of a row that the person may see.
func (m *matcher) parseKey(ctx context.Context, text string) (any, messages, error) {
	none := wrong("invalid_choice", "Select a valid choice. That choice is not one of the available choices.")
	var v any = text
	switch {
	case m.f.Type.IsInt():
		n, ms := parseInt(&value{kind: textValue, text: text}, m.f.Type)
		if ms != nil {
			return nil, none, nil
		}
		v = n
	case m.f.Type == schema.UUIDField:
		u, ms := parseUUID(&value{kind: textValue, text: text})
		if ms != nil {
			return nil, none, nil
		}
		v = u
	}
	r, err := orm.RegistryFrom(ctx)
	if err != nil {
		return nil, nil, err
	}
	target := r.Model(m.f.Relation.To)
	if target == nil || m.f.Relation.ToColumn != "" {
		return v, nil, nil
	}
	ok, err := exists(ctx, target, target.PrimaryKey(), v)
	if err == nil && !ok {
		return nil, none, nil
	}
	return v, nil, err
}

func (m *matcher) compare(v any) orm.Pred[any] {
	s, _ := v.(string)
	switch m.lookup {
	case Gt:
		return m.c.Gt(v)
	case Gte:
		return m.c.Ge(v)
	case Lt:
		return m.c.Lt(v)
	case Lte:
		return m.c.Le(v)
	case IExact:
		return orm.IExact[any](m.text, s)
	case Contains:
		return m.text.Contains(s)
	case IContains:
		return m.text.IContains(s)
	case StartsWith:
		return m.text.StartsWith(s)
	case IStartsWith:
		return orm.IStartsWith[any](m.text, s)
	case EndsWith:
		return orm.EndsWith[any](m.text, s)
	case IEndsWith:
		return orm.IEndsWith[any](m.text, s)
	}
	return m.c.Eq(v)
}

// maxInList bounds a comma list.
const maxInList = 1000

// several reads a comma list for In and Range.
func (m *matcher) several(ctx context.Context, text string) (orm.Pred[any], messages, error) {
	one := *m
	one.lookup = Exact
	parts := strings.SplitN(text, ",", maxInList+1)
	if len(parts) > maxInList {
		return orm.Or[any](), wrong("invalid", fmt.Sprintf("List at most %d values.", maxInList)), nil
	}
	if m.lookup == Range {
		one.lookup = Gte
	}
	var vs []any
	for _, part := range parts {
		v, ms, err := one.parse(ctx, part)
		if ms != nil || err != nil {
			return orm.Or[any](), ms, err
		}
		if v != nil && !slices.Contains(vs, v) || m.lookup == Range {
			vs = append(vs, v)
		}
	}
	if m.lookup == In {
		return oneOf((*orm.ColRef)(m.c), vs), nil, nil
	}
	if len(vs) == 2 && (vs[0] == nil || vs[1] == nil) {
		return orm.Or[any](), nil, nil // nothing lies between a value and none
	}
	if len(vs) != 2 {
		return orm.Or[any](), wrong("invalid_values", "Range query expects two values."), nil
	}
	return orm.And(m.c.Ge(vs[0]), m.c.Le(vs[1])), nil, nil
}

func (m *matcher) onDate(text string) (orm.Pred[any], messages) {
	d, ok := readDateParam(text)
	if !ok {
		return orm.Or[any](), wrong("invalid", "Enter a valid date.")
	}
	return orm.And(m.c.Ge(d.In(time.UTC)), m.c.Lt(d.AddDays(1).In(time.UTC))), nil
}

func (m *matcher) part(text string) (orm.Pred[any], messages) {
	d, err := decimal.Parse(strings.TrimSpace(text))
	n, ok := d.Truncate(0).Int64()
	if err != nil || len(text) > 100 {
		return orm.Or[any](), wrong("invalid", "Enter a number.")
	}
	if !ok {
		return orm.Or[any](), nil
	}
	at := (*orm.Ord[any, time.Time])((*orm.ColRef)(m.c))
	switch m.lookup {
	case Year:
		return orm.Eq(orm.Year[any](at), n), nil
	case Month:
		return orm.Eq(orm.Month[any](at), n), nil
	}
	return orm.Eq(orm.Day[any](at), n), nil
}
