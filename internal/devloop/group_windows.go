package devloop

import (
	"os/exec"
	"syscall"

	"golang.org/x/sys/windows"
)

// group makes the process the root of a console group, so that a Ctrl-C reaches musette dev alone. What the process itself
// starts is not ended with it on Windows.
func group(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: windows.CREATE_NEW_PROCESS_GROUP}
}

// interrupt asks the process to end; Go programs take a Ctrl-Break for an interrupt.
func interrupt(cmd *exec.Cmd) {
	if windows.GenerateConsoleCtrlEvent(windows.CTRL_BREAK_EVENT, uint32(cmd.Process.Pid)) != nil {
		endGroup(cmd) // there is no console
	}
}

// endGroup ends the process at once.
func endGroup(cmd *exec.Cmd) { _ = cmd.Process.Kill() }
