package generate

import (
	"go/types"
	"slices"
	"strings"

	"github.com/musette-go/musette/schema"
)

// describe turns the type and the options of a field into its description.
func (c *collector) describe(f *field) {
	s := &f.spec
	s.Name, s.GoName = f.snake, f.name
	s.Column = f.settings["column"].value
	s.Null = f.pointer || f.has("null")
	s.Unique, s.Index, s.NoIndex = f.has("unique"), f.has("index"), f.has("no_index")
	s.Blank, s.ReadOnly = f.has("blank"), f.has("readonly")
	switch f.class {
	case stringClass:
		c.text(f)
	case decimalClass:
		c.digits(f)
	case momentClass:
		c.automatic(f)
	case intClass:
		if f.has("auto") && f.has("noauto") {
			c.add(f.pos, f.subject(), `options "auto" and "noauto" exclude each other`)
		} else if f.has("auto") && !f.has("primary_key") && f.name != "ID" {
			c.add(f.pos, f.subject(), `option "auto" is for the primary key`)
		}
		if n := f.count("bits", f.kind.bits); n > f.kind.bits || n != 16 && n != 32 && n != 64 {
			c.add(f.pos, f.subject(), "bits=%d: a column of %s has 16, 32 or 64 bits, and not more than the type", n, f.kind.shown)
		}
	}
	if f.class&scalarClass != 0 {
		c.constant(f)
	}
	c.fieldNames(f)
}

// bits is the width of a whole number's column: that of its Go type, or what the option bits says; 0 for what is none.
func (f *field) bits() int {
	switch {
	case f.kind == nil:
		return 0
	case f.class != intClass:
		return f.kind.bits
	}
	return f.count("bits", f.kind.bits)
}

// formats are the options that narrow a text, with the length that it has without max_length, as in Django.
var formats = []struct {
	option string
	format schema.Format
	length int
}{{"email", schema.Email, 254}, {"url", schema.URL, 200}, {"slug", schema.Slug, 50}, {"file", schema.File, 100}, {"image", schema.Image, 100}}

// text reads the options of a string.
func (c *collector) text(f *field) {
	length := 0
	for _, x := range formats {
		if !f.has(x.option) {
			continue
		}
		if f.spec.Format != schema.Plain {
			c.add(f.pos, f.subject(), "options %q and %q exclude each other", f.spec.Format, x.option)
		}
		f.spec.Format, length = x.format, x.length
	}
	f.spec.MaxLength = f.count("max_length", length)
	if f.has("max_length") && f.spec.MaxLength == 0 {
		c.add(f.pos, f.subject(), "max_length=0: a text of no characters is of no use; leave the option out for a text of any length")
	}
	f.spec.Collation = f.settings["collation"].value
	if f.has("collation") && !schema.ValidName(strings.NewReplacer("-", "_", ".", "_").Replace(f.spec.Collation)) {
		c.add(f.pos, f.subject(), "collation %q cannot be a name", f.spec.Collation)
	}
}

// mostDigits is what a scaled 64-bit integer holds, which is how SQLite keeps decimals.
const mostDigits = 18

// digits reads the options of a decimal.
func (c *collector) digits(f *field) {
	if !f.has("max_digits") || !f.has("decimal_places") {
		if f.badTag {
			return // it may be what was meant
		}
		c.add(f.pos, f.subject(), "a decimal needs its size: write `orm:\"max_digits=10,decimal_places=2\"`")
		return
	}
	f.spec.MaxDigits, f.spec.DecimalPlaces = f.count("max_digits", 0), f.count("decimal_places", 0)
	switch {
	case f.spec.MaxDigits == 0:
		c.add(f.pos, f.subject(), "max_digits=0: a decimal has at least one digit")
	case f.spec.MaxDigits > mostDigits:
		c.add(f.pos, f.subject(), "max_digits=%d: at most %d, since SQLite keeps decimals as scaled 64-bit integers", f.spec.MaxDigits, mostDigits)
	case f.spec.DecimalPlaces > f.spec.MaxDigits:
		c.add(f.pos, f.subject(), "decimal_places=%d is more than max_digits=%d: max_digits counts all digits", f.spec.DecimalPlaces, f.spec.MaxDigits)
	}
}

// automatic reads the options of times that are set at saving.
func (c *collector) automatic(f *field) {
	f.spec.AutoNow, f.spec.AutoNowAdd = f.has("auto_now"), f.has("auto_now_add")
	switch {
	case f.spec.AutoNow && f.spec.AutoNowAdd:
		c.add(f.pos, f.subject(), `options "auto_now" and "auto_now_add" exclude each other: the first sets the time at every save, the second at creation`)
	case (f.spec.AutoNow || f.spec.AutoNowAdd) && f.pointer:
		c.add(f.pos, f.subject(), "a time that is set automatically is never NULL: drop the pointer")
	}
}

// fieldNames checks the names that a field brings: of the struct, of the field, of the column.
func (c *collector) fieldNames(f *field) {
	own := f.name == f.model.name+"Cols"
	switch {
	case reserved[f.name] || own || f.isOutput() && reservedOutputs[f.name]:
		c.add(f.pos, f.subject(), "the name %s is reserved: %s", f.name, map[bool]string{
			true:  "the generated columns are called so; choose another",
			false: "managers, queries and relations have methods of such names; rename it" + f.keepColumn()}[own])
	case f.defined && f.kind != nil && inTheWay(f.elem):
		c.add(f.pos, f.subject(), "the type %s has a name that generated code needs for itself (%s): rename it", f.typeShown(), sorted(locals))
	case f.spec.Column != "" && !schema.ValidName(f.spec.Column):
		c.add(f.pos, f.subject(), "column %q cannot be a name: use 1 to 63 letters, digits and underscores, a letter first", f.spec.Column)
	case strings.Contains(f.snake, "__") || strings.HasSuffix(f.snake, "_"):
		c.add(f.pos, f.subject(), "the name %q has two underscores in a row or one at its end, which paths through relations use: rename the field", f.snake)
	case !schema.ValidName(f.snake):
		c.add(f.pos, f.subject(), "the name %q (%d bytes) cannot be one in SQL: 1 to 63 letters a-z, digits and underscores", f.snake, len(f.snake))
	case f.class&keyClass != 0 && f.spec.Column == "" && !schema.ValidName(f.snake+"_id"):
		c.add(f.pos, f.subject(), "the column %q (%d bytes) is too long: give a shorter one with column=", f.snake+"_id", len(f.snake)+3)
	}
}

// locals are the names that generated functions use inside; a type of the package must not have one.
var locals = []string{"R", "i", "m", "p", "r", "row", "v", "x"}

// inTheWay reports whether a type's name is one of them.
func inTheWay(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && slices.Contains(locals, named.Obj().Name())
}

// keepColumn tells how a renamed field keeps its column.
func (f *field) keepColumn() string {
	if f.isOutput() || !f.hasColumn() {
		return ""
	}
	column := f.snake
	if f.class&keyClass != 0 {
		column += "_id"
	}
	return " and keep the column with `orm:\"column=" + column + "\"`"
}

// typeShown is the type of the value as people write it.
func (f *field) typeShown() string {
	if f.elem == nil {
		return f.className()
	}
	return types.TypeString(f.elem, func(p *types.Package) string {
		if p == f.model.of.pack.types {
			return ""
		}
		return p.Name()
	})
}
