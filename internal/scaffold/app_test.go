package scaffold

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// project writes a small project, main.go of which is as given.
func project(t *testing.T, main string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"go.mod": "module example.com/x\n\ngo 1.26\n", "main.go": main} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestAddApp(t *testing.T) {
	t.Parallel()
	dir := project(t, plain)
	done, err := AddApp(t.Context(), App{Name: "blog", Model: "Category", Dir: dir})
	if err != nil || !done.Created || !done.Listed || done.Main != "main.go" {
		t.Fatalf("%+v, %v", done, err)
	}
	for name, want := range map[string]string{
		"main.go":                         "blog.App()",
		"blog/app.go":                     `"example.com/x/blog/migrations"`,
		"blog/models.go":                  "//musette:plural Categories\ntype Category struct",
		"blog/models_gen.go":              "var Categories = ",
		"blog/migrations/0001_initial.go": `Name: "Category"`,
		"blog/templates/blog/list.html":   `{{url "blog:detail" .ID}}`,
		"blog/blog_test.go":               "blog.Categories.Create",
	} {
		if got := read(t, dir, name); !strings.Contains(got, want) {
			t.Errorf("%s lacks %q:\n%s", name, want, got)
		}
	}
	if info, err := os.Stat(filepath.Join(dir, "main.go")); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("main.go has the mode %v (%v), want the one that it had", info.Mode(), err)
	}

	// A second time nothing changes, even with other wishes.
	before := read(t, dir, "main.go") + read(t, dir, "blog/models.go")
	done, err = AddApp(t.Context(), App{Name: "blog", Model: "Post", Dir: dir})
	if err != nil || done.Created || done.Listed || before != read(t, dir, "main.go")+read(t, dir, "blog/models.go") {
		t.Errorf("a second time: %+v, %v", done, err)
	}
	onlyThere(t, dir, "blog", "go.mod", "main.go")
}

func TestAppsThatCannotBeAdded(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, main string
		app        App
		want       string
	}{
		{"a wrong name", plain, App{Name: "Blog"}, `holds "B"`},
		{"a wrong model", plain, App{Name: "blog", Model: "post"}, "cannot name a model"},
		{"no main package", "package x\n", App{Name: "blog"}, "no main package of a site"},
		{"a broken file", "package main\nfunc {", App{Name: "blog"}, "main.go: cannot be read"},
		{"a name that is used", plain + "\nvar blog int\n", App{Name: "blog"}, "used there for something else"},
	} {
		c.app.Dir = project(t, c.main)
		_, err := AddApp(t.Context(), c.app)
		wantError(t, c.name, err, c.want)
		onlyThere(t, c.app.Dir, "go.mod", "main.go")
	}
	dir := project(t, plain)
	if err := os.MkdirAll(filepath.Join(dir, "blog", "docs"), 0o755); err != nil {
		t.Fatal(err)
	}
	_, err := AddApp(t.Context(), App{Name: "blog", Dir: dir})
	wantError(t, "a folder with something else", err, "holds no app")
	_, err = AddApp(t.Context(), App{Name: "blog", Dir: t.TempDir()})
	wantError(t, "no project", err, "no Go project")
}

// TestTheLineToAdd writes the app and says what to add where the list cannot be found.
func TestTheLineToAdd(t *testing.T) {
	t.Parallel()
	dir := project(t, strings.Replace(plain, "[]musette.App{auth.App()}", "apps()", 1))
	done, err := AddApp(t.Context(), App{Name: "blog", Dir: dir})
	if !done.Created || done.Listed || !errors.Is(err, ErrNoList) || !strings.Contains(err.Error(), `import "example.com/x/blog" and add blog.App()`) {
		t.Errorf("%+v, %v", done, err)
	}
	if !strings.Contains(read(t, dir, "blog/models_gen.go"), "var Items = ") {
		t.Error("the generator did not run")
	}
}
