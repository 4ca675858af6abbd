package main

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/musette-go/musette/internal/testenv"
)

// module is the shop as a project of its own: a copy of its folder in a module that requires Musette.
type module struct {
	t   *testing.T
	dir string
	env []string // of the shop
}

const modulePath = "shop.example/shop"

// newModule copies the shop and builds it.
func newModule(t *testing.T) *module {
	t.Helper()
	m := &module{t: t, dir: t.TempDir(), env: []string{"DATABASE_URL=" + testenv.SQLite(t), "LOG_LEVEL=error"}}
	root, err := filepath.Abs("../..")
	m.must(err)
	m.must(filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if d != nil && d.Name() == "testdata" {
				return fs.SkipDir
			}
			return err
		}
		if strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, ".db") {
			return nil
		}
		b, err := os.ReadFile(path)
		m.write(path, strings.ReplaceAll(string(b), "github.com/musette-go/musette/examples/shop", modulePath))
		return err
	}))
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	m.must(err)
	text := strings.Replace(string(mod), "module github.com/musette-go/musette\n", "module "+modulePath+"\n", 1)
	text, _, _ = strings.Cut(text, "\ntool ")
	m.write("go.mod", text+"\nrequire github.com/musette-go/musette v0.0.0\n\nreplace github.com/musette-go/musette => "+filepath.ToSlash(root)+"\n")
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	m.must(err)
	m.write("go.sum", string(sum))
	m.build()
	return m
}

func (m *module) must(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}

func (m *module) write(path, text string) {
	m.t.Helper()
	path = filepath.Join(m.dir, path)
	m.must(os.MkdirAll(filepath.Dir(path), 0o755))
	m.must(os.WriteFile(path, []byte(text), 0o600))
}

func (m *module) read(path string) string {
	m.t.Helper()
	b, err := os.ReadFile(filepath.Join(m.dir, path))
	m.must(err)
	return string(b)
}

// edit replaces a text that occurs once in a file.
func (m *module) edit(path, old, new string) {
	m.t.Helper()
	text := m.read(path)
	if strings.Count(text, old) != 1 {
		m.t.Fatalf("%s does not hold %q once:\n%s", path, old, text)
	}
	m.write(path, strings.Replace(text, old, new, 1))
}

// build runs the generator and builds the shop.
func (m *module) build() {
	m.t.Helper()
	for _, args := range [][]string{
		{"run", "github.com/musette-go/musette/cmd/musette", "generate", "./..."},
		{"build", "-o", "the-shop", "."},
	} {
		cmd := exec.CommandContext(m.t.Context(), "go", args...)
		cmd.Dir = m.dir
		cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off", "GOSUMDB=off")
		if out, err := cmd.CombinedOutput(); err != nil {
			m.t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
}

// run runs the shop's binary with something to read that is no terminal, and wants an exit code and texts in what it
// prints.
func (m *module) run(code int, wants []string, args ...string) {
	m.t.Helper()
	cmd := exec.CommandContext(m.t.Context(), filepath.Join(m.dir, "the-shop"), args...)
	cmd.Dir = m.dir
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH")}, m.env...)
	cmd.Stdin = strings.NewReader("y\ny\ny\n")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	_ = cmd.Run() // the exit code tells
	if got := cmd.ProcessState.ExitCode(); got != code {
		m.t.Fatalf("shop %s: exit code %d, want %d:\n%s", strings.Join(args, " "), got, code, out.String())
	}
	for _, want := range wants {
		if !strings.Contains(out.String(), want) {
			m.t.Errorf("shop %s: %q is missing in\n%s", strings.Join(args, " "), want, out.String())
		}
	}
}

// migrations are the names of the catalog's migration files.
func (m *module) migrations() string {
	m.t.Helper()
	files, err := filepath.Glob(filepath.Join(m.dir, "catalog/migrations/0*.go"))
	m.must(err)
	for i := range files {
		files[i] = strings.TrimSuffix(filepath.Base(files[i]), ".go")
	}
	return strings.Join(files, " ")
}

func (m *module) wantMigrations(want string) {
	m.t.Helper()
	if got := m.migrations(); got != want {
		m.t.Fatalf("the migrations are %s, want %s", got, want)
	}
}

// page starts the shop and wants a page to work.
func (m *module) page(path, want string) {
	m.t.Helper()
	cmd := exec.Command(filepath.Join(m.dir, "the-shop"))
	cmd.Dir = m.dir
	cmd.Env = append([]string{"ADDR=127.0.0.1:0"}, m.env...)
	p := launch(m.t, cmd)
	p.ready(m.t)
	if status, _, body := p.get(m.t, path); status != 200 || !strings.Contains(body, want) {
		m.t.Errorf("%s answers %d without %q:\n%.1000s", path, status, want, body)
	}
	m.must(p.cmd.Process.Kill())
	<-p.ended
}

// TestProjectLife goes through what a project goes through: a field is added, renamed and made mandatory, and two branches
// are joined, on a database that has rows.
func TestProjectLife(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("builds a program several times")
	}
	m := newModule(t)
	m.run(0, []string{"No changes detected"}, "makemigrations", "--check")
	m.page("/products/", "of 200")

	// A field is added.
	m.edit("catalog/models.go", "	InStock     bool\n", "	InStock     bool\n	Weight      *int32\n")
	m.build()
	m.run(1, []string{"The models have changes that no migration has yet"}, "makemigrations", "--check")
	m.run(0, []string{"Add field weight to product", "AddField"}, "makemigrations", "--dry-run")
	m.wantMigrations("0001_initial")
	m.run(0, []string{"0002_product_weight.go", "Add field weight to product"}, "makemigrations")
	m.wantMigrations("0001_initial 0002_product_weight")
	m.build()
	m.run(1, []string{"catalog.0002_product_weight: run `shop migrate`"}, "serve")
	m.run(0, []string{"Applying catalog.0002_product_weight... OK"}, "migrate")
	m.run(0, []string{"No changes detected"}, "makemigrations")
	m.page("/products/", "of 200")

	// Meanwhile, on another branch.
	list := m.read("catalog/migrations/all_gen.go")
	m.run(0, []string{"0003_branch.go"}, "makemigrations", "--empty", "--name", "branch", "catalog")
	branch := m.read("catalog/migrations/0003_branch.go")
	m.must(os.Remove(filepath.Join(m.dir, "catalog/migrations/0003_branch.go")))
	m.write("catalog/migrations/all_gen.go", list)

	// The field is renamed: without a terminal nothing is asked, and the flags that answer are named.
	m.edit("catalog/models.go", "	Weight      *int32\n", "	Grams       *int32\n")
	m.build()
	m.run(1, []string{"--rename catalog.product.weight=grams", "--no-rename"}, "makemigrations")
	m.wantMigrations("0001_initial 0002_product_weight")
	m.run(0, []string{"Rename field weight on product to grams"}, "makemigrations", "--rename", "catalog.product.weight=grams", "--name", "grams")
	m.wantMigrations("0001_initial 0002_product_weight 0003_grams")

	// The branches meet.
	m.write("catalog/migrations/0003_branch.go", branch)
	m.edit("catalog/migrations/all_gen.go", "	m0003Grams,\n", "	m0003Branch,\n	m0003Grams,\n")
	m.build()
	m.run(1, []string{"0003_branch", "0003_grams", "--merge"}, "migrate")
	m.run(1, []string{"--merge"}, "makemigrations", "--check")
	m.run(0, []string{"0004_merge"}, "makemigrations", "--merge")

	// A mandatory key needs a value for the rows that exist.
	m.edit("catalog/models.go", "	Grams       *int32\n", "	Grams       *int32\n	Shelf       orm.Ref[Category] `orm:\"on_delete=protect\"`\n")
	m.build()
	m.run(0, []string{"Applying catalog.0003_grams... OK", "Applying catalog.0003_branch... OK", "Applying catalog.0004_merge"}, "migrate")
	m.run(1, []string{"--fill catalog.product.shelf="}, "makemigrations")
	m.run(0, []string{"0005_product_shelf.go"}, "makemigrations", "--fill", "catalog.product.shelf=2")
	m.build()
	m.run(0, nil, "migrate")
	m.page("/products/", "of 200")
	m.run(0, []string{"No changes detected"}, "makemigrations", "--check")
	m.run(0, []string{"Unapplying catalog.0002_product_weight... OK"}, "migrate", "catalog", "0001")
	m.run(0, nil, "migrate")
	m.run(0, []string{"No issues found."}, "check", "--database")
	m.page("/products/", "of 200")
}
