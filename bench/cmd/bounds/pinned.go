package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
)

// pinnedEnv tells a child of this program that it is pinned to one core.
const pinnedEnv = "MUSETTE_BENCH_PINNED"

// runPinned runs this program again on one core, with the servers it starts on
// the same one. Client and server then never wait for each other's core, so
// that the numbers say how much work was done and not how it was scheduled.
// Systems other than Linux only get GOMAXPROCS=1.
func runPinned(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	self, err := os.Executable()
	if err != nil {
		fmt.Fprintf(stderr, "bounds: %v\n", err)
		return 2
	}
	cmd := exec.CommandContext(ctx, self, args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.Env = append(os.Environ(), pinnedEnv+"=1", "GOMAXPROCS=1")
	cmd.Stdout, cmd.Stderr = stdout, stderr
	done := make(chan error, 1)
	go func() {
		runtime.LockOSThread() // the child inherits this thread's core; the thread ends with it
		if err := pinThread(); err != nil {
			fmt.Fprintf(stderr, "bounds: not pinned to one core: %v\n", err)
		}
		done <- cmd.Run()
	}()
	err = <-done
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit) && exit.ExitCode() >= 0:
		return exit.ExitCode()
	}
	fmt.Fprintf(stderr, "bounds: %v\n", err)
	return 2
}
