package migrate

import (
	"slices"

	"github.com/musette-go/musette/schema"
)

// created proposes the new models, each behind those it points to. Where models point at each other in a circle, one of
// the keys is added afterwards.
func (d *detector) created() {
	const (
		visiting = 1
		done     = 2
	)
	mark := map[string]int{}
	var visit func(label string)
	visit = func(label string) {
		mark[label] = visiting
		later := map[string]bool{}
		m := d.to.models[label]
		for i := range m.Fields {
			f := &m.Fields[i]
			if f.Relation == nil || f.Relation.To == label || d.to.models[f.Relation.To] == nil || d.from.models[f.Relation.To] != nil {
				continue
			}
			switch mark[f.Relation.To] {
			case 0:
				visit(f.Relation.To)
			case visiting:
				later[f.Name] = true
			}
		}
		mark[label] = done
		d.create(m, later)
	}
	for _, label := range d.fresh() {
		if mark[label] == 0 {
			visit(label)
		}
	}
}

// create proposes one model; the fields named in later, and what uses them, come in operations of their own.
func (d *detector) create(m *schema.Model, later map[string]bool) {
	label := m.Label()
	op := CreateModel{Name: m.Name, Options: optionsOf(m)}
	op.Options.Table = m.Table
	rest := &schema.Model{App: m.App, Name: m.Name}
	for _, f := range m.Fields {
		if later[f.Name] {
			rest.Fields = append(rest.Fields, f)
			continue
		}
		op.Fields = append(op.Fields, f)
	}
	uses := func(fields []string) bool {
		return slices.ContainsFunc(fields, func(f string) bool { return later[f] })
	}
	for _, ix := range m.Indexes {
		if uses(indexFields(&ix)) {
			rest.Indexes = append(rest.Indexes, ix)
		} else {
			op.Options.Indexes = append(op.Options.Indexes, ix)
		}
	}
	for _, c := range m.Constraints {
		if uses(constraintFields(&c)) {
			rest.Constraints = append(rest.Constraints, c)
		} else {
			op.Options.Constraints = append(op.Options.Constraints, c)
		}
	}
	p := d.propose(m.App, op, []string{modelToken(label)}, nil)
	for _, f := range op.Fields {
		p.gives = append(p.gives, fieldToken(label, f.Name))
	}
	p.refer(slices.DeleteFunc(slices.Clone(op.Fields), func(f schema.Field) bool { return f.Relation != nil && f.Relation.To == label })...)
	for _, old := range d.gone() {
		if d.from.models[old].TableName() == m.TableName() {
			p.needs = append(p.needs, deletedToken(old))
		}
	}
	for i := range rest.Fields {
		f := &rest.Fields[i]
		q := d.propose(m.App, AddField{Model: m.Name, Field: *f}, []string{fieldToken(label, f.Name)}, []string{modelToken(label)})
		q.refer(*f)
	}
	d.addedIndexes(label, nil, rest)
}

// deleted proposes to delete the models that are gone, those that point to others first.
func (d *detector) deleted() {
	gone := d.gone()
	isGone := func(label string) bool { return slices.Contains(gone, label) }
	const (
		visiting = 1
		done     = 2
	)
	mark := map[string]int{}
	var visit func(label string)
	visit = func(label string) {
		mark[label] = visiting
		m := d.from.models[label]
		needs := []string{modelToken(label)}
		for _, other := range d.from.Labels() {
			o := d.from.models[other]
			for i := range o.Fields {
				f := &o.Fields[i]
				if other == label || !refersTo(f, label) {
					continue
				}
				needs = append(needs, dropToken(other, f.Name))
				if !isGone(other) {
					continue
				}
				if mark[other] == 0 {
					visit(other)
				}
				if mark[other] == visiting { // a circle: its key goes first
					d.propose(o.App, RemoveField{Model: o.Name, Name: f.Name}, []string{dropToken(other, f.Name)}, nil)
					continue
				}
				needs = append(needs, deletedToken(other))
			}
		}
		mark[label] = done
		d.propose(m.App, DeleteModel{Name: m.Name}, []string{deletedToken(label)}, needs)
	}
	for _, label := range gone {
		if mark[label] == 0 {
			visit(label)
		}
	}
}
