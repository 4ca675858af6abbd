package render

import (
	"fmt"
	"strconv"
	"time"
)

// formatDate formats a time: {{date "2 January 2006" .Created}}. The layout is Go's, or one of "date", "time", "datetime",
// "iso". The zero time and a nil pointer give "".
func formatDate(layout string, value any) (string, error) {
	var t time.Time
	switch v := value.(type) {
	case time.Time:
		t = v
	case *time.Time:
		if v != nil {
			t = *v
		}
	case nil:
	default:
		return "", fmt.Errorf("date formats a time.Time, not a %T", value)
	}
	if t.IsZero() {
		return "", nil
	}
	switch layout {
	case "date":
		layout = time.DateOnly
	case "time":
		layout = "15:04"
	case "datetime":
		layout = "2006-01-02 15:04"
	case "iso":
		layout = time.RFC3339
	}
	return t.Format(layout), nil
}

// timeOf reads a time or a pointer to one; ok is false for none.
func timeOf(value any) (t time.Time, ok bool, err error) {
	switch v := value.(type) {
	case time.Time:
		return v, !v.IsZero(), nil
	case *time.Time:
		if v == nil {
			return t, false, nil
		}
		return *v, !v.IsZero(), nil
	case nil:
		return t, false, nil
	}
	return t, false, fmt.Errorf("expected a time.Time, not a %T", value)
}

// timeSince is how long ago a time was, in its two largest units: "3 days, 4 hours". A time in the future gives "0 minutes".
func (e *Engine) timeSince(value any) (string, error) {
	t, ok, err := timeOf(value)
	if err != nil || !ok {
		return "", err
	}
	return between(t, e.opt.Now()), nil
}

// timeUntil is how far away a time in the future is.
func (e *Engine) timeUntil(value any) (string, error) {
	t, ok, err := timeOf(value)
	if err != nil || !ok {
		return "", err
	}
	return between(e.opt.Now(), t), nil
}

// between names the time from one moment to a later one, by the calendar for years and months. The space between number and
// unit does not break.
func between(from, to time.Time) string {
	from = from.In(to.Location())
	if !to.After(from) {
		return unit(0, "minute")
	}
	months := (to.Year()-from.Year())*12 + int(to.Month()) - int(from.Month())
	if from.AddDate(0, months, 0).After(to) {
		months--
	}
	rest := to.Sub(from.AddDate(0, months, 0))
	counts := []int{months / 12, months % 12, int(rest / (7 * 24 * time.Hour)), int(rest/(24*time.Hour)) % 7, int(rest/time.Hour) % 24, int(rest/time.Minute) % 60}
	names := []string{"year", "month", "week", "day", "hour", "minute"}
	for i, n := range counts {
		if n == 0 {
			continue
		}
		if i+1 < len(counts) && counts[i+1] > 0 {
			return unit(n, names[i]) + ", " + unit(counts[i+1], names[i+1])
		}
		return unit(n, names[i])
	}
	return unit(0, "minute")
}

func unit(n int, name string) string {
	if n != 1 {
		name += "s"
	}
	return strconv.Itoa(n) + "\u00a0" + name
}
