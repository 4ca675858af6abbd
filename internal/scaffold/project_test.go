package scaffold

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the files in deploy and testdata")

// checkout is the folder of this module.
func checkout(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// read returns a file of a project.
func read(t *testing.T, dir, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestNew(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := Project{Name: "my-site", Module: "example.com/my-site", Dir: dir, Source: Source{Replace: checkout(t)}}
	if err := New(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	place := filepath.Join(dir, "my-site")
	for name, want := range map[string]string{
		"go.mod":                         "module example.com/my-site\n",
		"main.go":                        `"example.com/my-site/home"`,
		"home/models_gen.go":             "var Notes = ",
		"home/templates/base.html":       `{{static "my-site/site.css"}}`,
		"home/static/my-site/site.css":   "prefers-color-scheme",
		"deploy/my-site.service":         "ExecStart=/opt/my-site/my-site serve",
		"deploy/nginx.conf":              "upstream my_site {",
		"compose.yaml":                   "POSTGRES_DB: my_site",
		".github/workflows/ci.yaml":      "ALLOWED_HOSTS: my-site.example",
		".gitignore":                     "/my-site\n",
		"home/migrations/.gitattributes": "all_gen.go merge=union",
	} {
		if got := read(t, place, name); !strings.Contains(got, want) {
			t.Errorf("%s lacks %q:\n%s", name, want, got)
		}
	}
	info, err := os.Stat(place)
	if err != nil || info.Mode().Perm() != 0o755 {
		t.Errorf("the folder has the mode %v (%v)", info.Mode(), err)
	}
	onlyThere(t, dir, "my-site")

	// A second time the place is taken, and nothing changes.
	err = New(t.Context(), p)
	wantError(t, "a second time", err, "is not empty, it holds .dockerignore")
	onlyThere(t, dir, "my-site")
}

func onlyThere(t *testing.T, dir string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if strings.Join(got, " ") != strings.Join(names, " ") {
		t.Errorf("the folder holds %q, want %q", got, names)
	}
}

func TestAnEmptyFolderIsTaken(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "site"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := New(t.Context(), Project{Name: "site", Dir: dir, Source: Source{Replace: checkout(t)}}); err != nil {
		t.Fatal(err)
	}
	read(t, dir, "site/go.sum")
}

// TestNothingIsHalfWritten wants an empty folder after every mistake.
func TestNothingIsHalfWritten(t *testing.T) {
	t.Parallel()
	source := Source{Replace: checkout(t)}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range []struct {
		name string
		ctx  context.Context
		p    Project
		want string
	}{
		{"a wrong name", t.Context(), Project{Name: "a/b", Source: source}, `holds "/"`},
		{"a wrong module", t.Context(), Project{Name: "a", Module: "net/http", Source: source}, "the standard library"},
		{"a name that is no module", t.Context(), Project{Name: "test", Source: source}, "the flag --module"},
		{"no checkout", t.Context(), Project{Name: "a", Source: Source{Replace: "testdata"}}, "is no checkout of Musette"},
		{"an interrupt", ended, Project{Name: "a", Source: source}, context.Canceled.Error()},
	} {
		c.p.Dir = t.TempDir()
		wantError(t, c.name, New(c.ctx, c.p), c.want)
		onlyThere(t, c.p.Dir)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	wantError(t, "a file in the way", New(t.Context(), Project{Name: "a", Dir: dir, Source: source}), "is no folder")
}

// TestInterruptWhileWriting ends between the files and the generator, when the temporary folder is there.
func TestInterruptWhileWriting(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	m, err := Source{Replace: checkout(t)}.load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p := Project{Name: "a", Module: "a", Dir: dir}
	temp := filepath.Join(dir, "temp")
	if err := p.write(ctx, temp, m); !errors.Is(err, context.Canceled) {
		t.Errorf("writing ended with %v", err)
	}
}

func TestGoMod(t *testing.T) {
	t.Parallel()
	m := &module{goVersion: "1.26.0", version: "v0.1.0", requires: []requirement{{"example.com/a", "v1.2.3"}}}
	want := "module site\n\ngo 1.26.0\n\ntool github.com/musette-go/musette/cmd/musette\n\nrequire github.com/musette-go/musette v0.1.0\n\n" +
		"require (\n\texample.com/a v1.2.3 // indirect\n)\n"
	if got := string(m.goMod("site")); got != want {
		t.Errorf("go.mod is\n%s\nwant\n%s", got, want)
	}
	m.replace = "C:/with a space/musette"
	if got := string(m.goMod("site")); !strings.HasSuffix(got, "\nreplace github.com/musette-go/musette => \"C:/with a space/musette\"\n") {
		t.Errorf("go.mod is\n%s", got)
	}
}

func TestThisSource(t *testing.T) {
	t.Parallel()
	s, err := ThisSource()
	if err != nil || s.Replace != checkout(t) {
		t.Errorf("this test was built from %+v (%v), want %s", s, err, checkout(t))
	}
}

// TestLayout holds the list of files that docs/howto/start-a-project.md shows.
func TestLayout(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := New(t.Context(), Project{Name: "site", Dir: dir, Source: Source{Replace: checkout(t)}}); err != nil {
		t.Fatal(err)
	}
	var list strings.Builder
	err := filepath.WalkDir(filepath.Join(dir, "site"), func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(dir, name) // it lies there
			list.WriteString(filepath.ToSlash(rel) + "\n")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", "layout.txt")
	if *update {
		if err := os.WriteFile(file, []byte(list.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(file); err != nil || string(want) != list.String() {
		t.Errorf("%s (%v) is not the list of files (rewrite it with -update, and the page with make docs):\n%s", file, err, list.String())
	}
}

// TestDeployFolder holds the files in deploy to what a project named site gets.
func TestDeployFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := New(t.Context(), Project{Name: "site", Dir: dir, Source: Source{Replace: checkout(t)}}); err != nil {
		t.Fatal(err)
	}
	for name, from := range map[string]string{
		"Dockerfile": "Dockerfile", ".dockerignore": ".dockerignore", "compose.yaml": "compose.yaml", "nginx.conf": "deploy/nginx.conf",
		"site.service": "deploy/site.service", "ci.yaml": ".github/workflows/ci.yaml",
	} {
		want := []byte(read(t, filepath.Join(dir, "site"), from))
		file := filepath.Join(checkout(t), "deploy", name)
		if *update {
			if err := os.WriteFile(file, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
			t.Errorf("deploy/%s (%v) is not what a new project gets: go test ./internal/scaffold -run Deploy -update", name, err)
		}
	}
}
