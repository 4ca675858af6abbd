package library

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/migrate"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/web"
)

// statuses are the errors of docs/reference/errors.md.
func statuses() []struct {
	name string
	err  error
} {
	_, noNumber := orm.PageNumber("two")
	_, noOrder := orm.OrderKeys[*Book]{}.Parse("price")
	return []struct {
		name string
		err  error
	}{
		{"*orm.NotFoundError", &orm.NotFoundError{}},
		{"*orm.MultipleError", &orm.MultipleError{}},
		{"*orm.GoneError", &orm.GoneError{}},
		{"*orm.ConstraintError", &orm.ConstraintError{}},
		{"*orm.ProtectedError", &orm.ProtectedError{}},
		{"*orm.NotLoadedError", &orm.NotLoadedError{}},
		{"*orm.PageError, no number", noNumber},
		{"*orm.OrderKeyError", noOrder},
		{"orm.ErrNoTransaction", orm.ErrNoTransaction},
		{"orm.ErrNoRegistry", orm.ErrNoRegistry},
		{"*problem.ValidationError", &problem.ValidationError{}},
		{"db.ErrUnique", db.ErrUnique},
		{"db.ErrForeignKey", db.ErrForeignKey},
		{"db.ErrNotNull", db.ErrNotNull},
		{"db.ErrCheck", db.ErrCheck},
		{"db.ErrExclusion", db.ErrExclusion},
		{"db.ErrSerialization", db.ErrSerialization},
		{"db.ErrDeadlock", db.ErrDeadlock},
		{"db.ErrLockTimeout", db.ErrLockTimeout},
		{"db.ErrLockNotAvailable", db.ErrLockNotAvailable},
		{"db.ErrStatementTimeout", db.ErrStatementTimeout},
		{"db.ErrCanceled", db.ErrCanceled},
		{"db.ErrConnection", db.ErrConnection},
		{"db.ErrPoolExhausted", db.ErrPoolExhausted},
		{"db.ErrTooLong", db.ErrTooLong},
		{"db.ErrOutOfRange", db.ErrOutOfRange},
		{"db.ErrInvalidText", db.ErrInvalidText},
		{"db.ErrReadOnly", db.ErrReadOnly},
		{"db.ErrDiskFull", db.ErrDiskFull},
		{"db.ErrBusy", db.ErrBusy},
		{"db.ErrSyntax", db.ErrSyntax},
		{"db.ErrUndefinedTable", db.ErrUndefinedTable},
		{"db.ErrUndefinedColumn", db.ErrUndefinedColumn},
		{"*db.ArgError", &db.ArgError{}},
		{"*db.ValueError", &db.ValueError{}},
		{"*db.OpenError", &db.OpenError{}},
		{"*db.TxError", &db.TxError{Reason: db.ErrTxDone}},
		{"*migrate.UnknownError", &migrate.UnknownError{}},
	}
}

func TestStatuses(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, s := range statuses() {
		fmt.Fprintf(&b, "%-28s %d  %s\n", s.name, web.StatusOf(s.err), problem.Of(s.err))
	}
	path := filepath.Join("testdata", "errors.txt")
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("%s is not what web answers (rewrite it with -update):\n%s", path, b.String())
	}
}
