//go:build !linux

package testenv

import "os/exec"

// dieWithParent does nothing: only Linux ends a child with its parent. Main
// stops what was started, and the next run sweeps what is left.
func dieWithParent(*exec.Cmd) {}
