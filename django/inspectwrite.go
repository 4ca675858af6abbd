package django

import (
	"fmt"
	"go/format"
	"maps"
	"slices"
	"strings"

	"github.com/musette-go/musette/schema"
)

const (
	module      = "github.com/musette-go/musette/"
	authPackage = module + "auth"
)

// target is a model that keys point to.
type target struct {
	typ     string // as Go writes it: "Category", "auth.User"
	key     string // the type of its key where that is no whole number
	imports string
}

// modelWriter writes models.
type modelWriter struct {
	label, pkg string
	sqlite     bool
	targets    map[string]target
	imports    map[string]bool
}

// file is the whole file.
func (w *modelWriter) file(tables []*foundTable) (string, error) {
	w.imports = map[string]bool{module + "orm": true}
	var models strings.Builder
	for _, t := range tables {
		models.WriteString("\n" + w.model(t))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "// Package %s has models for the tables of Django's app %s.\npackage %[1]s\n\nimport (\n", w.pkg, w.label)
	all := slices.Sorted(maps.Keys(w.imports))
	for _, ours := range []bool{false, true} {
		for _, path := range all {
			if strings.HasPrefix(path, module) == ours {
				fmt.Fprintf(&b, "\t%q\n", path)
			}
		}
		b.WriteString("\n")
	}
	b.WriteString(")\n\n//go:generate go tool musette generate\n")
	if w.pkg != w.label {
		fmt.Fprintf(&b, "\n//musette:app %s\n", w.label)
	}
	b.WriteString(models.String())
	out, err := format.Source([]byte(b.String()))
	if err != nil {
		return "", fmt.Errorf("django: inspectdb: a name in the database cannot be written in Go: %w", err)
	}
	return string(out), nil
}

// model is one struct.
func (w *modelWriter) model(t *foundTable) string {
	rest := strings.TrimPrefix(t.name, w.label+"_")
	name := goName(rest)
	if t.primary() == nil {
		return fmt.Sprintf("// The table %s has no primary key of one column: there is no model for it.\n", t.name)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "// %s %s is a row of the table %s.\n//\n//musette:unmanaged\n", article(name), name, t.name)
	if p := plural(name); p != name+"s" {
		fmt.Fprintf(&b, "//musette:plural %s\n", p)
	}
	if schema.DefaultTable(w.label, name) != t.name {
		fmt.Fprintf(&b, "//musette:table %s\n", t.name)
	}
	fmt.Fprintf(&b, "type %s struct {\n\torm.Model\n", name)
	taken, pointed := map[string]bool{"Model": true}, map[string]bool{}
	for _, c := range t.columns {
		b.WriteString("\t" + w.field(c, taken, pointed) + "\n")
	}
	b.WriteString("}\n")
	return b.String()
}

func article(name string) string {
	if strings.ContainsRune("AEIOU", rune(name[0])) {
		return "An"
	}
	return "A"
}

// plural is a guess.
func plural(name string) string {
	switch n := len(name); {
	case strings.HasSuffix(name, "y") && n > 1 && !strings.ContainsRune("aeiou", rune(name[n-2])):
		return name[:n-1] + "ies"
	case strings.HasSuffix(name, "s") || strings.HasSuffix(name, "x") || strings.HasSuffix(name, "ch") || strings.HasSuffix(name, "sh"):
		return name + "es"
	}
	return name + "s"
}

// field is one line. taken are the names of the struct so far, pointed the targets of its keys.
func (w *modelWriter) field(c *foundColumn, taken, pointed map[string]bool) string {
	name, typ, tags, known := "", "", []string(nil), true
	to, isKey := w.targets[c.refers]
	isKey = isKey && c.refers != ""
	if isKey {
		name = fieldName(strings.TrimSuffix(c.name, "_id"))
		typ, tags = w.key(c, to, pointed)
	} else {
		name = fieldName(c.name)
		typ, tags, known = w.plain(c)
	}
	if !known {
		return fmt.Sprintf("// The column %s has the type %s, for which there is no field.", c.name, c.typ)
	}
	for taken[name] {
		name += "X"
	}
	taken[name] = true
	if c.primary && (isKey || c.name != "id" || c.goKey() != "") {
		tags = append(tags, "primary_key")
		if c.auto {
			tags = append(tags, "auto")
		}
	} else if c.primary && !c.auto {
		tags = append(tags, "noauto")
	}
	if column := (&schema.Field{Name: snake(name), Relation: relationOf(isKey)}).ColumnName(); column != c.name {
		tags = append(tags, "column="+c.name)
	}
	if !c.primary && !isKey && c.unique {
		tags = append(tags, "unique")
	} else if !c.primary && !isKey && c.index {
		tags = append(tags, "index")
	}
	line := name + " " + typ
	if tags != nil {
		line += " `orm:\"" + strings.Join(tags, ",") + "\"`"
	}
	return line
}

func relationOf(isKey bool) *schema.Relation {
	if isKey {
		return &schema.Relation{}
	}
	return nil
}

// key is the type and the tags of a foreign key. What happens to it when its row is deleted is Django's: the database does nothing.
func (w *modelWriter) key(c *foundColumn, to target, pointed map[string]bool) (string, []string) {
	if to.imports != "" {
		w.imports[to.imports] = true
	}
	typ := "orm.Ref[" + to.typ + "]"
	if to.key != "" {
		typ = "orm.RefOf[" + to.typ + ", " + to.key + "]"
	}
	var tags []string
	if c.null {
		tags = append(tags, "null")
	}
	if c.unique || c.primary {
		tags = append(tags, "one_to_one")
	}
	tags = append(tags, "on_delete=do_nothing")
	if pointed[to.typ] {
		tags = append(tags, "related_name=-")
	}
	pointed[to.typ] = true
	return typ, tags
}

// plain is the type and the tags of any other column.
func (w *modelWriter) plain(c *foundColumn) (typ string, tags []string, known bool) {
	switch c.typ {
	case "smallint":
		typ = "int16"
	case "integer":
		typ = "int32"
	case "bigint":
		typ = "int64"
	case "boolean":
		typ = "bool"
	case "double precision", "real":
		typ = "float64"
	case "character varying", "character":
		typ = "string"
		if len(c.sizes) == 1 {
			tags = append(tags, fmt.Sprintf("max_length=%d", c.sizes[0]))
		}
	case "text":
		typ = "string"
	case "numeric":
		if w.sqlite { // where Django keeps them as floating point numbers
			typ = "float64"
			break
		}
		if len(c.sizes) != 2 || c.sizes[0] > 18 {
			return "", nil, false
		}
		typ, tags = "decimal.Decimal", append(tags, fmt.Sprintf("max_digits=%d", c.sizes[0]), fmt.Sprintf("decimal_places=%d", c.sizes[1]))
		w.imports[module+"decimal"] = true
	case "timestamp with time zone":
		typ = "time.Time"
		w.imports["time"] = true
	case "interval":
		typ = "time.Duration"
		w.imports["time"] = true
	case "date":
		typ = "orm.Date"
	case "time without time zone":
		typ = "orm.Clock"
	case "uuid":
		typ = "orm.UUID"
	case "jsonb":
		typ = "json.RawMessage"
		w.imports["encoding/json"] = true
	case "bytea":
		typ = "[]byte"
	case "inet":
		typ = "netip.Addr"
		w.imports["net/netip"] = true
	default:
		return "", nil, false
	}
	switch {
	case c.primary && typ == "int32" && w.sqlite && c.auto: // where every numbered key has 64 bits
		typ = "int64"
	case c.primary && typ == "int32":
		typ, tags = "int64", append(tags, "bits=32")
	case c.primary && typ == "int16":
		typ, tags = "int64", append(tags, "bits=16")
	}
	if c.null {
		typ = "*" + typ
	}
	return typ, tags, true
}

// snake is the name of a field's column: InStock gives in_stock.
func snake(name string) string {
	var b strings.Builder
	rs := []rune(name)
	upper := func(i int) bool { return i < len(rs) && rs[i] >= 'A' && rs[i] <= 'Z' }
	for i, r := range rs {
		if upper(i) && i > 0 && (!upper(i-1) || i+1 < len(rs) && !upper(i+1)) {
			b.WriteByte('_')
		}
		b.WriteRune(r)
	}
	return strings.ToLower(b.String())
}
