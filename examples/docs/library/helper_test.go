package library

import (
	"context"
	"flag"
	"slices"
	"testing"
	"time"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/internal/testmodels"
	"github.com/musette-go/musette/orm"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestMain(m *testing.M) { testenv.Main(m) }

// env is a test on a library with a few rows.
type env struct {
	*testing.T
	ctx context.Context
	db  *db.DB
	rec *db.Recorder
}

// on runs a test on every database.
func on(t *testing.T, test func(e *env)) {
	t.Helper()
	testenv.Databases(t, func(t *testing.T, url string) {
		e := open(t, url)
		e.seed()
		test(e)
	})
}

// try is on for code that returns its errors, as handlers do.
func try(t *testing.T, test func(e *env, ctx context.Context) error) {
	t.Helper()
	on(t, func(e *env) { e.must(test(e, e.ctx)) })
}

func open(t *testing.T, url string) *env {
	t.Helper()
	d, err := db.Open(t.Context(), url, db.Options{SlowQuery: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if err := testmodels.Create(t.Context(), d, Models...); err != nil {
		t.Fatal(err)
	}
	registry, err := orm.NewRegistry(Models...)
	if err != nil {
		t.Fatal(err)
	}
	rec := db.NewRecorder(db.RecorderOptions{Statements: true})
	return &env{t, db.Record(orm.WithRegistry(orm.With(t.Context(), d), registry), rec), d, rec}
}

func (e *env) must(err error) {
	e.Helper()
	if err != nil {
		e.Fatal(err)
	}
}

// titles fails the test unless the books have these titles, in this order.
func (e *env) titles(books []*Book, want ...string) {
	e.Helper()
	var got []string
	for _, b := range books {
		got = append(got, b.Title)
	}
	if !slices.Equal(got, want) {
		e.Errorf("found %q, want %q", got, want)
	}
}

func year(n int) *time.Time {
	t := time.Date(n, 1, 1, 0, 0, 0, 0, time.UTC)
	return &t
}

func (e *env) seed() {
	e.Helper()
	authors := []*Author{{Name: "Stanisław Lem", Born: new(int32(1921))}, {Name: "Ursula K. Le Guin", Born: new(int32(1929))}, {Name: "Wisława Szymborska"}}
	_, err := Authors.BulkCreate(e.ctx, authors)
	e.must(err)
	lem, leGuin, szymborska := orm.To[Author](authors[0].ID), orm.To[Author](authors[1].ID), orm.To[Author](authors[2].ID)
	books := []*Book{
		{Title: "Solaris", Author: lem, Genre: Novel, Price: decimal.MustParse("12.50"), Stock: 3, Published: year(1961)},
		{Title: "The Dispossessed", Author: leGuin, Genre: Novel, Price: decimal.MustParse("15.00"), Stock: 5, Published: year(1974)},
		{Title: "The Wave in the Mind", Author: leGuin, Genre: Essay, Price: decimal.MustParse("19.90"), Published: year(2004)},
		{Title: "View with a Grain of Sand", Author: szymborska, Genre: Poetry, Price: decimal.MustParse("9.80"), Stock: 1, Published: year(1995)},
		{Title: "Unfinished", Author: lem, Genre: Novel, Price: decimal.MustParse("1.00")},
	}
	_, err = Books.BulkCreate(e.ctx, books)
	e.must(err)
	ada, bob := &Reader{Name: "Ada"}, &Reader{Name: "Bob"}
	e.must(Readers.Create(e.ctx, ada))
	e.must(Readers.Create(e.ctx, bob))
	e.must(Books.Readers.Add(e.ctx, books[0], ada, bob))
	e.must(Books.Readers.Add(e.ctx, books[1], ada))
}
