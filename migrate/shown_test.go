package migrate

import (
	"os"
	"path/filepath"
	"testing"
)

// TestShownPaths prints files inside the working directory as seen from there, and others in full.
func TestShownPaths(t *testing.T) {
	t.Parallel()
	wd, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	outside := filepath.Join(filepath.Dir(wd), "other", "0001_initial.go")
	for path, want := range map[string]string{
		filepath.Join(wd, "catalog", "migrations", "0001_initial.go"): "catalog/migrations/0001_initial.go",
		filepath.Join("catalog", "migrations", "0001_initial.go"):     "catalog/migrations/0001_initial.go",
		outside: filepath.ToSlash(outside),
	} {
		if got := shown(path); got != want {
			t.Errorf("%s is shown as %s, expected %s", path, got, want)
		}
	}
}
