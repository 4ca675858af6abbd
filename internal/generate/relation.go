package generate

import (
	"go/token"
	"go/types"
	"strings"

	"github.com/musette-go/musette/schema"
)

// onDeletes are the values of on_delete, with the constants of package schema.
var onDeletes = map[string]string{
	"cascade": "Cascade", "protect": "Protect", "restrict": "Restrict", "set_null": "SetNull", "set_default": "SetDefault", "do_nothing": "DoNothing",
}

// resolve completes the relations of a model, once the models of the package are known.
func (c *collector) resolve(m *model) {
	for _, f := range m.fields {
		if f.rel == nil {
			continue
		}
		if f.class == manyClass {
			f.rel.kind = schema.ManyToMany
			c.through(f)
		} else {
			c.key(f)
		}
		c.relatedName(f)
	}
}

// key completes a foreign key.
func (c *collector) key(f *field) {
	if f.has("one_to_one") || f.has("unique") || f == f.model.key {
		f.rel.kind = schema.OneToOne
		f.spec.Unique = false // said by the kind
	}
	c.onDelete(f)
	if f.rel.loose {
		f.rel.to = f.settings["to"].value
		if app, name, ok := strings.Cut(f.rel.to, "."); !f.has("to") || !ok || !schema.ValidName(app) || !token.IsIdentifier(name) {
			c.add(f.pos, f.subject(), "an orm.LooseRef says where it points by a label: write `orm:\"to=blog.Post\"`")
		}
	} else {
		c.keyType(f)
	}
	if f.kind != nil && f.has("default") {
		c.constant(f)
	}
}

func (c *collector) onDelete(f *field) {
	value := f.settings["on_delete"].value
	constant, ok := onDeletes[value]
	f.rel.onDelete = constant
	known := []string{"cascade", "protect", "restrict", "set_null", "set_default", "do_nothing"}
	switch {
	case !f.has("on_delete") && f.badTag: // it may be what was meant
	case !f.has("on_delete"):
		c.add(f.pos, f.subject(), "on_delete is missing: say what happens to this row when the other one is deleted (%s)", strings.Join(known, ", "))
	case !ok:
		c.add(f.pos, f.subject(), "unknown on_delete=%s%s (values: %s)", value, didYouMean(value, known), strings.Join(known, ", "))
	case value == "set_null" && !f.has("null"):
		c.add(f.pos, f.subject(), "on_delete=set_null needs the option null")
	case value == "set_default" && !f.has("default"):
		c.add(f.pos, f.subject(), "on_delete=set_default needs the option default")
	}
}

// keyType compares the type of the key with the primary key that it points to, and takes its limits.
func (c *collector) keyType(f *field) {
	to := keyOf(f.rel.target, 0)
	if to == nil || to.kind == nil {
		if f.rel.target.of != c.out { // in this package it is a mistake of its own
			c.add(f.pos, f.subject(), "%s has no primary key that could be read", f.rel.to)
		}
		f.kind = nil
		return
	}
	wide := f.kind != nil && f.kind.name == "int64" && !f.defined && to.class == intClass && !to.defined // orm.Ref holds every whole number
	if !wide && (f.elem == nil || !types.Identical(f.elem, to.elem)) {
		c.add(f.pos, f.subject(), "the key of %s is %s: write orm.RefOf[%s, %s]", f.rel.to, to.typeShown(), f.rel.shownIn(c.pack), to.typeShown())
		f.kind = nil
		return
	}
	f.spec.MaxLength, f.spec.MaxDigits, f.spec.DecimalPlaces = to.spec.MaxLength, to.spec.MaxDigits, to.spec.DecimalPlaces
	f.spec.Collation = to.spec.Collation
}

// keyOf is the field that holds the value of a model's primary key: the key itself, or the key that it points to when the
// primary key is a relation.
func keyOf(m *model, depth int) *field {
	k := m.key
	if k == nil || k.rel == nil || k.rel.target == nil || depth > 10 {
		return k
	}
	return keyOf(k.rel.target, depth+1)
}

// shownIn is how the target is written in a package.
func (r *relation) shownIn(p *pack) string {
	if r.target.of.pack == p {
		return r.target.name
	}
	return r.target.of.pack.name + "." + r.target.name
}

// relatedName decides how the other side calls the relation.
func (c *collector) relatedName(f *field) {
	value, given := f.settings["related_name"]
	switch {
	case f.rel.loose && !given:
	case given && value.value == "-":
	case given && (!token.IsIdentifier(value.value) || !token.IsExported(value.value)):
		c.add(f.pos, f.subject(), "related_name=%s is no exported Go name: write related_name=%s, or - for none", value.value, f.model.plural)
	case given && reserved[value.value]:
		c.add(f.pos, f.subject(), "related_name=%s: the name is reserved for a method of managers; choose another", value.value)
	case given:
		f.rel.reverse = value.value
	case f.rel.kind == schema.OneToOne:
		f.rel.reverse = f.model.name
	default:
		f.rel.reverse = f.model.name + "Set"
	}
}
