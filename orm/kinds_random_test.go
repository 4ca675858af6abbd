package orm_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/internal/testmodels/kinds"
	"github.com/musette-go/musette/schema"
)

// TestRandomValuesComeBack writes random values of every type by each way of writing, and finds them by equality.
func TestRandomValuesComeBack(t *testing.T) {
	t.Parallel()
	rounds := 30
	if testenv.Full() {
		rounds = 1_000
	}
	on(t, kinds.Models, func(e *env) {
		r := rand.New(rand.NewPCG(11, 12))
		row := create(e, plains.Create, plainRow())[0]
		for i := range rounds {
			created, bulk := randomPlain(r), []plain{randomPlain(r), randomPlain(r)}
			e.do(plains.Create(e.ctx, created))
			_, err := plains.BulkCreate(e.ctx, bulk)
			e.do(err)
			saved := copyPlain(row, randomPlain(r))
			e.do(plains.Save(e.ctx, saved))
			for _, want := range append(bulk, created, saved) {
				got := get(e, &plains.Query, plains.ID.Eq(want.ID))
				comparePlain(e, got, want)
				count(e, plains.Filter(plains.ID.Eq(want.ID), plains.Ratio.Eq(want.Ratio), plains.Price.Eq(want.Price), plains.Title.Eq(want.Title), plains.Body.Eq(want.Body),
					plains.At.Eq(want.At), plains.Day.Eq(want.Day), plains.Opens.Eq(want.Opens), plains.Took.Eq(want.Took), plains.Token.Eq(want.Token), plains.Raw.Eq(want.Raw), plains.Address.Eq(want.Address)), 1)
			}
			row = saved
			if e.Failed() {
				e.Fatalf("round %d", i)
			}
		}
	})
}

// randomPlain has a random value in every column, all of them valid.
func randomPlain(r *rand.Rand) plain {
	p := plainRow()
	p.Active, p.Flag = r.IntN(2) == 0, r.IntN(2) == 0
	p.Small, p.Medium, p.Large, p.Word = int16(r.Uint64()), int32(r.Uint64()), int64(r.Uint64()), int(r.Uint64())
	for p.Ratio = math.Float64frombits(r.Uint64()); math.IsNaN(p.Ratio) || math.IsInf(p.Ratio, 0); {
		p.Ratio = math.Float64frombits(r.Uint64())
	}
	digits := func(n, places int) decimal.Decimal {
		most := int64(math.Pow10(n))
		return decimal.New(r.Int64N(2*most-1)-most+1, places)
	}
	p.Price, p.Whole, p.Fine, p.Rate = digits(10, 2), digits(18, 0), digits(18, 18), digits(12, 4)
	p.Title, p.Body = randomText(r, 200), randomText(r, 3_000)
	p.At = time.UnixMicro(r.Int64N(253_402_300_800_000_000+62_135_510_400_000_000) - 62_135_510_400_000_000).UTC()
	d := time.Unix(r.Int64N(253_402_300_800+62_135_596_800)-62_135_596_800, 0).UTC()
	p.Day = schema.Date{Year: d.Year(), Month: d.Month(), Day: d.Day()}
	p.Opens, p.Took = schema.Clock(r.Int64N(24*3600*1e6)*1000), time.Duration(r.Int64N(1<<60)/1000*1000)-1<<59/1000*1000
	for i := range p.Token {
		p.Token[i] = byte(r.Uint32())
	}
	p.Extra = randomJSON(r)
	p.Raw = make([]byte, r.IntN(2_000))
	for i := range p.Raw {
		p.Raw[i] = byte(r.Uint32())
	}
	p.Address = netip.AddrFrom16(p.Token)
	if r.IntN(2) == 0 {
		p.Address = netip.AddrFrom4([4]byte(p.Token[:4]))
	}
	p.Color, p.Level, p.Month = pick(r, []kinds.Color{kinds.Red, kinds.Green}), pick(r, []kinds.Level{kinds.Low, kinds.High}), time.Month(1+r.IntN(12))
	return p
}

// randomText has letters from everywhere in Unicode but NUL, which no text may hold.
func randomText(r *rand.Rand, most int) string {
	var b strings.Builder
	for range r.IntN(most + 1) {
		c := rune(1 + r.IntN(0x7f))
		switch r.IntN(8) {
		case 0:
			c = rune(1 + r.IntN(0xd7ff))
		case 1:
			c = rune(0xe000 + r.IntN(0x110000-0xe000))
		}
		b.WriteRune(c)
	}
	return b.String()
}

func randomJSON(r *rand.Rand) json.RawMessage {
	b, err := json.Marshal(map[string]any{randomKey(r): []any{randomKey(r), r.IntN(1e9), r.IntN(2) == 0, nil, map[string]any{"": fmt.Sprint(r.Uint64())}}})
	if err != nil {
		panic(err)
	}
	return b
}

// randomKey is a text that JSON may hold in PostgreSQL.
func randomKey(r *rand.Rand) string { return randomText(r, 20) }

// TestLongestFormats puts in the longest address, URL and slug that fit, and refuses one character more.
func TestLongestFormats(t *testing.T) {
	t.Parallel()
	label := strings.Repeat("a", 63)
	host := strings.Join([]string{label, label, label[:57]}, ".") + ".com"
	email := strings.Repeat("x", 64) + "@" + host
	email = email[:64] + "@" + host[len(host)-(254-65):]
	url := "https://example.com/" + strings.Repeat("p", 200-len("https://example.com/"))
	on(t, kinds.Models, func(e *env) {
		f := goodFormats()
		f.Email, f.Homepage, f.Slug, f.Optional = email, url, strings.Repeat("s", 20), ""
		e.do(kinds.FormatSets.Create(e.ctx, f))
		got := get(e, &kinds.FormatSets.Query, kinds.FormatSets.Email.Eq(email), kinds.FormatSets.Homepage.Eq(url), kinds.FormatSets.Slug.Eq(f.Slug))
		same(e, len(got.Email)+len(got.Homepage)+len(got.Slug), 254+200+20)
		for field, change := range map[string]func(f *kinds.Formats){
			"email": func(f *kinds.Formats) { f.Email = "y" + email }, "homepage": func(f *kinds.Formats) { f.Homepage += "p" }, "slug": func(f *kinds.Formats) { f.Slug += "s" },
		} {
			f := goodFormats()
			f.Homepage, f.Slug = url, strings.Repeat("s", 20)
			change(f)
			err := kinds.FormatSets.Create(e.ctx, f)
			if codes := invalid(e, err); len(codes) == 0 || !strings.HasPrefix(codes[0], field+":") {
				e.Errorf("%s: %v", field, err)
			}
		}
	})
}
