package migrate

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/musette-go/musette/db"
)

// hook is Go code among statements.
type hook func(ctx context.Context, e *editor) error

// editor takes statements and runs them, or keeps them for printing.
type editor struct {
	dialect dialect
	db      *db.DB   // nil: print
	script  []string // what would run, when printing
}

func (e *editor) do(ctx context.Context, steps []stmt) error {
	for i := range steps {
		if err := e.one(ctx, &steps[i]); err != nil {
			return err
		}
	}
	return nil
}

func (e *editor) one(ctx context.Context, s *stmt) error {
	if e.db == nil {
		e.print(s)
		return nil
	}
	switch {
	case s.hook != nil:
		return s.hook(ctx, e)
	case s.guard != "":
		n, err := e.count(ctx, s.sql)
		if err == nil && n > 0 {
			err = fmt.Errorf(s.guard, n)
		}
		return err
	}
	return e.db.ExecScript(ctx, s.sql) // not prepared: each of these runs once
}

// print keeps the statement for a script.
func (e *editor) print(s *stmt) {
	switch {
	case s.guard != "":
		e.comment("must be 0: " + s.sql)
	case s.note != "":
		e.comment(s.note)
	}
	if s.sql != "" && s.guard == "" {
		e.script = append(e.script, s.sql+";")
	}
}

// comment adds a comment to the script; it cannot end early.
func (e *editor) comment(text string) {
	e.script = append(e.script, "-- "+strings.ReplaceAll(strings.ReplaceAll(text, "\r", " "), "\n", "\n-- "))
}

// count runs a statement that counts.
func (e *editor) count(ctx context.Context, sql string) (int64, error) {
	var n int64
	rows, err := e.db.Write(ctx, sql)
	err = scan(rows, err, func(r *db.Rows) { n = r.Int64() })
	return n, err
}

// keptObjects carries what migrations do not know of over the rebuild of a table.
type keptObjects struct {
	table string
	known []string
	sql   []string
}

func (k *keptObjects) read(ctx context.Context, e *editor) error {
	rows, err := e.db.Write(ctx, "SELECT name, sql FROM sqlite_master WHERE tbl_name = ?1 AND type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY name", k.table)
	return scan(rows, err, func(r *db.Rows) {
		name, sql := r.String(), r.String()
		if !slices.Contains(k.known, name) {
			k.sql = append(k.sql, sql)
		}
	})
}

func (k *keptObjects) restore(ctx context.Context, e *editor) error {
	for _, sql := range k.sql {
		if err := e.db.ExecScript(ctx, sql); err != nil {
			return fmt.Errorf("an index or trigger on %s that was made by hand does not fit the altered table: %w", k.table, err)
		}
	}
	return nil
}

func join(parts []string) string { return strings.Join(parts, ", ") }
