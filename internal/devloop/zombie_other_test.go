//go:build unix && !linux

package devloop

// zombie is false: systems with an init ask every process how it ended.
func zombie(int) bool { return false }
