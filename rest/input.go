package rest

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/schema"
	"github.com/musette-go/musette/validate"
)

// input is what a request is going to write: the row and what comes before and after it, in one transaction.
type input struct {
	rq      *Request
	partial bool                              // PATCH: what was not sent stays as it is
	update  bool                              // the row exists
	before  []func(ctx context.Context) error // rows that the row points to
	after   []func(ctx context.Context) error // what points to the row
}

// read takes what was sent into a row. All errors are collected, in DRF's order: fields first, then the object as a whole.
func (p *plan) read(in *input, v *value, row any) (*errNode, error) {
	switch v.kind {
	case nullValue:
		return objectError("null", "No data provided"), nil
	case objectValue:
	default:
		return objectError("invalid", "Invalid data. Expected a dictionary, but got "+v.typeName()+"."), nil
	}
	n := &errNode{}
	for _, f := range p.writable {
		kid, err := p.readField(in, f, f.valueIn(v, in.partial), row)
		if err != nil {
			return nil, err
		}
		if !kid.empty() {
			n.put(f.name, kid)
		}
	}
	if p.strict {
		p.unknown(v, n)
	}
	if !n.empty() {
		return n, nil
	}
	return p.readWhole(in, row)
}

func objectError(code, text string) *errNode {
	n := &errNode{}
	n.add("", problem.FieldError{Code: code, Message: text})
	return n
}

// unknown refuses what the serializer does not know.
func (p *plan) unknown(v *value, n *errNode) {
	for _, k := range v.keys {
		if !slices.ContainsFunc(p.fields, func(f *field) bool { return f.name == k }) && len(n.keys) < 100 {
			n.add(k, problem.FieldError{Code: "unknown", Message: "Unknown field."})
		}
	}
}

// valueIn finds what was sent for a field. In a form nothing can be null or missing, so DRF takes empty texts and missing fields for what
// they most likely mean.
func (f *field) valueIn(v *value, partial bool) *value {
	got := v.get(f.name)
	if !v.form {
		if got == nil {
			return &value{}
		}
		return got
	}
	switch {
	case got == nil && f.checkbox && !partial:
		return &value{kind: boolValue}
	case got == nil && f.many && f.decode != nil && !partial:
		return &value{kind: listValue}
	case got == nil:
		return &value{}
	case f.many:
		return got
	}
	one := &got.list[len(got.list)-1]
	if one.text == "" && f.null && !f.blank {
		return &value{kind: nullValue}
	}
	if one.text == "" && !f.required && !f.blank && !f.null {
		return &value{}
	}
	return one
}

// readField reads one field and runs its validators.
func (p *plan) readField(in *input, f *field, v *value, row any) (*errNode, error) {
	switch {
	case v.kind == absent && (in.partial || !f.required):
		return nil, nil
	case v.kind == absent:
		return leaf(messages{missing()}), nil
	case v.kind == nullValue || f.nullText && nullText(v) || f.null && f.kind == "decimal" && v.kind == textValue && v.text == "":
		if f.clear == nil || !f.null {
			return leaf(wrong("null", "This field may not be null.")), nil
		}
		f.clear(row)
		return nil, nil
	}
	if f.isBlank(v) {
		if !f.blank {
			return leaf(wrong("blank", "This field may not be blank.")), nil
		}
		v = &value{kind: textValue}
		if kid, err := f.decode(in, v, row); err != nil || f.sf.Format == "" {
			return kid, err
		}
		return nil, nil
	}
	kid, err := f.decode(in, v, row)
	if err != nil || f.i < 0 || kid != nil {
		return kid, err
	}
	return p.validateField(in, f, row)
}

// isBlank reports whether a text field was sent nothing but spaces.
func (f *field) isBlank(v *value) bool {
	text := f.i >= 0 && (f.sf.Type.IsText() || f.sf.Type == schema.IPAddressField)
	if !text || f.sf.Relation != nil || f.sf.Choices != nil || v.kind != textValue {
		return false
	}
	return strings.TrimSpace(v.text) == ""
}

// validateField runs the model's validators, asks whether a unique value is taken, and runs the checks of the serializer.
func (p *plan) validateField(in *input, f *field, row any) (*errNode, error) {
	ctx := in.rq.Context()
	got, _ := p.d.Value(row, f.sf.Name)
	var ms messages
	if got != nil {
		for _, check := range f.validators {
			if err := check(got); err != nil {
				ms = append(ms, problem.FieldError{Code: validate.CodeOf(err), Message: err.Error()})
			}
		}
	}
	if f.unique != "" && got != nil {
		taken, err := p.taken(ctx, in, row, []*field{f})
		if err != nil {
			return nil, err
		}
		if taken {
			ms = append(ms, problem.FieldError{Code: "unique", Message: f.unique})
		}
	}
	if len(ms) > 0 {
		return leaf(ms), nil
	}
	for _, check := range f.checks {
		if err := check(ctx, row); err != nil {
			m, err := messageOf(err)
			if err != nil {
				return nil, err
			}
			ms = append(ms, m)
		}
	}
	return leaf(ms), nil
}

// messageOf is what a check has to say; an error of the program is returned.
func messageOf(err error) (problem.FieldError, error) {
	var v *validate.Error
	switch {
	case errors.As(err, &v):
		return problem.FieldError{Code: v.Code, Message: v.Message}, nil
	case problem.Of(err) == problem.Invalid || problem.Of(err) == problem.BadRequest:
		return problem.FieldError{Code: "invalid", Message: err.Error()}, nil
	}
	return problem.FieldError{}, err
}

// taken asks whether another row has the same values.
func (p *plan) taken(ctx context.Context, in *input, row any, fields []*field) (bool, error) {
	q := orm.NewQuery[any](p.d)
	var ps []orm.Pred[any]
	for _, f := range fields {
		v, _ := p.d.Value(row, f.sf.Name)
		if v == nil {
			return false, nil
		}
		ps = append(ps, column(p.d, f.i).Eq(v))
	}
	if in.update {
		ps = append(ps, orm.Not(column(p.d, p.d.PrimaryKey()).Eq(keyOf(p.d, row))))
	}
	return q.Unrestricted().Filter(ps...).Exists(ctx)
}

// readWhole looks at the object as a whole: what must be unique together, then the serializer's own function.
func (p *plan) readWhole(in *input, row any) (*errNode, error) {
	n := &errNode{}
	for _, t := range p.together {
		taken, err := p.taken(in.rq.Context(), in, row, t.fields)
		if err != nil {
			return nil, err
		}
		if taken {
			n.add("", problem.FieldError{Code: "unique", Message: t.message})
		}
	}
	if n.empty() && p.validate != nil {
		p.validate(in.rq.Context(), row, n)
	}
	if n.empty() {
		return nil, nil
	}
	return n, nil
}

// store writes what read has taken, in one transaction where there is more than the row. The error node is what only the model or the
// database could know.
func (p *plan) store(ctx context.Context, in *input, row any, create func(ctx context.Context, row any) error) (*errNode, error) {
	write := func(ctx context.Context) error {
		for _, fn := range in.before {
			if err := fn(ctx); err != nil {
				return err
			}
		}
		if err := create(ctx, row); err != nil {
			return err
		}
		for _, fn := range in.after {
			if err := fn(ctx); err != nil {
				return err
			}
		}
		return nil
	}
	var err error
	if len(in.before)+len(in.after) > 0 {
		err = orm.Atomic(ctx, write)
	} else {
		err = write(ctx)
	}
	var nested *nestedError
	if errors.As(err, &nested) {
		return nested.node, nil
	}
	if err != nil {
		if n := p.invalid(err); n != nil {
			return n, nil
		}
	}
	return nil, err
}
