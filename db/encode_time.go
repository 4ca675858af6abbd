package db

import (
	"encoding/binary"
	"time"

	"github.com/musette-go/musette/schema"
)

func (e *encoder) date(oid uint32, v schema.Date) error {
	if err := checkDate(v); err != nil {
		return err
	}
	switch {
	case oid == oidDate:
		days := v.In(time.UTC).Unix() - pgEpoch
		e.buf = binary.BigEndian.AppendUint32(e.buf, uint32(int32(days/86400)))
	case oid == oidTimestamp || oid == oidTimestampTZ:
		return e.time(oid, v.In(time.UTC))
	case textual(oid):
		e.buf = appendDate(e.buf, v)
	default:
		return errMismatch()
	}
	return nil
}

func checkDate(v schema.Date) error {
	if !v.Valid() {
		return argText("the date is not a day of the years 1 to 9999")
	}
	return nil
}

func (e *encoder) clock(oid uint32, v schema.Clock) error {
	if err := checkClock(v); err != nil {
		return err
	}
	switch {
	case oid == oidTime:
		e.buf = binary.BigEndian.AppendUint64(e.buf, uint64(v/1000))
	case textual(oid):
		e.buf = appendClock(e.buf, int64(v)/1000)
	default:
		return errMismatch()
	}
	return nil
}

func checkClock(v schema.Clock) error {
	if !v.Valid() {
		return argText("the time of day is not from 00:00 to before 24:00")
	}
	return nil
}

// microsOf is a point in time in microseconds of Unix time; what is below is cut off.
func microsOf(v time.Time) int64 { return v.Unix()*1e6 + int64(v.Nanosecond()/1000) }

// checkTime refuses times whose year does not have one to four digits, in UTC.
func checkTime(v time.Time) error {
	if y := v.UTC().Year(); y < 1 || y > 9999 {
		return argText("the time is not in the years 1 to 9999")
	}
	return nil
}

func (e *encoder) time(oid uint32, v time.Time) error {
	if err := checkTime(v); err != nil {
		return err
	}
	switch {
	case oid == oidTimestampTZ || oid == oidTimestamp:
		e.buf = binary.BigEndian.AppendUint64(e.buf, uint64(microsOf(v)-pgEpoch*1e6))
	case textual(oid):
		e.buf = append(appendTime(e.buf, v), "+00"...)
	default:
		return errMismatch()
	}
	return nil
}

func (e *encoder) duration(oid uint32, v time.Duration) error {
	us := int64(v / time.Microsecond)
	switch oid {
	case oidInterval:
		e.buf = binary.BigEndian.AppendUint64(e.buf, uint64(us))
		e.buf = append(e.buf, 0, 0, 0, 0, 0, 0, 0, 0) // days, months
	case oidInt8:
		e.buf = binary.BigEndian.AppendUint64(e.buf, uint64(us))
	default:
		return errMismatch()
	}
	return nil
}

// timeText writes the text of a date or time.
func (e *encoder) timeText(oid uint32, v string) error {
	switch classOf(oid) {
	case classDate:
		if d, ok := parseDate([]byte(v)); ok && len(v) == 10 {
			return e.date(oid, d)
		}
		return argText("the text is not a date like 2006-01-02")
	case classTime:
		if us, ok := parseClock([]byte(v)); ok {
			return e.clock(oid, schema.Clock(us*1000))
		}
		return argText("the text is not a time of day like 15:04:05")
	case classStamp:
		if t, ok := parseTime([]byte(v)); ok {
			return e.time(oid, t)
		}
		return argText("the text is not a time like 2006-01-02 15:04:05")
	}
	return errMismatch()
}
