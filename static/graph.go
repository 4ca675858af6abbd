package static

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
)

// rewritable reports whether files of that name may refer to others.
func rewritable(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".css", ".js", ".mjs":
		return true
	}
	return false
}

// references finds what a file refers to.
func references(name, text string) []reference {
	if strings.EqualFold(path.Ext(name), ".css") {
		return cssReferences(text)
	}
	return jsReferences(text)
}

// A graph is the files with their references to each other.
type graph struct {
	base  string // the path under which the files are served
	files map[string]*file
	links map[string][]link // by the path of the file that refers

	// for finding circles, by Tarjan's algorithm
	index, low map[string]int
	stack      []string
	open       map[string]bool // what is on the stack
	errs       []error
}

// A link is a reference to another static file.
type link struct {
	reference
	to string
}

// rewrite gives every file its name with a hash, those that are referred to first, and writes the names into the files that
// refer to them. Without names it only looks for references that lead nowhere.
func (g *graph) rewrite(rename bool) error {
	g.links, g.index, g.low = map[string][]link{}, map[string]int{}, map[string]int{}
	g.open = map[string]bool{}
	names := (&set{files: g.files}).names()
	for _, name := range names {
		if rewritable(name) {
			g.resolve(name)
		}
	}
	if rename {
		for _, name := range names {
			if g.index[name] == 0 {
				g.visit(name)
			}
		}
	}
	return errors.Join(g.errs...)
}

// resolve finds the files that a file refers to.
func (g *graph) resolve(name string) {
	text := string(g.files[name].body)
	line, counted := 1, 0
	for _, ref := range references(name, text) {
		line += strings.Count(text[counted:ref.start], "\n")
		counted = ref.start
		to, ours := g.target(name, ref.target)
		switch {
		case !ours:
		case g.files[to] == nil:
			g.errs = append(g.errs, fmt.Errorf("static: %s:%d refers to %q: there is no file %s", name, line, ref.target, to))
		default:
			g.links[name] = append(g.links[name], link{ref, to})
		}
	}
}

// target returns the path of the file that an address in a file means; ours is false for one elsewhere.
func (g *graph) target(from, address string) (to string, ours bool) {
	address, _ = cutTail(address)
	if address == "" || strings.HasPrefix(address, "//") || hasScheme(address) {
		return "", false
	}
	to, err := url.PathUnescape(address)
	if err != nil {
		return address, true // no file has such a name
	}
	if rest, rooted := strings.CutPrefix(to, g.base); rooted {
		return path.Clean(rest), true
	}
	if strings.HasPrefix(to, "/") {
		return "", false
	}
	return path.Join(path.Dir(from), to), true
}

// cutTail separates the query and the fragment from an address.
func cutTail(address string) (before, tail string) {
	if i := strings.IndexAny(address, "?#"); i >= 0 {
		return address[:i], address[i:]
	}
	return address, ""
}

func hasScheme(address string) bool {
	i := strings.IndexAny(address, ":/")
	return i > 0 && address[i] == ':'
}

// visit finds the circles that files are in; a file that is in none is a circle of one. What a circle refers to is named before
// the circle. (Recursion is as deep as the longest chain of references.)
func (g *graph) visit(name string) {
	n := len(g.index) + 1
	g.index[name], g.low[name] = n, n
	at := len(g.stack)
	g.stack = append(g.stack, name)
	g.open[name] = true
	for _, l := range g.links[name] {
		if g.index[l.to] == 0 {
			g.visit(l.to)
			g.low[name] = min(g.low[name], g.low[l.to])
		} else if g.open[l.to] {
			g.low[name] = min(g.low[name], g.index[l.to])
		}
	}
	if g.low[name] == n {
		circle := slices.Clone(g.stack[at:])
		g.stack = g.stack[:at]
		for _, member := range circle {
			delete(g.open, member)
		}
		g.name(circle)
	}
}

// name gives the files of a circle their names and puts them into the text. The hash of one file alone is that of what is
// served; the files of a larger circle cannot hold their own hashes, so theirs come from the text without them.
func (g *graph) name(circle []string) {
	if len(circle) > 1 || g.refersToItself(circle[0]) {
		slices.Sort(circle)
		sum := sha256.New()
		for _, name := range circle {
			fmt.Fprintf(sum, "%s\x00%s\x00", name, g.replaced(name, circle))
		}
		all := sum.Sum(nil)
		for _, name := range circle {
			own := sha256.Sum256(append(all, name...))
			g.files[name].setHash(own[:])
			g.files[name].setName()
		}
		circle = slices.DeleteFunc(circle, func(name string) bool { g.store(name); return true })
	}
	for _, name := range circle {
		if len(g.links[name]) > 0 {
			g.store(name)
			sum := sha256.Sum256(g.files[name].body)
			g.files[name].setHash(sum[:])
		}
		g.files[name].setName()
	}
}

func (g *graph) refersToItself(name string) bool {
	return slices.ContainsFunc(g.links[name], func(l link) bool { return l.to == name })
}

// store puts the names into the text of a file.
func (g *graph) store(name string) {
	f := g.files[name]
	f.body = []byte(g.replaced(name, nil))
	f.size = int64(len(f.body))
}

// replaced is the text of a file with the names of the files it refers to, but for those that have none yet.
func (g *graph) replaced(name string, unnamed []string) string {
	text := string(g.files[name].body)
	var b strings.Builder
	done := 0
	for _, l := range g.links[name] {
		if slices.Contains(unnamed, l.to) {
			continue
		}
		before, tail := cutTail(l.target)
		dir := before[:strings.LastIndexByte(before, '/')+1]
		b.WriteString(text[done:l.start] + dir + url.PathEscape(path.Base(g.files[l.to].hashed)) + tail)
		done = l.end
	}
	return b.String() + text[done:]
}
