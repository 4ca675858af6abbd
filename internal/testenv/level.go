package testenv

import (
	"fmt"
	"os"
)

// The levels of [Level].
const (
	Quick    = "quick" // a few rounds of everything, as on every change
	Complete = "full"  // all rounds, as make torture runs them
)

// Level says how much the slow tests (faults, random sequences, load) should
// do: [Quick] or [Complete], from MUSETTE_TEST_LEVEL. It panics on another
// value, since a misspelt level would look like a passed torture test.
func Level() string {
	level, err := parseLevel(os.Getenv("MUSETTE_TEST_LEVEL"))
	if err != nil {
		panic(err)
	}
	return level
}

// Full reports whether the slow tests should run all their rounds.
func Full() bool { return Level() == Complete }

func parseLevel(value string) (string, error) {
	switch value {
	case "", Quick:
		return Quick, nil
	case Complete:
		return Complete, nil
	}
	return "", fmt.Errorf("testenv: MUSETTE_TEST_LEVEL is %q, expected %s or %s", value, Quick, Complete)
}
