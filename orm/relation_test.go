package orm_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/musette-go/musette/internal/testmodels/outside"
	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/orm"
)

func TestSelectRelated(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		e.fill()
		var rows []book
		e.counted(1, func() {
			var err error
			rows, err = books.SelectRelated(books.Author.Publisher(), books.Author.Mentor(), books.Editor).OrderBy(books.ID.Asc()).All(e.ctx)
			e.do(err)
		})
		var got []string
		for _, b := range rows {
			a := b.Author.Row()
			line := b.Title + " " + a.Name
			for _, p := range []interface{ Loaded() bool }{&a.Publisher, &a.Mentor, &b.Editor} {
				line += fmt.Sprint(" ", p.Loaded())
			}
			got = append(got, line)
		}
		same(e, strings.Join(got, "|"), "Orlando Woolf true false true|The Waves Woolf true false false|Middlemarch Eliot true true false|100% cotton_wool\\ Anon false false false")
		if rows[2].Author.Row().Mentor.Row().Name != "Woolf" || rows[0].Author.Row().Publisher.Row().Name != "Hogarth" {
			e.Fatal("a nested row is another one")
		}
		if rows[3].Author.Row().Publisher.Row() != nil {
			e.Fatal("a NULL key has a row")
		}
		_, err := rows[3].Author.Row().Publisher.Get()
		is(e, err, orm.ErrNotFound)
		e.counted(0, func() { e.do(authors.Save(e.ctx, rows[0].Author.Row())) })
		rows[0].Author.Row().Name = "Virginia"
		e.counted(1, func() { e.do(authors.Save(e.ctx, rows[0].Author.Row())) })
	})
}

func TestUnloadedRelations(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		l := e.fill()
		b := get(e, &books.Query, books.ID.Eq(l.books[0].ID))
		_, err := b.Author.Get()
		var loading *orm.NotLoadedError
		if !errors.As(err, &loading) || loading.What != "Author" || loading.Fix != "SelectRelated" {
			e.Fatal(err)
		}
		_, err = b.Tags.All()
		is(e, err, orm.ErrNotLoaded)
		_, err = books.Loans.Of(b)
		if !errors.As(err, &loading) || loading.What != "Book.Loans" || loading.Fix != "PrefetchRelated" {
			e.Fatal(err)
		}
		_, err = authors.Profile.Of(l.authors[0])
		is(e, err, orm.ErrNotLoaded)
		defer func() {
			if err, ok := recover().(error); !ok || !errors.Is(err, orm.ErrNotLoaded) {
				e.Fatal("Row of an unloaded relation did not panic with ErrNotLoaded")
			}
		}()
		b.Author.Row()
	})
}

func TestPrefetchRelated(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		l := e.fill()
		create(e, shelf.Profiles.Create, &shelf.Profile{Author: orm.To[shelf.Author](l.authors[1].ID), Text: "p"})
		var rows []author
		var err error
		e.counted(7, func() { // authors, books, their tags, their loans, readers of those, students, profile
			rows, err = authors.OrderBy(authors.ID.Asc()).PrefetchRelated(
				authors.Books.With(books.OrderBy(books.Price.Desc()).Only(books.Title).PrefetchRelated(books.Tags, books.Loans.With(loans.PrefetchRelated(loans.Reader)))),
				authors.Students, authors.Profile).All(e.ctx)
			e.do(err)
		})
		woolf, err := authors.Books.Of(rows[0])
		e.do(err)
		same(e, []string{woolf[0].Title, woolf[1].Title}, []string{"The Waves", "Orlando"})
		same(e, len(woolf[1].Tags.Rows()), 2)
		same(e, len(woolf[0].Tags.Rows()), 0)
		lent, err := books.Loans.Of(woolf[1])
		e.do(err)
		var names []string
		for _, x := range lent {
			names = append(names, x.Reader.Row().Name)
		}
		slices.Sort(names)
		same(e, names, []string{"Ann", "Bob"})
		students, err := authors.Students.Of(rows[0])
		same(e, students[0].Name, ok(e, "Eliot", err))
		profile, err := authors.Profile.Of(rows[1])
		same(e, profile.Text, ok(e, "p", err))
		_, err = authors.Profile.Of(rows[0])
		is(e, err, orm.ErrNotFound)
		anon, err := authors.Books.Of(rows[2])
		same(e, len(anon), ok(e, 1, err))
		e.counted(1, func() { // no rows, no prefetch
			none, err := authors.Filter(authors.Name.Eq("x")).PrefetchRelated(authors.Books).All(e.ctx)
			same(e, len(none), ok(e, 0, err))
		})
		e.counted(2, func() {
			a, err := authors.PrefetchRelated(authors.Books).Get(e.ctx, authors.Name.Eq("Anon"))
			e.do(err)
			one, err := authors.Books.Of(a)
			same(e, len(one), ok(e, 1, err))
		})
		e.counted(2, func() {
			a, err := authors.PrefetchRelated(authors.Books).OrderBy(authors.Name.Asc()).First(e.ctx)
			e.do(err)
			one, err := authors.Books.Of(a)
			same(e, len(one), ok(e, 1, err))
		})
	})
}

func TestPrefetchOfKeys(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		e.fill()
		var rows []book
		var err error
		e.counted(4, func() { // books, authors, publishers, editors: the authors once for both paths
			rows, err = books.OrderBy(books.ID.Asc()).Only(books.Title).PrefetchRelated(books.Author.Publisher(), books.Author, books.Editor).All(e.ctx)
			e.do(err)
		})
		same(e, rows[0].Author.Row().Publisher.Row().Name, "Hogarth")
		same(e, rows[2].Author.Row().Name, "Eliot")
		same(e, rows[0].Editor.Row().Name, "Eliot")
		if rows[0].Author.Row() != rows[1].Author.Row() {
			e.Fatal("one author is two rows")
		}
		if rows[3].Author.Row().Publisher.Row() != nil || rows[3].Editor.Row() != nil {
			e.Fatal("a NULL key has a row")
		}
	})
}

func TestPrefetchManyToMany(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		e.fill()
		var tagRows []*shelf.Tag
		var err error
		e.counted(2, func() {
			tagRows, err = tags.OrderBy(tags.Name.Desc()).PrefetchRelated(tags.Books.With(books.Filter(books.Pages.Gt(1)))).All(e.ctx)
			e.do(err)
		})
		var got []string
		for _, x := range tagRows {
			bs, err := tags.Books.Of(x)
			e.do(err)
			for _, b := range bs {
				got = append(got, x.Name+":"+b.Title)
			}
		}
		same(e, got, []string{"novel:Middlemarch", "novel:Orlando", `it's "odd":Orlando`})
		e.counted(2, func() {
			rows, err := readers.OrderBy(readers.ID.Asc()).PrefetchRelated(readers.Books.With(books.OrderBy(books.Title.Desc()))).All(e.ctx)
			e.do(err)
			mine, err := readers.Books.Of(rows[0])
			same(e, title(mine[0])+title(mine[1]), ok(e, "OrlandoMiddlemarch", err))
		})
	})
}

func TestPrefetchTwoListsOfDifferentLength(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		e.fill()
		for _, n := range []int{1, 2, 3, 1} { // the number of keys is part of the statement's shape on SQLite
			rows, err := books.OrderBy(books.ID.Asc()).Limit(n).PrefetchRelated(books.Tags, books.Loans).All(e.ctx)
			e.do(err)
			same(e, len(rows[0].Tags.Rows()), 2)
		}
	})
}

func TestPrefetchRefusesSlices(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		e.fill()
		_, err := authors.PrefetchRelated(authors.Books.With(books.Limit(1))).All(e.ctx)
		if err == nil || !strings.Contains(err.Error(), "Limit") {
			e.Fatal(err)
		}
	})
}

func TestPrefetchOfManyRows(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		const n = 33_000
		rows := make([]*shelf.Reader, n)
		labels := make([]*shelf.Tag, n)
		for i := range rows {
			rows[i] = &shelf.Reader{Name: fmt.Sprint("r", i)}
			labels[i] = &shelf.Tag{Name: fmt.Sprint("t", i)}
		}
		made, err := readers.BulkCreate(e.ctx, rows)
		same(e, made, ok(e, int64(n), err))
		made, err = tags.BulkCreate(e.ctx, labels)
		same(e, made, ok(e, int64(n), err))
		b := create(e, books.Create, &shelf.Book{Title: "x", Author: orm.To[shelf.Author](create(e, authors.Create, &shelf.Author{Name: "a"})[0].ID)})[0]
		create(e, loans.Create, &shelf.Loan{Book: orm.To[shelf.Book](b.ID), Reader: orm.To[shelf.Reader](rows[n-1].ID)})
		e.do(books.Tags.Add(e.ctx, b, labels[0], labels[n-1]))
		all, err := readers.OrderBy(readers.ID.Asc()).PrefetchRelated(readers.Loans).All(e.ctx)
		e.do(err)
		mine, err := readers.Loans.Of(all[n-1])
		same(e, len(mine), ok(e, 1, err))
		tagged, err := tags.PrefetchRelated(tags.Books).All(e.ctx)
		e.do(err)
		found := 0
		for _, x := range tagged {
			bs, err := tags.Books.Of(x)
			e.do(err)
			found += len(bs)
		}
		same(e, found, 2)
		names := make([]string, n)
		for i := range names {
			names[i] = labels[i].Name
		}
		count, err := tags.Filter(tags.Name.In(names...)).Count(e.ctx)
		same(e, count, ok(e, int64(n), err))
		e.do(books.Tags.Set(e.ctx, b, labels[:2000]...))
		e.do(books.Tags.Set(e.ctx, b, labels...))
		same(e, len(list(e, books.Tags.Query(b).Only(tags.Name), func(t *shelf.Tag) string { return t.Name })), n)
		e.do(books.Tags.Remove(e.ctx, b, labels[10:]...))
		e.do(books.Tags.Set(e.ctx, b, labels[1:3]...))
		count, err = books.Tags.Query(b).Count(e.ctx)
		same(e, count, ok(e, int64(2), err))
	})
}

func TestManyToMany(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		l := e.fill()
		names := func(b book) string {
			return strings.Join(list(e, books.Tags.Query(b).OrderBy(tags.Name.Asc()), func(t *shelf.Tag) string { return t.Name }), ",")
		}
		b, extra := l.books[3], l.tags
		for range 2 {
			e.counted(1, func() { e.do(books.Tags.Add(e.ctx, b, extra[0], extra[2], extra[0])) })
			same(e, names(b), "novel,unused")
		}
		for range 2 {
			e.counted(1, func() { e.do(books.Tags.Remove(e.ctx, b, extra[0], extra[1])) })
			same(e, names(b), "unused")
		}
		e.counted(3, func() { e.do(books.Tags.Set(e.ctx, b, extra[0], extra[1], extra[1])) })
		same(e, names(b), "it's \"odd\",novel")
		e.counted(1, func() { e.do(books.Tags.Set(e.ctx, b, extra[1], extra[0])) })
		e.counted(1, func() { e.do(tags.Books.Add(e.ctx, extra[2], b)) })
		same(e, names(b), "it's \"odd\",novel,unused")
		for range 2 {
			e.counted(1, func() { e.do(books.Tags.Clear(e.ctx, b)) })
			same(e, names(b), "")
		}
		e.counted(0, func() {
			e.do(books.Tags.Add(e.ctx, b))
			e.do(books.Tags.Remove(e.ctx, b))
		})
		e.do(books.Tags.Set(e.ctx, b))
		if err := books.Readers.Add(e.ctx, b, l.readers[0]); err == nil || !strings.Contains(err.Error(), "Loan") {
			e.Fatal(err)
		}
		if err := books.Readers.Set(e.ctx, b, l.readers[0]); err == nil {
			e.Fatal("Set of pairs that are a model")
		}
		if err := books.Tags.Add(e.ctx, &shelf.Book{}, l.tags[0]); err == nil {
			e.Fatal("Add to a row without a key")
		}
		if err := books.Tags.Add(e.ctx, b, &shelf.Tag{Name: "nowhere"}); err == nil {
			e.Fatal("Add of a row that does not exist")
		}
	})
}

func TestFriends(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		p := create(e, people.Create, &shelf.Person{Name: "a"}, &shelf.Person{Name: "b"}, &shelf.Person{Name: "c"})
		e.do(people.Friends.Add(e.ctx, p[0], p[1], p[2]))
		e.do(people.Friends.Add(e.ctx, p[1], p[2]))
		names := func(q *orm.Query[*shelf.Person]) string {
			return strings.Join(list(e, q.OrderBy(people.Name.Asc()), func(p *shelf.Person) string { return p.Name }), "")
		}
		same(e, names(people.Friends.Query(p[0])), "bc")
		same(e, names(people.FriendOf.Query(p[2])), "ab")
		same(e, names(people.Filter(people.Friends.Any(people.Name.Eq("c")))), "ab")
		same(e, names(people.Filter(people.FriendOf.Any(people.Friends.Any(people.Name.Eq("b"))))), "bc")
		rows, err := people.OrderBy(people.ID.Asc()).PrefetchRelated(people.Friends.With(people.OrderBy(people.Name.Desc())), people.FriendOf).All(e.ctx)
		e.do(err)
		same(e, rows[0].Friends.Rows()[0].Name, "c")
		of, err := people.FriendOf.Of(rows[2])
		same(e, len(of), ok(e, 2, err))
		got := list(e, people.OrderBy(people.Friends.Count().Desc(), people.Name.Asc()), func(p *shelf.Person) string { return p.Name })
		same(e, got, []string{"a", "b", "c"})
	})
}

func TestKeysAcrossPackages(t *testing.T) {
	t.Parallel()
	on(t, all, func(e *env) {
		l := e.fill()
		r := outside.Reviews
		answer := create(e, outside.Answers.Create, &outside.Answer{Text: "thanks"})[0]
		create(e, r.Create, &outside.Review{Book: orm.To[shelf.Book](l.books[0].ID), Stars: 5, Answer: orm.ToKey(answer.ID)},
			&outside.Review{Book: orm.To[shelf.Book](l.books[2].ID), Stars: 2})
		e.do(r.Fans.Add(e.ctx, get(e, &r.Query, r.Stars.Eq(5)), l.readers...))
		same(e, list(e, books.Filter(outside.BookReviews.Any(r.Stars.Gt(3))), title), []string{"Orlando"})
		rows, err := books.PrefetchRelated(outside.BookReviews).All(e.ctx)
		e.do(err)
		n := 0
		for _, b := range rows {
			of, err := outside.BookReviews.Of(b)
			e.do(err)
			n += len(of)
		}
		same(e, n, 2)
		got, err := r.SelectRelated(r.Book.Author()).PrefetchRelated(r.Fans).OrderBy(r.Book.Author().Name.Asc()).All(e.ctx)
		e.do(err)
		same(e, got[0].Book.Row().Author.Row().Name, "Eliot")
		same(e, len(got[1].Fans.Rows()), 3)
		same(e, got[1].Answer.Key(), answer.ID)
		same(e, got[0].Answer.Key(), int64(0))
		_, err = outside.Answers.Delete(e.ctx, answer)
		e.do(err)
		same(e, get(e, &r.Query, r.Stars.Eq(5)).Answer.Key(), int64(0))
		res, err := outside.ReviewRows.With(outside.ReviewRows.Title.Is(r.Book.Title)).OrderBy(outside.ReviewRows.Title.Desc()).All(e.ctx)
		e.do(err)
		same(e, res[0].Title+res[1].Title, "OrlandoMiddlemarch")
		del, err := books.Delete(e.ctx, l.books[0])
		e.do(err)
		same(e, del.Models["outside.Review"], int64(1))
	})
}
