package orm_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/internal/testmodels/kinds"
	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/orm"
)

type book = *shelf.Book
type author = *shelf.Author

// goldenQueries are queries of books with the titles of the rows that they give.
var goldenQueries = []struct {
	name string
	q    *orm.Query[book]
	want string
}{
	{"all", &books.Query, "100% cotton_wool\\|Middlemarch|Orlando|The Waves"},
	{"eq", books.Filter(books.Title.Eq("Orlando")), "Orlando"},
	{"ne", books.Filter(orm.Ne(books.Title, "Orlando")), "100% cotton_wool\\|Middlemarch|The Waves"},
	{"ne nullable", books.Filter(orm.Ne(books.ISBN, "111")), "100% cotton_wool\\|Middlemarch|The Waves"},
	{"gt", books.Filter(books.Price.Gt(dec("7"))), "Orlando|The Waves"},
	{"ge", books.Filter(books.Price.Ge(dec("7.00"))), "Middlemarch|Orlando|The Waves"},
	{"lt", books.Filter(books.Price.Lt(dec("7.001"))), "100% cotton_wool\\|Middlemarch"},
	{"le", books.Filter(books.Price.Le(dec("6.999"))), "100% cotton_wool\\"},
	{"eq with too many digits", books.Filter(books.Price.Eq(dec("9.991"))), ""},
	{"ne with too many digits", books.Filter(orm.Ne(books.Price, dec("9.991"))), "100% cotton_wool\\|Middlemarch|Orlando|The Waves"},
	{"text gt", books.Filter(books.Title.Gt("N")), "Orlando|The Waves"},
	{"text lt", books.Filter(books.Title.Lt("N")), "100% cotton_wool\\|Middlemarch"},
	{"in", books.Filter(books.Pages.In(300, 900, 7)), "Middlemarch|Orlando"},
	{"in text", books.Filter(books.ISBN.In("111", "333")), "Orlando"},
	{"in decimals", books.Filter(books.Price.In(dec("9.99"), dec("7"), dec("7.001"))), "Middlemarch|Orlando"},
	{"in nothing", books.Filter(books.Pages.In()), ""},
	{"not in nothing", books.Exclude(books.Pages.In()), "100% cotton_wool\\|Middlemarch|Orlando|The Waves"},
	{"between", books.Filter(orm.Between(books.Pages, 250, 300)), "Orlando|The Waves"},
	{"is null", books.Filter(books.Rating.IsNull()), "100% cotton_wool\\|The Waves"},
	{"is not null", books.Filter(books.Rating.IsNotNull()), "Middlemarch|Orlando"},
	{"contains", books.Filter(books.Title.Contains("a")), "Middlemarch|Orlando|The Waves"},
	{"contains percent", books.Filter(books.Title.Contains("0%")), "100% cotton_wool\\"},
	{"contains underscore", books.Filter(books.Title.Contains("n_w")), "100% cotton_wool\\"},
	{"contains backslash", books.Filter(books.Title.Contains("\\")), "100% cotton_wool\\"},
	{"contains wildcards", books.Filter(books.Title.Contains("%a%")), ""},
	{"icontains", books.Filter(books.Title.IContains("ORL")), "Orlando"},
	{"icontains percent", books.Filter(books.Title.IContains("0% COTTON_")), "100% cotton_wool\\"},
	{"starts with", books.Filter(books.Title.StartsWith("The")), "The Waves"},
	{"starts with other case", books.Filter(books.Title.StartsWith("the")), ""},
	{"istarts with", books.Filter(orm.IStartsWith(books.Title, "tHE")), "The Waves"},
	{"ends with", books.Filter(orm.EndsWith(books.Title, "march")), "Middlemarch"},
	{"iends with", books.Filter(orm.IEndsWith(books.Title, "WOOL\\")), "100% cotton_wool\\"},
	{"iexact", books.Filter(orm.IExact(books.Title, "oRLANDo")), "Orlando"},
	{"iexact wildcard", books.Filter(orm.IExact(books.Title, "oRLAND_")), ""},
	{"regex", books.Filter(orm.Regex(books.Title, regexp.MustCompile(`^(?:The|Mid)`))), "Middlemarch|The Waves"},
	{"iregex", books.Filter(orm.Regex(books.Title, regexp.MustCompile(`(?i)WAVES?$`))), "The Waves"},
	{"lower", books.Filter(orm.Eq(orm.Lower(books.Title), "orlando")), "Orlando"},
	{"upper", books.Filter(orm.Eq(orm.Upper(books.Title), "ORLANDO")), "Orlando"},
	{"length", books.Filter(orm.Gt(orm.Length(books.Title), 9)), "100% cotton_wool\\|Middlemarch"},
	{"year", books.Filter(orm.Eq(orm.Year(books.At), 2024)), "Middlemarch|Orlando"},
	{"month day", books.Filter(orm.Eq(orm.Month(books.At), 2), orm.Eq(orm.Day(books.At), 29)), "Orlando"},
	{"hour minute second", books.Filter(orm.Eq(orm.Hour(books.At), 23), orm.Eq(orm.Minute(books.At), 59), orm.Eq(orm.Second(books.At), 59)), "Middlemarch|Orlando"},
	{"week day", books.Filter(orm.Eq(orm.WeekDay(books.At), 5)), "Orlando"},
	{"time", books.Filter(books.At.Gt(time.Date(2024, 2, 29, 23, 59, 59, 123455000, time.UTC))), "Middlemarch|Orlando"},
	{"bool", books.Filter(books.Out.Eq(true)), "Middlemarch"},
	{"and", books.Filter(books.Pages.Gt(250), books.Price.Gt(dec("8"))), "Orlando"},
	{"or", books.Filter(orm.Or(books.Pages.Eq(1), books.Price.Eq(dec("7")))), "100% cotton_wool\\|Middlemarch"},
	{"empty or", books.Filter(orm.Or[book]()), ""},
	{"empty and", books.Filter(orm.And[book]()), "100% cotton_wool\\|Middlemarch|Orlando|The Waves"},
	{"not", books.Filter(orm.Not(books.Pages.Eq(1))), "Middlemarch|Orlando|The Waves"},
	{"not nullable", books.Filter(orm.Not(books.Rating.Gt(dec("4.6")))), "100% cotton_wool\\|Orlando|The Waves"},
	{"exclude", books.Exclude(books.Pages.Gt(1), books.ISBN.Eq("111")), "100% cotton_wool\\|Middlemarch|The Waves"},
	{"chained", books.Filter(orm.Or(orm.And(books.Pages.Gt(1), books.Out.Eq(false)), books.Title.Eq("x"))), "Orlando|The Waves"},
	{"joined", books.Filter(books.Author.Name.Eq("Woolf")), "Orlando|The Waves"},
	{"joined key", books.Filter(books.Author.ID.Gt(0)), "100% cotton_wool\\|Middlemarch|Orlando|The Waves"},
	{"joined nullable", books.Filter(books.Editor.Name.Eq("Eliot")), "Orlando"},
	{"not joined nullable", books.Filter(orm.Not(books.Editor.Name.Eq("Eliot"))), "100% cotton_wool\\|Middlemarch|The Waves"},
	{"joined null", books.Filter(books.Editor.Name.IsNull()), "100% cotton_wool\\|Middlemarch|The Waves"},
	{"key null", books.Filter(books.Editor.IsNull()), "100% cotton_wool\\|Middlemarch|The Waves"},
	{"joined twice", books.Filter(books.Author.Publisher().Name.Eq("Hogarth"), books.Author.Publisher().City.Eq("London")), "Orlando|The Waves"},
	{"joined to itself", books.Filter(books.Author.Mentor().Name.Eq("Woolf")), "Middlemarch"},
	{"any", books.Filter(books.Loans.Any(loans.Days.Gt(3))), "Orlando"},
	{"any of none", books.Exclude(books.Loans.Any()), "100% cotton_wool\\|The Waves"},
	{"any pair", books.Filter(books.Tags.Any()), "Middlemarch|Orlando"},
	{"any paired", books.Filter(books.Tags.Any(tags.Name.Eq("it's \"odd\""))), "Orlando"},
	{"any through", books.Filter(books.Readers.Any(readers.Name.Eq("Bob"))), "Orlando"},
	{"any joined", books.Filter(books.Loans.Any(loans.Reader.Name.Eq("Ann"), loans.Days.Lt(5))), "Middlemarch"},
	{"count of related", books.Filter(orm.Gt(books.Loans.Count(), 1)), "Orlando"},
	{"sum of related", books.Filter(orm.Coalesce(orm.SumOf(books.Loans, loans.Days), 0).Gt(orm.Lit[book](int32(5)))), "Orlando"},
	{"f", books.Filter(orm.F(books.Stock).Lt(books.Author.ID)), "The Waves"},
	{"f arithmetic", books.Filter(orm.Gt(orm.F(books.Price).Mul(orm.Lit[book](dec("1.5"))), dec("14.98"))), "Orlando|The Waves"},
	{"f decimals", books.Filter(orm.F(books.Rating).Lt(books.Price)), "Middlemarch|Orlando"},
	{"order", books.OrderBy(books.Price.Desc()), "The Waves|Orlando|Middlemarch|100% cotton_wool\\"},
	{"order nulls", books.OrderBy(books.Rating.Asc(), books.ID.Asc()), "Orlando|Middlemarch|The Waves|100% cotton_wool\\"},
	{"order nulls desc", books.OrderBy(books.Rating.Desc(), books.ID.Asc()), "The Waves|100% cotton_wool\\|Middlemarch|Orlando"},
	{"order joined", books.OrderBy(books.Author.Name.Asc(), books.Title.Desc()), "100% cotton_wool\\|Middlemarch|The Waves|Orlando"},
	{"order joined null", books.OrderBy(books.Editor.Name.Desc(), books.ID.Asc()), "The Waves|Middlemarch|100% cotton_wool\\|Orlando"},
	{"order expression", books.OrderBy(orm.F(books.Pages).Mul(books.Pages).Desc()), "Middlemarch|Orlando|The Waves|100% cotton_wool\\"},
	{"reverse", books.Reverse(), "The Waves|Orlando|Middlemarch|100% cotton_wool\\"},
	{"reverse nulls", books.OrderBy(books.Rating.Asc(), books.ID.Asc()).Reverse(), "100% cotton_wool\\|The Waves|Middlemarch|Orlando"},
	{"limit", books.Limit(2), "100% cotton_wool\\|Middlemarch"},
	{"limit zero", books.Limit(0), ""},
	{"large limit", books.Limit(5000), "100% cotton_wool\\|Middlemarch|Orlando|The Waves"},
	{"offset", books.Offset(3), "The Waves"},
	{"slice", books.Offset(1).Limit(2), "Middlemarch|Orlando"},
	{"distinct", books.Filter(books.Loans.Any()).Distinct(), "Middlemarch|Orlando"},
	{"distinct joined order", books.OrderBy(books.Author.Name.Desc(), books.ID.Asc()).Distinct(), "Orlando|The Waves|Middlemarch|100% cotton_wool\\"},
	{"only", books.Only(books.Title), "100% cotton_wool\\|Middlemarch|Orlando|The Waves"},
	{"defer", books.Defer(books.Pages, books.At), "100% cotton_wool\\|Middlemarch|Orlando|The Waves"},
	{"select related", books.SelectRelated(books.Author), "100% cotton_wool\\|Middlemarch|Orlando|The Waves"},
	{"select related nested", books.SelectRelated(books.Author.Publisher(), books.Editor), "100% cotton_wool\\|Middlemarch|Orlando|The Waves"},
	{"select related only", books.SelectRelated(books.Author).Only(books.Title, books.Author.Name), "100% cotton_wool\\|Middlemarch|Orlando|The Waves"},
}

func TestGoldenQueries(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		e.fill()
		var b strings.Builder
		for _, c := range goldenQueries {
			sql, args, err := c.q.SQL(e.db)
			if err != nil {
				e.Errorf("%s: %v", c.name, err)
				continue
			}
			fmt.Fprintf(&b, "-- %s\n%s\n-- %v\n\n", c.name, sql, args)
			for range 2 { // the second time from the cache of statements
				rows, err := c.q.All(e.ctx)
				if err != nil {
					e.Errorf("%s: %v\n%s", c.name, err, sql)
					break
				}
				var got []string
				for _, r := range rows {
					got = append(got, r.Title)
				}
				if g := strings.Join(got, "|"); g != c.want {
					e.Errorf("%s:\n got %s\nwant %s\n%s", c.name, g, c.want, sql)
				}
			}
			e.counts(c.name, c.q, c.want)
		}
		golden(e, "queries."+e.db.Dialect().Name+".sql", b.String())
	})
}

// counts compares Count, Exists and Aggregate with the rows.
func (e *env) counts(name string, q *orm.Query[book], want string) {
	e.Helper()
	n := int64(0)
	if want != "" {
		n = int64(strings.Count(want, "|")) + 1
	}
	got, err := q.Count(e.ctx)
	if err != nil || got != n {
		e.Errorf("%s: Count %d, %v; want %d", name, got, err, n)
	}
	exists, err := q.Exists(e.ctx)
	if err != nil || exists != (n > 0) {
		e.Errorf("%s: Exists %v, %v", name, exists, err)
	}
	got, err = orm.Aggregate(e.ctx, q, orm.CountAll[book]())
	if err != nil || got != n {
		e.Errorf("%s: Aggregate %d, %v; want %d", name, got, err, n)
	}
}

var _ = kinds.Models
