package orm_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/orm"
)

// tri is a truth value of SQL.
type tri int8

const (
	no tri = iota
	yes
	unknown
)

func truth(b bool) tri {
	if b {
		return yes
	}
	return no
}

// world is all rows in memory, for the independent evaluator.
type world struct {
	books   []book
	authors map[int64]author
	pubs    map[int64]*shelf.Publisher
	tags    map[int64][]string // by book
	loans   map[int64][]*shelf.Loan
	readers map[int64]string
}

// cond is a condition with what it means.
type cond struct {
	p    orm.Pred[book]
	eval func(b book) tri
}

func randomWorld(e *env, r *rand.Rand) *world {
	e.Helper()
	w := &world{authors: map[int64]author{}, pubs: map[int64]*shelf.Publisher{}, tags: map[int64][]string{}, loans: map[int64][]*shelf.Loan{}, readers: map[int64]string{}}
	var pubs []*shelf.Publisher
	for _, n := range []string{"P%1", "p_2"} {
		pubs = append(pubs, create(e, publishers.Create, &shelf.Publisher{Name: n})...)
	}
	pubs[0].City = ptr("Rome")
	e.do(publishers.Save(e.ctx, pubs[0]))
	for _, p := range pubs {
		w.pubs[p.ID] = p
	}
	var as []author
	for i := range 6 {
		a := &shelf.Author{Name: pick(r, words)}
		if r.IntN(2) == 0 {
			a.Born = ptr(int32(1880 + r.IntN(4)))
		}
		if r.IntN(3) > 0 {
			a.Publisher = orm.To[shelf.Publisher](pubs[r.IntN(2)].ID)
		}
		if i > 0 && r.IntN(2) == 0 {
			a.Mentor = orm.To[shelf.Author](as[r.IntN(i)].ID)
		}
		as = append(as, create(e, authors.Create, a)...)
		w.authors[a.ID] = a
	}
	rs := create(e, readers.Create, &shelf.Reader{Name: "Ann"}, &shelf.Reader{Name: "bob"})
	for _, x := range rs {
		w.readers[x.ID] = x.Name
	}
	ts := create(e, tags.Create, &shelf.Tag{Name: "x"}, &shelf.Tag{Name: "Y"}, &shelf.Tag{Name: "%"})
	for i := range 40 {
		b := &shelf.Book{Title: pick(r, words) + fmt.Sprint(i%7), Author: orm.To[shelf.Author](as[r.IntN(len(as))].ID), Price: decimal.New(int64(r.IntN(500)), 2),
			Pages: int32(r.IntN(5)), Stock: int64(r.IntN(4)), Out: r.IntN(2) == 0, Shelf: fmt.Sprint(i), Place: int32(r.IntN(3))}
		b.Title += strings.Repeat("!", i/7)
		if r.IntN(2) == 0 {
			b.ISBN = ptr(fmt.Sprint("isbn", i))
		}
		if r.IntN(2) == 0 {
			b.Editor = orm.To[shelf.Author](as[r.IntN(len(as))].ID)
		}
		if r.IntN(2) == 0 {
			b.Rating = ptr(decimal.New(int64(r.IntN(50000)), 4))
		}
		if r.IntN(2) == 0 {
			b.At = ptr(time.Date(2020+r.IntN(3), time.Month(1+r.IntN(12)), 1+r.IntN(28), r.IntN(24), 0, 0, r.IntN(3)*1000, time.UTC))
		}
		create(e, books.Create, b)
		w.books = append(w.books, b)
		for _, t := range ts {
			if r.IntN(4) == 0 {
				e.do(books.Tags.Add(e.ctx, b, t))
				w.tags[b.ID] = append(w.tags[b.ID], t.Name)
			}
		}
		for range r.IntN(3) {
			l := &shelf.Loan{Book: orm.To[shelf.Book](b.ID), Reader: orm.To[shelf.Reader](rs[r.IntN(2)].ID), Days: int32(r.IntN(4))}
			create(e, loans.Create, l)
			w.loans[b.ID] = append(w.loans[b.ID], l)
		}
	}
	return w
}

var words = []string{"Zola", "öl", "Öl", "50%", "a_b", "x'y", `c\d`, "ΣΑΣ", "σας"}

func pick[T any](r *rand.Rand, l []T) T { return l[r.IntN(len(l))] }

// num makes a comparison of a column that may be NULL with a constant.
func num[T any](r *rand.Rand, c interface {
	orm.Expr[book, T]
	Eq(T) orm.Pred[book]
	Gt(T) orm.Pred[book]
	Ge(T) orm.Pred[book]
	Lt(T) orm.Pred[book]
	Le(T) orm.Pred[book]
	In(...T) orm.Pred[book]
	IsNull() orm.Pred[book]
	IsNotNull() orm.Pred[book]
}, get func(b book) *T, compare func(a, b T) int, value func() T) cond {
	v, v2 := value(), value()
	holds := func(is func(c int) bool) func(b book) tri {
		return func(b book) tri {
			if x := get(b); x != nil {
				return truth(is(compare(*x, v)))
			}
			return unknown
		}
	}
	switch r.IntN(9) {
	case 0:
		return cond{c.Eq(v), holds(func(c int) bool { return c == 0 })}
	case 1:
		return cond{orm.Ne(c, v), func(b book) tri { x := get(b); return truth(x == nil || compare(*x, v) != 0) }}
	case 2:
		return cond{c.Gt(v), holds(func(c int) bool { return c > 0 })}
	case 3:
		return cond{c.Ge(v), holds(func(c int) bool { return c >= 0 })}
	case 4:
		return cond{c.Lt(v), holds(func(c int) bool { return c < 0 })}
	case 5:
		return cond{c.Le(v), holds(func(c int) bool { return c <= 0 })}
	case 6:
		return cond{c.In(v, v2), func(b book) tri {
			if x := get(b); x != nil {
				return truth(compare(*x, v) == 0 || compare(*x, v2) == 0)
			}
			return unknown
		}}
	case 7:
		return cond{c.IsNull(), func(b book) tri { return truth(get(b) == nil) }}
	}
	return cond{c.IsNotNull(), func(b book) tri { return truth(get(b) != nil) }}
}

func text(r *rand.Rand, c *orm.Text[book], get func(b book) *string) cond {
	v := pick(r, words)
	if r.IntN(2) == 0 {
		v = pick(r, []string{"%", "_", "a", "A", "σ", "ä", "1", "", "!!", `\`})
	}
	on := func(f func(s string) bool) func(b book) tri {
		return func(b book) tri {
			if x := get(b); x != nil {
				return truth(f(*x))
			}
			return unknown
		}
	}
	up := strings.ToUpper
	switch r.IntN(10) {
	case 0:
		return cond{c.Eq(v), on(func(s string) bool { return s == v })}
	case 1:
		return cond{orm.Ne(c, v), func(b book) tri { x := get(b); return truth(x == nil || *x != v) }}
	case 2:
		return cond{c.Contains(v), on(func(s string) bool { return strings.Contains(s, v) })}
	case 3:
		return cond{c.IContains(v), on(func(s string) bool { return strings.Contains(up(s), up(v)) })}
	case 4:
		return cond{c.StartsWith(v), on(func(s string) bool { return strings.HasPrefix(s, v) })}
	case 5:
		return cond{orm.EndsWith(c, v), on(func(s string) bool { return strings.HasSuffix(s, v) })}
	case 6:
		return cond{orm.IExact(c, v), on(func(s string) bool { return up(s) == up(v) })}
	case 7:
		return cond{c.Gt(v), on(func(s string) bool { return s > v })}
	case 8:
		return cond{c.In(v, "Zola1"), on(func(s string) bool { return s == v || s == "Zola1" })}
	}
	return cond{c.IsNull(), func(b book) tri { return truth(get(b) == nil) }}
}

func (w *world) author(key int64) author { return w.authors[key] }

// leaf makes a random condition without connectives.
func (w *world) leaf(r *rand.Rand) cond {
	switch r.IntN(18) {
	case 0:
		return num(r, books.Pages, func(b book) *int32 { return &b.Pages }, cmp.Compare[int32], func() int32 { return int32(r.IntN(5)) })
	case 1:
		return num(r, books.Stock, func(b book) *int64 { return &b.Stock }, cmp.Compare[int64], func() int64 { return int64(r.IntN(5)) - 1 })
	case 2:
		return num(r, books.Price, func(b book) *decimal.Decimal { return &b.Price }, decimal.Decimal.Cmp, func() decimal.Decimal { return decimal.New(int64(r.IntN(5000)), 3) })
	case 3:
		return num(r, books.Rating, func(b book) *decimal.Decimal { return b.Rating }, decimal.Decimal.Cmp, func() decimal.Decimal { return decimal.New(int64(r.IntN(500)), 2) })
	case 4:
		return num(r, books.At, func(b book) *time.Time { return b.At }, time.Time.Compare, func() time.Time {
			return time.Date(2020+r.IntN(3), time.Month(1+r.IntN(12)), 1, 0, 0, 0, 0, time.FixedZone("", 3600*(r.IntN(20)-10)))
		})
	case 5:
		return text(r, books.Title, func(b book) *string { return &b.Title })
	case 6:
		return text(r, books.ISBN, func(b book) *string { return b.ISBN })
	case 7:
		v := r.IntN(2) == 0
		return cond{books.Out.Eq(v), func(b book) tri { return truth(b.Out == v) }}
	case 8:
		return text(r, books.Author.Name, func(b book) *string { return &w.author(b.Author.Key()).Name })
	case 9:
		return text(r, books.Editor.Name, func(b book) *string {
			if a := w.author(b.Editor.Key()); a != nil {
				return &a.Name
			}
			return nil
		})
	case 10:
		return num(r, books.Editor.Born, func(b book) *int32 {
			if a := w.author(b.Editor.Key()); a != nil {
				return a.Born
			}
			return nil
		}, cmp.Compare[int32], func() int32 { return int32(1880 + r.IntN(4)) })
	case 11:
		return text(r, books.Author.Publisher().Name, func(b book) *string {
			if p := w.pubs[w.author(b.Author.Key()).Publisher.Key()]; p != nil {
				return &p.Name
			}
			return nil
		})
	case 12:
		return text(r, books.Author.Mentor().Name, func(b book) *string {
			if m := w.author(w.author(b.Author.Key()).Mentor.Key()); m != nil {
				return &m.Name
			}
			return nil
		})
	case 13:
		return num(r, books.Editor.ID, func(b book) *int64 {
			if k := b.Editor.Key(); k != 0 {
				return &k
			}
			return nil
		}, cmp.Compare[int64], func() int64 { return int64(1 + r.IntN(6)) })
	}
	return w.relation(r)
}

func (w *world) relation(r *rand.Rand) cond {
	days := int32(r.IntN(4))
	switch r.IntN(7) {
	case 6:
		list := make([]int32, r.IntN(6))
		for i := range list {
			list[i] = int32(r.IntN(6))
		}
		return cond{books.Pages.In(list...), func(b book) tri { return truth(slices.Contains(list, b.Pages)) }}
	case 0:
		name := pick(r, []string{"x", "Y", "%", "none"})
		return cond{books.Tags.Any(tags.Name.Eq(name)), func(b book) tri { return truth(slices.Contains(w.tags[b.ID], name)) }}
	case 1:
		return cond{books.Loans.Any(loans.Days.Ge(days), loans.Reader.Name.IContains("B")), func(b book) tri {
			return truth(slices.ContainsFunc(w.loans[b.ID], func(l *shelf.Loan) bool {
				return l.Days >= days && strings.Contains(w.readers[l.Reader.Key()], "b")
			}))
		}}
	case 2:
		return cond{books.Readers.Any(orm.Not(readers.Name.Eq("Ann"))), func(b book) tri {
			return truth(slices.ContainsFunc(w.loans[b.ID], func(l *shelf.Loan) bool { return w.readers[l.Reader.Key()] != "Ann" }))
		}}
	case 3:
		return cond{orm.Gt(books.Loans.Count(loans.Days.Lt(days)), 0), func(b book) tri {
			return truth(slices.ContainsFunc(w.loans[b.ID], func(l *shelf.Loan) bool { return l.Days < days }))
		}}
	case 4:
		return cond{orm.F(books.Rating).Gt(books.Price), func(b book) tri {
			if b.Rating == nil {
				return unknown
			}
			return truth(b.Rating.Cmp(b.Price) > 0)
		}}
	}
	year := int64(2020 + r.IntN(3))
	return cond{orm.Ge(orm.Year(books.At), year), func(b book) tri {
		if b.At == nil {
			return unknown
		}
		return truth(int64(b.At.Year()) >= year)
	}}
}

// tree makes a random condition of that depth.
func (w *world) tree(r *rand.Rand, depth int) cond {
	if depth == 0 || r.IntN(5) == 0 {
		return w.leaf(r)
	}
	if r.IntN(3) == 0 {
		c := w.tree(r, depth-1)
		return cond{orm.Not(c.p), func(b book) tri { return truth(c.eval(b) != yes) }}
	}
	kids := make([]cond, r.IntN(4))
	ps := make([]orm.Pred[book], len(kids))
	for i := range kids {
		kids[i] = w.tree(r, depth-1)
		ps[i] = kids[i].p
	}
	if r.IntN(2) == 0 {
		return cond{orm.And(ps...), func(b book) tri { return join(kids, b, no) }}
	}
	return cond{orm.Or(ps...), func(b book) tri { return join(kids, b, yes) }}
}

// join is And where no decides, Or where yes does.
func join(kids []cond, b book, decides tri) tri {
	out := yes - decides
	for _, k := range kids {
		switch v := k.eval(b); v {
		case decides:
			return decides
		case unknown:
			out = unknown
		}
	}
	return out
}
