package testenv

import (
	"os/exec"
	"syscall"
)

// dieWithParent makes the kernel end the child when the calling thread ends.
// SIGQUIT is PostgreSQL's immediate shutdown, which takes its own children
// with it and frees its shared memory.
func dieWithParent(cmd *exec.Cmd) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Pdeathsig = syscall.SIGQUIT
}
