package library

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/orm"
)

// sqlCase is an example of docs/reference/queries.md: what its code runs is written into testdata/queries.sql.
type sqlCase struct {
	name string
	run  func(ctx context.Context) error
}

var errUndo = errors.New("undo")

func TestSQL(t *testing.T) {
	golden(t, "queries.sql", func(e *env) []example {
		var out []example
		for _, c := range slices.Concat(readCases(), aggregateCases(), writeCases(), relationCases()) {
			out = append(out, example{c.name, e.statements(c)})
		}
		return out
	})
}

// statements runs a case in a transaction that is rolled back, and returns what it ran.
func (e *env) statements(c sqlCase) string {
	rec := db.NewRecorder(db.RecorderOptions{Statements: true})
	err := orm.Atomic(db.Record(e.ctx, rec), func(ctx context.Context) error {
		if err := c.run(ctx); err != nil {
			e.Errorf("%s: %v", c.name, err)
		}
		return errUndo
	})
	if !errors.Is(err, errUndo) {
		e.Errorf("%s: %v", c.name, err)
	}
	var lines []string
	for _, s := range rec.Statements() {
		text := s.SQL
		if c.name != "all" { // which shows the whole list of columns
			text = shortened(text)
		}
		lines = append(lines, broken(text)+";")
	}
	return strings.Join(lines, "\n")
}

// out is where examples write.
var out = io.Discard

// expect fails unless an example found as many rows as it should.
func expect[T any](rows []T, want int, err error) error {
	if err == nil && len(rows) != want {
		err = fmt.Errorf("%d rows, want %d", len(rows), want)
	}
	return err
}

func expectNumber[T comparable](got, want T, err error) error {
	if err == nil && got != want {
		err = fmt.Errorf("%v, want %v", got, want)
	}
	return err
}
