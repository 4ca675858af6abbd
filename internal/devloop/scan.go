package devloop

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// kind is what a change of a file asks for, from the least to the most.
type kind int

const (
	nothing kind = iota
	style        // style sheets are swapped
	page         // pages are reloaded
	restart      // the site is started again
	build        // the site is built and started again
)

// stamp tells whether a file has changed.
type stamp struct {
	modified time.Time
	size     int64
}

// tree is the state of the files that matter, by path.
type tree map[string]stamp

// maxFiles bounds a scan, for a module in a folder with everything else.
const maxFiles = 50_000

// scanner looks at the files of a module.
type scanner struct {
	root    string // absolute
	dir     string // where the site runs: .env is read there
	envFile string // a file of settings beside .env, or ""
	embeds  map[string]embedding
}

// embedding are the patterns of //go:embed in a Go file.
type embedding struct {
	stamp    stamp
	patterns []string // absolute
}

func newScanner(root, dir, envFile string) *scanner {
	if envFile != "" && !filepath.IsAbs(envFile) {
		envFile = filepath.Join(dir, envFile)
	}
	return &scanner{root: root, dir: dir, envFile: envFile, embeds: map[string]embedding{}}
}

// scan lists the files that matter. A file that goes away meanwhile is not in the list.
func (s *scanner) scan() tree {
	t := tree{}
	var others []string
	seen := 0
	_ = filepath.WalkDir(s.root, func(name string, d fs.DirEntry, err error) error { // a folder that cannot be read holds nothing
		if err != nil {
			return nil
		}
		if seen++; seen > maxFiles {
			return filepath.SkipAll
		}
		if d.IsDir() {
			if name != s.root && (skippedFolder(d.Name()) || isModule(name)) {
				return filepath.SkipDir
			}
			return nil
		}
		switch {
		case leftover(d.Name()):
		case isCode(d.Name()) || underPages(s.rel(name)):
			t.add(name, d)
		case d.Type().IsRegular():
			others = append(others, name)
		}
		return nil
	})
	s.readEmbeds(t)
	for _, name := range others {
		if s.embedded(name) {
			t.stat(name)
		}
	}
	for _, name := range []string{filepath.Join(s.dir, ".env"), s.envFile} {
		if name != "" {
			t.stat(name)
		}
	}
	return t
}

func (t tree) add(name string, d fs.DirEntry) {
	if !d.Type().IsRegular() { // a link: what it leads to counts
		t.stat(name)
		return
	}
	if info, err := d.Info(); err == nil {
		t[name] = stamp{info.ModTime(), info.Size()}
	}
}

func (t tree) stat(name string) {
	if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
		t[name] = stamp{info.ModTime(), info.Size()}
	}
}

// rel is a path below the root, with slashes.
func (s *scanner) rel(name string) string {
	rel, err := filepath.Rel(s.root, name)
	if err != nil {
		return filepath.ToSlash(name)
	}
	return filepath.ToSlash(rel)
}

// kindOf tells what a change of a file asks for.
func (s *scanner) kindOf(name string) kind {
	rel := s.rel(name)
	switch {
	case name == s.envFile || filepath.Base(name) == ".env":
		return restart
	case isCode(filepath.Base(name)):
		return build
	case !underPages(rel):
		return build // embedded data
	case strings.HasSuffix(rel, ".css"):
		return style
	}
	return page
}

// changes lists the files that differ, and the most that one of them asks for.
func (s *scanner) changes(before, now tree) (names []string, most kind) {
	note := func(name string) {
		names = append(names, s.rel(name))
		most = max(most, s.kindOf(name))
	}
	for name, st := range now {
		if before[name] != st {
			note(name)
		}
	}
	for name := range before {
		if _, ok := now[name]; !ok {
			note(name)
		}
	}
	return names, most
}

// skippedFolder are folders in which nothing of a site's own lies, or nothing that a build takes.
func skippedFolder(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "node_modules" || name == "vendor" || name == "testdata"
}

// isModule reports whether a folder is a module of its own.
func isModule(dir string) bool {
	_, err := os.Lstat(filepath.Join(dir, "go.mod"))
	return !errors.Is(err, fs.ErrNotExist)
}

func isCode(name string) bool {
	switch name {
	case "go.mod", "go.sum", "go.work":
		return true
	}
	return strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") && name[0] != '_' && name[0] != '.'
}

// underPages reports whether a file lies in a folder of templates or static files.
func underPages(rel string) bool {
	folders := "/" + rel
	return strings.Contains(folders, "/templates/") || strings.Contains(folders, "/static/")
}

// leftover are the files that editors and systems write beside a file.
func leftover(name string) bool {
	if name[0] == '.' && name != ".env" || name == "4913" { // vim tries whether it may write with the latter
		return true
	}
	for _, end := range []string{"~", ".swp", ".swx", ".swo", ".tmp", ".bak", ".orig", ".rej", "___jb_tmp___", "___jb_old___", "_test.go"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return name[0] == '#' && name[len(name)-1] == '#'
}
