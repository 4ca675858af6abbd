package generate

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// target is one directory to generate for.
type target struct {
	dir   string
	named bool // given by name, not found below one
}

// expand turns patterns into the directories of packages.
func expand(dir string, patterns []string) ([]target, error) {
	if len(patterns) == 0 {
		patterns = []string{"."}
	}
	var out []target
	for _, p := range patterns {
		base, all := strings.CutSuffix(p, "...")
		if !filepath.IsAbs(base) {
			base = filepath.Join(dir, base)
		}
		info, err := os.Stat(base)
		if err != nil || !info.IsDir() {
			return nil, fmt.Errorf("generate: %s is not a directory: name directories, as ./catalog, or ./... for all", p)
		}
		if !all {
			out = append(out, target{filepath.Clean(base), true})
			continue
		}
		below, err := candidates(base)
		if err != nil {
			return nil, err
		}
		out = append(out, below...)
	}
	slices.SortStableFunc(out, func(a, b target) int { return strings.Compare(a.dir, b.dir) })
	return slices.CompactFunc(out, func(a, b target) bool { return a.dir == b.dir }), nil
}

// candidates finds the directories below base that have models, or a file that the generator wrote. Like the go command,
// it leaves out testdata, vendor, other modules and names that begin with a dot or an underscore.
func candidates(base string) ([]target, error) {
	var out []target
	err := filepath.WalkDir(base, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			if path != base && (e.Name() == "testdata" || e.Name() == "vendor" || strings.ContainsAny(e.Name()[:1], "._") || isModule(path)) {
				return filepath.SkipDir
			}
			return nil
		}
		dir := filepath.Dir(path)
		if len(out) > 0 && out[len(out)-1].dir == dir || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if bytes.Contains(src, []byte(`"`+ormPath+`"`)) && bytes.Contains(src, []byte("struct")) || bytes.HasPrefix(src, []byte(ourHeader)) {
			out = append(out, target{dir, false})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("generate: %w", err)
	}
	return out, nil
}

func isModule(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil
}
