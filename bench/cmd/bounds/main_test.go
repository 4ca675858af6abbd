package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/bench/bound"
)

func noEnv(string) string { return "" }

func TestRunRefuses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		args []string
		want string
	}{
		{"unknown flag", []string{"-fast"}, "flag provided but not defined: -fast"},
		{"bad expression", []string{"-run", "("}, "bounds: -run: error parsing regexp"},
		{"no such suite", []string{"-run", "^nothing$"}, "no suite matches ^nothing$"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var out, errs bytes.Buffer
			if code := run(t.Context(), test.args, noEnv, &out, &errs); code != 2 {
				t.Errorf("exit code %d, want 2", code)
			}
			if !strings.Contains(errs.String(), test.want) {
				t.Errorf("said %q, want %q in it", errs.String(), test.want)
			}
		})
	}
}

func TestRunLists(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"-list", "-run", "noise"}, noEnv, &out, &errs); code != 0 {
		t.Fatalf("exit code %d: %s", code, &errs)
	}
	if got := out.String(); got != "postgres/noise\n" {
		t.Errorf("listed %q", got)
	}
}

func TestMeasureExitCodes(t *testing.T) {
	t.Parallel()
	holds := func(measured float64) suite {
		return suite{name: "x", run: func(_ context.Context, b *bench) error {
			b.report.AtMost("x", measured, 1)
			return nil
		}}
	}
	fails := func(err error) suite {
		return suite{name: "x", run: func(context.Context, *bench) error { return err }}
	}
	for _, test := range []struct {
		name string
		list []suite
		want int
		said string
	}{
		{"held", []suite{holds(1)}, 0, "1 bounds held, 0 missed"},
		{"missed", []suite{holds(1), holds(2)}, 1, "bound x 2 <= 1 MISSED"},
		{"failed", []suite{holds(2), fails(errors.New("broken"))}, 2, "bounds: x: broken"},
		{"skipped", []suite{fails(errSkip), holds(1)}, 0, "skipped: not on this machine"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			if code := measure(t.Context(), test.list, bound.Options{}, &out, &out); code != test.want {
				t.Errorf("exit code %d, want %d", code, test.want)
			}
			if !strings.Contains(out.String(), test.said) {
				t.Errorf("said %q, want %q in it", out.String(), test.said)
			}
		})
	}
}

// TestSuitesRun runs every suite with the shortest rounds: what is measured in
// earnest by make bench must not rot.
func TestSuitesRun(t *testing.T) {
	t.Parallel()
	for _, s := range suites() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			opts := bound.Options{Rounds: bound.MinRounds, Turns: 1, Round: time.Millisecond}
			if code := measure(t.Context(), []suite{s}, opts, &out, &out); code > 1 {
				t.Errorf("exit code %d:\n%s", code, &out)
			}
			if !strings.Contains(out.String(), "bound ") && !strings.Contains(out.String(), "skipped: ") {
				t.Errorf("no bound was printed:\n%s", &out)
			}
			if os.Getenv("MUSETTE_TEST_REQUIRE") == "all" && strings.Contains(out.String(), "skipped: ") {
				t.Errorf("MUSETTE_TEST_REQUIRE asks for everything:\n%s", &out)
			}
		})
	}
}

func TestBenchClosesLastFirst(t *testing.T) {
	t.Parallel()
	var got []string
	b := &bench{}
	b.onClose(func() error { got = append(got, "first"); return errors.New("first") })
	b.onClose(func() error { got = append(got, "second"); return nil })
	if err := b.close(); err == nil || strings.Join(got, " ") != "second first" {
		t.Errorf("closed %v with %v, want second first with an error", got, err)
	}
}
