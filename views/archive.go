package views

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/web"
)

// Period is how much time one page of an archive covers.
type Period uint8

// The periods. The route of a page has the parameters {year:int}, {month:int} and {day:int}, as far as its period needs them.
const (
	Latest Period = iota // everything, newest first
	Year
	Month
	Day
	Today // like Day, without parameters
)

// ArchiveOptions configure [Archive]. The zero value shows what is past, 25 rows a page.
type ArchiveOptions[T any] struct {
	// Query are the rows. Defaults to those that the model's policy lets the person see, all without one.
	Query func(r *http.Request) *orm.Query[*T]
	// PageSize is the number of rows of a page, which ?page= chooses. Defaults to 25.
	PageSize int
	// AllowFuture shows rows whose date is still to come. Defaults to false.
	AllowFuture bool
	// AllowEmpty shows a period without rows, which is else 404. Defaults to false.
	AllowEmpty bool
	// Now is the clock. Defaults to time.Now.
	Now func() time.Time
}

// ArchivePage is what the template of an archive gets.
type ArchivePage[T any] struct {
	Page   *orm.Page[*T]
	Period Period
	// From and To bound the period: From belongs to it, To is the first moment after it. Both are zero for Latest.
	From, To time.Time
	// Counts are the parts of the period that have rows: the months of a year, the days of a month, the years of Latest.
	Counts []ArchiveCount
	// Previous and Next are the beginnings of the nearest periods with rows, or nil.
	Previous, Next *time.Time
}

// ArchiveCount is a part of a period with the number of its rows.
type ArchiveCount struct {
	Start time.Time
	Rows  int64
}

// Archive shows the rows of a period by a column of dates, newest first, in UTC. A date that does not exist, a period to come, and one
// without rows are 404. It runs at most five statements.
func Archive[T any](m Model[T], date *orm.Ord[*T, time.Time], period Period, page *render.PageOf[ArchivePage[T]], opt ArchiveOptions[T]) web.HandlerFunc {
	if opt.PageSize == 0 {
		opt.PageSize = DefaultPageSize
	}
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if period > Today || opt.PageSize < 0 {
		panic(fmt.Sprintf("views: Archive of %s: period %d with pages of %d rows: expected Latest, Year, Month, Day or Today, and 1 row or more", m.Descriptor().Label(), period, opt.PageSize))
	}
	return func(w http.ResponseWriter, r *http.Request) error {
		a := archive[T]{m, date, rows(m, r, opt.Query), opt, opt.Now().UTC()}
		data, err := a.read(r, period)
		if err != nil {
			return err
		}
		return page.Render(w, r, data)
	}
}

type archive[T any] struct {
	m    Model[T]
	date *orm.Ord[*T, time.Time]
	q    *orm.Query[*T]
	opt  ArchiveOptions[T]
	now  time.Time
}

func (a *archive[T]) read(r *http.Request, period Period) (data ArchivePage[T], err error) {
	ctx := r.Context()
	data.Period = period
	if data.From, data.To, err = bounds(r, period, a.now); err != nil {
		return data, err
	}
	number, err := web.Page(r)
	if err != nil {
		return data, err
	}
	all := a.q.Filter(a.date.IsNotNull())
	if !a.opt.AllowFuture {
		all = all.Filter(a.date.Le(a.now))
	}
	q := all
	if period != Latest {
		q = q.Filter(a.date.Ge(data.From), a.date.Lt(data.To))
	}
	d := a.m.Descriptor()
	key := (*orm.Ord[*T, any])(d.Root().Col(keyField(d)))
	if data.Page, err = q.OrderBy(a.date.Desc(), key.Desc()).Paginate(ctx, number, a.opt.PageSize); err != nil {
		return data, err
	}
	if data.Page.Count == 0 && !a.opt.AllowEmpty {
		return data, problem.New(problem.NotFound, "There is nothing in this period.")
	}
	if data.Counts, err = a.counts(ctx, q, period, data.From); err != nil || period == Latest {
		return data, err
	}
	return data, a.neighbours(ctx, all, period, &data)
}

// bounds reads the period of the route.
func bounds(r *http.Request, period Period, now time.Time) (from, to time.Time, err error) {
	year, month, day := int64(now.Year()), int64(now.Month()), int64(now.Day())
	switch period {
	case Latest:
		return from, to, nil
	case Year:
		year, month, day = web.Int(r, "year"), 1, 1
	case Month:
		year, month, day = web.Int(r, "year"), web.Int(r, "month"), 1
	case Day:
		year, month, day = web.Int(r, "year"), web.Int(r, "month"), web.Int(r, "day")
	}
	if year < 1 || year > 9998 || month < 1 || month > 12 || day < 1 || day > 31 {
		return from, to, errNoDate
	}
	from = time.Date(int(year), time.Month(month), int(day), 0, 0, 0, 0, time.UTC)
	if from.Day() != int(day) {
		return from, to, errNoDate
	}
	return from, after(period, from), nil
}

var errNoDate = problem.New(problem.NotFound, "There is no such date.")

// start is the beginning of the period in which t lies.
func start(period Period, t time.Time) time.Time {
	t = t.UTC()
	switch period {
	case Year:
		return time.Date(t.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	case Month:
		return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// after is the beginning of the next period.
func after(period Period, from time.Time) time.Time {
	switch period {
	case Year:
		return from.AddDate(1, 0, 0)
	case Month:
		return from.AddDate(0, 1, 0)
	}
	return from.AddDate(0, 0, 1)
}

// counts groups the rows of a period by its parts.
func (a *archive[T]) counts(ctx context.Context, q *orm.Query[*T], period Period, from time.Time) ([]ArchiveCount, error) {
	part, begin := orm.Year(a.date), func(n int64) time.Time { return time.Date(int(n), 1, 1, 0, 0, 0, 0, time.UTC) }
	switch period {
	case Year:
		part, begin = orm.Month(a.date), func(n int64) time.Time { return from.AddDate(0, int(n)-1, 0) }
	case Month:
		part, begin = orm.Day(a.date), func(n int64) time.Time { return from.AddDate(0, 0, int(n)-1) }
	case Day, Today:
		return nil, nil
	}
	groups, err := orm.Values2(ctx, q.OrderBy(part.Asc()), part, orm.CountAll[*T]())
	if err != nil {
		return nil, err
	}
	out := make([]ArchiveCount, len(groups))
	for i, g := range groups {
		out[i] = ArchiveCount{begin(g.A), g.B}
	}
	return out, nil
}

// neighbours finds the nearest periods with rows.
func (a *archive[T]) neighbours(ctx context.Context, all *orm.Query[*T], period Period, data *ArchivePage[T]) error {
	for _, n := range []struct {
		to *(*time.Time)
		q  *orm.Query[*T]
	}{
		{&data.Previous, all.Filter(a.date.Lt(data.From)).OrderBy(a.date.Desc())},
		{&data.Next, all.Filter(a.date.Ge(data.To)).OrderBy(a.date.Asc())},
	} {
		found, err := orm.Values(ctx, n.q.Limit(1), a.date)
		if err != nil {
			return err
		}
		if len(found) > 0 {
			t := start(period, found[0])
			*n.to = &t
		}
	}
	return nil
}
