package orm_test

import (
	"errors"
	"testing"

	"github.com/musette-go/musette/internal/testmodels/kinds"
	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/orm"
)

// What packages that work on any model learn of columns and relations.
func TestInspect(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		ref    *orm.ColRef
		lookup string
		joined bool
		model  string
	}{
		{orm.RefOfColumn(books.Title), "title", false, "shelf.Book"},
		{orm.RefOfColumn(books.Author), "author", false, "shelf.Book"},
		{orm.RefOfColumn(books.Author.Name), "author__name", true, "shelf.Author"},
		{orm.RefOfColumn(books.Author.Mentor().Name), "author__mentor__name", true, "shelf.Author"},
	} {
		if c.ref.Lookup() != c.lookup || c.ref.Joined() != c.joined || c.ref.Model().Label() != c.model {
			t.Errorf("%s %v %s, want %+v", c.ref.Lookup(), c.ref.Joined(), c.ref.Model().Label(), c)
		}
	}
	if f := orm.RefOfColumn(books.Price).Field(); f.DecimalPlaces != 2 || f.Name != "price" {
		t.Errorf("%+v", f)
	}
	for want, got := range map[string]*orm.Descriptor{"shelf.Author": orm.Target(books.Author), "shelf.Tag": orm.Target[*shelf.Book](books.Tags), "shelf.Book": orm.Target[*shelf.Author](shelf.Authors.Books)} {
		if got == nil || got.Label() != want {
			t.Errorf("target %v, want %s", got, want)
		}
	}
	f := kinds.FormatSets
	d := f.Descriptor()
	code, even, stock, email := orm.RefOfColumn(f.Code).Index(), orm.RefOfColumn(f.Even).Index(), orm.RefOfColumn(f.Stock).Index(), orm.RefOfColumn(f.Email).Index()
	if !d.HasDefault(code) || !d.HasDefault(stock) || d.HasDefault(email) || len(d.Validators(even)) != 1 || len(d.Validators(code)) != 0 || d.PrimaryKey() != 0 {
		t.Error("defaults, validators or the key of Formats")
	}
}

// The row behind a key is what SelectRelated has loaded, and an error where it has not.
func TestBehind(t *testing.T) {
	t.Parallel()
	d := books.Descriptor()
	author, err := orm.Behind[shelf.Author](d, orm.RefOfColumn(books.Author).Index())
	if err != nil {
		t.Fatal(err)
	}
	b := &shelf.Book{}
	if row, err := author(b); row != nil || err != nil {
		t.Errorf("no key: %v %v", row, err)
	}
	b.Author.SetKey(3)
	if _, err := author(b); !errors.Is(err, orm.ErrNotLoaded) {
		t.Errorf("not loaded: %v", err)
	}
	ada := &shelf.Author{ID: 3}
	orm.SetRow(&b.Author, ada)
	if row, err := author(b); row != ada || err != nil {
		t.Errorf("loaded: %v %v", row, err)
	}
	if _, err := orm.Behind[shelf.Book](d, orm.RefOfColumn(books.Author).Index()); err == nil {
		t.Error("a key to authors gives books")
	}
	if _, err := orm.Behind[shelf.Author](d, orm.RefOfColumn(books.Price).Index()); err == nil {
		t.Error("a price gives authors")
	}
	s := kinds.Sessions.Descriptor()
	if _, err := orm.Behind[kinds.Country](s, 1); err != nil {
		t.Errorf("a key of text: %v", err)
	}
	if _, err := orm.Behind[kinds.Session](s, 2); err != nil {
		t.Errorf("a key that is a UUID: %v", err)
	}
}

// LoadRelated gives rows that are there what a query would have loaded, with one statement for each relation.
func TestLoadRelated(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		e.fill()
		rows, err := books.OrderBy(books.ID.Asc()).All(e.ctx)
		e.do(err)
		e.do(orm.LoadRelated(e.ctx, rows, orm.Prefetcher[*shelf.Book](books.Author), books.Tags))
		for _, b := range rows {
			a, err := b.Author.Get()
			if err != nil || a.ID != b.Author.Key() || !b.Tags.Loaded() {
				t.Errorf("%s: %v %v %v", b.Title, a, err, b.Tags.Loaded())
			}
		}
	})
}
