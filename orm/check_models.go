package orm

import (
	"fmt"
	"reflect"
	"unicode/utf8"

	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/schema"
)

// CheckModels looks for mistakes in models that neither the compiler nor the generator can see: what their Meta methods say,
// and what only shows when all models of a site are together. The IDs are models.E001 to models.E008; the reference of
// checks explains them.
func CheckModels(r *Registry) []check.Message {
	c := modelChecker{names: map[string]string{}}
	for _, d := range r.models {
		c.tables(r, d)
	}
	for _, d := range r.models {
		if c.meta(d) {
			c.model(d)
		}
	}
	return c.out
}

type modelChecker struct {
	out   []check.Message
	names map[string]string // of indexes and constraints, with whose they are
}

func (c *modelChecker) add(id, object, text, hint string) {
	c.out = append(c.out, check.Message{ID: id, Level: check.Error, Object: object, Text: text, Hint: hint})
}

// tables refuses a table of pairs that is another model's table, or another relation's.
func (c *modelChecker) tables(r *Registry, d *Descriptor) {
	for i := range d.Schema.Fields {
		f := &d.Schema.Fields[i]
		if !f.IsManyToMany() || f.Relation.Through != "" {
			continue
		}
		t, me := d.Schema.ThroughTable(f), d.Label()+"."+f.Name
		for _, other := range r.models {
			if other.table() == t {
				c.add("models.E007", me, "its table of pairs "+t+" is the table of "+other.Label(), "Rename the field, or the table with //musette:table.")
			}
		}
		if other, ok := c.names["table "+t]; ok {
			c.add("models.E007", me, "its table of pairs "+t+" is also that of "+other, "Rename one of the fields.")
		}
		c.names["table "+t] = me
	}
}

// meta evaluates the model's Meta method, which panics on what cannot be.
func (c *modelChecker) meta(d *Descriptor) (fine bool) {
	defer func() {
		if p := recover(); p != nil {
			c.add("models.E001", d.Label(), fmt.Sprintf("its Meta method is wrong: %v", p), "Constraints and indexes compare the model's own columns with constants and each other.")
		}
	}()
	d.options()
	return true
}

func (c *modelChecker) model(d *Descriptor) {
	m := d.Model()
	for i := range m.Fields {
		c.field(d, &m.Fields[i])
	}
	for i := range m.Indexes {
		c.name(d, m.Indexes[i].Name)
	}
	for i := range m.Constraints {
		c.name(d, m.Constraints[i].Name)
		c.constraint(d, &m.Constraints[i])
	}
}

func (c *modelChecker) name(d *Descriptor, name string) {
	if !schema.ValidName(name) {
		c.add("models.E003", d.Label(), fmt.Sprintf("%q cannot be the name of an index or constraint: expected 1 to 63 letters, digits and underscores, no digit first", name), "Choose another name.")
		return
	}
	if other, ok := c.names[name]; ok {
		c.add("models.E002", d.Label(), "the name "+name+" of an index or constraint is used by "+other+" already", "Names are unique in a whole database: begin them with app and model.")
	}
	c.names[name] = d.Label()
}

func (c *modelChecker) constraint(d *Descriptor, k *schema.Constraint) {
	switch k.Kind {
	case schema.Unique:
		if len(k.Fields) == 0 {
			c.add("models.E008", d.Label(), "the unique constraint "+k.Name+" names no columns", "Name the columns that are unique together.")
		}
	case schema.Check:
		if k.Check.Op == schema.OpIn && len(k.Check.Args) < 2 {
			c.add("models.E008", d.Label(), "the check constraint "+k.Name+" allows no value at all", "CheckChoices needs a field with choices: give its type a method Choices, or use orm.Choices in Fields.")
		}
	}
}

func (c *modelChecker) field(d *Descriptor, f *schema.Field) {
	me := d.Label() + "." + f.Name
	if r := f.Relation; r != nil && f.HasColumn() {
		if r.OnDelete == schema.SetNull && !f.Null {
			c.add("models.E005", me, "on_delete set_null on a key that may not be NULL", "Add null to its tag, or choose another on_delete.")
		}
		if r.OnDelete == schema.SetDefault && f.Default == nil {
			c.add("models.E006", me, "on_delete set_default on a key without a default", "Add default=… to its tag, or choose another on_delete.")
		}
	}
	seen := map[any]bool{}
	for _, ch := range f.Choices {
		if why := unfit(f, ch.Value); why != "" {
			c.add("models.E004", me, fmt.Sprintf("the choice %v %s", ch.Value, why), "Choices are values that the column can hold.")
		} else if seen[ch.Value] {
			c.add("models.E004", me, fmt.Sprintf("the choice %v is there twice", ch.Value), "Keep one of them.")
		}
		if reflect.ValueOf(ch.Value).Comparable() {
			seen[ch.Value] = true
		}
	}
}

// unfit says why a choice is no value of the field.
func unfit(f *schema.Field, v any) string {
	t := literalType(v)
	switch {
	case !reflect.ValueOf(v).IsValid() || !reflect.ValueOf(v).Comparable():
		return "cannot be compared"
	case f.Type.IsText():
		s, ok := v.(string)
		if !ok {
			return fmt.Sprintf("is a %T in a field of texts", v)
		}
		if n := utf8.RuneCountInString(s); f.MaxLength > 0 && n > f.MaxLength {
			return fmt.Sprintf("has %d characters where %d are possible", n, f.MaxLength)
		}
	case f.Type.IsInt() && !t.IsInt():
		return fmt.Sprintf("is a %T in a field of whole numbers", v)
	}
	return ""
}
