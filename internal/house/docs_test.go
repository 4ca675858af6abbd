package house

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// TestDocs checks every page: code blocks are copies of code that is compiled
// and tested, links lead somewhere, and every page under docs is linked from
// another. With -update the code blocks are copied anew.
func TestDocs(t *testing.T) {
	t.Parallel()
	if *update {
		for _, p := range readPages(t, root) {
			if fixed, _ := checkCode(p, os.DirFS(root)); fixed != p.text {
				if err := os.WriteFile(filepath.Join(root, p.name), []byte(fixed), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	for _, problem := range checkDocs(readPages(t, root), os.DirFS(root)) {
		t.Error(problem)
	}
}

// page is a Markdown file.
type page struct {
	name string // slash-separated, relative to the root
	text string
}

// readPages reads the pages at the root and below docs.
func readPages(t *testing.T, from string) []page {
	t.Helper()
	names, err := fs.Glob(os.DirFS(from), "*.md")
	if err != nil {
		t.Fatal(err)
	}
	err = fs.WalkDir(os.DirFS(from), "docs", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && path.Ext(name) == ".md" {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var pages []page
	for _, name := range names {
		b, err := os.ReadFile(filepath.Join(from, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, page{name, string(b)})
	}
	return pages
}

// checkDocs returns what is wrong with the pages. The files are those of the
// repository.
func checkDocs(pages []page, files fs.FS) []string {
	var wrong []string
	linked := map[string]bool{"docs/index.md": true}
	for _, p := range pages {
		_, code := checkCode(p, files)
		wrong = append(wrong, code...)
		targets, links := checkLinks(p, pages, files)
		wrong = append(wrong, links...)
		for _, target := range targets {
			linked[target] = true
		}
	}
	for _, p := range pages {
		if strings.HasPrefix(p.name, "docs/") && !linked[p.name] {
			wrong = append(wrong, p.name+": no other page links here; add it to docs/index.md or to the index of its folder")
		}
	}
	return wrong
}
