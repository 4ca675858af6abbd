//go:build !unix

package db

import "net"

// socketState cannot look into a socket here, so the server is asked.
func socketState(net.Conn) socketStatus { return socketUnknown }
