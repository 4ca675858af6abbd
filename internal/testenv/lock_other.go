//go:build !unix || aix || solaris

package testenv

import (
	"errors"
	"os"
)

// fileLock does not lock on this system. Nothing depends on it being there:
// the cache of clusters is filled by one atomic rename, and a folder that
// cannot be locked is not swept.
type fileLock struct{}

func lockFile(_ string, wait bool) (*fileLock, error) {
	if wait {
		return &fileLock{}, nil
	}
	return nil, errors.New("testenv: file locks are not supported on this system")
}

func (*fileLock) release() {}

func ours(os.FileInfo) bool { return false }
