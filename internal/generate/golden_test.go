package generate

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the expected outputs")

// Every directory of testdata is a case: models, and beside them what the generator writes.
func TestGenerated(t *testing.T) {
	t.Parallel()
	for _, name := range caseNames(t, "testdata") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conf := Config{Dir: filepath.Join("testdata", name), Patterns: []string{"./..."}, Check: !*update}
			report, err := Run(t.Context(), conf)
			if err != nil {
				t.Fatal(err)
			}
			if report.Packages == 0 {
				t.Error("no package was generated")
			}
			for _, file := range report.Stale {
				t.Errorf("%s is not what the generator writes: run go test -update and look at the difference", file)
			}
		})
	}
}

// Every directory of testdata/mistakes is a package with mistakes, and errors.txt has their lines.
func TestMistakes(t *testing.T) {
	t.Parallel()
	for _, name := range caseNames(t, "testdata/mistakes") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join("testdata", "mistakes", name)
			_, err := Run(t.Context(), Config{Dir: dir})
			var mistakes *Mistakes
			if !errors.As(err, &mistakes) {
				t.Fatalf("error is %v, want mistakes", err)
			}
			got := err.Error() + "\n"
			expected := filepath.Join(dir, "errors.txt")
			if *update {
				if err := os.WriteFile(expected, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(expected)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("mistakes:\n%swant:\n%s", got, want)
			}
			if _, err := os.Stat(filepath.Join(dir, outputName)); err == nil {
				t.Errorf("%s was written in spite of the mistakes", outputName)
			}
		})
	}
}

func caseNames(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() && !(dir == "testdata" && (e.Name() == "mistakes" || e.Name() == "fuzz")) && !strings.HasPrefix(e.Name(), "_") {
			names = append(names, e.Name())
		}
	}
	if len(names) == 0 {
		t.Fatalf("no cases in %s", dir)
	}
	return names
}
