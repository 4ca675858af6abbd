package migrate

import (
	"github.com/musette-go/musette/schema"
	"reflect"
	"slices"
)

// removals proposes to remove indexes, constraints and fields that the model no longer has.
func (d *detector) removals(label string) {
	old, new := d.from.models[label], d.to.models[label]
	var freed []string
	renamed := renamedIndexes(old, new)
	for _, ix := range old.Indexes {
		switch to, ok := renamed[ix.Name]; {
		case ok:
			d.propose(old.App, RenameIndex{Model: old.Name, From: ix.Name, To: to}, nil, []string{modelToken(label)})
		case !hasEqual(new.Indexes, ix):
			d.propose(old.App, RemoveIndex{Model: old.Name, Name: ix.Name}, []string{freedToken(label)}, []string{modelToken(label)})
			freed = []string{freedToken(label)}
		}
	}
	for _, c := range old.Constraints {
		if !hasEqual(new.Constraints, c) {
			d.propose(old.App, RemoveConstraint{Model: old.Name, Name: c.Name}, []string{freedToken(label)}, []string{modelToken(label)})
			freed = []string{freedToken(label)}
		}
	}
	for _, f := range old.Fields {
		if g := new.Field(f.Name); g == nil || replaced(&f, g) {
			d.propose(old.App, RemoveField{Model: old.Name, Name: f.Name}, []string{dropToken(label, f.Name)}, append(slices.Clone(freed), modelToken(label)))
		}
	}
}

// renamedIndexes finds indexes that are the same under another name.
func renamedIndexes(old, new *schema.Model) map[string]string {
	out, taken := map[string]string{}, map[string]bool{}
	for _, a := range old.Indexes {
		if findIndex(new, a.Name) >= 0 {
			continue
		}
		for _, b := range new.Indexes {
			bare := b
			if bare.Name = a.Name; findIndex(old, b.Name) < 0 && !taken[b.Name] && reflect.DeepEqual(a, bare) {
				out[a.Name], taken[b.Name] = b.Name, true
				break
			}
		}
	}
	return out
}

func hasEqual[T any](list []T, x T) bool {
	return slices.ContainsFunc(list, func(y T) bool { return reflect.DeepEqual(x, y) })
}

// replaced reports whether a field cannot be altered into another one of its name.
func replaced(f, g *schema.Field) bool {
	if f.IsManyToMany() != g.IsManyToMany() {
		return true
	}
	return f.IsManyToMany() && (f.Relation.To != g.Relation.To || f.Relation.Through != g.Relation.Through)
}

// changed proposes everything that is new or different in a model that stays.
func (d *detector) changed(label string) error {
	old, new := d.from.models[label], d.to.models[label]
	if old.Table != new.Table {
		d.propose(new.App, AlterModelTable{Model: new.Name, Table: new.Table}, nil, []string{modelToken(label)})
	}
	if a, b := optionsOf(old), optionsOf(new); !reflect.DeepEqual(a, b) {
		d.propose(new.App, AlterModelOptions{Model: new.Name, Options: b}, nil, []string{modelToken(label)})
	}
	for i := range new.Fields {
		f := &new.Fields[i]
		var err error
		switch g := old.Field(f.Name); {
		case g == nil || replaced(g, f):
			err = d.added(label, f)
		case !reflect.DeepEqual(*g, *f):
			err = d.altered(label, g, f)
		}
		if err != nil {
			return err
		}
	}
	d.addedIndexes(label, old, new)
	return nil
}

func (d *detector) added(label string, f *schema.Field) error {
	m := d.to.models[label]
	op := AddField{Model: m.Name, Field: *f}
	if d.needsFill(label, f, nil) {
		fill, err := d.q.Fill(label, *f)
		if err != nil {
			return err
		}
		op.Fill = fill
	}
	p := d.propose(m.App, op, []string{fieldToken(label, f.Name)}, []string{modelToken(label), dropToken(label, f.Name)})
	if old := d.from.models[label]; old != nil && f.HasColumn() {
		if g := old.FieldByColumn(f.ColumnName()); g != nil {
			p.needs = append(p.needs, dropToken(label, g.Name))
		}
	}
	p.refer(*f)
	d.touched[label+"."+f.Name] = true
	return nil
}

// needsFill reports whether somebody must say what existing rows get in a new field, or instead of NULL. As in Django, only
// a text that may be blank is taken to be empty in them: zero and false are values like others, and might be wrong ones.
func (d *detector) needsFill(label string, f, old *schema.Field) bool {
	if !f.HasColumn() || f.Null || f.Default != nil || f.Auto || old != nil && !old.Null {
		return false
	}
	return !d.to.blank[label+"."+f.Name] || f.IsUnique()
}

func (d *detector) altered(label string, old, f *schema.Field) error {
	m := d.to.models[label]
	op := AlterField{Model: m.Name, Field: *f}
	if d.needsFill(label, f, old) {
		fill, err := d.q.Fill(label, *f)
		if err != nil {
			return err
		}
		op.Fill = fill
	}
	p := d.propose(m.App, op, []string{fieldToken(label, f.Name)}, []string{modelToken(label), freedToken(label), fieldToken(label, f.Name)})
	if old.Relation != nil && (f.Relation == nil || f.Relation.To != old.Relation.To) {
		p.gives = append(p.gives, dropToken(label, f.Name))
	}
	p.refer(*f)
	d.touched[label+"."+f.Name] = true
	return nil
}

// addedIndexes proposes the indexes and constraints that are new, behind the fields they use.
func (d *detector) addedIndexes(label string, old, new *schema.Model) {
	renamed := map[string]bool{}
	if old != nil {
		for _, to := range renamedIndexes(old, new) {
			renamed[to] = true
		}
	}
	for _, ix := range new.Indexes {
		if renamed[ix.Name] || old != nil && hasEqual(old.Indexes, ix) {
			continue
		}
		d.propose(new.App, AddIndex{Model: new.Name, Index: ix}, nil, d.waitFor(label, indexFields(&ix)))
	}
	for _, c := range new.Constraints {
		if old == nil || !hasEqual(old.Constraints, c) {
			d.propose(new.App, AddConstraint{Model: new.Name, Constraint: c}, nil, d.waitFor(label, constraintFields(&c)))
		}
	}
}

func (d *detector) waitFor(label string, fields []string) []string {
	needs := []string{modelToken(label), freedToken(label)}
	for _, f := range fields {
		needs = append(needs, fieldToken(label, f))
	}
	return needs
}

func indexFields(ix *schema.Index) []string {
	out := slices.Clone(ix.Include)
	for _, k := range ix.Keys {
		if k.Expr != nil {
			out = append(out, k.Expr.Fields()...)
		} else {
			out = append(out, k.Field)
		}
	}
	if ix.Where != nil {
		out = append(out, ix.Where.Fields()...)
	}
	return out
}

func constraintFields(c *schema.Constraint) []string {
	out := append(slices.Clone(c.Fields), c.Include...)
	for _, e := range []*schema.Expr{c.Check, c.Where} {
		if e != nil {
			out = append(out, e.Fields()...)
		}
	}
	for _, x := range c.Exclusions {
		out = append(out, x.Field)
	}
	return out
}
