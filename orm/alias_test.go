package orm_test

import (
	"strings"
	"testing"

	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/schema"
)

// TestAliasesFit makes names of the longest tables: PostgreSQL cuts what is longer than 63 bytes, so that two names become one.
func TestAliasesFit(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for n := 1; n <= 63; n++ {
		table := strings.Repeat("t", n)
		for _, a := range []string{orm.JoinAlias(table, "parent"), orm.JoinAlias(table, "parents"), orm.JoinAlias(orm.JoinAlias(table, "parent"), "parent"), orm.Deeper(table, 1), orm.Deeper(table, 12)} {
			if !schema.ValidName(a) || seen[a] {
				t.Errorf("%q is no name of its own", a)
			}
			seen[a] = true
		}
	}
}
