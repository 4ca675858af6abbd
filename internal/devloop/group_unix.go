//go:build unix

package devloop

import (
	"os/exec"
	"syscall"
)

// group makes the process the leader of a group, so that what it starts ends with it, and a Ctrl-C in the terminal reaches
// musette dev alone.
func group(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	dieWithParent(cmd.SysProcAttr)
}

// interrupt asks the process to end.
func interrupt(cmd *exec.Cmd) { _ = syscall.Kill(cmd.Process.Pid, syscall.SIGTERM) }

// endGroup ends the process and what it started at once.
func endGroup(cmd *exec.Cmd) { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
