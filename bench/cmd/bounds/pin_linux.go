package main

import (
	"errors"
	"math/bits"
	"syscall"
	"unsafe"
)

// pinThread restricts the calling thread to the last core that it may use: the
// first ones serve most of the machine's interrupts.
func pinThread() error {
	var mask [16]uint64 // 1024 cores, as glibc's cpu_set_t
	size, at := unsafe.Sizeof(mask), unsafe.Pointer(&mask)
	if _, _, errno := syscall.RawSyscall(syscall.SYS_SCHED_GETAFFINITY, 0, size, uintptr(at)); errno != 0 {
		return errno
	}
	word := len(mask) - 1
	for word >= 0 && mask[word] == 0 {
		word--
	}
	if word < 0 {
		return errors.New("the system names no core")
	}
	last := uint64(1) << (bits.Len64(mask[word]) - 1)
	mask = [16]uint64{}
	mask[word] = last
	if _, _, errno := syscall.RawSyscall(syscall.SYS_SCHED_SETAFFINITY, 0, size, uintptr(at)); errno != 0 {
		return errno
	}
	return nil
}
