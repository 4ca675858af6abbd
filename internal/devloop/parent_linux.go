package devloop

import "syscall"

// dieWithParent makes the kernel end the process when musette dev dies without having ended it.
func dieWithParent(a *syscall.SysProcAttr) { a.Pdeathsig = syscall.SIGKILL }
