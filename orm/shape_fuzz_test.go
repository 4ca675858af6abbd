package orm_test

import (
	"testing"

	"github.com/musette-go/musette/db"
)

// FuzzStatements puts a text into every query that takes one: the statement is the same for every text, and the text is in
// none of them.
func FuzzStatements(f *testing.F) {
	d, err := db.Open(f.Context(), "sqlite://:memory:", db.Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = d.Close() })
	plain := map[string]string{}
	for name, q := range shapes("plain") {
		sql, _, err := q.SQL(d)
		if err != nil {
			f.Fatal(err)
		}
		plain[name] = sql
	}
	for _, s := range hostileTexts {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, q := range shapes(s) {
			sql, args, err := q.SQL(d)
			if err == nil && (sql != plain[name] || len(args) == 0) {
				t.Errorf("%s(%q) is\n%s %v\nwant\n%s", name, s, sql, args, plain[name])
			}
		}
	})
}
