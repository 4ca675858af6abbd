package generate

import (
	"bytes"
	"fmt"
	"go/format"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// writer writes the generated file of one package.
type writer struct {
	ms      *models
	body    bytes.Buffer
	imports map[string]string // path to the name in the file
	taken   map[string]bool   // names that an import cannot have
}

// source returns the generated file, nil when the package has no models and no results.
func (ms *models) source() ([]byte, error) {
	if len(ms.models)+len(ms.results) == 0 {
		return nil, nil
	}
	w := &writer{ms: ms, imports: map[string]string{}, taken: makeSet(slices.Concat(locals, []string{"any", "nil", "string", "bool", "byte", "float64", "int", "int16", "int32", "int64"})...)}
	for name := range ms.pack.names {
		w.taken[name] = true
	}
	for _, m := range ms.models {
		w.taken[unexport(m.name)+"Model"] = true
	}
	w.list()
	for _, m := range ms.models {
		w.model(m)
	}
	for _, r := range ms.results {
		w.result(r)
	}
	out, err := format.Source(append(w.head(), w.body.Bytes()...))
	if err != nil {
		return nil, fmt.Errorf("generate: the code for %s cannot be formatted, which is a bug of the generator: %w", ms.pack.path, err)
	}
	return out, nil
}

// p writes one line of the body.
func (w *writer) p(format string, args ...any) {
	fmt.Fprintf(&w.body, format, args...)
	w.body.WriteByte('\n')
}

// head is everything before the body: the header, the package, the imports.
func (w *writer) head() []byte {
	var files []string
	for _, m := range w.ms.models {
		files = append(files, m.decl.file.name)
	}
	for _, r := range w.ms.results {
		files = append(files, r.decl.file.name)
	}
	slices.Sort(files)
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s from %s. DO NOT EDIT.\n\npackage %s\n\nimport (\n", ourHeader, strings.Join(slices.Compact(files), ", "), w.ms.pack.name)
	w.writeImports(&b)
	b.WriteString(")\n\n")
	return b.Bytes()
}

// writeImports writes the standard library's packages, a blank line, then the others.
func (w *writer) writeImports(b *bytes.Buffer) {
	var groups [2][]string
	for path, name := range w.imports {
		line := strconv.Quote(path)
		if name != guessName(path) {
			line = name + " " + line
		}
		first, _, _ := strings.Cut(path, "/")
		group := 0
		if strings.Contains(first, ".") {
			group = 1
		}
		groups[group] = append(groups[group], path+"\x00"+line)
	}
	for i, lines := range groups {
		if i == 1 && len(groups[0]) > 0 {
			b.WriteByte('\n')
		}
		slices.Sort(lines)
		for _, l := range lines {
			_, line, _ := strings.Cut(l, "\x00")
			b.WriteString("\t" + line + "\n")
		}
	}
}

// use is the name of an imported package in the file.
func (w *writer) use(path, name string) string {
	if known, ok := w.imports[path]; ok {
		return known
	}
	free := name
	for i := 2; w.taken[free]; i++ {
		free = name + strconv.Itoa(i)
	}
	w.taken[free] = true
	w.imports[path] = free
	return free
}

// orm is the name of package orm in the file, with what follows it: w.orm("Text").
func (w *writer) orm(name string) string { return w.use(ormPath, "orm") + "." + name }

// schema is the same for package schema.
func (w *writer) schema(name string) string { return w.use(schemaPath, "schema") + "." + name }

// typ is a Go type as the file writes it.
func (w *writer) typ(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if p == w.ms.pack.types {
			return ""
		}
		return w.use(p.Path(), p.Name())
	})
}

// in prefixes a name of the package that declares a model, when it is another package.
func (w *writer) in(m *model, name string) string {
	if m.of == w.ms {
		return name
	}
	return w.use(m.of.pack.path, m.of.pack.name) + "." + name
}

// row is the type of a model's rows: *Book, *auth.User.
func (w *writer) row(m *model) string { return "*" + w.in(m, m.name) }

// descriptor is the expression for a model's descriptor.
func (w *writer) descriptor(m *model) string {
	if m.of == w.ms {
		return m.variable()
	}
	return w.in(m, m.plural) + ".Descriptor()"
}

// variable is the name of the descriptor within its package.
func (m *model) variable() string { return unexport(m.name) + "Model" }

// list writes what stands once in the file.
func (w *writer) list() {
	w.p("const _ = %s // refuses to compile against another runtime\n", w.orm("GeneratedV1"))
	if len(w.ms.models) == 0 {
		return
	}
	var vars []string
	for _, m := range w.ms.models {
		vars = append(vars, m.variable())
	}
	w.p("// Models are the models of the app, for its App value.")
	w.p("var Models = []*%s{%s}\n", w.orm("Descriptor"), strings.Join(vars, ", "))
}
