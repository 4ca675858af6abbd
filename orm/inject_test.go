package orm_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/orm"
)

var hostileTexts = []string{"", "'", "''", `"`, `\`, ";", "--", "/*", "*/", "' OR 1=1 --", `" OR ""="`, "'; DROP TABLE shelf_book; --", "$1", "?1", "?", ":a", "@a", "%s", "{0}", "\x1a", "\u2028", "\u02bc",
	"ʹ", "1) UNION SELECT password FROM auth_user --", `\'`, `\"`, "E'\\x27'", "$$", "$tag$", "\r\n", "\t", "shelf_book", "NULL", "true", "[]", "{}", `{"a": 1}`, strings.Repeat("'", 5000), "\U0001F4A9", "a\u0301"}

// shapes are the statements that a text goes through.
func shapes(s string) map[string]*orm.Query[book] {
	return map[string]*orm.Query[book]{
		"Eq": books.Filter(books.Title.Eq(s)), "Ne": books.Filter(orm.Ne(books.Title, s)), "Ne nullable": books.Filter(orm.Ne(books.ISBN, s)), "Gt": books.Filter(books.Title.Gt(s)), "Lt": books.Filter(books.Title.Lt(s)),
		"In": books.Filter(books.Title.In(s, s+"x")), "Contains": books.Filter(books.Title.Contains(s)), "IContains": books.Filter(books.Title.IContains(s)), "StartsWith": books.Filter(books.Title.StartsWith(s)),
		"IExact": books.Filter(orm.IExact(books.Title, s)), "IStartsWith": books.Filter(orm.IStartsWith(books.Title, s)), "EndsWith": books.Filter(orm.EndsWith(books.Title, s)), "IEndsWith": books.Filter(orm.IEndsWith(books.Title, s)),
		"Regex": books.Filter(orm.Regex(books.Title, regexp.MustCompile(regexp.QuoteMeta(strings.ToValidUTF8(s, ""))))), "Between": books.Filter(orm.Between(books.Title, s, s)), "joined": books.Filter(books.Editor.Name.Eq(s)),
		"Any": books.Filter(books.Tags.Any(tags.Name.Contains(s))), "Not": books.Exclude(books.ISBN.Contains(s)), "Lower": books.Filter(orm.Eq(orm.Lower(books.Title), s)), "Lit": books.Filter(orm.F(books.Title).Lt(orm.Lit[book](s))),
		"Coalesce": books.Filter(orm.Eq(orm.Coalesce(orm.Nullable(books.ISBN), s), s)), "order": books.OrderBy(orm.Coalesce(orm.Nullable(books.ISBN), s).Asc()), "Lit left": books.Filter(orm.Lit[book](s).Ge(books.Title)),
		"or": books.Filter(orm.Or(books.Title.Eq(s), books.Title.Eq(s+"'"))), "count": books.Filter(orm.Gt(books.Tags.Count(tags.Name.Eq(s)), 5)),
	}
}

func TestStatementsKeepTheirShape(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		e.fill()
		want := map[string]string{}
		for name, q := range shapes("plain") {
			sql, _, err := q.SQL(e.db)
			e.do(err)
			want[name] = sql
		}
		texts := append([]string(nil), hostileTexts...)
		r := rand.New(rand.NewPCG(7, 8))
		rounds := 100
		if testenv.Full() {
			rounds = 3000
		}
		for range rounds {
			var b strings.Builder
			for range 1 + r.IntN(4) {
				b.WriteString(pick(r, hostileTexts))
			}
			texts = append(texts, b.String())
		}
		for i, s := range texts {
			for name, q := range shapes(s) {
				sql, args, err := q.SQL(e.db)
				if err != nil || sql != want[name] {
					e.Fatalf("%s(%q): %v\n%s", name, s, err, sql)
				}
				if len(args) == 0 {
					e.Fatalf("%s(%q): no argument", name, s)
				}
				if i < len(hostileTexts) {
					if _, err := q.All(e.ctx); err != nil {
						e.Errorf("%s(%q): %v", name, s, err)
					}
				}
			}
		}
		count(e, &books.Query, 4)
	})
}

func TestHostileValuesComeBack(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		a := create(e, authors.Create, &shelf.Author{Name: "a"})[0]
		for i, s := range hostileTexts {
			if len(s) > 100 {
				s = s[:100]
			}
			b := create(e, books.Create, &shelf.Book{Title: s, Author: orm.To[shelf.Author](a.ID), Place: int32(i)})[0]
			same(e, get(e, &books.Query, books.ID.Eq(b.ID), books.Title.Eq(s)).Title, s)
			b.Title = s + "'"
			e.do(books.Save(e.ctx, b))
			n, err := books.Filter(books.Title.Eq(s+"'")).Update(e.ctx, books.Title.Set(s+"\""))
			same(e, n, ok(e, 1, err))
			same(e, get(e, &books.Query, books.ID.Eq(b.ID)).Title, s+"\"")
			joined, err := orm.Aggregate(e.ctx, books.Filter(books.ID.Eq(b.ID)), orm.StringAgg(books.Title, s))
			same(e, *joined, ok(e, s+"\"", err))
			tag := fmt.Sprint(i, s)
			if r := []rune(tag); len(r) > 30 {
				tag = string(r[:30])
			}
			x := create(e, tags.Create, &shelf.Tag{Name: tag})[0]
			e.do(books.Tags.Add(e.ctx, b, x))
			same(e, list(e, books.Tags.Query(b), func(t *shelf.Tag) string { return t.Name }), []string{tag})
			rows, err := books.Filter(books.ID.Eq(b.ID)).PrefetchRelated(books.Tags).All(e.ctx)
			e.do(err)
			same(e, rows[0].Tags.Rows()[0].Name, tag)
			e.do(books.Tags.Set(e.ctx, b))
			_, err = books.Delete(e.ctx, b)
			e.do(err)
		}
	})
}

func TestTextsThatNoDatabaseHas(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		e.fill()
		for _, s := range []string{"a\x00b", "a\xffb"} {
			for name, q := range shapes(s) {
				if name == "Regex" {
					continue
				}
				if _, err := q.All(e.ctx); err == nil || !strings.Contains(err.Error(), "shelf.Book") {
					e.Errorf("%s(%q): %v", name, s, err)
				}
			}
			_, err := books.Update(e.ctx, books.Title.Set(s))
			same(e, len(invalid(e, err)), 1)
		}
		large := int64(3_000_000_000)
		_, err := books.Filter(orm.Eq(orm.Length(books.Title), large)).All(e.ctx)
		e.do(err)
		_, err = books.Filter(orm.Gt(orm.Year(books.At), large)).All(e.ctx)
		e.do(err)
		same(e, db.CodeOf(nil), db.Other)
	})
}
