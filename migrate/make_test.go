package migrate

import (
	"errors"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/schema"
)

func runMake(t *testing.T, apps []App, opt MakeOptions) (string, []string, error) {
	t.Helper()
	var out strings.Builder
	opt.Out = &out
	written, err := MakeMigrations(t.Context(), apps, opt)
	return out.String(), written, err
}

func TestMakeWritesInitial(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "migrations")
	price := schema.Field{Name: "price", Type: schema.DecimalField, MaxDigits: 10, DecimalPlaces: 2}
	app := App{Label: "catalog", Dir: dir, Models: []*schema.Model{with(model("catalog.Product", price, fk("owner", "auth.User")), func(m *schema.Model) {
		m.Constraints = []schema.Constraint{{Kind: schema.Check, Name: "price_positive", Check: new(schema.Gt(schema.F("price"), schema.V(0)))}}
	})}}
	user := App{Label: "auth", ReadOnly: true, Models: []*schema.Model{model("auth.User")},
		Migrations: []Migration{{Name: "0001_initial", Operations: []Operation{CreateModel{Name: "User", Fields: []schema.Field{idField()}}}}}}
	out, written, err := runMake(t, []App{app, user}, MakeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if want := "Migrations for 'catalog':\n  " + filepath.ToSlash(dir) + "/0001_initial.go\n    + Create model Product\n"; out != want {
		t.Errorf("printed %q", out)
	}
	if len(written) != 1 || filepath.Base(written[0]) != "0001_initial.go" {
		t.Errorf("written %v", written)
	}
	golden(t, filepath.Join("testdata", "make", "0001_initial.txt"), read(t, written[0]))
	golden(t, filepath.Join("testdata", "make", "all_gen.txt"), read(t, filepath.Join(dir, "all_gen.go")))
	if got := read(t, filepath.Join(dir, ".gitattributes")); got != "all_gen.go merge=union\n" {
		t.Errorf(".gitattributes %q", got)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".musette-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if _, _, err := runMake(t, []App{app, user}, MakeOptions{}); err == nil || !strings.Contains(err.Error(), "exists") {
		t.Errorf("a file was overwritten: %v", err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestMakeNothing(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "migrations")
	app := chain("x", ops(notes()))
	app.Dir, app.Models = dir, []*schema.Model{model("x.Note", text("text"))}
	for _, opt := range []MakeOptions{{}, {Check: true}, {DryRun: true}} {
		out, written, err := runMake(t, []App{app}, opt)
		if err != nil || len(written) > 0 || out != "No changes detected\n" {
			t.Errorf("%+v: printed %q, written %v, error %v", opt, out, written, err)
		}
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Error("a folder was made")
	}
}

func TestMakeOptions(t *testing.T) {
	t.Parallel()
	newApp := func(t *testing.T) App {
		app := chain("x", ops(notes()))
		app.Dir, app.Models = filepath.Join(t.TempDir(), "migrations"), []*schema.Model{model("x.Note", text("text"), text("more"))}
		return app
	}
	fill := []string{"x.note.more=none"}
	for _, c := range []struct {
		name    string
		opt     MakeOptions
		written string
		printed string
		err     string
	}{
		{"plain", MakeOptions{Fills: fill}, "0002_note_more.go", "    + Add field more to note\n", ""},
		{"named", MakeOptions{Name: "say_more", Fills: fill}, "0002_say_more.go", "", ""},
		{"bad name", MakeOptions{Name: "../x"}, "", "", "expected lower-case letters"},
		{"check", MakeOptions{Check: true, Fills: fill}, "", "    + Add field more to note\n", "the models have changes that are in no migration"},
		{"dry run", MakeOptions{DryRun: true, Fills: fill}, "", "var m0002NoteMore = migrate.Migration{", ""},
		{"empty", MakeOptions{Empty: true, Apps: []string{"x"}}, "0002_custom.go", "", ""},
		{"empty without app", MakeOptions{Empty: true}, "", "", "--empty needs the labels"},
		{"other app", MakeOptions{Apps: []string{"y"}}, "", "", `there is no app "y"; there are x`},
		{"flag for nothing", MakeOptions{Renames: []string{"x.note.wrong=y"}, NoRename: true, Fills: fill}, "", "", ""},
		{"flag for no model", MakeOptions{Renames: []string{"x.nothing=y"}}, "", "", "the migrations know no model or field x.nothing"},
		{"fill wanted", MakeOptions{}, "", "", `answer with --fill x.note.more=""`},
		{"fill wanted by check", MakeOptions{Check: true}, "", "", `answer with --fill x.note.more=""`},
		{"fill for nothing", MakeOptions{Fills: []string{"x.note.wrong=y"}}, "", "", "there is no field x.note.wrong"},
	} {
		t.Run(strings.ReplaceAll(c.name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			app := newApp(t)
			out, written, err := runMake(t, []App{app}, c.opt)
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), c.err) {
					t.Errorf("error %v", err)
				}
			} else if err != nil {
				t.Error(err)
			}
			if c.name != "flag for nothing" && (c.written == "") != (len(written) == 0) || c.written != "" && filepath.Base(written[0]) != c.written {
				t.Errorf("written %v", written)
			}
			if !strings.Contains(out, c.printed) {
				t.Errorf("printed %q", out)
			}
		})
	}
}

func TestMakeRefusesReadOnly(t *testing.T) {
	t.Parallel()
	app := App{Label: "auth", ReadOnly: true, Models: []*schema.Model{model("auth.User")}}
	_, _, err := runMake(t, []App{app}, MakeOptions{})
	if err == nil || !strings.Contains(err.Error(), "the models of auth differ from its migrations (Create model User), but it belongs to another module") {
		t.Errorf("error %v", err)
	}
}

func TestMakeMerge(t *testing.T) {
	t.Parallel()
	branches := func(second Operation) App {
		return App{Label: "x", Dir: filepath.Join(t.TempDir(), "migrations"), Migrations: []Migration{
			{Name: "0001_initial", Operations: []Operation{notes()}},
			{Name: "0002_left", Dependencies: []Dependency{{"x", "0001_initial"}}, Operations: []Operation{AddField{Model: "Note", Field: text("left")}}},
			{Name: "0002_right", Dependencies: []Dependency{{"x", "0001_initial"}}, Operations: []Operation{second}}}}
	}
	app := branches(AddField{Model: "Note", Field: text("right")})
	if _, _, err := runMake(t, []App{app}, MakeOptions{Check: true}); !errors.Is(err, ErrConflict) || !strings.Contains(err.Error(), "x (0002_left, 0002_right)") {
		t.Errorf("error %v", err)
	}
	_, written, err := runMake(t, []App{app}, MakeOptions{Merge: true})
	if err != nil {
		t.Fatal(err)
	}
	if filepath.Base(written[0]) != "0003_merge_0002_left_0002_right.go" {
		t.Errorf("written %v", written)
	}
	src := read(t, written[0])
	if !strings.Contains(src, `{App: "x", Name: "0002_left"},`) || !strings.Contains(src, `{App: "x", Name: "0002_right"},`) {
		t.Errorf("source %s", src)
	}
	_, _, err = runMake(t, []App{branches(RemoveField{Model: "Note", Name: "left"})}, MakeOptions{Merge: true})
	if err == nil || !strings.Contains(err.Error(), "both change field Note.left") {
		t.Errorf("error %v", err)
	}
	out, _, err := runMake(t, []App{chain("x", ops(notes()))}, MakeOptions{Merge: true})
	if err != nil || out != "No changes detected\n" {
		t.Errorf("printed %q, %v", out, err)
	}
}

func TestFileNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"0002_product_price": "0002_product_price.go", "0002_product_test": "0002_product_test_m.go",
		"0002_add_windows": "0002_add_windows_m.go", "0002_linux_arm64": "0002_linux_arm64_m.go", "0002_contest": "0002_contest.go"} {
		if got := fileName(name); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
	for name, want := range map[string]string{"0002_product_price": "m0002ProductPrice", "0001_initial": "m0001Initial"} {
		if got := variable(name); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestSuggestedNames(t *testing.T) {
	t.Parallel()
	field := func(name string) Operation { return AddField{Model: "Product", Field: text(name)} }
	for _, c := range []struct {
		ops  []Operation
		want string
	}{
		{[]Operation{field("price")}, "product_price"},
		{[]Operation{field("price"), RemoveField{Model: "Product", Name: "old"}}, "product_price_remove_product_old"},
		{[]Operation{field("price"), field("description"), field("long_name_of_it"), field("more")}, "product_price_product_description_and_more"},
		{[]Operation{RunGo{}}, "custom"},
		{[]Operation{RenameModel{From: "A", To: "B"}}, "rename_a_b"},
		{[]Operation{AlterModelOptions{Model: "A"}, DeleteModel{Name: "B"}}, "alter_a_options_delete_b"},
	} {
		if got := suggestName(false, c.ops, ""); got != c.want {
			t.Errorf("%s, expected %s", got, c.want)
		}
	}
}

// TestGeneratedFilesCompile makes migrations in a module of its own, with the go command: they must compile, pass vet, and
// lead to the models, so that a second look finds no change.
func TestGeneratedFilesCompile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "site"))); err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	mod := strings.Replace(read(t, filepath.Join(root, "go.mod")), "module github.com/musette-go/musette", "module example.com/site", 1) +
		"\nrequire github.com/musette-go/musette v0.0.0\n\nreplace github.com/musette-go/musette => " + filepath.ToSlash(root) + "\n"
	for name, data := range map[string]string{"go.mod": mod, "go.sum": read(t, filepath.Join(root, "go.sum"))} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := func(want string, args ...string) {
		t.Helper()
		cmd := exec.Command("go", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(string(out), want) {
			t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	run("0001_initial.go\n    + Create model Category\n    + Create model Product\n", "run", ".", "1", "make")
	run("No changes detected", "run", ".", "1", "check")
	run("~ Rename field title on product to name", "run", ".", "2", "make")
	run("No changes detected", "run", ".", "2", "check")
	if _, err := writeMigrations(filepath.Join(dir, "catalog", "migrations"), []Migration{{Name: "0003_everything", Operations: writable()}}); err != nil {
		t.Fatal(err)
	}
	run("", "vet", "./...")
	files, err := filepath.Glob(filepath.Join(dir, "catalog", "migrations", "*.go"))
	if err != nil || len(files) != 4 {
		t.Fatalf("files %v, %v", files, err)
	}
	out, err := exec.Command("gofmt", append([]string{"-l"}, files...)...).Output()
	if err != nil || len(out) > 0 {
		t.Errorf("gofmt would change %s (%v)", out, err)
	}
}

// TestGitMergesLists has git merge two branches that have each added a migration.
func TestGitMergesLists(t *testing.T) {
	t.Parallel()
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git is not installed")
	}
	repo := t.TempDir()
	dir := filepath.Join(repo, "migrations")
	run := func(args ...string) {
		t.Helper()
		cmd := exec.Command(git, append([]string{"-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false"}, args...)...)
		cmd.Dir = repo
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	write := func(name string) {
		t.Helper()
		if _, err := writeMigrations(dir, []Migration{{Name: name}}); err != nil {
			t.Fatal(err)
		}
		run("add", "-A")
		run("commit", "-q", "-m", name)
	}
	run("init", "-q")
	write("0001_initial")
	run("checkout", "-q", "-b", "left")
	write("0002_left")
	run("checkout", "-q", "main")
	write("0002_right")
	run("merge", "-q", "--no-edit", "left")
	names, err := declared(dir)
	if err != nil || !slices.Equal(names, []string{"m0001Initial", "m0002Left", "m0002Right"}) {
		t.Errorf("declared %v, %v", names, err)
	}
	list := read(t, filepath.Join(dir, listFile))
	for _, name := range names {
		if strings.Count(list, "\t"+name+",\n") != 1 {
			t.Errorf("%s is not once in the merged list:\n%s", name, list)
		}
	}
}

// writable is every operation of the other tests that holds no Go code, with constants of every type.
func writable() []Operation {
	var out []Operation
	for _, c := range operationCases() {
		for _, op := range c.ops {
			if _, code := op.(RunGo); !code {
				out = append(out, op)
			}
		}
	}
	for _, v := range []any{int64(1) << 40, 1.0, "a `b` \"c\"", schema.Number("1.5"), time.Unix(0, 5), time.Second, schema.Date{Year: 2024, Month: 1, Day: 2}, schema.Clock(5),
		schema.NewUUID(), netip.MustParseAddr("::1"), []byte{0, 255}, true} {
		out = append(out, RemoveField{Model: "M", Name: "f", Fill: v}, AddConstraint{Model: "M", Constraint: schema.Constraint{Check: new(schema.Eq(schema.F("f"), schema.V(v)))}})
	}
	return out
}
