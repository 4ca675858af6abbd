package devloop

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// files writes files into a folder of the test, by path with slashes.
func files(t *testing.T, list map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range list {
		write(t, dir, name, text)
	}
	return dir
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	name = filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestScanFindsWhatMatters(t *testing.T) {
	t.Parallel()
	want := map[string]kind{
		"go.mod":                         build,
		"main.go":                        build,
		"blog/views.go":                  build,
		"blog/templates/blog/list.html":  page,
		"blog/static/blog/blog.css":      style,
		"blog/static/blog/blog.js":       page,
		"blog/data/words.txt":            build, // embedded
		"blog/a file.json":               build, // embedded, with a name in quotes
		".env":                           restart,
		"local.env":                      restart,
		"web/static/vendored/reset.css":  style,
		"blog/templates/blog/_card.html": page,
	}
	list := map[string]string{
		"main_test.go":                        "package main",
		"README.md":                           "# hello",
		"site.db":                             "",
		"blog/data.csv":                       "",
		".git/HEAD":                           "",
		".git/templates/x.html":               "",
		"node_modules/a/static/a.css":         "",
		"vendor/a/a.go":                       "package a",
		"testdata/a.go":                       "package a",
		"_old/a.go":                           "package a",
		"tools/go.mod":                        "module tools",
		"tools/main.go":                       "package main",
		"blog/_draft.go":                      "package blog",
		"blog/.#views.go":                     "package blog",
		"blog/templates/blog/list.html~":      "",
		"blog/templates/blog/.list.html.swp":  "",
		"blog/templates/blog/4913":            "",
		"blog/templates/blog/#list.html#":     "",
		"blog/static/blog/blog.css.tmp":       "",
		"blog/templates/blog/.list.html.1234": "",
	}
	for name := range want {
		list[name] = "package x\n"
	}
	list["blog/views.go"] = "package blog\n\n//go:embed templates data \"a file.json\"\n//go:embed all:static\nvar fs embed.FS\n"
	dir := files(t, list)
	s := newScanner(dir, dir, "local.env")
	got := s.scan()
	for name := range got {
		if k, ok := want[s.rel(name)]; !ok || k != s.kindOf(name) {
			t.Errorf("%s asks for %d, want %d (listed: %v)", s.rel(name), s.kindOf(name), k, ok)
		}
		delete(want, s.rel(name))
	}
	for name := range want {
		t.Errorf("%s is missing", name)
	}
}

func TestChanges(t *testing.T) {
	t.Parallel()
	dir := files(t, map[string]string{"a.go": "package a", "templates/a.html": "a", "static/a.css": "a", "static/b.css": "b"})
	s := newScanner(dir, dir, "")
	before := s.scan()
	check := func(what string, names []string, most kind) {
		t.Helper()
		now := s.scan()
		got, k := s.changes(before, now)
		slices.Sort(got)
		if !slices.Equal(got, names) || k != most {
			t.Errorf("%s: %v asks for %d, want %v and %d", what, got, k, names, most)
		}
		before = now
	}
	check("nothing", nil, nothing)
	write(t, dir, "static/a.css", "longer")
	check("a style sheet", []string{"static/a.css"}, style)
	write(t, dir, "static/a.css", "even longer")
	if err := os.Remove(filepath.Join(dir, "templates", "a.html")); err != nil {
		t.Fatal(err)
	}
	check("a template is removed", []string{"static/a.css", "templates/a.html"}, page)
	write(t, dir, "b.go", "package a")
	check("a new file", []string{"b.go"}, build)
	if err := os.Chtimes(filepath.Join(dir, "a.go"), time.Time{}, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	check("the same size at another time", []string{"a.go"}, build)
}

func TestWordsOfAnEmbed(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"a b":                 {"a", "b"},
		"  \"a b\" `c d` e\n": {"a b", "c d", "e"},
		`"a\tb"`:              {"a\tb"},
		`"open`:               {`"open`},
		"":                    nil,
	} {
		if got := words(text); !slices.Equal(got, want) {
			t.Errorf("%q has the words %q, want %q", text, got, want)
		}
	}
}

// BenchmarkScan looks at a module of 2,000 files, as each request does.
func BenchmarkScan(b *testing.B) {
	dir := b.TempDir()
	for i := range 2000 {
		name := filepath.Join(dir, "p"+string(rune('a'+i%20)), "f"+time.Duration(i).String()+".go")
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(name, []byte("package p"), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	s := newScanner(dir, dir, "")
	for b.Loop() {
		if n := len(s.scan()); n != 2000 {
			b.Fatalf("%d files", n)
		}
	}
}
