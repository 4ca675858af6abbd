package migrate

import (
	"fmt"
	"strings"
	"testing"

	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/schema"
)

// TestRandomDetect has the autodetector lead from one random set of models to another and back. The schema must be the one
// that a fresh database gets from those models.
func TestRandomDetect(t *testing.T) {
	t.Parallel()
	for seed := range sequences() {
		t.Run(fmt.Sprintf("seed_%d", seed), func(t *testing.T) {
			t.Parallel()
			h := newRandomHistory(uint64(1000+seed), 16)
			middle, end := h.states[len(h.states)/3], h.states[len(h.states)-1]
			empty := &State{models: map[string]*schema.Model{}}
			var list []Migration
			var ends []string
			for _, pair := range [][2]*State{{empty, middle}, {middle, end}, {end, middle}} {
				list = append(list, detected(t, pair[0], pair[1], len(list))...)
				ends = append(ends, list[len(list)-1].Name)
			}
			app := chain("x", list...)
			testenv.Databases(t, func(t *testing.T, url string) {
				d := open(t, url)
				e := executor(t, d, app)
				for i, s := range []*State{middle, end, middle} {
					migrateTo(t, e, "x", ends[i])
					other := open(t, fresh(t, url))
					migrateTo(t, executor(t, other, chain("x", detected(t, empty, s, 0)...)), "", "")
					if got, want := dump(t, d), dump(t, other); got != want {
						t.Fatalf("at %s the schema differs from the models' own (- own):\n%s", ends[i], lineDiff(want, got))
					}
				}
			})
		})
	}
}

// detected makes migrations of what the autodetector finds; at least one, so that there is a point to go to.
func detected(t *testing.T, from, to *State, number int) []Migration {
	t.Helper()
	changes, err := Detect(from, to, Flags{NoRename: true})
	if err != nil && strings.Contains(err.Error(), "wait for each other") {
		t.Skip(err) // a table that changes hands
	}
	if err != nil {
		t.Fatal(err)
	}
	out := []Migration{{Name: fmt.Sprintf("%04d", number)}}
	for i, c := range changes {
		out = append(out, Migration{Name: fmt.Sprintf("%04d", number+i+1), Operations: c.Operations})
	}
	return out
}
