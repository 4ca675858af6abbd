//go:build unix

package devloop

import (
	"errors"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// TestNothingIsLeftBehind ends a run while the site and a process that it started are there.
func TestNothingIsLeftBehind(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	r.want(200, "one")
	first := r.out.find(t, `pids (\d+) (\d+)\n`)
	r.edit("main.go", `"one"`, `"two"`)
	r.want(200, "two")
	second := r.out.find(t, `pids (\d+) (\d+)\n`)
	r.stop()
	limit := time.Now().Add(generous)
	for _, pid := range append(first[1:], second[1:]...) {
		n, err := strconv.Atoi(pid)
		if err != nil {
			t.Fatal(err)
		}
		for !errors.Is(syscall.Kill(n, 0), syscall.ESRCH) && !zombie(n) {
			if time.Now().After(limit) {
				t.Fatalf("the process %d is still there", n)
			}
		}
	}
}
