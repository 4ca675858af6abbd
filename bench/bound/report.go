package bound

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// A Report prints one line for each bound and counts those that were missed.
//
//	bound <name> <measured> <= or >= <limit> ok|MISSED
type Report struct {
	w      io.Writer
	held   int
	missed int
}

// NewReport returns a report that prints to w.
func NewReport(w io.Writer) *Report { return &Report{w: w} }

// AtMost holds the measured value to the limit from above.
func (r *Report) AtMost(name string, measured, limit float64) {
	m := rounded(measured)
	r.line(name, m, "<=", limit, m <= limit)
}

// AtLeast holds the measured value to the limit from below.
func (r *Report) AtLeast(name string, measured, limit float64) {
	m := rounded(measured)
	r.line(name, m, ">=", limit, m >= limit)
}

// Missed returns how many bounds were missed.
func (r *Report) Missed() int { return r.missed }

// ExitCode returns 1 when a bound was missed, else 0.
func (r *Report) ExitCode() int {
	if r.missed > 0 {
		return 1
	}
	return 0
}

// Summary returns a last line: how many bounds held and how many were missed.
func (r *Report) Summary() string {
	return fmt.Sprintf("%d bounds held, %d missed", r.held, r.missed)
}

func (r *Report) line(name string, measured float64, sign string, limit float64, ok bool) {
	if name == "" || strings.ContainsAny(name, " \t\r\n") {
		panic(fmt.Sprintf("bound: %q is no name, expected one word such as postgres/get", name))
	}
	verdict := "ok"
	if ok {
		r.held++
	} else {
		r.missed++
		verdict = "MISSED"
	}
	fmt.Fprintf(r.w, "bound %s %s %s %s %s\n", name, number(measured), sign, number(limit), verdict)
}

// rounded keeps three decimals, so that the verdict is about the number that
// is printed.
func rounded(v float64) float64 { return math.Round(v*1000) / 1000 }

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
