//go:build unix

package db

import (
	"crypto/tls"
	"net"
	"syscall"
)

// socketState looks, without waiting, whether the other side has sent something or closed. It goes through Control, which
// takes no lock: the driver may have left a Read behind on a connection whose last write was slow, and RawConn.Read would
// wait until that one ends.
func socketState(c net.Conn) (state socketStatus) {
	if t, ok := c.(*tls.Conn); ok {
		c = t.NetConn()
	}
	sc, ok := c.(syscall.Conn)
	if !ok {
		return socketUnknown
	}
	raw, err := sc.SyscallConn()
	if err != nil {
		return socketUnknown
	}
	err = raw.Control(func(fd uintptr) {
		var b [1]byte
		n, _, err := syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		switch {
		case err == syscall.EAGAIN || err == syscall.EINTR:
			state = socketQuiet
		case err != nil || n == 0:
			state = socketClosed
		default:
			state = socketUnknown
		}
	})
	if err != nil {
		return socketClosed
	}
	return state
}
