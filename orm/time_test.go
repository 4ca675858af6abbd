package orm_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/musette-go/musette/internal/testmodels/kinds"
	"github.com/musette-go/musette/orm"
)

func TestTimes(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	moments := map[string]time.Time{
		"nanoseconds are cut":  time.Date(2024, 1, 2, 3, 4, 5, 999_999_999, time.UTC),
		"before the gap":       time.Date(2024, 3, 31, 1, 59, 59, 0, berlin),
		"in the gap":           time.Date(2024, 3, 31, 2, 30, 0, 0, berlin),
		"first of the fold":    time.Date(2024, 10, 27, 0, 30, 0, 0, time.UTC).In(berlin),
		"second of the fold":   time.Date(2024, 10, 27, 1, 30, 0, 0, time.UTC).In(berlin),
		"far zone":             time.Date(2024, 1, 1, 0, 30, 0, 1000, time.FixedZone("", 14*3600)),
		"odd zone":             time.Date(2024, 1, 1, 0, 30, 0, 0, time.FixedZone("", -(11*3600+1800+17))),
		"before 1970":          time.Date(1969, 12, 31, 23, 59, 59, 999_999_000, time.UTC),
		"before 2000":          time.Date(1999, 12, 31, 23, 59, 59, 999_999_000, time.UTC),
		"the first year":       time.Date(1, 1, 1, 0, 0, 0, 1000, time.UTC),
		"the last moment":      time.Date(9999, 12, 31, 23, 59, 59, 999_999_000, time.UTC),
		"leap day":             time.Date(2000, 2, 29, 12, 0, 0, 0, time.UTC),
		"a time with monotone": time.Now(),
	}
	on(t, kinds.Models, func(e *env) {
		for name, m := range moments {
			p := plainRow()
			p.Title, p.At = name, m
			create(e, plains.Create, p)
			got := get(e, &plains.Query, plains.Title.Eq(name))
			want := m.UTC().Truncate(time.Microsecond)
			if !got.At.Equal(want) || got.At.Location() != time.UTC {
				e.Errorf("%s: got %v, want %v", name, got.At, want)
			}
			for part, v := range map[string]struct {
				of   *orm.Value[plain, int64]
				want int
			}{
				"year": {orm.Year(plains.At), want.Year()}, "month": {orm.Month(plains.At), int(want.Month())}, "day": {orm.Day(plains.At), want.Day()},
				"hour": {orm.Hour(plains.At), want.Hour()}, "minute": {orm.Minute(plains.At), want.Minute()}, "second": {orm.Second(plains.At), want.Second()},
				"week day": {orm.WeekDay(plains.At), int(want.Weekday()) + 1},
			} {
				vs, err := orm.Values(e.ctx, plains.Filter(plains.Title.Eq(name)), v.of)
				if err != nil || len(vs) != 1 || vs[0] != int64(v.want) {
					e.Errorf("%s: %s is %v, %v; want %d", name, part, vs, err, v.want)
				}
			}
			count(e, plains.Filter(plains.Title.Eq(name), plains.At.Ge(m.Truncate(time.Microsecond)), plains.At.Le(m)), 1)
			count(e, plains.Filter(plains.Title.Eq(name), plains.At.Eq(want.In(berlin))), 1)
			count(e, plains.Filter(plains.Title.Eq(name), plains.At.Gt(want)), 0)
			e.counted(0, func() { got.At = got.At.In(berlin); e.do(plains.Save(e.ctx, got)) })
		}
		rows := list(e, plains.OrderBy(plains.At.Asc()), func(p plain) string { return p.Title })
		if rows[0] != "the first year" || rows[len(rows)-1] != "the last moment" {
			e.Fatal(rows)
		}
		var last time.Time
		sorted, err := plains.OrderBy(plains.At.Asc()).All(e.ctx)
		e.do(err)
		for _, p := range sorted {
			if p.At.Before(last) {
				e.Fatal("not in order", p.At, last)
			}
			last = p.At
		}
	})
}
