package bound

import (
	"errors"
	"fmt"
	"runtime"
	"time"
)

// MinRounds is the least number of rounds: fewer give no useful median.
const MinRounds = 5

// A Contender is one way of doing a piece of work.
type Contender struct {
	// Name tells the contenders of one measurement apart.
	Name string
	// Run does the work n times (n ≥ 1) and returns the first error. What it
	// prepares counts as work; prepare before Measure, or in Before.
	Run func(n int) error
	// Before runs before every turn and is not measured. Defaults to nothing.
	Before func() error
}

// Options say how long a measurement takes. The zero value is right for work
// of microseconds to milliseconds.
type Options struct {
	// Rounds is the number of rounds. Defaults to 7; less than MinRounds is
	// an error.
	Rounds int
	// Turns is how often the contenders alternate within a round. A busy
	// moment of the machine spoils few of them, which the medians leave out.
	// Defaults to 8.
	Turns int
	// Round is how long one contender works in one round. Defaults to 400 ms.
	Round time.Duration
}

func (o Options) withDefaults() (Options, error) {
	if o.Rounds == 0 {
		o.Rounds = 7
	}
	if o.Turns == 0 {
		o.Turns = 8
	}
	if o.Round == 0 {
		o.Round = 400 * time.Millisecond
	}
	if o.Rounds < MinRounds || o.Turns < 1 || o.Round < 0 {
		return o, fmt.Errorf("bound: %d rounds of %s in %d turns, expected at least %d rounds and one turn",
			o.Rounds, o.Round, o.Turns, MinRounds)
	}
	return o, nil
}

// Measure runs the contenders in interleaved rounds. The contender that begins
// changes from turn to turn, and garbage is collected between turns, so that
// nobody pays for another's. It fails with the first error of a contender.
func Measure(opts Options, contenders ...Contender) (*Results, error) {
	opts, err := opts.withDefaults()
	if err != nil {
		return nil, err
	}
	if err := checkNames(contenders); err != nil {
		return nil, err
	}
	times := make([]int, len(contenders))
	for i, c := range contenders {
		if times[i], err = calibrate(c, opts.Round/time.Duration(opts.Turns)); err != nil {
			return nil, err
		}
	}
	res := &Results{turns: map[string][]sample{}}
	for turn := range opts.Rounds * opts.Turns {
		for k := range contenders {
			i := (turn + k) % len(contenders)
			s, err := runTurn(contenders[i], times[i])
			if err != nil {
				return nil, err
			}
			res.turns[contenders[i].Name] = append(res.turns[contenders[i].Name], s)
		}
	}
	return res, nil
}

func checkNames(contenders []Contender) error {
	if len(contenders) == 0 {
		return errors.New("bound: nothing to measure, expected at least one contender")
	}
	seen := map[string]bool{}
	for _, c := range contenders {
		if c.Name == "" || seen[c.Name] || c.Run == nil {
			return fmt.Errorf("bound: contender %q has no name, no Run, or the name of another", c.Name)
		}
		seen[c.Name] = true
	}
	return nil
}

// calibrate finds how many operations fill the time, and warms the contender
// up on the way.
func calibrate(c Contender, turn time.Duration) (int, error) {
	const most = 1 << 24
	for n := 1; ; {
		if err := c.before(); err != nil {
			return 0, err
		}
		start := time.Now()
		if err := c.Run(n); err != nil {
			return 0, fmt.Errorf("bound: %s: %w", c.Name, err)
		}
		took := max(time.Since(start), time.Nanosecond)
		if took >= turn/2 || n >= most {
			fits := int(float64(n) * float64(turn) / float64(took))
			return min(max(fits, 1), most), nil
		}
		// At most a hundredfold at once: the first operation is often slow.
		fits := int(float64(n) * float64(turn) / float64(took))
		n = min(max(fits, n+1), n*100, most)
	}
}

// before prepares a turn.
func (c *Contender) before() error {
	if c.Before == nil {
		return nil
	}
	if err := c.Before(); err != nil {
		return fmt.Errorf("bound: before %s: %w", c.Name, err)
	}
	return nil
}

func runTurn(c Contender, n int) (sample, error) {
	if err := c.before(); err != nil {
		return sample{}, err
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := time.Now()
	err := c.Run(n)
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	if err != nil {
		return sample{}, fmt.Errorf("bound: %s: %w", c.Name, err)
	}
	return sample{
		ops:    n,
		took:   took,
		bytes:  after.TotalAlloc - before.TotalAlloc,
		allocs: after.Mallocs - before.Mallocs,
	}, nil
}
