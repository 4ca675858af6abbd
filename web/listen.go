package web

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"strings"
	"syscall"
	"time"
)

// Listen opens a listener on addr: "host:port" (port 0 picks a free one, which the listener's Addr tells),
// "unix:/path/of/socket", or "fd:3" for a socket that listens already and was passed to the process as that file descriptor. A
// socket file that a dead process left behind is replaced; the new one may be used by owner and group. The error of a taken
// port names the address and what to do.
//
// A passed socket lets a new version of a program take over without a proxy: whoever starts the programs holds the socket, so
// that connections wait in it while one process goes and the next one comes. systemd does so for a .socket unit, whose first
// socket is fd:3.
func Listen(addr string) (net.Listener, error) {
	if number, ok := strings.CutPrefix(addr, "fd:"); ok {
		return listenPassed(number)
	}
	if path, ok := strings.CutPrefix(addr, "unix:"); ok {
		return listenUnix(path)
	}
	if _, _, err := net.SplitHostPort(addr); err != nil {
		return nil, fmt.Errorf("web: %q is not an address to listen on: write host:port, such as 127.0.0.1:8000, unix:path, or fd:3 for a socket that was passed", addr)
	}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, listenError(addr, err)
	}
	return ln, nil
}

func listenError(addr string, err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("web: cannot listen on %s: another process already does; stop it or choose another address (port 0 picks a free one): %w", addr, err)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("web: cannot listen on %s: not permitted; choose a port above 1023 or a folder that is yours: %w", addr, err)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return fmt.Errorf("web: cannot listen on %s: this machine has no such address; choose 127.0.0.1, or 0.0.0.0 for all: %w", addr, err)
	}
	return fmt.Errorf("web: cannot listen on %s: %w", addr, err)
}

func listenUnix(path string) (net.Listener, error) {
	if path == "" {
		return nil, errors.New(`web: "unix:" lacks the path of the socket: write unix:/run/site.sock`)
	}
	if err := removeStale(path); err != nil {
		return nil, err
	}
	ln, err := net.Listen("unix", path)
	if err != nil {
		return nil, listenError("unix:"+path, err)
	}
	if err := os.Chmod(path, 0o660); err != nil {
		return nil, errors.Join(fmt.Errorf("web: cannot set the mode of %s: %w", path, err), ln.Close())
	}
	return ln, nil
}

// removeStale removes a socket on which nobody listens. Anything else that is there stays.
func removeStale(path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return nil // nothing there, or net.Listen says what is wrong
	}
	if info.Mode().Type() != fs.ModeSocket {
		return fmt.Errorf("web: cannot listen on unix:%s: there is something that is not a socket; remove it or choose another path", path)
	}
	conn, err := net.DialTimeout("unix", path, time.Second)
	if err == nil {
		_ = conn.Close()
		return listenError("unix:"+path, syscall.EADDRINUSE)
	}
	if !errors.Is(err, syscall.ECONNREFUSED) {
		return nil
	}
	if err := os.Remove(path); err != nil {
		return fmt.Errorf("web: cannot replace the socket %s of a dead process: %w", path, err)
	}
	return nil
}
