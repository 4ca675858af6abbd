package main

import "math"

// welch is Welch's t-test: whether two samples, which may vary differently, come from populations with the same mean. p is the
// probability of a t at least as far from zero when they do. Samples that do not vary at all have p = 1 when they are equal, else 0.
func welch(a, b []float64) (t, p float64) {
	meanA, varA := spread(a)
	meanB, varB := spread(b)
	fromA, fromB := varA/float64(len(a)), varB/float64(len(b))
	if fromA+fromB == 0 {
		if meanA == meanB {
			return 0, 1
		}
		return math.Copysign(math.Inf(1), meanA-meanB), 0
	}
	t = (meanA - meanB) / math.Sqrt(fromA+fromB)
	freedom := (fromA + fromB) * (fromA + fromB) / (fromA*fromA/float64(len(a)-1) + fromB*fromB/float64(len(b)-1))
	return t, incompleteBeta(freedom/(freedom+t*t), freedom/2, 0.5)
}

// spread is the mean and the variance of a sample of two values or more.
func spread(values []float64) (mean, variance float64) {
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		variance += (v - mean) * (v - mean) / float64(len(values)-1)
	}
	return mean, variance
}

// incompleteBeta is the regularized incomplete beta function (NIST DLMF 8.17), by its continued fraction (8.17.22), which converges
// fast below the mean; above it the symmetry 8.17.4 helps.
func incompleteBeta(x, a, b float64) float64 {
	if x <= 0 || x >= 1 {
		return min(max(x, 0), 1)
	}
	if x > (a+1)/(a+b+2) {
		return 1 - incompleteBeta(1-x, b, a)
	}
	lnAB, _ := math.Lgamma(a + b)
	lnA, _ := math.Lgamma(a)
	lnB, _ := math.Lgamma(b)
	front := math.Exp(lnAB-lnA-lnB+a*math.Log(x)+b*math.Log1p(-x)) / a
	return front / betaFraction(x, a, b)
}

// betaFraction is 1 + d1/(1 + d2/(1 + …)), from the inside out.
func betaFraction(x, a, b float64) float64 {
	const terms = 200
	fraction := 1.0
	for n := terms; n >= 1; n-- {
		m := float64(n / 2)
		d := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		if n%2 == 1 {
			d = -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		}
		fraction = 1 + d/fraction
	}
	return fraction
}
