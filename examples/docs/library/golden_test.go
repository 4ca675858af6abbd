package library

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/musette-go/musette/internal/testenv"
)

// A golden file holds one region for each example with what each database runs, so that the pages can show it.

// databases are the parts of a region, with the titles that pages show.
var databases = []struct{ name, title string }{{"postgres", "PostgreSQL"}, {"sqlite", "SQLite"}}

// golden runs produce on every database that is there, and compares what it gives for each example with the file. With
// -update it rewrites the parts of those databases.
func golden(t *testing.T, file string, produce func(e *env) []example) {
	t.Parallel()
	found := map[string]map[string]string{}
	var order []string
	t.Run("databases", func(t *testing.T) {
		for _, d := range []struct {
			name  string
			fresh func(testing.TB) string
		}{{"sqlite", testenv.SQLite}, {"postgres", testenv.Postgres}} {
			t.Run(d.name, func(t *testing.T) {
				e := open(t, d.fresh(t))
				e.seed()
				order = nil
				for _, x := range produce(e) {
					if found[x.name] == nil {
						found[x.name] = map[string]string{}
					}
					found[x.name][d.name] = x.text
					order = append(order, x.name)
				}
			})
		}
	})
	path := filepath.Join("testdata", file)
	have, err := os.ReadFile(path)
	if err != nil && !*update {
		t.Fatalf("%v (write it with -update)", err)
	}
	keep(string(have), found)
	want := written(order, found)
	switch {
	case *update:
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	case want != string(have):
		t.Errorf("%s is not what the databases run (rewrite it with -update):\n%s", path, firstDifference(string(have), want))
	}
}

// example is what one database says to one example.
type example struct{ name, text string }

// keep fills in the parts of databases that are not there with what the file has.
func keep(file string, found map[string]map[string]string) {
	for part := range strings.SplitSeq(file, "-- docs:begin ") {
		name, body, ok := strings.Cut(part, "\n")
		if !ok || found[name] == nil {
			continue
		}
		body, _, _ = strings.Cut(body, "-- docs:end ")
		for _, d := range databases {
			if _, run := found[name][d.name]; run {
				continue
			}
			_, text, ok := strings.Cut(body, "-- "+d.title+"\n")
			if ok {
				text, _, _ = strings.Cut(text, "\n-- ")
				found[name][d.name] = strings.TrimSuffix(text, "\n")
			}
		}
	}
}

func written(order []string, found map[string]map[string]string) string {
	var b strings.Builder
	for _, name := range order {
		fmt.Fprintf(&b, "-- docs:begin %s\n", name)
		for _, d := range databases {
			if text := found[name][d.name]; text != "" {
				fmt.Fprintf(&b, "-- %s\n%s\n", d.title, text)
			}
		}
		fmt.Fprintf(&b, "-- docs:end %s\n\n", name)
	}
	return b.String()
}

func firstDifference(have, want string) string {
	haves, wants := strings.Split(have, "\n"), strings.Split(want, "\n")
	for i := range min(len(haves), len(wants)) {
		if haves[i] != wants[i] {
			return fmt.Sprintf("line %d\n\thave %s\n\twant %s", i+1, haves[i], wants[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(haves), len(wants))
}

// clauses begin a new line in an SQL text that people read.
var clauses = []string{"FROM", "JOIN", "LEFT JOIN", "WHERE", "GROUP BY", "HAVING", "ORDER BY", "LIMIT", "OFFSET", "VALUES", "SET", "RETURNING", "ON CONFLICT", "FOR UPDATE", "FOR SHARE"}

// broken writes a statement on several lines, a clause on each. What is in brackets stays on its line.
func broken(sql string) string {
	var b strings.Builder
	depth := 0
	for i := 0; i < len(sql); i++ {
		switch sql[i] {
		case '(':
			depth++
		case ')':
			depth--
		case ' ':
			if depth == 0 && clauseAt(sql, i) {
				b.WriteString("\n  ")
				continue
			}
		}
		b.WriteByte(sql[i])
	}
	return b.String()
}

// clauseAt reports whether a clause begins after the space at i.
func clauseAt(sql string, i int) bool {
	for _, together := range []string{" LEFT", " DO UPDATE", "DELETE", "FETCH 500", "SELECT *"} {
		if strings.HasSuffix(sql[:i], together) {
			return false
		}
	}
	return slices.ContainsFunc(clauses, func(c string) bool { return strings.HasPrefix(sql[i+1:], c+" ") })
}

var alias = regexp.MustCompile(`"([a-z0-9_]+)"\."`)

// shortened writes the list of all columns of a model as "library_book".…
func shortened(sql string) string {
	for _, m := range alias.FindAllStringSubmatch(sql, -1) {
		for _, d := range Models {
			var all []string
			for _, f := range d.Model().Fields {
				if f.HasColumn() {
					all = append(all, fmt.Sprintf("%q.%q", m[1], f.ColumnName()))
				}
			}
			sql = strings.ReplaceAll(sql, strings.Join(all, ", "), fmt.Sprintf("%q.…", m[1]))
		}
	}
	return sql
}

func TestBroken(t *testing.T) {
	t.Parallel()
	for sql, want := range map[string]string{
		"SELECT a FROM b WHERE (SELECT c FROM d) = 1 LIMIT 2":              "SELECT a\n  FROM b\n  WHERE (SELECT c FROM d) = 1\n  LIMIT 2",
		"DELETE FROM a WHERE b":                                            "DELETE FROM a\n  WHERE b",
		"SELECT a FROM b LEFT JOIN c ON d":                                 "SELECT a\n  FROM b\n  LEFT JOIN c ON d",
		"INSERT INTO a (b) VALUES (1) ON CONFLICT (b) DO UPDATE SET b = 1": "INSERT INTO a (b)\n  VALUES (1)\n  ON CONFLICT (b) DO UPDATE SET b = 1",
	} {
		if got := broken(sql); got != want {
			t.Errorf("%s becomes\n%s\nwant\n%s", sql, got, want)
		}
	}
}

func TestGoldenKeepsWhatDidNotRun(t *testing.T) {
	t.Parallel()
	file := "-- docs:begin a\n-- PostgreSQL\nSELECT $1\n-- SQLite\nSELECT ?1\n-- docs:end a\n\n"
	found := map[string]map[string]string{"a": {"sqlite": "SELECT ?1"}}
	keep(file, found)
	if want := map[string]string{"sqlite": "SELECT ?1", "postgres": "SELECT $1"}; !maps.Equal(found["a"], want) {
		t.Errorf("kept %q, want %q", found["a"], want)
	}
	if got := written([]string{"a"}, found); got != file {
		t.Errorf("written as\n%s\nwant\n%s", got, file)
	}
}
