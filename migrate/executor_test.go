package migrate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/schema"
)

// chain makes an app whose migrations follow each other.
func chain(label string, list ...Migration) App {
	for i := range list {
		if list[i].Name == "" {
			list[i].Name = fmt.Sprintf("%04d_step", i+1)
		}
		if i > 0 {
			list[i].Dependencies = append([]Dependency{{label, list[i-1].Name}}, list[i].Dependencies...)
		}
	}
	return App{Label: label, Migrations: list}
}

func ops(list ...Operation) Migration { return Migration{Operations: list} }

// notes is a model for data steps to write to.
func notes() Operation {
	return CreateModel{Name: "Note", Fields: []schema.Field{idField(), text("text")}}
}

// say is a step that adds a note.
func say(text string) Step {
	return func(ctx context.Context, h *History) error {
		t, err := h.Model("x", "Note")
		if err != nil {
			return err
		}
		_, err = t.Insert(ctx, Values{"text": text})
		return err
	}
}

func said(t *testing.T, d *db.DB) string {
	t.Helper()
	return strings.Join(texts(t, d, "SELECT text FROM x_note ORDER BY id"), " ")
}

func TestTenAtOnce(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		app := chain("x", ops(notes()), ops(RunGo{Forward: say("a")}), ops(RunGo{Forward: say("b")}, AddField{Model: "Note", Field: text("more")}), ops(RunGo{Forward: say("c")}))
		var wg sync.WaitGroup
		errs := make([]error, 10)
		for i := range errs {
			d := open(t, url)
			e := executor(t, d, app)
			wg.Go(func() { errs[i] = e.Migrate(t.Context(), MigrateOptions{}) })
		}
		wg.Wait()
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		d := open(t, url)
		if got := said(t, d); got != "a b c" {
			t.Errorf("said %q: some migration ran twice or not at all", got)
		}
		if got := texts(t, d, "SELECT name FROM musette_migrations ORDER BY id"); len(got) != 4 {
			t.Errorf("noted %v", got)
		}
	})
}

func TestFailureLeavesNothing(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		d := open(t, url)
		cause := errors.New("no such price")
		e := executor(t, d, chain("x", ops(notes()), ops(AddField{Model: "Note", Field: text("more")}, RunGo{Forward: say("a")},
			RunGo{Label: "Find prices", Forward: func(context.Context, *History) error { return cause }}, DeleteModel{Name: "Note"})))
		migrateTo(t, e, "x", "0001")
		before := dump(t, d)
		err := e.Migrate(t.Context(), MigrateOptions{})
		var op *OperationError
		if !errors.As(err, &op) || !errors.Is(err, cause) || op.Operation != 3 || op.App != "x" || op.Name != "0002_step" {
			t.Fatalf("error %v", err)
		}
		if want := "migrate: applying x.0002_step failed at operation 3 of 4 (Find prices): no such price; nothing of this migration was kept"; err.Error() != want {
			t.Errorf("error %q\nexpected %q", err, want)
		}
		if got := dump(t, d); got != before {
			t.Errorf("the schema changed:\n%s", lineDiff(before, got))
		}
		if got := said(t, d); got != "" {
			t.Errorf("rows were kept: %s", got)
		}
		if pending, err := e.Pending(t.Context()); err != nil || len(pending) != 1 || pending[0].Name != "0002_step" {
			t.Errorf("pending %v, %v", pending, err)
		}
	})
}

func TestForeignKeysAreCheckedAtTheEnd(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		d := open(t, url)
		key := fk("note", "x.Note")
		e := executor(t, d, chain("x", ops(notes(), CreateModel{Name: "Line", Fields: []schema.Field{idField(), key}}),
			ops(RunSQL{Forward: SQL{Any: "INSERT INTO x_line (note_id) VALUES (77)"}})))
		err := e.Migrate(t.Context(), MigrateOptions{})
		if err == nil || !strings.Contains(err.Error(), "x.0002_step") {
			t.Fatalf("error %v", err)
		}
		if got := texts(t, d, "SELECT CAST(count(*) AS text) FROM x_line"); got[0] != "0" {
			t.Errorf("%s rows point to nothing", got[0])
		}
		on := texts(t, d, map[bool]string{true: "SELECT 'on'", false: "SELECT CASE foreign_keys WHEN 1 THEN 'on' ELSE 'off' END FROM pragma_foreign_keys"}[d.Dialect().Features.AlterColumn])
		if on[0] != "on" {
			t.Error("foreign keys stayed off")
		}
		if _, err := d.Exec(t.Context(), "INSERT INTO x_line (note_id) VALUES (78)"); !errors.Is(err, db.ErrForeignKey) {
			t.Errorf("after the run a row may point to nothing: %v", err)
		}
	})
}

func TestUnknownMigrations(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		d := open(t, url)
		newer := executor(t, d, chain("x", ops(notes()), ops(AddField{Model: "Note", Field: text("more")})))
		migrateTo(t, newer, "", "")
		older := executor(t, d, chain("x", ops(notes())))
		err := older.Unknown(t.Context())
		var unknown *UnknownError
		if !errors.Is(err, ErrUnknown) || !errors.As(err, &unknown) || len(unknown.Migrations) != 1 || unknown.Migrations[0].Name != "0002_step" {
			t.Fatalf("error %v", err)
		}
		if err := older.Migrate(t.Context(), MigrateOptions{}); !errors.Is(err, ErrUnknown) {
			t.Errorf("migrate: %v", err)
		}
		if err := newer.Unknown(t.Context()); err != nil {
			t.Error(err)
		}
		other := executor(t, d, chain("y", ops(notes())))
		if err := other.Unknown(t.Context()); err != nil {
			t.Errorf("migrations of apps that are not there: %v", err)
		}
	})
}

func TestPendingIsOneQuery(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		d := open(t, url)
		e := executor(t, d, chain("x", ops(notes()), ops(RunGo{})))
		if p, err := e.Pending(t.Context()); err != nil || len(p) != 2 {
			t.Fatalf("an empty database has pending %v, %v", p, err)
		}
		migrateTo(t, e, "", "")
		rec := db.NewRecorder(db.RecorderOptions{})
		p, err := e.Pending(db.Record(t.Context(), rec))
		if err != nil || len(p) != 0 || rec.Count() != 1 {
			t.Errorf("pending %v, %v, %d statements", p, err, rec.Count())
		}
	})
}

func TestFake(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		d := open(t, url)
		first := ops(notes())
		first.Initial = true
		e := executor(t, d, chain("x", first, ops(AddField{Model: "Note", Field: text("more")})))
		if err := e.Migrate(t.Context(), MigrateOptions{Fake: true}); err != nil {
			t.Fatal(err)
		}
		if got := dump(t, d); got != "" {
			t.Errorf("faked, but there is\n%s", got)
		}
		if err := e.Migrate(t.Context(), MigrateOptions{App: "x", Name: "zero", Fake: true}); err != nil {
			t.Fatal(err)
		}
		id := "bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY"
		if !d.Dialect().Features.AlterColumn {
			id = "integer NOT NULL PRIMARY KEY AUTOINCREMENT"
		}
		execute(t, d, "CREATE TABLE x_note (id "+id+", text text NOT NULL, own text)")
		err := e.Migrate(t.Context(), MigrateOptions{FakeInitial: true})
		if err == nil || !strings.Contains(err.Error(), "x_note has a column own that the model does not have") {
			t.Errorf("error %v", err)
		}
		execute(t, d, "ALTER TABLE x_note DROP COLUMN own")
		var out strings.Builder
		if err := e.Migrate(t.Context(), MigrateOptions{FakeInitial: true, Out: &out}); err != nil {
			t.Fatal(err)
		}
		if want := "Running migrations:\n  Applying x.0001_step... FAKED\n  Applying x.0002_step... OK\n"; out.String() != want {
			t.Errorf("printed %q", out.String())
		}
	})
}

func TestFakeInitialWantsAllTables(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		d := open(t, url)
		first := ops(notes(), CreateModel{Name: "Line", Fields: []schema.Field{idField()}})
		first.Initial = true
		e := executor(t, d, chain("x", first))
		execute(t, d, "CREATE TABLE x_note (id integer, text text)")
		err := e.Migrate(t.Context(), MigrateOptions{FakeInitial: true})
		if err == nil || !strings.Contains(err.Error(), "the tables x_note exist, but x_line do not") {
			t.Errorf("error %v", err)
		}
	})
}

func TestTargetsShowAndPlan(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		d := open(t, url)
		x := chain("x", ops(notes()), ops(AddField{Model: "Note", Field: text("more")}), ops(RemoveField{Model: "Note", Name: "more"}))
		y := chain("y", Migration{Dependencies: []Dependency{{"x", "0002_step"}}, Operations: []Operation{CreateModel{Name: "Ref", Fields: []schema.Field{idField(), fk("note", "x.Note")}}}})
		e := executor(t, d, x, y)
		migrateTo(t, e, "y", "")
		show := func(plan bool) string {
			var out strings.Builder
			if err := e.Show(t.Context(), ShowOptions{Plan: plan, Out: &out}); err != nil {
				t.Fatal(err)
			}
			return out.String()
		}
		if got, want := show(false), "x\n [X] 0001_step\n [X] 0002_step\n [ ] 0003_step\ny\n [X] 0001_step\n"; got != want {
			t.Errorf("showed %q", got)
		}
		if got, want := show(true), "[X]  x.0001_step\n[X]  x.0002_step\n[ ]  x.0003_step\n[X]  y.0001_step\n"; got != want {
			t.Errorf("showed %q", got)
		}
		steps, err := e.Plan(t.Context(), MigrateOptions{App: "x", Name: "0001"})
		if err != nil || len(steps) != 2 || steps[0].Migration != (Dependency{"y", "0001_step"}) || !steps[1].Backward || steps[1].Migration.Name != "0002_step" {
			t.Errorf("plan %v, %v", steps, err)
		}
		var out strings.Builder
		if err := e.Migrate(t.Context(), MigrateOptions{Plan: true, Out: &out}); err != nil {
			t.Fatal(err)
		}
		if want := "Planned operations:\nx.0003_step\n    Remove field more from note\n"; out.String() != want {
			t.Errorf("printed %q", out.String())
		}
		migrateTo(t, e, "x", "zero")
		if got := dump(t, d); got != "" {
			t.Errorf("left:\n%s", got)
		}
		for _, c := range []struct{ app, name, want string }{
			{"z", "", `there is no app "z"; there are x, y`},
			{"x", "0009", `x has no migration "0009": x has 0001_step, 0002_step, 0003_step`},
			{"x", "00", `"00" is the beginning of several migrations of x: 0001_step, 0002_step, 0003_step`},
		} {
			err := e.Migrate(t.Context(), MigrateOptions{App: c.app, Name: c.name})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s %s: error %v", c.app, c.name, err)
			}
		}
	})
}

func TestIrreversible(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		d := open(t, url)
		e := executor(t, d, chain("x", ops(notes()), ops(AddField{Model: "Note", Field: text("more")}, RunSQL{Label: "Drop caches", Forward: SQL{Any: "SELECT 1"}})))
		migrateTo(t, e, "", "")
		before := dump(t, d)
		err := e.Migrate(t.Context(), MigrateOptions{App: "x", Name: "0001"})
		if !errors.Is(err, ErrIrreversible) || !strings.Contains(err.Error(), `x.0002_step cannot be undone: "Drop caches" has no reverse`) {
			t.Fatalf("error %v", err)
		}
		if got := dump(t, d); got != before {
			t.Error("the schema changed")
		}
	})
}

func TestNonAtomicGoesOn(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		d := open(t, url)
		broken := true
		m := ops(RunGo{Forward: say("a"), Reverse: Noop}, AddField{Model: "Note", Field: text("more")}, RunGo{Forward: func(ctx context.Context, h *History) error {
			if broken {
				return errors.New("broken")
			}
			return say("b")(ctx, h)
		}, Reverse: say("undone")})
		m.NonAtomic = true
		e := executor(t, d, chain("x", ops(notes()), m))
		err := e.Migrate(t.Context(), MigrateOptions{})
		if err == nil || !strings.Contains(err.Error(), "the operations before it are done; run the command again to go on") {
			t.Fatalf("error %v", err)
		}
		err = e.Migrate(t.Context(), MigrateOptions{App: "x", Name: "zero"})
		if err == nil || !strings.Contains(err.Error(), "x.0002_step was interrupted after 2 operations while it was applied: finish that first with migrate x 0002_step") {
			t.Errorf("undoing around a half-done migration: %v", err)
		}
		broken = false
		migrateTo(t, e, "", "")
		if got := said(t, d); got != "a b" {
			t.Errorf("said %q", got)
		}
		if got := texts(t, d, "SELECT name FROM musette_migration_steps"); len(got) != 0 {
			t.Errorf("steps are left: %v", got)
		}
		migrateTo(t, e, "x", "0001")
		if got := said(t, d); got != "a b undone" {
			t.Errorf("said %q", got)
		}
	})
}

func TestConcurrentIndex(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		d := open(t, url)
		index := RunSQL{NoTransaction: true, Forward: SQL{Postgres: "CREATE INDEX CONCURRENTLY IF NOT EXISTS by_text ON x_note (text)", SQLite: "CREATE INDEX IF NOT EXISTS by_text ON x_note (text)"},
			Reverse: SQL{Any: "DROP INDEX by_text"}}
		m := ops(index)
		e := executor(t, d, chain("x", ops(notes()), m))
		if err := e.Migrate(t.Context(), MigrateOptions{}); err == nil || !strings.Contains(err.Error(), "NoTransaction needs a migration that is NonAtomic") {
			t.Fatalf("error %v", err)
		}
		m.NonAtomic = true
		e = executor(t, d, chain("x", ops(notes()), m))
		migrateTo(t, e, "", "")
		if !strings.Contains(dump(t, d), "by_text") {
			t.Error("there is no index")
		}
		migrateTo(t, e, "x", "0001")
		if strings.Contains(dump(t, d), "by_text") {
			t.Error("there is still an index")
		}
	})
}

func TestSquashed(t *testing.T) {
	t.Parallel()
	squash := Migration{Name: "0001_squashed", Replaces: []string{"0001_step", "0002_step"}, Operations: []Operation{notes(), AddField{Model: "Note", Field: text("more")}}}
	old := chain("x", ops(notes()), ops(AddField{Model: "Note", Field: text("more")}))
	after := Migration{Name: "0003_more", Dependencies: []Dependency{{"x", "0002_step"}}, Operations: []Operation{AddField{Model: "Note", Field: text("third")}}}
	both := App{Label: "x", Migrations: slices.Concat(old.Migrations, []Migration{squash, after})}
	testenv.Databases(t, func(t *testing.T, url string) {
		for _, start := range []string{"nothing", "some", "all"} {
			d := open(t, fresh(t, url))
			if start != "nothing" {
				migrateTo(t, executor(t, d, old), "x", map[string]string{"some": "0001", "all": ""}[start])
			}
			e := executor(t, d, both)
			migrateTo(t, e, "", "")
			if p, err := e.Pending(t.Context()); err != nil || len(p) > 0 {
				t.Errorf("%s: pending %v, %v", start, p, err)
			}
			if got := dump(t, d); !strings.Contains(got, "more") || !strings.Contains(got, "third") {
				t.Errorf("%s: schema\n%s", start, got)
			}
		}
	})
}

func TestGraphErrors(t *testing.T) {
	t.Parallel()
	dep := func(app, name string) []Dependency { return []Dependency{{app, name}} }
	for _, c := range []struct {
		apps []App
		want string
	}{
		{[]App{{Label: "a", Migrations: []Migration{{Name: "1", Dependencies: dep("b", "1")}}}, {Label: "b", Migrations: []Migration{{Name: "1", Dependencies: dep("a", "1")}}}},
			"the migrations depend on each other in a circle: a.1 -> b.1 -> a.1"},
		{[]App{{Label: "a", Migrations: []Migration{{Name: "1", Dependencies: dep("b", "9")}}}, {Label: "b", Migrations: []Migration{{Name: "1"}}}}, "a.1 depends on b.9, which does not exist: b has 1"},
		{[]App{{Label: "a", Migrations: []Migration{{Name: "1", Dependencies: dep("c", "1")}}}}, "a.1 depends on c.1, which does not exist: the site has no app c with migrations"},
		{[]App{{Label: "a", Migrations: []Migration{{Name: "1"}, {Name: "1"}}}}, "two migrations a.1"},
		{[]App{{Label: "a", Migrations: []Migration{{Name: "1"}, {Name: "2", Dependencies: dep("a", "1")}, {Name: "3", Dependencies: dep("a", "1")}}}},
			"conflicting migrations, more than one at the end of a (2, 3): run makemigrations --merge"},
		{[]App{{Label: "a"}, {Label: "a"}}, `app label "a" is used twice`},
	} {
		g, err := newGraph(c.apps, nil)
		if err == nil {
			err = g.conflicts()
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v\nexpected %s", err, c.want)
		}
	}
}
