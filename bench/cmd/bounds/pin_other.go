//go:build !linux

package main

// pinThread does nothing: only Linux can restrict a thread from here.
func pinThread() error { return nil }
