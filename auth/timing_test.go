package auth_test

import (
	"io"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/testkit"
)

// AUTH-28, X46: the times of 500 logins each, of a name that somebody has and of one that nobody has, in turns: Welch's test finds no difference at
// p = 0.01, and the medians differ by less than 2 ms. It measures time, so it runs where nothing else does; a difference that is there is there
// each time, one by chance is not.
func TestLoginTimes(t *testing.T) { //nolint:paralleltest // it measures time
	if !testenv.Full() {
		t.Skip("measures time: set MUSETTE_TEST_LEVEL=full")
	}
	kit := testkit.New(t, site(auth.Options{Lockout: auth.Lockout{Off: true}}), testkit.Options{Log: io.Discard, Budget: -1})
	person(kit, "known")
	for round := range 3 {
		took := map[string][]float64{}
		for range 500 {
			for _, name := range []string{"known", "other"} {
				c := kit.NewClient()
				begin := time.Now()
				login(c, name, "wrong").Status(400)
				took[name] = append(took[name], float64(time.Since(begin))/float64(time.Millisecond))
			}
		}
		w, apart := welch(took["known"], took["other"]), math.Abs(median(took["known"])-median(took["other"]))
		t.Logf("round %d: Welch's t is %.2f, the medians are %.3f and %.3f ms", round+1, w, median(took["known"]), median(took["other"]))
		if math.Abs(w) < 2.58 && apart < 2 { // the bound of p = 0.01 for as many as a thousand values
			return
		}
	}
	t.Error("the times of logins tell who has an account")
}

// welch is the t of Welch's test of two samples.
func welch(a, b []float64) float64 {
	mean := func(x []float64) (m, v float64) {
		for _, f := range x {
			m += f / float64(len(x))
		}
		for _, f := range x {
			v += (f - m) * (f - m) / float64(len(x)-1)
		}
		return m, v / float64(len(x))
	}
	ma, va := mean(a)
	mb, vb := mean(b)
	return (ma - mb) / math.Sqrt(va+vb)
}

func median(x []float64) float64 {
	x = slices.Sorted(slices.Values(x))
	return x[len(x)/2]
}

func TestWelch(t *testing.T) {
	t.Parallel()
	a, b := []float64{27.5, 21, 19, 23.6, 17, 17.9}, []float64{27.1, 22, 20.8, 23.4, 23.4, 23.5} // t by hand
	if got := welch(a, b); math.Abs(got - -1.29) > 0.05 {
		t.Errorf("t is %.3f, want about -1.29", got)
	}
	if got := median([]float64{3, 1, 2}); got != 2 {
		t.Errorf("the median is %v", got)
	}
}
