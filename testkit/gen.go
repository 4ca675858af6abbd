package testkit

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/musette-go/musette/decimal"
)

// Gen makes the values of one object of a [Factory]: numbers that count up and random ones. The random ones are the same each time
// the test runs ([Options.Seed]).
type Gen struct {
	n    int
	rand *rand.Rand
}

func newGen(test string, seed uint64) *Gen {
	if seed == 0 {
		h := fnv.New64a()
		_, _ = h.Write([]byte(test)) // never fails
		seed = h.Sum64()
	}
	return &Gen{rand: rand.New(rand.NewPCG(seed, 0x6d757365747465))}
}

// N is the number of the object among those that its factory makes in the test, from 1.
func (g *Gen) N() int { return g.n }

// Seq writes the number of the object into a format: Seq("user_%d") gives user_1, user_2, …
func (g *Gen) Seq(format string) string { return fmt.Sprintf(format, g.n) }

// Int is a random number from low to high, both of them possible.
func (g *Gen) Int(low, high int) int {
	if high < low {
		panic(fmt.Sprintf("testkit: Gen.Int from %d to %d: expected the smaller number first", low, high))
	}
	return low + g.rand.IntN(high-low+1)
}

// Bool is random.
func (g *Gen) Bool() bool { return g.rand.IntN(2) == 0 }

// Decimal is a random decimal from low to high with the decimal places of the one that has more: from "0.01" to "99.99".
func (g *Gen) Decimal(low, high string) decimal.Decimal {
	a, b := decimal.MustParse(low), decimal.MustParse(high)
	places := max(a.Scale(), b.Scale())
	from, fits := a.Unscaled(places)
	to, fit := b.Unscaled(places)
	if !fits || !fit || to < from || to-from < 0 || to-from == math.MaxInt64 {
		panic(fmt.Sprintf("testkit: Gen.Decimal from %s to %s: expected the smaller number first, and fewer than 2^63 steps between", low, high))
	}
	return decimal.New(from+g.rand.Int64N(to-from+1), places)
}

// Time is a random time from low on and before high, in UTC, in whole seconds.
func (g *Gen) Time(low, high time.Time) time.Time {
	seconds := int64(high.Sub(low) / time.Second)
	if seconds <= 0 {
		panic(fmt.Sprintf("testkit: Gen.Time from %s to %s: expected the earlier time first", low, high))
	}
	return low.UTC().Truncate(time.Second).Add(time.Duration(g.rand.Int64N(seconds)) * time.Second)
}

// Words is random text of n words, for titles and descriptions.
func (g *Gen) Words(n int) string {
	words := make([]string, n)
	for i := range words {
		words[i] = Pick(g, vocabulary()...)
	}
	text := strings.Join(words, " ")
	return strings.ToUpper(text[:min(1, len(text))]) + text[min(1, len(text)):]
}

// Pick is one of the values at random.
func Pick[T any](g *Gen, values ...T) T { return values[g.rand.IntN(len(values))] }

// vocabulary is plain words of several lengths.
func vocabulary() []string {
	return []string{"a", "amber", "and", "blue", "bread", "calm", "candle", "clay", "cup", "door", "early", "field", "fine", "garden", "glass", "good",
		"hand", "high", "house", "ink", "kettle", "lamp", "late", "light", "line", "linen", "long", "map", "mill", "moon", "morning", "north", "note", "oak",
		"of", "old", "open", "paper", "plain", "pocket", "quiet", "rain", "red", "ring", "river", "road", "round", "salt", "sea", "silver", "small", "song",
		"stone", "street", "table", "the", "tin", "tree", "two", "under", "warm", "water", "white", "wide", "window", "with", "wool", "yellow"}
}
