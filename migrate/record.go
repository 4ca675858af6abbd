package migrate

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/schema"
)

// The tables in which migrations keep their own books.
const (
	recordTable = "musette_migrations"
	stepTable   = "musette_migration_steps"
)

// bookModels describes those tables.
func bookModels() []*schema.Model {
	id := schema.Field{Name: "id", Type: schema.BigIntegerField, PrimaryKey: true, Auto: true}
	app := schema.Field{Name: "app", Type: schema.CharField, MaxLength: 255}
	name := schema.Field{Name: "name", Type: schema.CharField, MaxLength: 255}
	return []*schema.Model{
		{App: "musette", Name: "Migration", Table: recordTable, Fields: []schema.Field{id, app, name,
			{Name: "applied", Type: schema.DateTimeField}},
			Constraints: []schema.Constraint{{Kind: schema.Unique, Name: "musette_migrations_app_name", Fields: []string{"app", "name"}}}},
		{App: "musette", Name: "MigrationStep", Table: stepTable, Fields: []schema.Field{id, app, name,
			{Name: "backward", Type: schema.BooleanField},
			{Name: "step", Type: schema.IntegerField},
			{Name: "cursor", Type: schema.TextField}},
			Constraints: []schema.Constraint{{Kind: schema.Unique, Name: "musette_migration_steps_app_name", Fields: []string{"app", "name"}}}},
	}
}

// recorder reads and writes the books.
type recorder struct {
	db      *db.DB
	dialect dialect
}

// ensure creates the tables where they are missing. Where they exist it needs no right to create any.
func (r *recorder) ensure(ctx context.Context) error {
	missing := false
	for _, m := range bookModels() {
		have, err := tableColumns(ctx, r.db, m.TableName())
		if err != nil {
			return err
		}
		missing = missing || len(have) == 0
	}
	if !missing {
		return nil
	}
	return r.create(ctx)
}

func (r *recorder) create(ctx context.Context) error {
	s := &State{models: map[string]*schema.Model{}}
	var script strings.Builder
	for _, m := range bookModels() {
		t, err := s.table(m)
		if err != nil {
			return err
		}
		steps, err := r.dialect.createTable(t)
		if err != nil {
			return err
		}
		for _, step := range steps {
			for _, kind := range []string{"CREATE TABLE ", "CREATE UNIQUE INDEX ", "CREATE INDEX "} {
				step.sql = strings.Replace(step.sql, kind, kind+"IF NOT EXISTS ", 1)
			}
			script.WriteString(step.sql + ";\n")
		}
	}
	return r.db.Atomic(ctx, db.TxOptions{}, func(ctx context.Context) error { return r.db.ExecScript(ctx, script.String()) })
}

// applied returns the names of the migrations that have run; none where there are no books yet.
func (r *recorder) applied(ctx context.Context) (map[Dependency]bool, error) {
	out := map[Dependency]bool{}
	rows, err := r.db.Query(ctx, "SELECT app, name FROM "+recordTable)
	err = scan(rows, err, func(r *db.Rows) { out[Dependency{App: r.String(), Name: r.String()}] = true })
	if errors.Is(err, db.ErrUndefinedTable) {
		return out, nil
	}
	return out, err
}

// add notes that a migration has run.
func (r *recorder) add(ctx context.Context, dep Dependency) error {
	_, err := r.db.Exec(ctx, "INSERT INTO "+recordTable+" (app, name, applied) VALUES ("+r.marks(3)+")", dep.App, dep.Name, time.Now().UTC())
	return err
}

// remove notes that a migration has been undone.
func (r *recorder) remove(ctx context.Context, dep Dependency) error {
	_, err := r.db.Exec(ctx, "DELETE FROM "+recordTable+" WHERE app = "+r.mark(1)+" AND name = "+r.mark(2), dep.App, dep.Name)
	return err
}

func (r *recorder) mark(n int) string { return string(r.db.Dialect().AppendParam(nil, n)) }

func (r *recorder) marks(n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = r.mark(i + 1)
	}
	return join(out)
}

// stepLog notes how far a migration came that is not one transaction.
type stepLog struct {
	rec      *recorder
	dep      Dependency
	backward bool
	step     int    // operations that are done, in the direction of the run
	cursor   string // the last key of the one that is under way
}

// interrupted reads the notes of runs that did not come to their end.
func (r *recorder) interrupted(ctx context.Context) (map[Dependency]*stepLog, error) {
	rows, err := r.db.Query(ctx, "SELECT app, name, backward, step, cursor FROM "+stepTable)
	out := map[Dependency]*stepLog{}
	err = scan(rows, err, func(rows *db.Rows) {
		dep := Dependency{App: rows.String(), Name: rows.String()}
		out[dep] = &stepLog{rec: r, dep: dep, backward: rows.Bool(), step: rows.Int(), cursor: rows.String()}
	})
	return out, err
}

// advance notes that step operations are done.
func (l *stepLog) advance(ctx context.Context, step int) error {
	return l.save(ctx, step, "")
}

// saveCursor notes how far the operation came that is under way; done operations come before it.
func (l *stepLog) saveCursor(ctx context.Context, cursor string) error {
	return l.save(ctx, l.step, cursor)
}

func (l *stepLog) save(ctx context.Context, step int, cursor string) error {
	r := l.rec
	_, err := r.db.Exec(ctx, "INSERT INTO "+stepTable+" (app, name, backward, step, cursor) VALUES ("+r.marks(5)+
		") ON CONFLICT (app, name) DO UPDATE SET backward = excluded.backward, step = excluded.step, cursor = excluded.cursor",
		l.dep.App, l.dep.Name, l.backward, int32(step), cursor)
	if err == nil {
		l.step, l.cursor = step, cursor
	}
	return err
}

// clear forgets the note.
func (l *stepLog) clear(ctx context.Context) error {
	_, err := l.rec.db.Exec(ctx, "DELETE FROM "+stepTable+" WHERE app = "+l.rec.mark(1)+" AND name = "+l.rec.mark(2), l.dep.App, l.dep.Name)
	return err
}
