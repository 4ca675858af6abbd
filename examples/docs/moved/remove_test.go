package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/musette-go/musette/internal/testenv"
)

// overlay is this program with other files in the place of some of its own.
type overlay struct {
	t       *testing.T
	dir     string
	Replace map[string]string
}

func newOverlay(t *testing.T) *overlay {
	t.Helper()
	return &overlay{t: t, dir: t.TempDir(), Replace: map[string]string{}}
}

// put gives a file of the folder shop another text.
func (o *overlay) put(name, text string) {
	o.t.Helper()
	at, err := filepath.Abs(filepath.Join("shop", filepath.FromSlash(name)))
	if err != nil {
		o.t.Fatal(err)
	}
	to := filepath.Join(o.dir, strings.ReplaceAll(name, "/", "_"))
	if err := os.WriteFile(to, []byte(text), 0o600); err != nil {
		o.t.Fatal(err)
	}
	o.Replace[at] = to
}

// change is put with one word of the file's own text replaced.
func (o *overlay) change(name, old, new string) {
	o.t.Helper()
	b, err := os.ReadFile(filepath.Join("shop", name))
	if err != nil {
		o.t.Fatal(err)
	}
	if !strings.Contains(string(b), old) {
		o.t.Fatalf("shop/%s has no %q", name, old)
	}
	o.put(name, strings.ReplaceAll(string(b), old, new))
}

// build returns the program.
func (o *overlay) build() string {
	o.t.Helper()
	b, err := json.Marshal(o)
	if err != nil {
		o.t.Fatal(err)
	}
	list, program := filepath.Join(o.dir, "overlay.json"), filepath.Join(o.dir, "moved")
	if err := os.WriteFile(list, b, 0o600); err != nil {
		o.t.Fatal(err)
	}
	if out, err := exec.CommandContext(o.t.Context(), "go", "build", "-overlay", list, "-o", program, ".").CombinedOutput(); err != nil {
		o.t.Fatalf("go build: %v\n%s", err, out)
	}
	return program
}

// The last part of the page: the tables of the shop become the new site's own. What makemigrations writes for them is what they are.
func TestRemoveDjango(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it builds a program")
	}
	s := &session{t: t, db: testenv.Postgres(t)}
	s.django("", "migrate", "--verbosity", "0")
	s.run("", Site(), 0, nil, "migrate")
	o := newOverlay(t)
	run := func(program string, args ...string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), program, args...)
		cmd.Env = append(os.Environ(), "SECRET_KEY="+secret, "DATABASE_URL="+s.db)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("moved %v: %v\n%s", args, err, out)
		}
		return string(out)
	}
	o.change("models_gen.go", ", Unmanaged: true", "")
	_, migration, found := strings.Cut(run(o.build(), "makemigrations", "--dry-run", "shop"), "Full migrations file '0001_initial.go':\n")
	if !found || strings.Count(migration, "migrate.CreateModel{") != 3 {
		t.Fatalf("makemigrations writes\n%s", migration)
	}
	o.put("migrations/0001_initial.go", migration)
	o.put("migrations/all_gen.go", "package migrations\n\nimport \"github.com/musette-go/musette/migrate\"\n\nvar All = []migrate.Migration{\n\tm0001Initial,\n}\n")
	o.change("app.go", "Models:    Models,", "Models:    Models,\n\t\tMigrations: migrations.All,")
	b, err := os.ReadFile(o.Replace[abs(t, "app.go")])
	if err != nil {
		t.Fatal(err)
	}
	o.put("app.go", strings.Replace(string(b), "import (", "import (\n\t\"github.com/musette-go/musette/examples/docs/moved/shop/migrations\"", 1))
	program := o.build()
	if out := run(program, "migrate", "--fake", "shop"); !strings.Contains(out, "shop.0001_initial... FAKED") {
		t.Errorf("migrate --fake shop says\n%s", out)
	}
	run(program, "makemigrations", "--check", "shop")
	run(program, "migrate", "--check")
	run(program, "check", "--database")
}

func abs(t *testing.T, name string) string {
	t.Helper()
	at, err := filepath.Abs(filepath.Join("shop", name))
	if err != nil {
		t.Fatal(err)
	}
	return at
}
