package web_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/musette-go/musette/web"
)

// TestDrainAnswersOpenConnections sends a request on a connection that was open and idle when the drain began.
func TestDrainAnswersOpenConnections(t *testing.T) {
	t.Parallel()
	h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") })
	url, stop, done := start(t, web.ServerOptions{Handler: h})
	fatal := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	addr := strings.TrimPrefix(url, "http://")
	conn, err := net.Dial("tcp", addr)
	fatal(err)
	defer conn.Close()
	in := bufio.NewReader(conn)
	ask := func() *http.Response {
		t.Helper()
		_, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
		fatal(err)
		res, err := http.ReadResponse(in, nil)
		fatal(err)
		_, err = io.Copy(io.Discard, res.Body)
		fatal(err)
		return res
	}
	if res := ask(); res.StatusCode != http.StatusOK || res.Close {
		t.Fatalf("before the drain: status %d, the connection closes: %t", res.StatusCode, res.Close)
	}
	stop()
	for { // until the listener has closed
		c, err := net.Dial("tcp", addr)
		if err != nil {
			break
		}
		c.Close()
	}
	for { // one that comes as the listener closes may not know yet
		res := ask()
		if res.StatusCode != http.StatusOK {
			t.Errorf("in the drain: status %d", res.StatusCode)
		}
		if res.Close {
			break
		}
	}
	fatal(<-done)
}
