package migrate

import (
	"errors"
	"strings"
	"testing"

	"github.com/ncruces/go-sqlite3"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/schema"
)

// folded has a check and an index that fold letters.
func folded() App {
	lower := schema.Call(schema.OpLower, schema.F("code"))
	return chain("x", ops(CreateModel{Name: "Word", Fields: []schema.Field{idField(), text("code")}, Options: Options{
		Indexes:     []schema.Index{{Name: "word_lower", Keys: []schema.IndexKey{{Expr: &lower}}}},
		Constraints: []schema.Constraint{{Kind: schema.Check, Name: "word_is_low", Check: new(schema.Eq(schema.F("code"), lower))}},
	}}))
}

// TestFoldingChecks wants a check on Lower to know letters beyond ASCII on both databases.
func TestFoldingChecks(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		d := open(t, url)
		migrateTo(t, executor(t, d, folded()), "", "")
		execute(t, d, "INSERT INTO x_word (code) VALUES ('été'), ('a')")
		for _, code := range []string{"A", "É", "éÉ"} {
			if _, err := d.Exec(t.Context(), "INSERT INTO x_word (code) VALUES ('"+code+"')"); !errors.Is(err, db.ErrCheck) {
				t.Errorf("%s: %v", code, err)
			}
		}
	})
}

// TestFoldingWithoutFunctions is what other programs can do with a table that has such an index: read it, and not write.
func TestFoldingWithoutFunctions(t *testing.T) {
	t.Parallel()
	url := testenv.SQLite(t)
	d := open(t, url)
	migrateTo(t, executor(t, d, folded()), "", "")
	execute(t, d, "INSERT INTO x_word (code) VALUES ('été')")
	other, err := sqlite3.Open("file:" + strings.TrimPrefix(url, "sqlite://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Close() }()
	if err := other.Exec("SELECT * FROM x_word WHERE code = 'été'; SELECT count(*) FROM x_word"); err != nil {
		t.Errorf("reading: %v", err)
	}
	_, _, err = other.Prepare("INSERT INTO x_word (code) VALUES ('x')" + strings.Repeat(" ", 100)) // see lite_safe.go of package db
	if err == nil || !strings.Contains(err.Error(), "unknown function: mu_lower()") {
		t.Errorf("writing: %v", err)
	}
	if got := texts(t, d, "PRAGMA integrity_check"); len(got) != 1 || got[0] != "ok" {
		t.Errorf("integrity: %v", got)
	}
}
