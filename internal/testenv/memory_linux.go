package testenv

import "syscall"

// memoryFolder returns Linux's shared folder in memory, unless it is small (a
// container's often is) or nearly full.
func memoryFolder() (string, bool) {
	const (
		dir   = "/dev/shm"
		tmpfs = 0x01021994
		room  = 2 << 30 // bytes that must be free
	)
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return "", false
	}
	ok := int64(st.Type) == tmpfs && st.Bavail*uint64(st.Bsize) >= room && syscall.Access(dir, 2) == nil
	return dir, ok
}
