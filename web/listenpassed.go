package web

import (
	"fmt"
	"net"
	"os"
	"strconv"
)

// The file descriptors that can be a passed socket: below are input, output and errors.
const (
	minPassed = 3
	maxPassed = 1 << 16
)

// listenPassed takes a socket that the parent process has passed.
func listenPassed(number string) (net.Listener, error) {
	n, err := strconv.Atoi(number)
	if err != nil || n < minPassed || n > maxPassed {
		return nil, fmt.Errorf("web: %q is not a socket that was passed: write fd: and the number of its file descriptor, such as fd:3", "fd:"+number)
	}
	f := os.NewFile(uintptr(n), "fd:"+number)
	if f == nil {
		return nil, fmt.Errorf("web: cannot listen on fd:%d: there is no such file descriptor; whoever starts the process passes the socket", n)
	}
	defer f.Close() // the listener has its own, which programs that this one starts do not get
	ln, err := net.FileListener(f)
	if err != nil {
		return nil, fmt.Errorf("web: cannot listen on fd:%d: it is not a socket that listens; whoever starts the process passes the socket, as systemd does for a .socket unit: %w", n, err)
	}
	return ln, nil
}
