package generate

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const goMod = "module example.com/shop\n\ngo 1.26\n"

const shopModels = `package shop

import "github.com/musette-go/musette/orm"

type Product struct {
	orm.Model
	ID   int64
	Name string
}

func cheap() { Products.All() } // does not compile before the first run
`

// writeFiles makes a directory with files, given by name and content.
func writeFiles(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
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

func mustRun(t *testing.T, conf Config) Report {
	t.Helper()
	report, err := Run(t.Context(), conf)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestFirstRunThenNothingToDo(t *testing.T) {
	t.Parallel()
	dir := writeFiles(t, map[string]string{"go.mod": goMod, "models.go": shopModels})
	if got := mustRun(t, Config{Dir: dir, Check: true}).Stale; !slices.Equal(got, []string{"models_gen.go"}) {
		t.Errorf("check before the first run: stale is %v", got)
	}
	if got := mustRun(t, Config{Dir: dir}).Written; !slices.Equal(got, []string{"models_gen.go"}) {
		t.Errorf("first run wrote %v", got)
	}
	file := filepath.Join(dir, outputName)
	old := time.Now().Add(-time.Hour).Truncate(time.Second)
	if err := os.Chtimes(file, old, old); err != nil {
		t.Fatal(err)
	}
	if report := mustRun(t, Config{Dir: dir}); len(report.Written) > 0 || report.Packages != 1 {
		t.Errorf("second run: %+v", report)
	}
	if info, err := os.Stat(file); err != nil || !info.ModTime().Equal(old) {
		t.Errorf("an unchanged file was touched: %v, %v", info.ModTime(), err)
	}
	if got := mustRun(t, Config{Dir: dir, Check: true}).Stale; len(got) > 0 {
		t.Errorf("check after the run: stale is %v", got)
	}
}

func TestBrokenOutputIsReplaced(t *testing.T) {
	t.Parallel()
	broken := ourHeader + " from models.go. DO NOT EDIT.\n\npackage shop\n\n<<<<<<< HEAD\nvar Products = \n"
	dir := writeFiles(t, map[string]string{"go.mod": goMod, "models.go": shopModels, outputName: broken})
	if got := mustRun(t, Config{Dir: dir}).Written; len(got) != 1 {
		t.Errorf("wrote %v, want the file", got)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 3 {
		t.Errorf("the directory has %v (%v), want go.mod and two Go files", entries, err)
	}
}

func TestOutputWithoutModelsIsRemoved(t *testing.T) {
	t.Parallel()
	dir := writeFiles(t, map[string]string{"go.mod": goMod, "a/a.go": "package a\n", "a/" + outputName: ourHeader + " from models.go. DO NOT EDIT.\n\npackage a\n"})
	if got := mustRun(t, Config{Dir: dir, Patterns: []string{"./..."}, Check: true}).Stale; !slices.Equal(got, []string{"a/models_gen.go"}) {
		t.Errorf("check: stale is %v", got)
	}
	mustRun(t, Config{Dir: dir, Patterns: []string{"./..."}})
	if _, err := os.Stat(filepath.Join(dir, "a", outputName)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file of a package without models is still there (%v)", err)
	}
}

func TestForeignFileIsKept(t *testing.T) {
	t.Parallel()
	dir := writeFiles(t, map[string]string{"go.mod": goMod, "models.go": shopModels, outputName: "package shop\n"})
	_, err := Run(t.Context(), Config{Dir: dir})
	if err == nil || !strings.Contains(err.Error(), "was not written by musette generate") {
		t.Errorf("error is %v", err)
	}
}

func TestSyntaxErrors(t *testing.T) {
	t.Parallel()
	dir := writeFiles(t, map[string]string{"go.mod": goMod, "models.go": strings.Replace(shopModels, "ID   int64", "ID   int64,", 1)})
	_, err := Run(t.Context(), Config{Dir: dir})
	if want := "models.go:7:12: expected ';', found ','"; err == nil || err.Error() != want {
		t.Errorf("error is %v, want %s", err, want)
	}
}

func TestWrongArguments(t *testing.T) {
	t.Parallel()
	dir := writeFiles(t, map[string]string{"go.mod": goMod, "models.go": shopModels, "empty/readme": "", "other/go.mod": "module other\n", "other/models.go": shopModels})
	for name, conf := range map[string]Config{
		"is not a directory": {Dir: dir, Patterns: []string{"./missing"}},
		"no Go files":        {Dir: dir, Patterns: []string{"empty"}},
		"in no Go module":    {Dir: t.TempDir()},
		"not in the module":  {Dir: dir, Patterns: []string{".", "./other"}},
	} {
		_, err := Run(t.Context(), conf)
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error is %v", name, err)
		}
	}
}

func TestPatternsLeaveOutWhatGoLeavesOut(t *testing.T) {
	t.Parallel()
	dir := writeFiles(t, map[string]string{
		"go.mod": goMod, "models.go": shopModels, "b/models.go": shopModels, "plain/plain.go": "package plain\n",
		"testdata/models.go": shopModels, "vendor/x/models.go": shopModels, ".git/models.go": shopModels, "_old/models.go": shopModels,
		"other/go.mod": "module other\n", "other/models.go": shopModels, "c/models_test.go": shopModels,
	})
	want := []string{"b/models_gen.go", "models_gen.go"}
	got := mustRun(t, Config{Dir: dir, Patterns: []string{"./...", "./b"}}).Written
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("wrote %v, want %v", got, want)
	}
}

// The models of another module are found through the go command, in one call.
func TestModelsOfAnotherModule(t *testing.T) {
	t.Parallel()
	dir := writeFiles(t, map[string]string{
		"shop/go.mod": goMod + "\nrequire example.com/people v0.0.0\n\nreplace example.com/people => ../people\n",
		"shop/models.go": `package shop

import (
	"example.com/people/v2x/accounts"
	"github.com/musette-go/musette/orm"
)

type Order struct {
	orm.Model
	ID    int64
	Buyer orm.Ref[people.User] ` + "`orm:\"on_delete=protect\"`" + `
}
`,
		"people/go.mod": "module example.com/people\n\ngo 1.26\n",
		"people/v2x/accounts/user.go": `// Package people has another name than its folder.
package people

import (
	"example.com/people/base"
	"github.com/musette-go/musette/orm"
)

type User struct {
	orm.Model
	base.Person
}
`,
		"people/base/base.go": "package base\n\ntype Person struct { ID int64 }\n",
	})
	mustRun(t, Config{Dir: filepath.Join(dir, "shop")})
	src, err := os.ReadFile(filepath.Join(dir, "shop", outputName))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`people "example.com/people/v2x/accounts"`, "Buyer *people.UserRel[*Order]", `To: "people.User"`} {
		if !strings.Contains(string(src), want) {
			t.Errorf("the generated file lacks %q:\n%s", want, src)
		}
	}
}

// However many packages of however many modules are imported, the go command is asked once.
func TestGoCommandIsAskedOnce(t *testing.T) {
	t.Parallel()
	model := func(name, other string) string {
		return "package " + name + "\n\nimport (\n\t\"" + other + "\"\n\t\"github.com/musette-go/musette/orm\"\n)\n\ntype M struct {\n\torm.Model\n\tID int64\n\tTo orm.Ref[x.M]\n}\n"
	}
	dir := writeFiles(t, map[string]string{"go.mod": goMod, "a/a.go": model("a", "example.org/one/x"), "b/b.go": model("b", "example.net/two/x"),
		"c/c.go": model("c", "example.com/shop/x"), "x/x.go": model("x", "example.org/one/x")})
	l := newLoader(t.Context(), module{"example.com/shop", dir})
	var asked [][]string
	l.list = func(_ context.Context, _ string, paths []string) (map[string]string, []module) {
		asked = append(asked, paths)
		return nil, nil
	}
	_, err := l.produce(dir, []target{{filepath.Join(dir, "a"), true}, {filepath.Join(dir, "b"), true}, {filepath.Join(dir, "c"), true}})
	if err == nil {
		t.Error("no mistake, though models are missing")
	}
	if len(asked) != 1 || !slices.Equal(asked[0], []string{"example.net/two/x", "example.org/one/x"}) {
		t.Errorf("the go command was asked for %v, want one call", asked)
	}
}

func TestMissingPackage(t *testing.T) {
	t.Parallel()
	dir := writeFiles(t, map[string]string{"go.mod": goMod, "models.go": `package shop

import (
	"example.com/shop/auth"
	"github.com/musette-go/musette/orm"
)

type Order struct {
	orm.Model
	ID    int64
	Buyer orm.Ref[auth.User] ` + "`orm:\"on_delete=protect\"`" + `
}
`})
	_, err := Run(t.Context(), Config{Dir: dir})
	want := `models.go:11:2: Order.Buyer: unknown model auth.User: the package "example.com/shop/auth" was not found; run ` + "`go mod tidy`, or correct the import"
	if err == nil || err.Error() != want {
		t.Errorf("error is\n%v, want\n%s", err, want)
	}
}
