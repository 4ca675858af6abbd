package db

import (
	"slices"
	"testing"
	"time"

	"github.com/musette-go/musette/schema"
)

func TestLRU(t *testing.T) {
	t.Parallel()
	l := lru[int]{max: 2}
	l.put("a", 1)
	l.put("b", 2)
	l.get("a")
	if out, pushed := l.put("c", 3); !pushed || out != 2 {
		t.Error("pushed out", out, pushed)
	}
	if out, pushed := l.put("c", 4); !pushed || out != 3 {
		t.Error("replaced", out, pushed)
	}
	if _, ok := l.get("b"); ok {
		t.Error("b is still there")
	}
	if v, ok := l.remove("a"); !ok || v != 1 {
		t.Error("removed", v, ok)
	}
	if _, ok := l.remove("a"); ok {
		t.Error("removed twice")
	}
	l.put("d", 5)
	var left []int
	l.clear(func(v int) { left = append(left, v) })
	if !slices.Equal(left, []int{5, 4}) || l.head != nil || l.tail != nil || len(l.items) != 0 {
		t.Error("left", left)
	}
	l.put("e", 6)
	if v, ok := l.get("e"); !ok || v != 6 || l.tail != l.head {
		t.Error("after clear", v, ok)
	}
}

func TestParseTime(t *testing.T) {
	t.Parallel()
	base := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for text, want := range map[string]time.Time{
		"2026-01-02 03:04:05":           base,
		"2026-01-02 03:04:05.678901":    base.Add(678901 * time.Microsecond),
		"2026-01-02 03:04:05.5":         base.Add(500 * time.Millisecond),
		"2026-01-02 03:04:05.678901999": base.Add(678901 * time.Microsecond),
		"2026-01-02T03:04:05Z":          base,
		"2026-01-02T03:04:05.25Z":       base.Add(250 * time.Millisecond),
		"2026-01-02T05:04:05+02:00":     base,
		"2026-01-01 22:34:05-04:30":     base,
		"2026-01-02 03:04":              base.Add(-5 * time.Second),
		"2026-01-02":                    time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC),
		"2024-02-29 00:00:00":           time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC),
		"0001-01-01 00:00:00":           time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC),
		"9999-12-31 23:59:59.999999":    time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC),
	} {
		if got, ok := parseTime([]byte(text)); !ok || !got.Equal(want) {
			t.Errorf("parseTime(%q) = %v, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "2026", "2026-1-2", "2026-02-30 00:00:00", "2026-13-01", "2026-00-01", "2026-01-00",
		"0000-01-01", "2026-01-02 ", "2026-01-02 24:00:00", "2026-01-02 03:60:00", "2026-01-02 03:04:60", "2026-01-02x03:04:05",
		"2026-01-02 03:04:05.", "2026-01-02 03:04:05.x", "2026-01-02 03:04:05 ", "2026-01-02 03:04:05+2", "2026-01-02 03:04:05+0x:00",
		"20a6-01-02", "now", "2026-01-02 03:04:05Zx"} {
		if got, ok := parseTime([]byte(text)); ok {
			t.Errorf("parseTime(%q) = %v", text, got)
		}
	}
}

func FuzzParseTime(f *testing.F) {
	f.Add("2026-01-02 03:04:05.678901")
	f.Add("2026-01-02T03:04:05+02:00")
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := parseTime([]byte(text))
		if !ok || got.Year() < 1 || got.Year() > 9999 {
			return
		}
		again, ok := parseTime(appendTime(nil, got))
		if !ok || !again.Equal(got) {
			t.Errorf("%q is %v, written %q, read %v", text, got, appendTime(nil, got), again)
		}
	})
}

func FuzzAppendTime(f *testing.F) {
	f.Add(int64(0), int64(0))
	f.Add(int64(-62135596800), int64(999999999))
	f.Fuzz(func(t *testing.T, sec, nsec int64) {
		when := time.Unix(sec, nsec).UTC()
		if checkTime(when) != nil {
			return
		}
		layout := time.DateTime
		if when.Nanosecond()/1000 != 0 {
			layout += ".000000"
		}
		if got, want := string(appendTime(nil, when)), when.Format(layout); got != want {
			t.Errorf("appendTime = %q, want %q", got, want)
		}
		if got, want := string(appendDate(nil, schema.DateOf(when))), when.Format(time.DateOnly); got != want {
			t.Errorf("appendDate = %q, want %q", got, want)
		}
	})
}

func TestCheckJSON(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		`null`: true, `"\\u0000"`: true, `"\\\\u0000"`: true, `"\u0001"`: true, `{"a":[1]}`: true, `"\u00000"`: false,
		`"\u0000"`: false, `"\\\u0000"`: false, `{"\u0000":1}`: false, ``: false, `{`: false, "\"\xff\"": false, `1 2`: false,
	} {
		if got := checkJSON([]byte(text)) == nil; got != want {
			t.Errorf("checkJSON(%s) accepts: %v", text, got)
		}
	}
}

func TestCodes(t *testing.T) {
	t.Parallel()
	if len(codeNames) != int(UndefinedColumn)+1 || Unique.String() != "Unique" || UndefinedColumn.String() != "UndefinedColumn" {
		t.Error("names and codes differ")
	}
	if s := Code(200).String(); s == "" {
		t.Error(s)
	}
	for c := Other; c <= UndefinedColumn; c++ {
		if err := (&Error{Code: c}); err.Error() == "" || c != Other && err.Is(sentinel(Other)) || !err.Is(sentinel(c)) {
			t.Error(c, err)
		}
	}
}

func TestMaskPassword(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"postgres://u:p@h/d":                  "postgres://u:***@h/d",
		"postgres://u:p%40x@h:5/d?sslmode=on": "postgres://u:***@h:5/d?sslmode=on",
		"postgres://u@h/d":                    "postgres://u@h/d",
		"postgres://h/d?password=p&user=u":    "postgres://h/d?password=xxx&user=u",
		"postgres://u:p/q@h/d":                "postgres://***@h/d",
		"sqlite://a.db":                       "sqlite://a.db",
		"nonsense":                            "nonsense",
	} {
		if got := maskPassword(in); got != want {
			t.Errorf("maskPassword(%q) = %q, want %q", in, got, want)
		}
	}
}
