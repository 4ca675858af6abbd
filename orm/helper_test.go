package orm_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/internal/testmodels"
	"github.com/musette-go/musette/internal/testmodels/kinds"
	"github.com/musette-go/musette/internal/testmodels/outside"
	"github.com/musette-go/musette/internal/testmodels/rules"
	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestMain(m *testing.M) { testenv.Main(m) }

// env is one test's database with the tables of its models.
type env struct {
	*testing.T
	ctx context.Context
	db  *db.DB
	rec *db.Recorder
}

var all = slices.Concat(kinds.Models, shelf.Models, rules.Models, outside.Models)

// on runs a test on every database, with the tables of the models.
func on(t *testing.T, models []*orm.Descriptor, test func(e *env)) {
	t.Helper()
	testenv.Databases(t, func(t *testing.T, url string) { test(open(t, url, models)) })
}

func open(t *testing.T, url string, models []*orm.Descriptor) *env {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	t.Cleanup(cancel)
	d, err := db.Open(ctx, url, db.Options{SlowQuery: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if err := testmodels.Create(ctx, d, models...); err != nil {
		t.Fatal(err)
	}
	reg, err := orm.NewRegistry(models...)
	if err != nil {
		t.Fatal(err)
	}
	rec := db.NewRecorder(db.RecorderOptions{Statements: true})
	return &env{T: t, ctx: db.Record(orm.WithRegistry(orm.With(ctx, d), reg), rec), db: d, rec: rec}
}

// postgres reports whether the database is the one with arrays and row locks.
func (e *env) postgres() bool { return e.db.Dialect().Features.ArrayParams }

// do fails the test on an error.
func (e *env) do(err error) {
	e.Helper()
	if err != nil {
		e.Fatal(err)
	}
}

// counted runs f and compares the number of its statements.
func (e *env) counted(want int, f func()) {
	e.Helper()
	before := e.rec.Count()
	f()
	if got := e.rec.Count() - before; got != want {
		for _, s := range e.rec.Statements()[before:] {
			e.Log(s.SQL)
		}
		e.Fatalf("%d statements, want %d", got, want)
	}
}

// create creates rows of one model and returns them.
func create[T any](e *env, create func(context.Context, *T) error, rows ...*T) []*T {
	e.Helper()
	for _, r := range rows {
		if err := create(e.ctx, r); err != nil {
			e.Fatal(err)
		}
	}
	return rows
}

// ok returns the value of a call that must not fail: ok(e)(f()).
func ok[T any](e *env, v T, err error) T {
	e.Helper()
	if err != nil {
		e.Fatal(err)
	}
	return v
}

// list runs a query and shows its rows by f.
func list[P any](e *env, q *orm.Query[P], f func(P) string) []string {
	e.Helper()
	rows, err := q.All(e.ctx)
	if err != nil {
		e.Fatal(err)
	}
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = f(r)
	}
	return out
}

// same fails unless got equals want.
func same(e *env, got, want any) {
	e.Helper()
	if g, w := fmt.Sprintf("%v", got), fmt.Sprintf("%v", want); g != w {
		e.Fatalf("got  %s\nwant %s", g, w)
	}
}

// is fails unless err matches target.
func is(e *env, err, target error) {
	e.Helper()
	if !errors.Is(err, target) {
		e.Fatalf("error %v, want %v", err, target)
	}
}

// invalid returns the codes of a validation error by field: "title:max_length".
func invalid(e *env, err error) []string {
	e.Helper()
	var v *problem.ValidationError
	if !errors.As(err, &v) {
		e.Fatalf("error %v, want a validation error", err)
	}
	var out []string
	for field, list := range v.Fields {
		for _, x := range list {
			out = append(out, field+":"+x.Code)
		}
	}
	slices.Sort(out)
	return out
}

func dec(s string) decimal.Decimal { return decimal.MustParse(s) }

func ptr[T any](v T) *T { return &v }

// golden compares text with a file of testdata, which -update rewrites.
func golden(t testing.TB, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (go test -update makes it)", err)
	}
	if got != string(want) {
		t.Errorf("%s differs:\n%s", path, got)
	}
}

// get returns the only row for which ps hold.
func get[P any](e *env, q *orm.Query[P], ps ...orm.Pred[P]) P {
	e.Helper()
	row, err := q.Get(e.ctx, ps...)
	if err != nil {
		e.Fatal(err)
	}
	return row
}
