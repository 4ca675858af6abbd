//go:build unix

package db

import (
	"crypto/tls"
	"net"
	"syscall"
)

// socketState looks, without waiting, whether the other side has sent something or closed.
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
	err = raw.Read(func(fd uintptr) bool {
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
		return true
	})
	if err != nil {
		return socketClosed
	}
	return state
}
