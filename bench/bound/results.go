package bound

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// sample is what one contender did in one turn.
type sample struct {
	ops           int
	took          time.Duration
	bytes, allocs uint64
}

// perOp is the time of one operation, in nanoseconds.
func (s sample) perOp() float64 { return float64(s.took) / float64(s.ops) }

// Results are what [Measure] saw. Its methods take the names of contenders and
// panic on a name that was not measured.
type Results struct {
	turns map[string][]sample
}

// Ratio returns how long one operation of a takes in units of one of b: the
// median of the ratios of all turns. Less than 1 says that a is faster.
func (r *Results) Ratio(a, b string) float64 {
	as, bs := r.of(a), r.of(b)
	ratios := make([]float64, len(as))
	for i := range as {
		ratios[i] = as[i].perOp() / bs[i].perOp()
	}
	return Median(ratios)
}

// Time returns the median time of one operation.
func (r *Results) Time(name string) time.Duration {
	return time.Duration(r.median(name, sample.perOp))
}

// Bytes returns the median number of bytes that one operation allocates, in
// this process, rounded to whole bytes.
func (r *Results) Bytes(name string) float64 {
	return math.Round(r.median(name, func(s sample) float64 { return float64(s.bytes) / float64(s.ops) }))
}

// Allocs returns the median number of allocations of one operation, in this
// process, rounded to whole ones: what a collector or a timer adds now and
// then does not count.
func (r *Results) Allocs(name string) float64 {
	return math.Round(r.median(name, func(s sample) float64 { return float64(s.allocs) / float64(s.ops) }))
}

// Line describes a contender for people: time, bytes and allocations of one
// operation.
func (r *Results) Line(name string) string {
	return fmt.Sprintf("%-24s %12s %10.0f B %8.0f allocs", name, r.Time(name).Round(10*time.Nanosecond), r.Bytes(name), r.Allocs(name))
}

func (r *Results) of(name string) []sample {
	s, ok := r.turns[name]
	if !ok {
		panic(fmt.Sprintf("bound: %q was not measured", name))
	}
	return s
}

func (r *Results) median(name string, value func(sample) float64) float64 {
	var values []float64
	for _, s := range r.of(name) {
		values = append(values, value(s))
	}
	return Median(values)
}

// Median returns the middle value, or the mean of the two in the middle, for
// those who measure by themselves. There must be at least one value.
func Median(values []float64) float64 {
	v := slices.Sorted(slices.Values(values))
	mid := len(v) / 2
	if len(v)%2 == 1 {
		return v[mid]
	}
	return (v[mid-1] + v[mid]) / 2
}
