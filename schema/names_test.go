package schema_test

import (
	"strings"
	"testing"

	"github.com/musette-go/musette/schema"
)

func TestPairs(t *testing.T) {
	t.Parallel()
	book := &schema.Model{App: "library", Name: "Book"}
	readers := schema.Field{Name: "readers", Relation: &schema.Relation{Kind: schema.ManyToMany, To: "auth.User"}}
	if got := schema.PairsTable(book, &readers); got != "library_book_readers" {
		t.Errorf("table %s", got)
	}
	for _, c := range []struct{ model, target, from, to string }{
		{"library.Book", "auth.User", "book_id", "user_id"},
		{"library.Book", "library.Book", "from_book_id", "to_book_id"},
		{"a.Thing", "b.Thing", "from_thing_id", "to_thing_id"},
	} {
		if from, to := schema.PairsColumns(c.model, c.target); from != c.from || to != c.to {
			t.Errorf("%s to %s: columns %s, %s", c.model, c.target, from, to)
		}
	}
}

func TestPrimaryKeyNameFits(t *testing.T) {
	t.Parallel()
	if got := schema.PrimaryKeyName("catalog_product"); got != "catalog_product_pkey" {
		t.Error(got)
	}
	if got := schema.PrimaryKeyName(strings.Repeat("x", 63)); len(got) != 63 || !strings.HasSuffix(got, "_pkey") {
		t.Error(got)
	}
}
