package db

import (
	"encoding/binary"
	"math"
	"time"

	"github.com/musette-go/musette/schema"
	"github.com/ncruces/go-sqlite3"
)

// pgEpoch is the moment from which PostgreSQL counts, 2000-01-01, in seconds of Unix time.
const pgEpoch = 946684800

// Time takes a point in time, in UTC and to the microsecond. Infinity is an error.
func (r *Row) Time() time.Time {
	i := r.take()
	if i < 0 {
		return time.Time{}
	}
	if r.stmt != nil {
		b := r.liteText(i, "text holding a time")
		t, ok := parseTime(b)
		if !ok && b != nil {
			r.invalid(i, "found a text that is not a time like 2006-01-02 15:04:05")
		}
		return t
	}
	b := r.vals[i]
	if len(b) != 8 || r.cols[i].class != classStamp {
		r.mismatch(i, "timestamp with time zone")
		return time.Time{}
	}
	us := int64(binary.BigEndian.Uint64(b))
	if us == math.MaxInt64 || us == math.MinInt64 {
		r.invalid(i, "found an infinite time, which time.Time cannot hold")
		return time.Time{}
	}
	return timeOf(us)
}

// timeOf is the point in time us microseconds after 2000.
func timeOf(us int64) time.Time {
	sec, rest := us/1e6, us%1e6
	return time.Unix(pgEpoch+sec, rest*1000).UTC()
}

// Date takes a day. Infinity and days before the year 1 are errors.
func (r *Row) Date() schema.Date {
	i := r.take()
	if i < 0 {
		return schema.Date{}
	}
	if r.stmt != nil {
		b := r.liteText(i, "text holding a date")
		d, ok := parseDate(b)
		if (!ok || len(b) != 10) && b != nil {
			r.invalid(i, "found a text that is not a date like 2006-01-02")
		}
		return d
	}
	b := r.vals[i]
	if len(b) != 4 || r.cols[i].class != classDate {
		r.mismatch(i, "date")
		return schema.Date{}
	}
	d, ok := dateOf(int32(binary.BigEndian.Uint32(b)))
	if !ok {
		r.invalid(i, "the date is infinite or outside the years 1 to 9999")
	}
	return d
}

// dateOf is the day n days after 2000-01-01.
func dateOf(n int32) (schema.Date, bool) {
	if n == math.MaxInt32 || n == math.MinInt32 {
		return schema.Date{}, false
	}
	d := schema.DateOf(time.Unix(pgEpoch+int64(n)*86400, 0).UTC())
	return d, d.Year >= 1 && d.Year <= 9999
}

// Clock takes a time of day. PostgreSQL's 24:00:00 is an error.
func (r *Row) Clock() schema.Clock {
	i := r.take()
	if i < 0 {
		return 0
	}
	if r.stmt != nil {
		b := r.liteText(i, "text holding a time of day")
		us, ok := parseClock(b)
		if !ok && b != nil {
			r.invalid(i, "found a text that is not a time of day like 15:04:05")
		}
		return schema.Clock(us * 1000)
	}
	b := r.vals[i]
	if len(b) != 8 || r.cols[i].class != classTime {
		r.mismatch(i, "time")
		return 0
	}
	c := schema.Clock(binary.BigEndian.Uint64(b) * 1000)
	if !c.Valid() {
		r.invalid(i, "found 24:00:00, expected a time of day before it")
		return 0
	}
	return c
}

// Duration takes a length of time: an interval of days and shorter parts, a day counted as 24 hours; on SQLite a number
// of microseconds. An interval with months, whose length is not fixed, and one beyond 292 years are errors.
func (r *Row) Duration() time.Duration {
	i := r.take()
	if i < 0 {
		return 0
	}
	if r.stmt != nil {
		us := r.liteInt(i)
		if (us == 0 || r.first) && r.liteType(i) != sqlite3.INTEGER {
			r.mismatch(i, "integer (microseconds)")
			return 0
		}
		return r.microseconds(i, us)
	}
	b := r.vals[i]
	if len(b) != 16 || r.cols[i].class != classInterval {
		r.mismatch(i, "interval")
		return 0
	}
	us := int64(binary.BigEndian.Uint64(b))
	days := int64(int32(binary.BigEndian.Uint32(b[8:])))
	if months := binary.BigEndian.Uint32(b[12:]); months != 0 {
		r.invalid(i, "found an interval with months, which have no fixed length")
		return 0
	}
	const dayUS = 86_400_000_000
	sum := us + days*dayUS // days fits 32 bits, so the product does not overflow
	if (us > 0) == (days > 0) && (sum > 0) != (us > 0) && us != 0 && days != 0 {
		r.invalid(i, "the interval is longer than a time.Duration can hold")
		return 0
	}
	return r.microseconds(i, sum)
}

func (r *Row) microseconds(i int, us int64) time.Duration {
	if us > math.MaxInt64/1000 || us < math.MinInt64/1000 {
		r.invalid(i, "the interval is longer than a time.Duration can hold")
		return 0
	}
	return time.Duration(us) * time.Microsecond
}
