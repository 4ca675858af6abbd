//go:build unix && !aix && !solaris

package testenv

import (
	"fmt"
	"os"
	"syscall"
)

// fileLock is an advisory lock on a file, held until release or until the
// process ends.
type fileLock struct{ f *os.File }

// lockFile takes the lock, waiting for it when wait is true. Without waiting,
// a lock that another process holds is an error.
func lockFile(path string, wait bool) (*fileLock, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("testenv: lock: %w", err)
	}
	how := syscall.LOCK_EX
	if !wait {
		how |= syscall.LOCK_NB
	}
	for {
		err = syscall.Flock(int(f.Fd()), how)
		if err != syscall.EINTR {
			break
		}
	}
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("testenv: lock %s: %w", path, err)
	}
	return &fileLock{f}, nil
}

func (l *fileLock) release() { _ = l.f.Close() }

// ours reports whether the current user owns the file.
func ours(info os.FileInfo) bool {
	st, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(st.Uid) == os.Geteuid()
}
