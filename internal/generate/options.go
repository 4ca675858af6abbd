package generate

import (
	"fmt"
	"strings"
)

// argument says what follows the name of an option.
type argument uint8

const (
	noArgument    argument = iota
	countArgument          // a whole number of at least 0
	textArgument           // anything that is not empty
)

// option is one option of a tag.
type option struct {
	name    string
	arg     argument
	applies class
}

// options are all options of tags, in the order in which errors list them.
var options = [...]option{
	{"primary_key", noArgument, intClass | stringClass | uuidClass | refClass},
	{"auto", noArgument, intClass},
	{"noauto", noArgument, intClass},
	{"bits", countArgument, intClass},
	{"max_length", countArgument, stringClass},
	{"max_digits", countArgument, decimalClass},
	{"decimal_places", countArgument, decimalClass},
	{"email", noArgument, stringClass},
	{"url", noArgument, stringClass},
	{"slug", noArgument, stringClass},
	{"file", noArgument, stringClass},
	{"image", noArgument, stringClass},
	{"collation", textArgument, stringClass},
	{"auto_now", noArgument, momentClass},
	{"auto_now_add", noArgument, momentClass},
	{"default", textArgument, boolClass | intClass | floatClass | decimalClass | stringClass | keyClass},
	{"to", textArgument, looseClass},
	{"on_delete", textArgument, keyClass},
	{"null", noArgument, keyClass},
	{"one_to_one", noArgument, keyClass},
	{"no_constraint", noArgument, keyClass},
	{"no_index", noArgument, keyClass},
	{"related_name", textArgument, keyClass | manyClass},
	{"through", textArgument, manyClass},
	{"unique", noArgument, columnClass},
	{"index", noArgument, scalarClass},
	{"column", textArgument, columnClass},
	{"blank", noArgument, anyClass},
	{"readonly", noArgument, anyClass},
}

// habits are options of other libraries that people write, with ours.
var habits = map[string]string{
	"pk": "primary_key", "primarykey": "primary_key", "autoincrement": "auto", "size": "max_length", "maxlen": "max_length", "len": "max_length",
	"precision": "max_digits", "scale": "decimal_places", "db_column": "column", "db_index": "index", "nullable": "null", "required": "",
	"editable": "readonly", "ondelete": "on_delete", "fk": "to", "onetoone": "one_to_one",
}

// optionsOf lists the names of the options that a class of types takes.
func optionsOf(c class) []string {
	var names []string
	for _, o := range options {
		if o.applies&c != 0 {
			names = append(names, o.name)
		}
	}
	return names
}

func findOption(name string) *option {
	for i := range options {
		if options[i].name == name {
			return &options[i]
		}
	}
	return nil
}

// readSettings checks the options of a field against its type and keeps those that are right.
func (c *collector) readSettings(f *field, list []setting) {
	f.settings = map[string]setting{}
	for _, s := range list {
		if text := settingMistake(f, s); text != "" {
			c.add(f.pos, f.subject(), "%s", text)
			f.badTag = true
			continue
		}
		f.settings[s.name] = s
	}
}

// settingMistake says what is wrong with an option, if anything is.
func settingMistake(f *field, s setting) string {
	o := findOption(s.name)
	switch {
	case s.name == "-":
		return `"-" stands alone: it takes the field out of the model`
	case o == nil:
		return unknownOption(f, s.name)
	case o.applies&f.class == 0:
		return wrongOption(f, s.name)
	case f.has(s.name):
		return fmt.Sprintf("option %q is given twice", s.name)
	case o.arg == noArgument && s.has:
		return fmt.Sprintf("option %q takes no value: write %s", s.name, s.name)
	case o.arg != noArgument && s.value == "" && !(s.name == "default" && s.has):
		return fmt.Sprintf("option %q needs a value: write %s=%s", s.name, s.name, map[bool]string{true: "100", false: "…"}[o.arg == countArgument])
	case o.arg == countArgument && !isCount(s.value):
		return fmt.Sprintf("%s=%s: %q is not a whole number", s.name, s.value, s.value)
	}
	return ""
}

func isCount(s string) bool {
	return len(s) < 10 && strings.Trim(s, "0123456789") == ""
}

func unknownOption(f *field, name string) string {
	known := optionsOf(f.class)
	hint := didYouMean(name, known)
	if ours := habits[strings.ToLower(name)]; ours != "" {
		hint = `: did you mean "` + ours + `"?`
	}
	if name == "null" || habits[name] == "null" {
		hint = ""
	}
	return fmt.Sprintf("unknown option %q%s (options of %s: %s)", name, hint, f.className(), sorted(known))
}

// wrongOption explains why a known option is of no use for the type.
func wrongOption(f *field, name string) string {
	switch {
	case name == "null" && f.class == manyClass:
		return `option "null" does not apply to orm.Many: no pairs are an empty list, never NULL`
	case name == "null":
		return fmt.Sprintf(`option "null" is for keys: a nullable column is a pointer, *%s`, f.typeShown())
	case name == "index" && f.class&keyClass != 0:
		return `option "index" does not apply to keys: they have an index already; no_index takes it away`
	case (name == "auto_now" || name == "auto_now_add") && f.class != momentClass:
		return fmt.Sprintf("option %q needs a time.Time, schema.Date or schema.Clock, not %s", name, f.className())
	case name == "default" && f.class&scalarClass != 0:
		return fmt.Sprintf("a default of %s cannot be written in a tag: give it in Meta", f.className())
	}
	return fmt.Sprintf("option %q does not apply to %s (options of %s: %s)", name, f.className(), f.className(), sorted(optionsOf(f.class)))
}

// has reports whether the option was given.
func (f *field) has(name string) bool {
	_, ok := f.settings[name]
	return ok
}

// count is the value of an option that is a number, or what stands in for it.
func (f *field) count(name string, otherwise int) int {
	s, ok := f.settings[name]
	if !ok {
		return otherwise
	}
	n := 0
	for _, d := range s.value {
		n = 10*n + int(d-'0')
	}
	return n
}
