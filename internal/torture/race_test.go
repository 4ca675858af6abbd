//go:build race

package torture

// raceEnabled says that the race detector watches.
const raceEnabled = true
