package storage

import (
	"errors"
	"syscall"
)

// isNotDir reports whether a part of the path is a file where a folder is expected, or the path is longer than the system takes.
func isNotDir(err error) bool {
	return errors.Is(err, syscall.ENOTDIR) || errors.Is(err, syscall.ENAMETOOLONG) || errors.Is(err, syscall.ELOOP)
}
