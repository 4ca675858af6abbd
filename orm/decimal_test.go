package orm_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/internal/testmodels/kinds"
	"github.com/musette-go/musette/orm"
)

type plain = *kinds.Plain

func TestDecimalsAreExact(t *testing.T) {
	t.Parallel()
	on(t, kinds.Models, func(e *env) {
		p := plainRow()
		p.Price = dec("0.10")
		create(e, plains.Create, p)
		_, err := plains.Update(e.ctx, plains.Price.Add(dec("0.2")))
		e.do(err)
		same(e, get(e, &plains.Query).Price, "0.30")
		count(e, plains.Filter(plains.Price.Eq(dec("0.3"))), 1)
		count(e, plains.Filter(plains.Price.Eq(dec("0.30000"))), 1)
		for _, c := range []struct {
			set  orm.Assign[plain]
			want string
		}{
			{plains.Price.Set(dec("10.990")), "10.99"},
			{plains.Price.Sub(dec("20.99")), "-10.00"},
			{plains.Price.Add(dec("0.005")), "-10.00"}, // -9.995, rounded away from zero
			{plains.Price.Set(dec("10")), "10.00"},
			{plains.Price.Add(dec("0.005")), "10.01"},
			{plains.Price.Add(dec("0.0049")), "10.01"},
			{orm.SetTo(plains.Price, orm.F(plains.Price).Mul(orm.Lit[plain](dec("1.5")))), "15.02"}, // 15.015
			{orm.SetTo(plains.Price, orm.F(plains.Price).Mul(plains.Price)), "225.60"},
			{orm.SetTo(plains.Price, orm.F(plains.Rate)), "0.13"}, // 0.1250
			{orm.SetTo(plains.Price, orm.F(plains.Rate).Add(plains.Price).Sub(orm.Lit[plain](dec("0.0001")))), "0.25"},
			{orm.SetTo(plains.Price, orm.F(orm.Lit[plain](dec("7.1")))), "7.10"},
			{orm.SetTo(plains.Price, orm.Coalesce(orm.Sum[plain](plains.Price), decimal.Zero)), ""},
		} {
			_, err := plains.Update(e.ctx, plains.Rate.Set(dec("0.125")))
			e.do(err)
			_, err = plains.Update(e.ctx, c.set)
			if c.want == "" {
				if err == nil {
					e.Fatal("an aggregate in Update")
				}
				continue
			}
			e.do(err)
			same(e, get(e, &plains.Query).Price, c.want)
		}
	})
}

func TestDecimalsOutOfRange(t *testing.T) {
	t.Parallel()
	on(t, kinds.Models, func(e *env) {
		p := plainRow()
		p.Price, p.Whole, p.Small, p.Medium, p.Large = dec("99999999.99"), dec("999999999999999999"), 32767, 2147483647, 9223372036854775807
		create(e, plains.Create, p)
		for name, set := range map[string]orm.Assign[plain]{
			"price": plains.Price.Add(dec("0.01")), "price rounded": plains.Price.Add(dec("0.005")), "whole": plains.Whole.Add(dec("1")), "small": plains.Small.Add(1), "medium": plains.Medium.Add(1),
			"large": plains.Large.Add(1), "product": orm.SetTo(plains.Medium, orm.F(plains.Medium).Mul(plains.Medium)), "whole product": orm.SetTo(plains.Whole, orm.F(plains.Whole).Mul(plains.Whole)),
			"price product": orm.SetTo(plains.Price, orm.F(plains.Price).Mul(plains.Price)), "rate": orm.SetTo(plains.Rate, orm.F(plains.Whole)),
		} {
			_, err := plains.Update(e.ctx, set)
			if db.CodeOf(err) != db.OutOfRange {
				e.Errorf("%s: %v", name, err)
			}
			comparePlain(e, get(e, &plains.Query), p)
		}
		count(e, plains.Filter(orm.F(plains.Medium).Mul(plains.Medium).Gt(orm.Lit[plain](int32(5)))), 1)
		count(e, plains.Filter(orm.F(plains.Small).Add(plains.Small).Gt(orm.Lit[plain](int16(5)))), 1)
		_, err := orm.Aggregate(e.ctx, plains, orm.Sum(plains.Medium))
		e.do(err)
		create(e, plains.Create, func() *kinds.Plain { q := plainRow(); q.Large, q.Whole = 1, dec("1"); return q }())
		if _, err := orm.Aggregate(e.ctx, plains, orm.Sum(plains.Large)); err == nil {
			e.Error("a sum beyond 64 bits")
		}
		sum, err := orm.Aggregate(e.ctx, plains, orm.Sum(plains.Whole))
		e.do(err)
		same(e, sum, "1000000000000000000")
	})
}

// TestDecimalComparisons compares columns of different scales with each other and with constants of any scale.
func TestDecimalComparisons(t *testing.T) {
	t.Parallel()
	values := []decimal.Decimal{dec("0"), dec("0.01"), dec("-0.01"), dec("1.5"), dec("-1.5"), dec("99999999.99"), dec("-99999999.99"), dec("12.34")}
	on(t, kinds.Models, func(e *env) {
		r := rand.New(rand.NewPCG(1, 2))
		var rows []plain
		for i := range 40 {
			p := plainRow()
			p.Title = fmt.Sprint(i)
			p.Price = values[r.IntN(len(values))]
			p.Rate = values[r.IntN(len(values))].Add(decimal.New(int64(r.IntN(3)-1), 4))
			p.Whole = values[r.IntN(len(values))].Round(0, decimal.HalfUp)
			if p.Rate.IntDigits() > 8 {
				p.Rate = dec("-7.0001")
			}
			rows = append(rows, p)
		}
		rows[0].Whole, rows[1].Whole = dec("999999999999999999"), dec("-999999999999999999")
		_, err := plains.BulkCreate(e.ctx, rows)
		e.do(err)
		cols := []struct {
			c   *orm.Num[plain, decimal.Decimal]
			get func(p plain) decimal.Decimal
		}{{plains.Price, func(p plain) decimal.Decimal { return p.Price }}, {plains.Rate, func(p plain) decimal.Decimal { return p.Rate }}, {plains.Whole, func(p plain) decimal.Decimal { return p.Whole }}}
		ops := []struct {
			name string
			col  func(a, b orm.Expr[plain, decimal.Decimal]) orm.Pred[plain]
			with func(a orm.Expr[plain, decimal.Decimal], v decimal.Decimal) orm.Pred[plain]
			is   func(c int) bool
		}{
			{"=", func(a, b orm.Expr[plain, decimal.Decimal]) orm.Pred[plain] { return orm.F(a).Eq(b) }, orm.Eq[plain, decimal.Decimal], func(c int) bool { return c == 0 }},
			{"<>", func(a, b orm.Expr[plain, decimal.Decimal]) orm.Pred[plain] { return orm.F(a).Ne(b) }, orm.Ne[plain, decimal.Decimal], func(c int) bool { return c != 0 }},
			{"<", func(a, b orm.Expr[plain, decimal.Decimal]) orm.Pred[plain] { return orm.F(a).Lt(b) }, orm.Lt[plain, decimal.Decimal], func(c int) bool { return c < 0 }},
			{"<=", func(a, b orm.Expr[plain, decimal.Decimal]) orm.Pred[plain] { return orm.F(a).Le(b) }, orm.Le[plain, decimal.Decimal], func(c int) bool { return c <= 0 }},
			{">", func(a, b orm.Expr[plain, decimal.Decimal]) orm.Pred[plain] { return orm.F(a).Gt(b) }, orm.Gt[plain, decimal.Decimal], func(c int) bool { return c > 0 }},
			{">=", func(a, b orm.Expr[plain, decimal.Decimal]) orm.Pred[plain] { return orm.F(a).Ge(b) }, orm.Ge[plain, decimal.Decimal], func(c int) bool { return c >= 0 }},
		}
		constants := append(values, dec("0.001"), dec("-0.009999"), dec("1.50001"), dec("99999999.995"), dec("1e30"), dec("-1e30"), dec("0.000000000000000000001"), dec("123456789012345678901234567890.5"))
		for _, o := range ops {
			for _, a := range cols {
				for _, b := range cols {
					compareCount(e, o.name+" columns", rows, o.col(a.c, b.c), func(p plain) bool { return o.is(a.get(p).Cmp(b.get(p))) })
				}
				for _, v := range constants {
					compareCount(e, o.name+" "+v.String(), rows, o.with(a.c, v), func(p plain) bool { return o.is(a.get(p).Cmp(v)) })
					sum := orm.F(a.c).Add(plains.Price)
					compareCount(e, "sum "+o.name+" "+v.String(), rows, o.with(sum, v), func(p plain) bool { return o.is(a.get(p).Add(p.Price).Cmp(v)) })
				}
			}
		}
		total := decimal.Zero
		for _, p := range rows {
			total = total.Add(p.Rate)
		}
		got, err := orm.Aggregate(e.ctx, plains, orm.Sum(plains.Rate))
		e.do(err)
		if !got.Equal(total) {
			e.Fatal(got, total)
		}
	})
}

func compareCount(e *env, name string, rows []plain, p orm.Pred[plain], is func(p plain) bool) {
	e.Helper()
	want := int64(0)
	for _, r := range rows {
		if is(r) {
			want++
		}
	}
	n, err := plains.Filter(p).Count(e.ctx)
	if err != nil || n != want {
		sql, args, _ := plains.Filter(p).SQL(e.db)
		e.Errorf("%s: %d rows, %v; want %d\n%s %v", name, n, err, want, sql, args)
	}
}
