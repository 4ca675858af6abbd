package db

import (
	"time"

	"github.com/musette-go/musette/schema"
)

// The texts in which SQLite keeps times are Django's: "2006-01-02 15:04:05", with ".000000" added when there are
// microseconds. They sort as the times do.

// appendTime appends t in UTC. Its year must have four digits.
func appendTime(dst []byte, t time.Time) []byte {
	t = t.UTC()
	dst = appendDate(dst, schema.DateOf(t))
	dst = append(dst, ' ')
	return appendClock(dst, int64(schema.ClockOf(t))/1000)
}

// appendDate appends "2006-01-02".
func appendDate(dst []byte, d schema.Date) []byte {
	dst = append(dst, byte('0'+d.Year/1000%10), byte('0'+d.Year/100%10))
	dst = appendTwo(dst, d.Year%100)
	dst = appendTwo(append(dst, '-'), int(d.Month))
	return appendTwo(append(dst, '-'), d.Day)
}

// appendClock appends us microseconds since midnight as "15:04:05" or "15:04:05.000000".
func appendClock(dst []byte, us int64) []byte {
	sec := int(us / 1e6)
	dst = appendTwo(dst, sec/3600)
	dst = appendTwo(append(dst, ':'), sec/60%60)
	dst = appendTwo(append(dst, ':'), sec%60)
	if f := int(us % 1e6); f != 0 {
		dst = appendTwo(append(dst, '.'), f/10000)
		dst = appendTwo(dst, f/100%100)
		dst = appendTwo(dst, f%100)
	}
	return dst
}

func appendTwo(dst []byte, n int) []byte { return append(dst, byte('0'+n/10%10), byte('0'+n%10)) }

// parseTime reads what appendTime writes, and also a T in the middle, a fraction of any length (cut to microseconds), a
// missing time of day, a final Z and an offset like +02:00, as other programs write them.
func parseTime(b []byte) (time.Time, bool) {
	if len(b) < 10 {
		return time.Time{}, false
	}
	d, ok := parseDate(b[:10])
	if !ok {
		return time.Time{}, false
	}
	day := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
	b = b[10:]
	if len(b) == 0 {
		return day, true
	}
	if b[0] != ' ' && b[0] != 'T' {
		return time.Time{}, false
	}
	clock, offset, ok := cutOffset(b[1:])
	if !ok {
		return time.Time{}, false
	}
	us, ok := parseClock(clock)
	return day.Add(time.Duration(us)*time.Microsecond - offset), ok
}

// cutOffset splits a final Z or +hh:mm from a time of day.
func cutOffset(b []byte) (clock []byte, offset time.Duration, ok bool) {
	n := len(b)
	if n > 0 && b[n-1] == 'Z' {
		return b[:n-1], 0, true
	}
	if n < 6 || b[n-6] != '+' && b[n-6] != '-' {
		return b, 0, true
	}
	h, okH := two(b[n-5:])
	m, okM := two(b[n-2:])
	offset = time.Duration(h)*time.Hour + time.Duration(m)*time.Minute
	if b[n-6] == '-' {
		offset = -offset
	}
	return b[:n-6], offset, okH && okM && b[n-3] == ':'
}

// parseDate reads the first ten bytes as "2006-01-02" and checks that the day exists.
func parseDate(b []byte) (schema.Date, bool) {
	if len(b) < 10 || b[4] != '-' || b[7] != '-' {
		return schema.Date{}, false
	}
	century, ok1 := two(b)
	year, ok2 := two(b[2:])
	month, ok3 := two(b[5:])
	day, ok4 := two(b[8:])
	d := schema.Date{Year: century*100 + year, Month: time.Month(month), Day: day}
	if !ok1 || !ok2 || !ok3 || !ok4 || d.Year < 1 || month < 1 || month > 12 || day < 1 {
		return schema.Date{}, false
	}
	if day > 28 && !d.Valid() {
		return schema.Date{}, false
	}
	return d, true
}

// parseClock reads "15:04:05", with a fraction or without, or "15:04", as microseconds since midnight.
func parseClock(b []byte) (us int64, ok bool) {
	if len(b) < 5 || b[2] != ':' {
		return 0, false
	}
	h, ok1 := two(b)
	m, ok2 := two(b[3:])
	if !ok1 || !ok2 || h > 23 || m > 59 {
		return 0, false
	}
	us = int64(h*60+m) * 60e6
	if b = b[5:]; len(b) == 0 {
		return us, true
	}
	if len(b) < 3 || b[0] != ':' {
		return 0, false
	}
	s, ok3 := two(b[1:])
	if !ok3 || s > 59 {
		return 0, false
	}
	fraction, ok := parseFraction(b[3:])
	return us + int64(s)*1e6 + fraction, ok
}

// parseFraction reads ".000000" as microseconds; digits beyond the sixth are cut off.
func parseFraction(b []byte) (us int64, ok bool) {
	if len(b) == 0 {
		return 0, true
	}
	if b[0] != '.' || len(b) == 1 {
		return 0, false
	}
	unit := int64(100_000)
	for _, c := range b[1:] {
		if c < '0' || c > '9' {
			return 0, false
		}
		us += int64(c-'0') * unit
		unit /= 10
	}
	return us, true
}

// two reads two digits.
func two(b []byte) (int, bool) {
	if len(b) < 2 {
		return 0, false
	}
	hi, lo := b[0]-'0', b[1]-'0'
	return int(hi)*10 + int(lo), hi <= 9 && lo <= 9
}
