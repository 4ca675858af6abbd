package web

import (
	"errors"
	"fmt"
	"time"
)

// Rate is how often something may happen: Limit times in Per, spread as people like. It is a token bucket: it holds Burst
// tokens, each costs one, and it fills by Limit in Per.
type Rate struct {
	// Limit is how often. Required.
	Limit int
	// Per is in which time. Required.
	Per time.Duration
	// Burst is how often at once, after a pause. Defaults to Limit.
	Burst int
}

// Check refuses a rate that is none.
func (r Rate) Check() error {
	if r.Limit < 1 || r.Per <= 0 || r.Burst < 0 || r.interval() <= 0 {
		return errors.New("web: " + r.String() + " is no rate: it needs a limit of 1 or more, and a time")
	}
	return nil
}

// String writes the rate as "100 in 1m0s".
func (r Rate) String() string { return fmt.Sprintf("%d in %s", r.Limit, r.Per) }

func (r Rate) burst() int {
	if r.Burst > 0 {
		return r.Burst
	}
	return r.Limit
}

// interval is the time in which one token comes.
func (r Rate) interval() time.Duration {
	if r.Limit < 1 {
		return 0
	}
	return r.Per / time.Duration(r.Limit)
}

// Took is what a [RateStore] says about one attempt.
type Took struct {
	// Allowed says that there were tokens enough, and they are gone. Otherwise none was taken.
	Allowed bool
	// Remaining is how many tokens are left.
	Remaining int
	// RetryAfter is when enough tokens will be there, 0 when Allowed.
	RetryAfter time.Duration
	// Reset is when the bucket will be full again.
	Reset time.Duration
}

// bucket is a token bucket in the form of the generic cell rate algorithm: one time says it all. The zero bucket is full.
type bucket struct{ full time.Time }

// take takes n tokens.
func (b *bucket) take(now time.Time, rate Rate, n int) Took {
	step, size := rate.interval(), rate.interval()*time.Duration(rate.burst())
	full := b.full
	if full.Before(now) {
		full = now
	}
	after := full.Add(step * time.Duration(n))
	if over := after.Sub(now.Add(size)); over > 0 {
		return Took{Remaining: int((size - full.Sub(now)) / step), RetryAfter: over, Reset: full.Sub(now)}
	}
	b.full = after
	return Took{Allowed: true, Remaining: int((size - after.Sub(now)) / step), Reset: after.Sub(now)}
}
