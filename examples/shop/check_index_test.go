package main

import (
	"strings"
	"testing"

	"github.com/musette-go/musette/internal/testenv"
)

// TestCheckNamesMissingIndexes takes away the index of a foreign key behind the site's back: check --database names the
// field, and check without the flag asks no database.
func TestCheckNamesMissingIndexes(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		if code, _, errs := command(t, url, "migrate"); code != 0 {
			t.Fatal(errs)
		}
		index := indexOfKey(t, url, "library_book", "author_id")
		execute(t, url, `DROP INDEX "`+index+`"`)
		_, out, errs := command(t, url, "check", "--database")
		for _, want := range []string{"models.W030", "library.Book.author"} {
			if !strings.Contains(out+errs, want) {
				t.Errorf("check --database without the index %s says nothing of %s:\n%s%s", index, want, out, errs)
			}
		}
		if code, out, _ := command(t, url, "check"); code != 0 || !strings.Contains(out, "No issues found.") {
			t.Errorf("check ends with code %d: %s", code, out)
		}
	})
}

// indexOfKey is the name of the index on one column.
func indexOfKey(t *testing.T, url, table, column string) string {
	t.Helper()
	sql := "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = '" + table + `' AND sql LIKE '%("` + column + `")%'`
	if strings.HasPrefix(url, "postgres") {
		sql = "SELECT indexname::text FROM pg_indexes WHERE tablename = '" + table + "' AND indexdef LIKE '%(" + column + ")%'"
	}
	rows, err := openDatabase(t, url).Query(t.Context(), sql)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	if !rows.Next() {
		t.Fatalf("%s has no index on %s", table, column)
	}
	return rows.String()
}
