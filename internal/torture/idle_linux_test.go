package torture

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/musette-go/musette/internal/testenv"
)

// idleBound is what an idle keep-alive connection may cost, in bytes of the process's resident memory.
const idleBound = 40 << 10

// TestIdleConnections is the half of X27 that is HTTP: connections that have had their answer and wait for the next request. It
// measures memory, not time.
func TestIdleConnections(t *testing.T) {
	t.Parallel()
	if raceEnabled {
		t.Skip("the race detector keeps notes of all memory")
	}
	count := 500
	if testenv.Full() {
		count = 10_000
	}
	allowFiles(t, uint64(count)+1000) // which the site inherits
	p := serveSite(t, "127.0.0.1:0", append(production(t), "LOG_LEVEL=warn", "TRUSTED_PROXIES=127.0.0.0/8"))
	open := func(n, first int) (conns []net.Conn) {
		conns = make([]net.Conn, n)
		var wg sync.WaitGroup
		var turn sync.Mutex
		next := 0
		for range 32 {
			wg.Go(func() {
				for {
					turn.Lock()
					i := next
					next++
					turn.Unlock()
					if i >= n {
						return
					}
					conns[i] = idle(t, p.addr, first+i)
				}
			})
		}
		wg.Wait()
		return conns
	}
	for _, c := range open(100, 0) { // what the first ones cost stays
		if c != nil {
			_ = c.Close()
		}
	}
	before := p.resident(t)
	conns := open(count, 100)
	each := (p.resident(t) - before) / count
	t.Logf("%d idle connections: from %d KiB to %d KiB, %.1f KiB each", count, before>>10, p.resident(t)>>10, float64(each)/1024)
	if each > idleBound {
		t.Errorf("an idle connection costs %d bytes, and at most %d are meant", each, idleBound)
	}
	if each < 1<<10 {
		t.Errorf("an idle connection costs %d bytes, which cannot be", each)
	}
	for i, c := range conns { // they must have been open all the time
		if c == nil {
			continue
		}
		if i%50 == 0 {
			if err := again(c); err != nil {
				t.Errorf("connection %d no longer works: %v", i, err)
			}
		}
		_ = c.Close()
	}
}

// allowFiles raises the limit of open files for the run.
func allowFiles(t *testing.T, n uint64) {
	t.Helper()
	var l syscall.Rlimit
	must(t, syscall.Getrlimit(syscall.RLIMIT_NOFILE, &l))
	if l.Cur >= n {
		return
	}
	l.Cur, l.Max = n, max(l.Max, n)
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &l); err != nil {
		t.Skipf("%d open files are needed, and the limit cannot be raised: %v", n, err)
	}
}

// idle opens a connection from one of several addresses, since one has only so many ports, and has a request answered.
func idle(t *testing.T, addr string, i int) net.Conn {
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 1, byte(1+i/1000))}, Timeout: time.Minute}
	c, err := d.Dial("tcp", addr)
	if err == nil {
		err = again(c)
	}
	if err != nil {
		t.Errorf("connection %d: %v", i, err)
	}
	return c
}

// again has a request answered.
func again(c net.Conn) error {
	if err := c.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		return err
	}
	if _, err := io.WriteString(c, "GET /idle?a=b HTTP/1.1\r\nHost: site.example\r\nUser-Agent: some browser or other\r\nAccept-Encoding: gzip\r\nX-Forwarded-Proto: https\r\n\r\n"); err != nil {
		return err
	}
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK || res.Close {
		return fmt.Errorf("status %d, close %v", res.StatusCode, res.Close)
	}
	return nil
}

// resident is the memory of the process in bytes, as the system counts it.
func (p *process) resident(t *testing.T) int {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	must(t, err)
	_, rest, _ := strings.Cut(string(b), "VmRSS:")
	text, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	kib, err := strconv.Atoi(text)
	must(t, err)
	return kib << 10
}
