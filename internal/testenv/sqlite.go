package testenv

import (
	"path/filepath"
	"testing"
)

// SQLite returns the sqlite:// URL of a database file that does not exist
// yet, in a folder that is removed with the test.
func SQLite(tb testing.TB) string {
	tb.Helper()
	return "sqlite://" + filepath.ToSlash(filepath.Join(tb.TempDir(), "test.db"))
}
