package house

import (
	"errors"
	"fmt"
	"go/build"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

// requirements returns the version of each module that a go.mod requires.
func requirements(name string) (map[string]string, error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	versions := map[string]string{}
	block := ""
	for line := range strings.Lines(string(b)) {
		line, _, _ = strings.Cut(line, "//")
		words := strings.Fields(line)
		switch {
		case len(words) == 0:
		case words[0] == ")":
			block = ""
		case len(words) == 2 && words[1] == "(":
			block = words[0]
		case block == "require" && len(words) == 2:
			versions[words[0]] = words[1]
		case words[0] == "require" && len(words) == 3:
			versions[words[1]] = words[2]
		case words[0] == "replace" || block == "replace":
			return nil, fmt.Errorf("house: %s replaces a module; the product's go.mod must build as it is for those who require it", name)
		}
	}
	return versions, nil
}

// moduleCache returns the folder in which the go command keeps modules.
func moduleCache() (string, error) {
	if dir := os.Getenv("GOMODCACHE"); dir != "" {
		return dir, nil
	}
	first, _, _ := strings.Cut(build.Default.GOPATH, string(filepath.ListSeparator))
	if first == "" {
		return "", errors.New("house: no module cache: neither GOMODCACHE nor GOPATH nor a home folder is known")
	}
	return filepath.Join(first, "pkg", "mod"), nil
}

// walker follows imports from package to package, for one system, so that
// everybody gets the same answer.
type walker struct {
	context  build.Context
	dirs     map[string]string // the folder of each module
	moduleOf map[string]string // of each package visited, by import path
}

// newWalker walks the modules in the given folders and the required ones in
// the cache.
func newWalker(dirs, required map[string]string, cache string) *walker {
	w := &walker{context: build.Default, dirs: dirs, moduleOf: map[string]string{}}
	w.context.GOOS, w.context.GOARCH, w.context.CgoEnabled = "linux", "amd64", false
	w.context.BuildTags, w.context.ToolTags = nil, nil
	for mod, version := range required {
		w.dirs[mod] = filepath.Join(cache, filepath.FromSlash(escaped(mod)+"@"+escaped(version)))
	}
	return w
}

// escaped writes a module path as the cache does, for systems that do not tell
// capitals from small letters.
func escaped(s string) string {
	var b strings.Builder
	for _, r := range s {
		if unicode.IsUpper(r) {
			b.WriteByte('!')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// visit notes the package and all that it imports outside the standard
// library.
func (w *walker) visit(importPath string) error {
	if _, done := w.moduleOf[importPath]; done {
		return nil
	}
	mod := w.find(importPath)
	if mod == "" {
		return fmt.Errorf("house: no module of go.mod in the module cache has the package %s (if the cache was moved, set GOMODCACHE)", importPath)
	}
	w.moduleOf[importPath] = mod
	dir := filepath.Join(w.dirs[mod], filepath.FromSlash(strings.TrimPrefix(importPath, mod)))
	p, err := w.context.ImportDir(dir, 0)
	if err != nil {
		return fmt.Errorf("house: package %s: %w", importPath, err)
	}
	for _, imported := range p.Imports {
		if !isStandard(imported) {
			if err := w.visit(imported); err != nil {
				return err
			}
		}
	}
	return nil
}

// find returns the module that has the package: the one with the longest path
// that has such a folder.
func (w *walker) find(importPath string) string {
	for mod := importPath; mod != "." && mod != "/"; mod = path.Dir(mod) {
		if dir, ok := w.dirs[mod]; ok {
			rest := strings.TrimPrefix(importPath, mod)
			if info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(rest))); err == nil && info.IsDir() {
				return mod
			}
		}
	}
	return ""
}

// isStandard reports whether the package is of the standard library: its path
// does not begin with a domain.
func isStandard(importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	return !strings.Contains(first, ".")
}

func TestWalkerFollowsModules(t *testing.T) {
	t.Parallel()
	cache := filepath.Join("testdata", "deps", "cache")
	required, err := requirements(filepath.Join("testdata", "deps", "go.mod.txt"))
	if err != nil {
		t.Fatal(err)
	}
	w := newWalker(map[string]string{module: filepath.Join("testdata", "deps")}, required, cache)
	if err := w.visit(module + "/site"); err != nil {
		t.Fatal(err)
	}
	got := depsText(sample{about: "a sample"}, w)
	want := `What a sample is built from (linux/amd64, without cgo).

Of the product:
  below
  site

Modules of others:
  example.com/Big/inner
  example.com/one
`
	if d := difference(want, got); d != "" {
		t.Error(d)
	}
}

func TestRequirementsRefusesReplace(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "go.mod")
	if err := os.WriteFile(name, []byte("module m\nreplace (\n\ta => ../a\n)\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := requirements(name); err == nil || !strings.Contains(err.Error(), "replaces a module") {
		t.Errorf("error %v, want one about the replaced module", err)
	}
}
