package testenv

import (
	"os"
	"sync"
	"sync/atomic"
	"testing"
)

// Main is the TestMain of a package that asks for services: it runs the tests,
// stops what they started and exits with the tests' code.
//
//	func TestMain(m *testing.M) { testenv.Main(m) }
//
// Without it the services still end with the process (on Linux), but their
// temporary folder stays until the next run sweeps it.
func Main(m *testing.M) { os.Exit(Run(m)) }

// Run is [Main] for a TestMain that has something else to do at the end: it
// returns the tests' code in place of exiting with it.
func Run(m *testing.M) int {
	atExit.willRun.Store(true)
	code := m.Run()
	atExit.run()
	return code
}

// atExit holds what Main does after the last test.
var atExit exitList

// exitList is a list of functions to run once, last added first.
type exitList struct {
	willRun atomic.Bool // Main is there to run it

	mu  sync.Mutex
	fns []func()
}

func (l *exitList) add(fn func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fns = append(l.fns, fn)
}

func (l *exitList) run() {
	l.mu.Lock()
	fns := l.fns
	l.fns = nil
	l.mu.Unlock()
	for i := len(fns) - 1; i >= 0; i-- {
		fns[i]()
	}
}
