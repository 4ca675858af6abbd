package main

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// The probabilities are those of the tables of Student's distribution.
func TestIncompleteBetaIsStudents(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ t, freedom, want float64 }{
		{0, 5, 1}, {12.706, 1, 0.05}, {63.657, 1, 0.01}, {2.228, 10, 0.05}, {3.169, 10, 0.01}, {1.372, 10, 0.20}, {1.984, 100, 0.05}, {2.626, 100, 0.01},
		{1.960, 1e6, 0.05}, {2.576, 1e6, 0.01}, {3.291, 1e6, 0.001},
	} {
		if got := incompleteBeta(c.freedom/(c.freedom+c.t*c.t), c.freedom/2, 0.5); math.Abs(got-c.want) > c.want/200 {
			t.Errorf("t = %g with %g degrees of freedom: p = %g, want %g", c.t, c.freedom, got, c.want)
		}
	}
}

// Two samples of three: the means are 2 and 4, both variances 1, so that t is -2/sqrt(2/3) with 4 degrees of freedom.
func TestWelch(t *testing.T) {
	t.Parallel()
	stat, p := welch([]float64{1, 2, 3}, []float64{3, 4, 5})
	if math.Abs(stat+2.4495) > 1e-4 || math.Abs(p-0.0705) > 1e-4 {
		t.Errorf("t = %g, p = %g, want -2.4495 and 0.0705", stat, p)
	}
	if stat, p := welch([]float64{1, 1}, []float64{1, 1}); stat != 0 || p != 1 {
		t.Errorf("equal samples without spread: t = %g, p = %g", stat, p)
	}
	if _, p := welch([]float64{1, 1}, []float64{2, 2}); p != 0 {
		t.Errorf("different samples without spread: p = %g", p)
	}
}

// A login that skips the hash for unknown names is found out, and noise alone is not.
func TestWelchFindsALeak(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	sample := func(mean float64) []float64 {
		values := make([]float64, 1000)
		for i := range values {
			values[i] = mean + random.ExpFloat64()*3
		}
		return values
	}
	if _, p := welch(sample(25), sample(25)); p < 0.01 {
		t.Errorf("noise: p = %g", p)
	}
	if _, p := welch(sample(25), sample(24)); p > 0.001 {
		t.Errorf("a millisecond less: p = %g", p)
	}
}

func TestPercentile(t *testing.T) {
	t.Parallel()
	hundred := make([]time.Duration, 100)
	for i := range hundred {
		hundred[i] = time.Duration(i + 1)
	}
	for want, values := range map[time.Duration][]time.Duration{99: hundred, 7: {7}} {
		if got := percentile(values, 99); got != want {
			t.Errorf("p99 of %d values is %d, want %d", len(values), got, want)
		}
	}
}
