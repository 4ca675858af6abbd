package orm_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
)

func TestPaginate(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		for i := range 23 {
			create(e, readers.Create, &shelf.Reader{Name: fmt.Sprintf("r%02d", i)})
		}
		q := readers.OrderBy(readers.Name.Asc())
		var p *orm.Page[*shelf.Reader]
		e.counted(2, func() {
			var err error
			p, err = q.Paginate(e.ctx, 3, 10)
			e.do(err)
		})
		same(e, fmt.Sprint(len(p.Rows), p.Count, p.Pages(), p.HasNext, p.HasPrevious(), p.Start(), p.End(), p.Previous(), p.Window(1)), "3 23 3 false true 21 23 2 [1 2 3]")
		for page, kind := range map[int]problem.Kind{0: problem.BadRequest, -1: problem.BadRequest, 4: problem.NotFound, 1_000_000_000: problem.NotFound} {
			_, err := q.Paginate(e.ctx, page, 10)
			var pe *orm.PageError
			if !errors.As(err, &pe) || problem.Of(err) != kind || problem.Public(err) == "" {
				e.Errorf("page %d: %v", page, err)
			}
			_, err = q.PaginateUncounted(e.ctx, page, 10)
			if problem.Of(err) != kind {
				e.Errorf("page %d uncounted: %v", page, err)
			}
		}
		_, err := q.Paginate(e.ctx, 1, 0)
		if err == nil {
			e.Error("pages of 0 rows")
		}
		if _, err := q.Limit(3).Paginate(e.ctx, 1, 10); err == nil {
			e.Error("pages of a slice")
		}
		e.counted(1, func() {
			p, err := q.PaginateUncounted(e.ctx, 2, 10)
			e.do(err)
			same(e, fmt.Sprint(len(p.Rows), p.Count, p.Pages(), p.HasNext)+p.Rows[0].Name, "10 -1 0 truer10")
		})
		empty, err := q.Filter(readers.Name.Eq("x")).Paginate(e.ctx, 1, 10)
		e.do(err)
		same(e, fmt.Sprint(len(empty.Rows), empty.Pages(), empty.Start(), empty.End(), empty.HasOther()), "0 1 0 0 false")
		_, err = q.Filter(readers.Name.Eq("x")).PaginateUncounted(e.ctx, 1, 10)
		e.do(err)
		seen := map[int64]bool{} // without an order the key decides
		for i := 1; i <= 5; i++ {
			p, err := readers.Paginate(e.ctx, i, 5)
			e.do(err)
			for _, r := range p.Rows {
				seen[r.ID] = true
			}
		}
		same(e, len(seen), 23)
	})
}

func TestPageNumber(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"": 1, "1": 1, "25": 25, "0": 0, "-1": 0, "abc": 0, "1.5": 0, "1e3": 0, " 1": 0, "99999999999": 0, "1\x00": 0, "١": 0, strings.Repeat("1", 1<<20): 0} {
		n, err := orm.PageNumber(text)
		if n != want || (err != nil) != (want == 0) {
			t.Errorf("%.20q: %d, %v", text, n, err)
		}
		if err != nil && (problem.Of(err) != problem.BadRequest || len(err.Error()) > 300) {
			t.Errorf("%.20q: %.300v", text, err)
		}
	}
}

func TestWindow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		number, pages, n int
		want             string
	}{
		{1, 1, 2, "[1]"}, {5, 10, 1, "[1 0 4 5 6 0 10]"}, {1, 10, 2, "[1 2 3 0 10]"}, {10, 10, 2, "[1 0 8 9 10]"}, {3, 5, 1, "[1 2 3 4 5]"}, {500_000, 1_000_000, 1, "[1 0 499999 500000 500001 0 1000000]"},
		{4, 7, 1, "[1 0 3 4 5 0 7]"}, {1, 3, 0, "[1 0 3]"},
	} {
		p := orm.Page[int]{Number: c.number, Size: 1, Count: int64(c.pages)}
		if got := fmt.Sprint(p.Window(c.n)); got != c.want {
			t.Errorf("page %d of %d: %s, want %s", c.number, c.pages, got, c.want)
		}
	}
}

var bookOrders = orm.OrderKeys[book]{"title": books.Title.Asc(), "price": books.Price.Asc(), "author": books.Author.Name.Asc(), "newest": books.At.Desc()}

func TestOrderKeys(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		e.fill()
		for text, want := range map[string]string{
			"price": "100% cotton_wool\\|Middlemarch|Orlando|The Waves", "-price": "The Waves|Orlando|Middlemarch|100% cotton_wool\\",
			"author,-title": "100% cotton_wool\\|Middlemarch|The Waves|Orlando", " author , price ": "100% cotton_wool\\|Middlemarch|Orlando|The Waves",
			"newest,title": "100% cotton_wool\\|The Waves|Middlemarch|Orlando", "-newest,title": "Orlando|Middlemarch|100% cotton_wool\\|The Waves",
		} {
			os, err := bookOrders.Parse(text)
			e.do(err)
			same(e, strings.Join(list(e, books.OrderBy(os...), title), "|"), want)
		}
		os, err := bookOrders.Parse("")
		same(e, len(os), ok(e, 0, err))
	})
}

func TestHostileOrderKeys(t *testing.T) {
	t.Parallel()
	hostile := []string{"id", "Price", "price ;", "price desc", "price'", `"price"`, "author.name", "author__name", "price,", ",price", "--price", "-", "+price", "price\x00", "pri\tce", "price--", "\u202eprice",
		"price) --", "1", "*", "(select 1)", "ｐrice", strings.Repeat("price,", 8) + "price", strings.Repeat("price,", 1<<18), strings.Repeat("x", 1<<20), "\xff\xfe"}
	r := rand.New(rand.NewPCG(5, 6))
	letters := []rune("price-_,.'\"; ()*\x00\n\\%title日")
	for range 10_000 {
		n := 1 + r.IntN(12)
		var b strings.Builder
		for range n {
			b.WriteRune(letters[r.IntN(len(letters))])
		}
		if declared(b.String()) {
			continue
		}
		hostile = append(hostile, b.String())
	}
	for _, text := range hostile {
		_, err := bookOrders.Parse(text)
		var ke *orm.OrderKeyError
		if !errors.As(err, &ke) || problem.Of(err) != problem.BadRequest || len(err.Error()) > 400 {
			t.Fatalf("%.60q: %.400v", text, err)
		}
		if strings.Join(ke.Keys, ",") != "author,newest,price,title" || strings.ContainsAny(ke.Public(), "'\";\x00") {
			t.Fatal(ke.Keys, ke.Public())
		}
	}
}

// declared reports whether a random text is a list of declared keys after all.
func declared(text string) bool {
	for part := range strings.SplitSeq(text, ",") {
		if _, ok := bookOrders[strings.TrimPrefix(strings.TrimSpace(part), "-")]; !ok {
			return false
		}
	}
	return true
}
