package form_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/internal/testenv"
)

// hostile are texts of n bytes on which readers that go back take for ever.
func hostile(n int) []string {
	rep := func(s string) string { return strings.Repeat(s, n/len(s)) }
	return []string{rep("9"), "1e" + rep("9"), "0." + rep("0"), rep("1-"), rep("1h"), rep("12:"), rep(" ") + "x", rep("\r\n"), rep("a@"), "http://" + rep("a."), rep("\xff"), rep("ü"), rep("[")}
}

// TestHostileTextsTakeLinearTime sends hostile texts to a form with every kind of field. 64 KiB in each take less than half a
// second. At the full level they take less than 50 ms, and 4 MiB less than 100 times as long as 256 KiB; what is quadratic needs 256 times
// as long (X33).
func TestHostileTextsTakeLinearTime(t *testing.T) {
	bind := func(text string) time.Duration {
		v := url.Values{}
		f, err := everythingForm.New(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range f.Fields() {
			v.Set(b.Name(), text)
		}
		best := time.Hour
		for range 3 {
			if f, err = everythingForm.New(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
			start := time.Now()
			if err := f.Bind(t.Context(), form.NewInput(v, nil)); err != nil {
				t.Fatal(err)
			}
			best = min(best, time.Since(start))
		}
		return best
	}
	limit := 500 * time.Millisecond
	if testenv.Full() {
		limit = 50 * time.Millisecond
	}
	for i := range hostile(64) {
		if took := bind(hostile(64 << 10)[i]); took > limit {
			t.Errorf("64 KiB of text %d in each field take %v", i, took)
		}
		if !testenv.Full() {
			continue
		}
		small, large := bind(hostile(256 << 10)[i]), bind(hostile(4 << 20)[i])
		if small = max(small, time.Millisecond); large > 100*small {
			t.Errorf("text %d: %v for 256 KiB in each field, %v for 4 MiB", i, small, large)
		}
	}
}
