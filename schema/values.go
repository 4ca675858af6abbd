package schema

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"time"
)

// Date is a day of the calendar, without time or zone. The zero value is not a day and is refused when stored.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the day of t in t's location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads "2006-01-02".
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("schema: %q is not a date: write it as 2006-01-02", cut(s))
	}
	return DateOf(t), nil
}

// String is "2006-01-02".
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day) }

// IsZero reports whether d is the zero value.
func (d Date) IsZero() bool { return d == Date{} }

// Valid reports whether d is a day of the years 1 to 9999.
func (d Date) Valid() bool {
	return d.Year >= 1 && d.Year <= 9999 && DateOf(d.In(time.UTC)) == d
}

// In returns the first moment of d in the location.
func (d Date) In(loc *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, loc)
}

// Compare is -1, 0 or 1 as d comes before, is or comes after e.
func (d Date) Compare(e Date) int { return d.In(time.UTC).Compare(e.In(time.UTC)) }

// AddDays returns the day n days later.
func (d Date) AddDays(n int) Date { return DateOf(d.In(time.UTC).AddDate(0, 0, n)) }

// MarshalText writes "2006-01-02".
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads "2006-01-02".
func (d *Date) UnmarshalText(b []byte) (err error) {
	*d, err = ParseDate(string(b))
	return err
}

// Clock is a time of day without date or zone: the duration since midnight, in microseconds steps, below 24 hours.
type Clock time.Duration

// ClockOf returns the time of day of t in t's location, to the microsecond.
func ClockOf(t time.Time) Clock {
	h, m, s := t.Clock()
	return Clock(time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second +
		time.Duration(t.Nanosecond()).Truncate(time.Microsecond))
}

// ParseClock reads "15:04", "15:04:05" or "15:04:05.000000".
func ParseClock(s string) (Clock, error) {
	for _, layout := range []string{"15:04:05", "15:04"} { // a fraction is accepted after seconds
		if t, err := time.Parse(layout, s); err == nil {
			return ClockOf(t), nil
		}
	}
	return 0, fmt.Errorf("schema: %q is not a time of day: write it as 15:04:05", cut(s))
}

// Valid reports whether c is from midnight up to, not including, 24 hours.
func (c Clock) Valid() bool { return c >= 0 && time.Duration(c) < 24*time.Hour }

// String is "15:04:05", with ".000000" added when there are microseconds.
func (c Clock) String() string {
	us := int64(c) / 1000
	s := fmt.Sprintf("%02d:%02d:%02d", us/3_600_000_000, us/60_000_000%60, us/1_000_000%60)
	if f := us % 1_000_000; f != 0 {
		s += fmt.Sprintf(".%06d", f)
	}
	return s
}

// MarshalText writes the form of String.
func (c Clock) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads what [ParseClock] reads.
func (c *Clock) UnmarshalText(b []byte) (err error) {
	*c, err = ParseClock(string(b))
	return err
}

// UUID is a universally unique identifier (RFC 9562).
type UUID [16]byte

// NewUUID returns a random UUID (version 4).
func NewUUID() UUID {
	var u UUID
	rand.Read(u[:]) // never fails since Go 1.24
	u[6] = u[6]&0x0f | 0x40
	u[8] = u[8]&0x3f | 0x80
	return u
}

// ParseUUID reads the form with four hyphens, or 32 hexadecimal digits.
func ParseUUID(s string) (UUID, error) {
	var u UUID
	h := s
	if len(s) == 36 && s[8] == '-' && s[13] == '-' && s[18] == '-' && s[23] == '-' {
		h = s[:8] + s[9:13] + s[14:18] + s[19:23] + s[24:]
	}
	if len(h) != 32 {
		return u, badUUID(s)
	}
	if _, err := hex.Decode(u[:], []byte(h)); err != nil {
		return UUID{}, badUUID(s)
	}
	return u, nil
}

func badUUID(s string) error {
	return fmt.Errorf("schema: %q is not a UUID: write 32 hexadecimal digits, with or without hyphens", cut(s))
}

// String is the form with hyphens, in lower case.
func (u UUID) String() string {
	var b [36]byte
	hex.Encode(b[:8], u[:4])
	b[8] = '-'
	hex.Encode(b[9:13], u[4:6])
	b[13] = '-'
	hex.Encode(b[14:18], u[6:8])
	b[18] = '-'
	hex.Encode(b[19:23], u[8:10])
	b[23] = '-'
	hex.Encode(b[24:], u[10:])
	return string(b[:])
}

// Hex is the 32 hexadecimal digits without hyphens.
func (u UUID) Hex() string { return hex.EncodeToString(u[:]) }

// IsZero reports whether all bits are zero.
func (u UUID) IsZero() bool { return u == UUID{} }

// MarshalText writes the form of String.
func (u UUID) MarshalText() ([]byte, error) { return []byte(u.String()), nil }

// UnmarshalText reads what [ParseUUID] reads.
func (u *UUID) UnmarshalText(b []byte) (err error) {
	*u, err = ParseUUID(string(b))
	return err
}

// cut shortens a value that is quoted in an error.
func cut(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
