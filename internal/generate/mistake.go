package generate

import (
	"cmp"
	"fmt"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
)

// A Mistake is something wrong in the input, at a place.
type Mistake struct {
	Pos     token.Position // the file is an absolute path
	Subject string         // "Product.Price", "Product", or "" for the package
	Text    string         // what is wrong and what to do
}

// Mistakes are all the mistakes of one run, in the order of their places. It is the error of [Run].
type Mistakes struct {
	Dir  string // file names are shown relative to it
	List []Mistake
}

// Error is one line per mistake: "models.go:12:2: Product.Price: unknown option …".
func (m *Mistakes) Error() string {
	lines := make([]string, len(m.List))
	for i, x := range m.List {
		lines[i] = x.line(m.Dir)
	}
	return strings.Join(lines, "\n")
}

func (x Mistake) line(dir string) string {
	pos := x.Pos
	pos.Filename = relative(dir, pos.Filename)
	var b strings.Builder
	if pos.IsValid() || pos.Filename != "" {
		b.WriteString(pos.String() + ": ")
	}
	if x.Subject != "" {
		b.WriteString(x.Subject + ": ")
	}
	return b.String() + x.Text
}

// relative shortens a path to be read from dir; paths elsewhere stay absolute.
func relative(dir, path string) string {
	if rel, err := filepath.Rel(dir, path); err == nil && !strings.HasPrefix(rel, "..") {
		return filepath.ToSlash(rel)
	}
	return path
}

// sort orders the mistakes by place and drops repetitions.
func (m *Mistakes) sort() {
	slices.SortStableFunc(m.List, func(a, b Mistake) int {
		return cmp.Or(cmp.Compare(a.Pos.Filename, b.Pos.Filename), cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Column, b.Pos.Column))
	})
	m.List = slices.Compact(m.List)
}

// log collects mistakes; a silent one forgets them, for packages that are only looked at.
type log struct {
	fset   *token.FileSet
	silent bool
	list   []Mistake
}

func (l *log) add(pos token.Pos, subject, format string, args ...any) {
	if !l.silent {
		l.list = append(l.list, Mistake{l.fset.Position(pos), subject, fmt.Sprintf(format, args...)})
	}
}
