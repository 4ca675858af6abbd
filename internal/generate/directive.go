package generate

import (
	"go/ast"
	"go/token"
	"strings"

	"github.com/musette-go/musette/schema"
)

// directivePrefix begins the comments that speak to the generator.
const directivePrefix = "//musette:"

// directive is one such comment: `//musette:plural Categories`.
type directive struct {
	name, value string
	pos         token.Pos
}

// directives reads those of a comment group.
func directives(group *ast.CommentGroup) []directive {
	if group == nil {
		return nil
	}
	var out []directive
	for _, c := range group.List {
		rest, ok := strings.CutPrefix(c.Text, directivePrefix)
		if !ok {
			continue
		}
		name, value, _ := strings.Cut(rest, " ")
		out = append(out, directive{strings.TrimSpace(name), strings.TrimSpace(value), c.Pos()})
	}
	return out
}

// abstract reports whether the struct says that it has no table itself.
func (d *decl) abstract() bool {
	for _, x := range directives(d.doc) {
		if x.name == "abstract" {
			return true
		}
	}
	return false
}

// modelDirectives applies the comments above a model.
func (c *collector) modelDirectives(m *model) {
	for _, x := range directives(m.decl.doc) {
		switch {
		case x.name == "app": // read with the package
		case x.name == "plural":
			if c.goodPlural(x, m.name) {
				m.plural = x.value
			}
		case x.name == "table" && schema.ValidName(x.value):
			m.table, m.override = x.value, x.value != m.table
		case x.name == "table":
			c.add(x.pos, m.name, "table %q cannot be a name: use 1 to 63 letters, digits and underscores, a letter first", x.value)
		case x.name == "unmanaged":
			m.unmanaged = true
		default:
			c.unknownDirective(x, m.name, "app", "plural", "table", "unmanaged", "abstract")
		}
	}
}

// resultDirectives applies the comments above a result.
func (c *collector) resultDirectives(r *result) {
	for _, x := range directives(r.decl.doc) {
		switch x.name {
		case "app":
		case "plural":
			if c.goodPlural(x, r.name) {
				r.plural = x.value
			}
		default:
			c.unknownDirective(x, r.name, "app", "plural")
		}
	}
}

func (c *collector) goodPlural(x directive, subject string) bool {
	ok := token.IsIdentifier(x.value) && token.IsExported(x.value)
	if !ok {
		c.add(x.pos, subject, "plural %q is not the name of an exported Go variable: write //musette:plural Categories", x.value)
	}
	return ok
}

func (c *collector) unknownDirective(x directive, subject string, known ...string) {
	c.add(x.pos, subject, "unknown comment %s%s%s (known: %s)", directivePrefix, x.name, didYouMean(x.name, known), sorted(known))
}

// appLabel finds the app's label: the package's name, or what a comment //musette:app says.
func (c *collector) appLabel() string {
	label, set := c.pack.name, false
	for _, f := range c.pack.files {
		for _, group := range f.ast.Comments {
			for _, x := range directives(group) {
				if x.name != "app" {
					continue
				}
				switch {
				case !schema.ValidName(x.value) || strings.Contains(x.value, "__"):
					c.add(x.pos, "", "app label %q cannot be a name: use letters, digits and single underscores, a letter first", x.value)
				case set && label != x.value:
					c.add(x.pos, "", "the app label is %q and %q: keep one comment //musette:app in the package", label, x.value)
				default:
					label, set = x.value, true
				}
			}
		}
	}
	return label
}
