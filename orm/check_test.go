package orm_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/internal/testmodels/kinds"
	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/internal/testmodels/wrong"
	"github.com/musette-go/musette/orm"
)

// found shows messages as "ID object".
func found(ms []check.Message) string {
	var out []string
	for _, m := range ms {
		out = append(out, m.ID+" "+m.Object)
	}
	return strings.Join(out, "|")
}

func registry(t *testing.T, models ...*orm.Descriptor) *orm.Registry {
	t.Helper()
	r, err := orm.NewRegistry(models...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestCheckModels(t *testing.T) {
	t.Parallel()
	if ms := orm.CheckModels(registry(t, all...)); len(ms) > 0 {
		t.Fatal(ms)
	}
	got := orm.CheckModels(registry(t, wrong.Models...))
	want := "models.E007 wrong.Pairs.tags|models.E001 wrong.Joined|models.E004 wrong.Choosy.kind|models.E004 wrong.Choosy.kind|models.E004 wrong.Choosy.number|" +
		"models.E003 wrong.Named|models.E002 wrong.Named|models.E008 wrong.Named|models.E008 wrong.Named"
	if found(got) != want {
		t.Fatalf("got  %s\nwant %s\n%v", found(got), want, got)
	}
}

func TestCheckIndexes(t *testing.T) {
	t.Parallel()
	r := registry(t, append(append([]*orm.Descriptor{}, wrong.Models...), shelf.Models...)...)
	got := orm.CheckIndexes(r, orm.FilteredBy(books.Title, books.Pages, books.ISBN, books.ID, books.Author), orm.FilteredBy(authors.Name, authors.Born))
	if want := "models.W020 wrong.Bare.named|models.W021 shelf.Book.pages"; found(got) != want {
		t.Fatalf("got  %s\nwant %s", found(got), want)
	}
}

func TestCheckDatabase(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		r := registry(e.T, shelf.Models...)
		filtered := orm.FilteredBy(books.Title, books.Pages)
		same(e, found(orm.CheckDatabase(e.ctx, r, filtered)), "models.W031 shelf.Book.pages")
		drop := []string{"DROP INDEX shelf_book_stock_in"}
		for _, c := range []string{"author_id", "editor_id"} {
			drop = append(drop, "DROP INDEX "+indexOf(e, "shelf_book", c))
		}
		e.do(e.db.ExecScript(e.ctx, strings.Join(drop, ";")))
		// author_id begins another index still
		same(e, found(orm.CheckDatabase(e.ctx, r)), "models.W030 shelf.Book.editor|models.W032 shelf.Book|models.W032 shelf.Book")
		both := registry(e.T, append(append([]*orm.Descriptor{}, shelf.Models...), kinds.Models...)...)
		same(e, strings.Count(found(orm.CheckDatabase(e.ctx, both)), "models.W033 kinds."), len(kinds.Models))
		e.do(e.db.Close())
		same(e, found(orm.CheckDatabase(e.ctx, r)), "models.E030 ")
	})
}

func indexOf(e *env, table, column string) string {
	sql := "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = '" + table + "' AND sql LIKE '%(\"" + column + "\")%'"
	if e.postgres() {
		sql = "SELECT indexname::text FROM pg_indexes WHERE tablename = '" + table + "' AND indexdef LIKE '%(" + column + ")%'"
	}
	rows, err := e.db.Query(e.ctx, sql)
	e.do(err)
	defer rows.Close()
	if !rows.Next() {
		e.Fatal("no index on", column)
	}
	return rows.String()
}

// TestChecksAreDocumented compares the IDs in the code with the reference.
func TestChecksAreDocumented(t *testing.T) {
	t.Parallel()
	docs, err := os.ReadFile("../docs/reference/checks.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"check_models.go", "check_indexes.go", "check_database.go"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range regexp.MustCompile(`"(models\.[EW]\d+)"`).FindAllStringSubmatch(string(text), -1) {
			if !strings.Contains(string(docs), fmt.Sprintf("### `%s`", id[1])) {
				t.Errorf("%s is not in the reference of checks", id[1])
			}
		}
	}
}
