package orm_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/orm"
)

// TestFoldingIsTheSame compares what both databases find without regard to case.
func TestFoldingIsTheSame(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		for _, c := range []struct {
			stored, asked string
			found         bool
		}{
			{"Straße", "STRAßE", true},
			{"Straße", "STRASSE", false},
			{"ΣΑΣ", "σας", true}, // final sigma: one letter in capitals
			{"σας", "ΣΑΣ", true},
			{"ısı", "ISI", true}, // the dotless ı has the capital I …
			{"ISI", "ısı", true},
			{"İzmir", "izmir", false}, // … and the dotted İ has no other form
			{"İzmir", "İZMIR", true},
			{"E\u0301cole", "e\u0301COLE", true},
			{"École", "e\u0301cole", false}, // no normalisation
			{"ДОМ", "дом", true},
			{"ǅ", "ǆ", true}, // title case
			{"ŉ", "ŉ", true},
			{"ﬁsh", "FISH", false},
			{"\u212a", "k", false},     // the sign Kelvin is no K in capitals
			{"ſ", "S", true},           // the long s is
			{"\u00b5", "\u039c", true}, // micro sign, capital mu
			{"ᲀ", "В", true},           // old forms of Cyrillic
			{"𐐨", "𐐀", true},           // beyond 16 bits
			{"ა", "Ა", true},           // Georgian
			{"100%", "100%", true},
			{"a_b", "A_B", true},
			{"a\\b", "A\\B", true},
		} {
			r := create(e, readers.Create, &shelf.Reader{Name: "<" + c.stored + ">"})[0]
			here := readers.Filter(readers.ID.Eq(r.ID))
			for name, p := range map[string]orm.Pred[*shelf.Reader]{
				"IContains": readers.Name.IContains(c.asked), "IExact": orm.IExact(readers.Name, "<"+c.asked+">"),
				"IStartsWith": orm.IStartsWith(readers.Name, "<"+c.asked), "IEndsWith": orm.IEndsWith(readers.Name, c.asked+">"),
			} {
				n, err := here.Filter(p).Count(e.ctx)
				if err != nil || (n == 1) != c.found {
					e.Errorf("%s(%q) in %q: found %d, %v", name, c.asked, c.stored, n, err)
				}
			}
			n, err := here.Filter(orm.F(orm.Upper(readers.Name)).Eq(orm.Upper(orm.Lit[*shelf.Reader]("<" + c.asked + ">")))).Count(e.ctx)
			if err != nil || (n == 1) != c.found {
				e.Errorf("Upper(%q) is Upper(%q): %d, %v", c.asked, c.stored, n, err)
			}
			length, err := orm.Aggregate(e.ctx, here, orm.Max(orm.Length(readers.Name)))
			if err != nil || *length != int64(utf8.RuneCountInString(c.stored))+2 {
				e.Errorf("Length(%q): %v, %v", c.stored, *length, err)
			}
		}
	})
}

// TestWildcardsAreText runs every comparison of texts with what SQL gives a meaning to.
func TestWildcardsAreText(t *testing.T) {
	t.Parallel()
	texts := []string{"", "%", "_", "\\", "%%", "\\%", "\\_", "a%b", "a_b", "a\\b", "axb", "ab", "[a]", "*", "?", "'", "\"", "--", ";", "a\nb", "\\\\", "A%B"}
	on(t, shelf.Models, func(e *env) {
		for _, s := range texts {
			create(e, readers.Create, &shelf.Reader{Name: s})
		}
		all := list(e, &readers.Query, func(r *shelf.Reader) string { return r.Name })
		same(e, len(all), len(texts))
		for _, asked := range texts {
			for name, c := range map[string]struct {
				p  orm.Pred[*shelf.Reader]
				is func(s, t string) bool
			}{
				"eq":          {readers.Name.Eq(asked), func(s, t string) bool { return s == t }},
				"contains":    {readers.Name.Contains(asked), strings.Contains},
				"starts":      {readers.Name.StartsWith(asked), strings.HasPrefix},
				"ends":        {orm.EndsWith(readers.Name, asked), strings.HasSuffix},
				"icontains":   {readers.Name.IContains(asked), func(s, t string) bool { return strings.Contains(strings.ToUpper(s), strings.ToUpper(t)) }},
				"istarts":     {orm.IStartsWith(readers.Name, asked), func(s, t string) bool { return strings.HasPrefix(strings.ToUpper(s), strings.ToUpper(t)) }},
				"iexact":      {orm.IExact(readers.Name, asked), strings.EqualFold},
				"quoted expr": {orm.Regex(readers.Name, regexp.MustCompile(regexp.QuoteMeta(asked))), strings.Contains},
			} {
				want := int64(0)
				for _, s := range texts {
					if c.is(s, asked) {
						want++
					}
				}
				n, err := readers.Filter(c.p).Count(e.ctx)
				if err != nil || n != want {
					e.Errorf("%s %q: %d rows, %v; want %d", name, asked, n, err, want)
				}
			}
		}
	})
}

func TestRegularExpressions(t *testing.T) {
	t.Parallel()
	texts := []string{"", "a", "ab", "abc", "aab", "b", "A1", "1", "12", "été", "ÉTÉ", "x\ny", "a.b", "a b", "tab\t", "🎼", "_", "-", "]", "ſ", "K", "k", "K"}
	patterns := []string{`a`, `^a`, `b$`, `^ab?$`, `^a+b*$`, `[0-9]`, `\d+`, `^\w+$`, `\s`, `^[^a]*$`, `(?i)été`, `(?i)k`, `(?i)s`, `a|b`, `^(?:a|b)c?$`, `^.$`, `(?s)^.*$`, `x.y`, `(?s)x.y`,
		`a{2}`, `^[a-c]{2,3}$`, `^a{1,}$`, `\.`, `[]]`, `[-_]`, `^$`, `^\pL+$`, `^[[:alpha:]]+$`, `a*?b`, `(a)(b)`, `\x{1F3BC}`, `[^\x00-\x7F]`, `\Aab\z`}
	on(t, shelf.Models, func(e *env) {
		for _, s := range texts {
			create(e, readers.Create, &shelf.Reader{Name: s})
		}
		for _, p := range patterns {
			re := regexp.MustCompile(p)
			var want []string
			for _, s := range texts {
				if re.MatchString(s) {
					want = append(want, s)
				}
			}
			got := list(e, readers.Filter(orm.Regex(readers.Name, re)).OrderBy(readers.ID.Asc()), func(r *shelf.Reader) string { return r.Name })
			if strings.Join(got, "|") != strings.Join(want, "|") {
				e.Errorf("%s: got %q, want %q", p, got, want)
			}
		}
		for _, p := range []string{`\bword\b`, `(?m)^a`, `a{300}`} {
			_, err := readers.Filter(orm.Regex(readers.Name, regexp.MustCompile(p))).Count(e.ctx)
			if e.postgres() != (err != nil) {
				e.Errorf("%s: %v", p, err)
			}
		}
	})
}
