package migrate

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/musette-go/musette/db"
)

var update = flag.Bool("update", false, "rewrite the files of testdata")

// golden compares a text with a file, or rewrites the file.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want := read(t, path); got != want {
		t.Errorf("%s differs (run with -update to accept):\n%s", path, lineDiff(want, got))
	}
}

// dialects writes for both databases without connecting to one.
func dialects() map[string]dialect {
	return map[string]dialect{"postgres": &postgresDDL{quoter{&db.Dialect{Name: "postgres"}}}, "sqlite": &sqliteDDL{quoter{&db.Dialect{Name: "sqlite"}}}}
}

// TestSQL compares the SQL of each operation, both ways, on both databases with the files in testdata/sql.
func TestSQL(t *testing.T) {
	t.Parallel()
	cases := append(operationCases(), operationCase{name: "initial"})
	for _, c := range cases {
		name := strings.ReplaceAll(c.name, " ", "_")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g, err := newGraph([]App{baseApp(c.ops)}, nil)
			if err != nil {
				t.Fatal(err)
			}
			n := g.order[1]
			before, err := g.state(func(n *node) bool { return n == g.order[0] })
			if err != nil {
				t.Fatal(err)
			}
			if c.name == "initial" {
				n = g.order[0]
				if before, err = g.state(func(*node) bool { return false }); err != nil {
					t.Fatal(err)
				}
			}
			for kind, d := range dialects() {
				var text strings.Builder
				for _, backward := range []bool{false, true} {
					sql, err := script(d, n, before, backward)
					if err != nil {
						t.Fatal(err)
					}
					fmt.Fprintf(&text, "-- %s\n%s\n", map[bool]string{false: "forward", true: "backward"}[backward], sql)
				}
				golden(t, filepath.Join("testdata", "sql", name, kind+".sql"), text.String())
			}
		})
	}
}
