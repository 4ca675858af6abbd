package migrate

import (
	"reflect"
	"slices"
	"sort"

	"github.com/musette-go/musette/schema"
)

// Change is a migration that [Detect] proposes for an app.
type Change struct {
	App        string
	Operations []Operation
	After      []int    // changes of the same list (by index) that must run before
	Apps       []string // apps whose existing migrations must have run before
}

// Detect finds the operations that lead from one state to the other. The same states and answers always give the same
// changes in the same order; no difference gives none. What can be a renaming, and what existing rows shall get, is asked.
func Detect(from, to *State, q Questioner) ([]Change, error) {
	d := &detector{from: from.clone(), to: to, q: q, touched: map[string]bool{}}
	for _, find := range []func() error{d.renamedModels, d.renamedFields} {
		if err := find(); err != nil {
			return nil, err
		}
	}
	for _, label := range d.kept() {
		d.removals(label)
	}
	d.created()
	for _, label := range d.kept() {
		if err := d.changed(label); err != nil {
			return nil, err
		}
	}
	d.deleted()
	return d.changes()
}

// proposal is one operation with what it makes and what must have been made before it.
type proposal struct {
	app   string
	op    Operation
	gives []string
	needs []string
	apps  []string // other apps that it refers to
}

type detector struct {
	from, to *State // from follows the renames that were found
	q        Questioner
	list     []proposal
	touched  map[string]bool // "catalog.Product.name" of fields that indexes and constraints must wait for
}

// What proposals give and need.
func modelToken(label string) string        { return "model " + label }
func fieldToken(label, field string) string { return "field " + label + "." + field }
func dropToken(label, field string) string  { return "drop " + label + "." + field }
func freedToken(label string) string        { return "freed " + label }
func deletedToken(label string) string      { return "deleted " + label }

func (d *detector) propose(app string, op Operation, gives, needs []string) *proposal {
	d.list = append(d.list, proposal{app: app, op: op, gives: gives, needs: needs})
	return &d.list[len(d.list)-1]
}

// refer makes a proposal wait for the models that fields point to.
func (p *proposal) refer(fields ...schema.Field) {
	for _, f := range fields {
		if f.Relation == nil {
			continue
		}
		for _, label := range []string{f.Relation.To, f.Relation.Through} {
			if label == "" {
				continue
			}
			if label == f.Relation.To {
				p.needs = append(p.needs, modelToken(label))
			}
			if app := appOf(label); app != p.app && !slices.Contains(p.apps, app) {
				p.apps = append(p.apps, app)
			}
		}
	}
}

func appOf(label string) string {
	app, _ := splitLast(label)
	return app
}

func (d *detector) gone() []string  { return missingFrom(d.from, d.to) }
func (d *detector) fresh() []string { return missingFrom(d.to, d.from) }

func (d *detector) kept() []string {
	var out []string
	for _, l := range d.to.Labels() {
		if d.from.models[l] != nil {
			out = append(out, l)
		}
	}
	return out
}

func missingFrom(a, b *State) []string {
	var out []string
	for _, l := range a.Labels() {
		if b.models[l] == nil {
			out = append(out, l)
		}
	}
	return out
}

// renamedModels asks about each pair of a model that is gone and a new one of the same app.
func (d *detector) renamedModels() error {
	for _, old := range d.gone() {
		for _, fresh := range d.fresh() {
			if appOf(old) != appOf(fresh) {
				continue
			}
			a, b := d.from.models[old], d.to.models[fresh]
			yes, err := d.q.RenameModel(old, fresh, alikeModels(a, b))
			if err != nil {
				return err
			}
			if !yes {
				continue
			}
			p := d.propose(a.App, RenameModel{From: a.Name, To: b.Name}, []string{modelToken(fresh)}, nil)
			p.gives = append(p.gives, fieldTokens(b)...)
			if err := d.from.renameModel(a.App, a.Name, b.Name); err != nil {
				return err
			}
			break
		}
	}
	return nil
}

func fieldTokens(m *schema.Model) []string {
	var out []string
	for i := range m.Fields {
		out = append(out, fieldToken(m.Label(), m.Fields[i].Name))
	}
	return out
}

// alikeModels reports whether two models have the same fields.
func alikeModels(a, b *schema.Model) bool {
	if len(a.Fields) != len(b.Fields) {
		return false
	}
	for i := range a.Fields {
		f := a.Fields[i]
		if f.Relation != nil && f.Relation.To == a.Label() {
			r := *f.Relation
			r.To = b.Label()
			f.Relation = &r
		}
		g := b.Field(f.Name)
		if g == nil || !reflect.DeepEqual(f, *g) {
			return false
		}
	}
	return true
}

// renamedFields asks about each pair of a field that is gone and a new one of the same model.
func (d *detector) renamedFields() error {
	for _, label := range d.kept() {
		for _, f := range d.to.models[label].Fields {
			if d.from.models[label].Field(f.Name) != nil {
				continue
			}
			if err := d.renamedField(label, f); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *detector) renamedField(label string, f schema.Field) error {
	for _, old := range d.from.models[label].Fields {
		if d.to.models[label].Field(old.Name) != nil || old.IsManyToMany() != f.IsManyToMany() {
			continue
		}
		same := old
		if same.Name, same.Column = f.Name, f.Column; f.Column != "" && f.Column != old.ColumnName() {
			same.Column = old.Column
		}
		yes, err := d.q.RenameField(label, old.Name, f.Name, reflect.DeepEqual(same, f))
		if err != nil {
			return err
		}
		if !yes {
			continue
		}
		m := d.to.models[label]
		d.propose(m.App, RenameField{Model: m.Name, From: old.Name, To: f.Name}, []string{fieldToken(label, f.Name)}, []string{modelToken(label)})
		return d.from.renameField(m.App, m.Name, old.Name, f.Name)
	}
	return nil
}

// sortStrings sorts and leaves out doubles.
func sortStrings(s []string) []string {
	sort.Strings(s)
	return slices.Compact(s)
}
