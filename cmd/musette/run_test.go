package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const models = `package shop

import "github.com/musette-go/musette/orm"

type Product struct {
	orm.Model
	ID int64
}
`

func project(t *testing.T, source string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"go.mod": "module example.com/shop\n", "shop/models.go": source} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// step is one invocation with what it must print and return.
type step struct {
	args           string
	code           int
	stdout, stderr string // what occurs in them; "" for nothing at all
}

func (s step) check(t *testing.T, dir string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	args := strings.Fields(strings.ReplaceAll(s.args, "DIR", dir))
	if code := run(t.Context(), args, &stdout, &stderr); code != s.code {
		t.Errorf("musette %s: exit code %d, want %d", s.args, code, s.code)
	}
	for _, out := range []struct{ name, got, want string }{{"stdout", stdout.String(), s.stdout}, {"stderr", stderr.String(), s.stderr}} {
		if !strings.Contains(out.got, out.want) || out.want == "" && out.got != "" {
			t.Errorf("musette %s: %s is %q, want %q", s.args, out.name, out.got, out.want)
		}
	}
}

func TestGenerateFromTheCommandLine(t *testing.T) {
	t.Parallel()
	dir := project(t, models)
	for _, s := range []step{
		{"generate -C DIR --check ./...", failed, "", "shop/models_gen.go is not up to date: run `go tool musette generate`"},
		{"generate -C DIR ./...", done, "shop/models_gen.go\n", ""},
		{"generate -C DIR ./...", done, "", ""},
		{"generate -C DIR --check ./...", done, "", ""},
		{"generate -C DIR/shop", done, "", ""},
		{"generate -C DIR", failed, "", "no Go files in"},
		{"generate -C DIR ./missing", failed, "", "./missing is not a directory"},
	} {
		s.check(t, dir)
	}
}

func TestMistakesOnTheCommandLine(t *testing.T) {
	t.Parallel()
	dir := project(t, strings.Replace(models, "ID int64", "ID uint64", 1))
	step{"generate -C DIR shop", failed, "", "shop/models.go:7:2: Product.ID: a column cannot have the type uint64: use int64\n"}.check(t, dir)
	if _, err := os.Stat(filepath.Join(dir, "shop", "models_gen.go")); err == nil {
		t.Error("the file was written in spite of the mistake")
	}
}

func TestArguments(t *testing.T) {
	t.Parallel()
	for _, s := range []step{
		{"", misuse, "", "Usage: musette"},
		{"help", done, "generate", ""},
		{"help generate", done, "--check", ""},
		{"generate --help", done, "Usage: musette generate", ""},
		{"generate --chekc", misuse, "", "-chekc"},
		{"version", done, "musette ", ""},
		{"version 2", misuse, "", "takes no arguments"},
		{"generte", misuse, "", `unknown subcommand "generte"`},
	} {
		s.check(t, "")
	}
}
