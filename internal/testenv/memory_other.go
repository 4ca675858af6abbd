//go:build !linux

package testenv

// memoryFolder finds none: only Linux has one in a known place.
func memoryFolder() (string, bool) { return "", false }
