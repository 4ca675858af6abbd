package web

import (
	"io"
	"net"
	"sync"
	"time"
)

// A pacedListener gives every connection time to write as long as it makes progress.
type pacedListener struct {
	net.Listener
	idle time.Duration
}

// Accept returns the next connection.
func (l pacedListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	p := &pacedConn{Conn: c, idle: l.idle}
	if rf, ok := c.(io.ReaderFrom); ok {
		return &pacedSender{p, rf}, nil
	}
	return p, nil
}

// pacedOf returns what the listener has made of a connection.
func pacedOf(c net.Conn) *pacedConn {
	if s, ok := c.(*pacedSender); ok {
		return s.pacedConn
	}
	return c.(*pacedConn)
}

// writeChunk is how much must be taken within the idle time: with 30 s that is a client of about 1 KiB a second.
const writeChunk = 32 << 10

// A pacedConn moves the deadline of writing before each piece it sends, so that a long answer lives as long as it is taken,
// and a client that takes nothing, or next to nothing, is let go. A deadline that a handler sets holds as well.
type pacedConn struct {
	net.Conn
	idle   time.Duration // negative for any
	active bool          // a request is on it; for openConns alone

	mu    sync.Mutex
	set   time.Time // the deadline as last set
	asked time.Time // by the handler; zero for none
	moved time.Time // when extend last looked; zero to look again
}

// SetWriteDeadline is called by handlers, through http.ResponseController, and by the server, which takes it away after each
// request; where nobody has set one, that changes nothing.
func (c *pacedConn) SetWriteDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.IsZero() && c.asked.IsZero() {
		return nil
	}
	c.asked, c.set, c.moved = t, t, time.Time{}
	return c.Conn.SetWriteDeadline(t)
}

// SetDeadline is called by the server.
func (c *pacedConn) SetDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked, c.set, c.moved = t, t, time.Time{}
	return c.Conn.SetDeadline(t)
}

// idled forgets at the end of a request what its handler has set.
func (c *pacedConn) idled() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.asked.IsZero() {
		c.asked, c.set, c.moved = time.Time{}, time.Time{}, time.Time{}
	}
}

// extend moves the deadline, at most once a second, since that is not free.
func (c *pacedConn) extend() {
	if c.idle < 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.moved.IsZero() && time.Since(c.moved) < time.Second { // cheaper than the time of day
		return
	}
	c.moved = time.Now()
	until := c.moved.Add(c.idle)
	if !c.asked.IsZero() && c.asked.Before(until) {
		until = c.asked
	}
	if d := until.Sub(c.set); d > time.Second || d < 0 {
		c.set = until
		_ = c.Conn.SetWriteDeadline(until) // the write says when the connection is gone
	}
}

// Write sends p in pieces that must each make it in time.
func (c *pacedConn) Write(p []byte) (int, error) {
	sent := 0
	for {
		c.extend()
		n, err := c.Conn.Write(p[:min(len(p), writeChunk)])
		sent += n
		if p = p[n:]; err != nil || len(p) == 0 {
			return sent, err
		}
	}
}

// A pacedSender also sends files without copying them through the program.
type pacedSender struct {
	*pacedConn
	to io.ReaderFrom
}

// sendChunk is how much of a file is sent at a time; the system blocks on pieces of it.
const sendChunk = 4 * writeChunk

// ReadFrom sends what src holds, in pieces that must each make it in time.
func (c *pacedSender) ReadFrom(src io.Reader) (int64, error) {
	limited, ok := src.(*io.LimitedReader)
	if !ok {
		limited = &io.LimitedReader{R: src, N: 1<<63 - 1}
	}
	var sent int64
	for limited.N > 0 {
		c.extend()
		piece := &io.LimitedReader{R: limited.R, N: min(limited.N, sendChunk)}
		n, err := c.to.ReadFrom(piece)
		sent += n
		limited.N -= n
		if err != nil || n == 0 {
			return sent, err
		}
	}
	return sent, nil
}

// CloseWrite ends the sending, so that a client reads the answer before the connection goes. The server asks for it.
func (c *pacedConn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return c.Conn.Close()
}
