package testenv

import "testing"

// Databases runs the test once for each kind of database, as the parallel
// subtests "sqlite" and "postgres", each with the URL of a fresh database.
// Where PostgreSQL is not installed that subtest is skipped (see the package
// comment). Databases returns before the subtests run, as t.Run does with
// parallel subtests: clean up with t.Cleanup, not with defer.
func Databases(t *testing.T, test func(t *testing.T, url string)) {
	t.Helper()
	for _, db := range []struct {
		name  string
		fresh func(testing.TB) string
	}{
		{"sqlite", SQLite},
		{"postgres", Postgres},
	} {
		t.Run(db.name, func(t *testing.T) {
			t.Parallel()
			test(t, db.fresh(t))
		})
	}
}
