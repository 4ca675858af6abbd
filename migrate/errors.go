package migrate

import (
	"errors"
	"fmt"
	"strings"

	"github.com/musette-go/musette/problem"
)

// Which error it is, for errors.Is. The errors themselves hold more; see the types of this package.
var (
	// ErrIrreversible: an operation that cannot be undone, see [IrreversibleError].
	ErrIrreversible = errors.New("migrate: the operation cannot be undone")
	// ErrConflict: two migrations of an app follow the same one, see [ConflictError].
	ErrConflict = errors.New("migrate: conflicting migrations")
	// ErrUnknown: the database is newer than the program, see [UnknownError].
	ErrUnknown = errors.New("migrate: the database is newer than this binary")
	// ErrQuestion: something must be decided and nobody could be asked, see [QuestionError].
	ErrQuestion = errors.New("migrate: a question needs an answer")
	// ErrChanges: --check found changes that no migration holds.
	ErrChanges = errors.New("migrate: the models have changes that are in no migration: run makemigrations")
)

// OperationError says which operation of which migration failed. The database's own error is inside.
type OperationError struct {
	App, Name string
	Operation int    // from 1
	Of        int    // how many operations the migration has
	What      string // Describe of the operation
	Backward  bool
	Kept      bool // the operations before it are done and stay, since the migration is NonAtomic
	Err       error
}

// Error names the migration, the operation and the cause.
func (e *OperationError) Error() string {
	verb, rest := "applying", "nothing of this migration was kept"
	if e.Backward {
		verb = "undoing"
	}
	if e.Kept {
		rest = "the operations before it are done; run the command again to go on"
	}
	return fmt.Sprintf("migrate: %s %s.%s failed at operation %d of %d (%s): %v; %s", verb, e.App, e.Name, e.Operation, e.Of, e.What, e.Err, rest)
}

// Unwrap returns the cause.
func (e *OperationError) Unwrap() error { return e.Err }

// IrreversibleError names an operation that cannot be undone.
type IrreversibleError struct {
	App, Name string
	What      string // Describe of the operation
}

// Error names the migration and the operation.
func (e *IrreversibleError) Error() string {
	return fmt.Sprintf("migrate: %s.%s cannot be undone: %q has no reverse; give it one (migrate.Noop if nothing is to be done)", e.App, e.Name, e.What)
}

// Is holds for [ErrIrreversible].
func (e *IrreversibleError) Is(target error) bool { return target == ErrIrreversible }

// ConflictError names the migrations at the end of an app's history, of which there may be one only.
type ConflictError struct{ Leaves map[string][]string } // names by app

// Error names the migrations and the command that joins them.
func (e *ConflictError) Error() string {
	var parts []string
	for _, app := range sortedKeys(e.Leaves) {
		parts = append(parts, fmt.Sprintf("%s (%s)", app, strings.Join(e.Leaves[app], ", ")))
	}
	return "migrate: conflicting migrations, more than one at the end of " + strings.Join(parts, " and of ") + ": run makemigrations --merge"
}

// Is holds for [ErrConflict].
func (e *ConflictError) Is(target error) bool { return target == ErrConflict }

// UnknownError names migrations that the database has and the program does not.
type UnknownError struct{ Migrations []Dependency }

// Error names the migrations.
func (e *UnknownError) Error() string {
	names := make([]string, len(e.Migrations))
	for i, m := range e.Migrations {
		names[i] = m.String()
	}
	return "migrate: the database is newer than this binary: it has " + strings.Join(names, ", ") + ", which the program does not know; deploy the version that does, or undo them with it"
}

// Is holds for [ErrUnknown].
func (e *UnknownError) Is(target error) bool { return target == ErrUnknown }

// Kind is [problem.Unavailable]: nothing is wrong with a request.
func (e *UnknownError) Kind() problem.Kind { return problem.Unavailable }

// QuestionError holds the questions that a person must answer, each with the flags that do.
type QuestionError struct{ Questions []string }

// Error is the text of all questions.
func (e *QuestionError) Error() string {
	return "migrate: " + strings.Join(e.Questions, "\nmigrate: ")
}

// Is holds for [ErrQuestion].
func (e *QuestionError) Is(target error) bool { return target == ErrQuestion }
