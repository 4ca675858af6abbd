package render_test

import (
	"syscall"
	"time"
)

// cpuTime is the time that the current thread has run, so that other programs on the machine do not count.
func cpuTime() time.Duration {
	const thread = 1 // RUSAGE_THREAD
	var u syscall.Rusage
	if err := syscall.Getrusage(thread, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
