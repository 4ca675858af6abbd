package torture

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// crowd are clients that keep their connections, send 200 requests a second between them (250 on an idle machine), and besides some that take long. No
// request is sent twice, so that every one that breaks off is counted.
type crowd struct {
	t       *testing.T
	dial    func() (net.Conn, error)
	mayEnd  bool // the only server ends: a refused connection ends a client
	slowFor time.Duration

	stop     context.CancelFunc
	wg       sync.WaitGroup
	answered atomic.Int64
	slow     atomic.Int64 // of those that take long
	running  atomic.Int64 // of those that take long, half of whose answer has come
	gone     atomic.Int64 // clients that were refused
	failed   atomic.Int64
}

// crowdSize is how many clients share the requests.
const crowdSize = 16

// start lets the clients begin.
func (c *crowd) start() {
	ctx, stop := context.WithCancel(context.Background())
	c.stop = stop
	ticks := make(chan struct{})
	c.wg.Go(func() {
		tick := time.NewTicker(4 * time.Millisecond)
		defer tick.Stop()
		defer close(ticks)
		for c.gone.Load() < crowdSize {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			select {
			case ticks <- struct{}{}:
			default: // all are busy, as on a machine that is
			}
		}
	})
	for i := range crowdSize {
		c.wg.Go(func() { c.client(ticks, i) })
	}
	for range 3 {
		c.wg.Go(func() { c.waiting(ctx) })
	}
}

// client sends a request at every tick.
func (c *crowd) client(ticks <-chan struct{}, i int) {
	var h held
	defer h.close()
	for range ticks {
		method, path, body := http.MethodGet, "/form/", ""
		if i%2 == 0 {
			method, path, body = http.MethodPost, "/post", "some words"
		}
		a, refused := h.ask(c.dial, method, path, body)
		switch {
		case refused && c.mayEnd:
			c.gone.Add(1)
			return
		case a.err != nil || a.status != http.StatusOK || a.body == "":
			c.fail(method, path, a)
		default:
			c.answered.Add(1)
		}
	}
}

// waiting sends requests that take long, one after the other, each over a connection of its own: an answer that began before
// the site was told to end could not say yet that its connection ends as well.
func (c *crowd) waiting(ctx context.Context) {
	for ctx.Err() == nil {
		h := held{half: func(delta int64) { c.running.Add(delta) }}
		path := fmt.Sprintf("/slow/?ms=%d", c.slowFor.Milliseconds())
		a, refused := h.ask(c.dial, http.MethodGet, path, "")
		h.close()
		switch {
		case refused && c.mayEnd:
			return
		case a.err != nil || a.body != "half whole":
			c.fail(http.MethodGet, path, a)
		default:
			c.slow.Add(1)
		}
	}
}

func (c *crowd) fail(method, path string, a answer) {
	if c.failed.Add(1) <= 10 {
		c.t.Errorf("%s %s failed: status %d, %v, %.200q", method, path, a.status, a.err, a.body)
	}
}

// end stops the clients and waits for their last answers.
func (c *crowd) end() {
	c.stop()
	c.wg.Wait()
}

// held is a connection that is kept between requests.
type held struct {
	conn net.Conn
	in   *bufio.Reader
	half func(delta int64) // told when half of an answer is there, and when it is over
}

func (h *held) close() {
	if h.conn != nil {
		_ = h.conn.Close()
		h.conn = nil
	}
}

// closed reports whether the server has ended the connection, as every client looks before it sends again.
func (h *held) closed() bool {
	_ = h.conn.SetReadDeadline(time.Now().Add(200 * time.Microsecond))
	_, err := h.in.Peek(1)
	_ = h.conn.SetReadDeadline(time.Time{})
	var timeout net.Error
	return !errors.As(err, &timeout) || !timeout.Timeout()
}

// ask sends a request and reads the answer. It opens a connection if there is none; refused says that nobody listens.
func (h *held) ask(dial func() (net.Conn, error), method, path, body string) (a answer, refused bool) {
	if h.conn != nil && h.closed() {
		h.close()
	}
	if h.conn == nil {
		conn, err := dial()
		if err != nil {
			return answer{err: err}, errors.Is(err, syscall.ECONNREFUSED)
		}
		h.conn, h.in = conn, bufio.NewReader(conn)
	}
	_ = h.conn.SetDeadline(time.Now().Add(time.Minute))
	a = h.send(method, path, body)
	if a.err != nil || a.header.Get("Connection") == "close" {
		h.close()
	}
	return a, false
}

func (h *held) send(method, path, body string) answer {
	request := fmt.Sprintf("%s %s HTTP/1.1\r\nHost: site.example\r\nX-Forwarded-Proto: https\r\nContent-Length: %d\r\n\r\n%s", method, path, len(body), body)
	if _, err := io.WriteString(h.conn, request); err != nil {
		return answer{err: err}
	}
	res, err := http.ReadResponse(h.in, nil)
	if err != nil {
		return answer{err: err}
	}
	defer res.Body.Close()
	var text strings.Builder
	if h.half != nil {
		_, err = io.CopyN(&text, res.Body, int64(len("half ")))
		h.half(1)
		defer h.half(-1)
	}
	if err == nil {
		_, err = io.Copy(&text, res.Body)
	}
	if res.Close {
		res.Header.Set("Connection", "close")
	}
	return answer{res.StatusCode, res.Header, text.String(), err}
}
