package bound

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// quick are options that take a few milliseconds.
var quick = Options{Rounds: MinRounds, Turns: 4, Round: 4 * time.Millisecond}

// spin keeps a core busy for about the time.
func spin(d time.Duration) {
	for start := time.Now(); time.Since(start) < d; {
	}
}

func TestMeasureRatio(t *testing.T) {
	t.Parallel()
	times := func(d time.Duration) func(int) error {
		return func(n int) error { spin(time.Duration(n) * d); return nil }
	}
	res, err := Measure(quick, Contender{Name: "one", Run: times(20 * time.Microsecond)}, Contender{Name: "three", Run: times(60 * time.Microsecond)})
	if err != nil {
		t.Fatal(err)
	}
	if got := res.Ratio("three", "one"); got < 1.5 || got > 6 {
		t.Errorf("the ratio of 60 µs to 20 µs is %.2f", got)
	}
	if got := res.Time("one"); got < 20*time.Microsecond {
		t.Errorf("20 µs of work took %s", got)
	}
}

// sink keeps what is allocated from being optimized away.
var sink []byte

func TestMeasureAllocations(t *testing.T) { // not parallel: counts the process's allocations
	res, err := Measure(quick,
		Contender{Name: "two", Run: func(n int) error {
			for range n {
				sink = make([]byte, 512)
				sink = make([]byte, 1536)
			}
			return nil
		}},
		Contender{Name: "none", Run: func(n int) error { spin(time.Duration(n) * time.Microsecond); return nil }},
	)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := res.Allocs("two"), res.Bytes("two"); a != 2 || b < 2048 || b > 2100 {
		t.Errorf("measured %v allocations of %v bytes, want 2 of 2048", a, b)
	}
	if a := res.Allocs("none"); a != 0 {
		t.Errorf("measured %v allocations, want none", a)
	}
	if line := res.Line("two"); !strings.Contains(line, "2 allocs") {
		t.Errorf("the line is %q", line)
	}
}

func TestMeasureTakesTurns(t *testing.T) {
	t.Parallel()
	var order strings.Builder
	running := func(name string) func(int) error {
		return func(int) error { order.WriteString(name); spin(100 * time.Microsecond); return nil }
	}
	opts := Options{Rounds: MinRounds, Turns: 2, Round: time.Nanosecond}
	if _, err := Measure(opts, Contender{Name: "a", Run: running("a")}, Contender{Name: "b", Run: running("b")}); err != nil {
		t.Fatal(err)
	}
	// One run each to calibrate, then every second turn begins with b.
	if want := "ab" + strings.Repeat("abba", MinRounds); order.String() != want {
		t.Errorf("ran %s, want %s", &order, want)
	}
}

func TestMeasureErrors(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	good := Contender{Name: "good", Run: func(int) error { return nil }}
	for _, test := range []struct {
		name       string
		opts       Options
		contenders []Contender
		want       string
	}{
		{"too few rounds", Options{Rounds: 4}, []Contender{good}, "at least 5 rounds"},
		{"nobody", quick, nil, "nothing to measure"},
		{"same name", quick, []Contender{good, good}, "the name of another"},
		{"fails", quick, []Contender{{Name: "bad", Run: func(int) error { return broken }}}, "bound: bad: broken"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := Measure(test.opts, test.contenders...)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want one with %q", err, test.want)
			}
		})
	}
}

func TestMeasureStopsWhenAContenderFailsLater(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	runs := 0
	_, err := Measure(quick, Contender{Name: "bad", Run: func(int) error {
		spin(time.Millisecond)
		if runs++; runs > 3 {
			return broken
		}
		return nil
	}})
	if !errors.Is(err, broken) || runs != 4 {
		t.Errorf("error %v after %d runs, want %v after 4", err, runs, broken)
	}
}

func TestMedian(t *testing.T) {
	t.Parallel()
	if got := Median([]float64{9, 1, 2}); got != 2 {
		t.Errorf("median of three is %v, want 2", got)
	}
	if got := Median([]float64{9, 1, 3, 2}); got != 2.5 {
		t.Errorf("median of four is %v, want 2.5", got)
	}
}

func TestResultsPanicsOnUnknownName(t *testing.T) {
	t.Parallel()
	defer func() {
		if r, _ := recover().(string); !strings.Contains(r, `"x" was not measured`) {
			t.Errorf("panic %q", r)
		}
	}()
	(&Results{}).Time("x")
}

func TestMeasureBefore(t *testing.T) {
	t.Parallel()
	prepared, runs, unprepared := false, 0, 0
	_, err := Measure(quick, Contender{Name: "one", Before: func() error { prepared = true; return nil }, Run: func(n int) error {
		if runs++; !prepared {
			unprepared++
		}
		prepared = false
		spin(time.Duration(n) * time.Microsecond)
		return nil
	}})
	if err != nil || runs == 0 || unprepared > 0 {
		t.Errorf("%d of %d turns without preparation: %v", unprepared, runs, err)
	}
	broken := errors.New("broken")
	_, err = Measure(quick, Contender{Name: "one", Run: func(int) error { return nil }, Before: func() error { return broken }})
	if !errors.Is(err, broken) {
		t.Errorf("a preparation that failed gave %v", err)
	}
}
