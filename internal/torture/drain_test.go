package torture

import (
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/internal/testenv"
)

// drainRounds is how often a process is stopped, and how long the requests that take long do.
func drainRounds() (rounds int, slowFor time.Duration) {
	if testenv.Full() {
		return 20, 3 * time.Second
	}
	return 2, time.Second
}

// drainLimit is how long a stopped process may take: its drain limit and what the machine adds.
const drainLimit = 25*time.Second + 5*time.Second

// stop sends SIGTERM and wants the process to end in good order, within the limit.
func (p *process) stop(t *testing.T) (took time.Duration) {
	t.Helper()
	from := time.Now()
	p.terminate(t)
	if code := p.end(t); code != 0 {
		t.Errorf("the site ended with code %d", code)
	}
	if took = time.Since(from); took > drainLimit {
		t.Errorf("the site took %s to end, and its limit is %s", took, drainLimit)
	}
	return took
}

// TestStopUnderSteadyLoad is X24 for a process that stands alone: every request that it took is answered in full, and
// readiness is false before the first connection is refused.
func TestStopUnderSteadyLoad(t *testing.T) {
	t.Parallel()
	rounds, slowFor := drainRounds()
	env := append(production(t), "LOG_LEVEL=warn")
	var answered, slow, draining int64
	var longest time.Duration
	for range rounds {
		p := serveSite(t, "127.0.0.1:0", env)
		c := &crowd{t: t, mayEnd: true, slowFor: slowFor, dial: func() (net.Conn, error) { return net.Dial("tcp", p.addr) }}
		seen := make(chan bool, 1)
		go func() { seen <- c.watchReadiness() }()
		c.start()
		eventually(t, "the load runs", func() bool { return c.answered.Load() >= 100 && c.running.Load() == 3 })
		longest = max(longest, p.stop(t))
		c.end()
		if <-seen {
			draining++
		}
		answered, slow = answered+c.answered.Load(), slow+c.slow.Load()
	}
	if draining == 0 {
		t.Error("readiness was never seen to be false")
	}
	t.Logf("%d stops: %d requests and %d that take %s, all answered; readiness was seen to be false before the end in %d, the longest stop took %s",
		rounds, answered, slow, slowFor, draining, longest.Round(time.Millisecond))
}

// watchReadiness asks for readiness over a connection that it keeps, until that ends, and reports whether it was false. Once
// another client was refused, it must be.
func (c *crowd) watchReadiness() (draining bool) {
	var h held
	defer h.close()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for range tick.C {
		refused := c.gone.Load() > 0
		a, gone := h.ask(c.dial, http.MethodGet, "/readyz", "")
		switch {
		case gone || a.err != nil:
			return false // it came too late
		case a.status == http.StatusServiceUnavailable && strings.Contains(a.body, "draining"):
			return true
		case refused:
			c.t.Errorf("a connection was refused, and readiness is %d %s", a.status, a.body)
			return false
		}
	}
	return false
}

// TestRollingRestartBehindNginx is X24 with the shipped configuration of nginx in front of two processes: they are stopped and
// started in turn, and no client notices.
func TestRollingRestartBehindNginx(t *testing.T) {
	t.Parallel()
	rounds, slowFor := drainRounds()
	env := append(production(t), "LOG_LEVEL=warn")
	host := loopback(t)
	ps := [2]*process{serveSite(t, host+":0", env), serveSite(t, host+":0", env)}
	n := startNginx(t, "site.example", ps[0].addr, ps[1].addr)
	c := &crowd{t: t, slowFor: slowFor, dial: func() (net.Conn, error) { return n.dial("site.example") }}
	c.start()
	t.Cleanup(c.end)
	var longest time.Duration
	for round := range rounds {
		before := c.answered.Load()
		eventually(t, "the load runs", func() bool { return c.answered.Load() >= before+100 && c.running.Load() > 0 })
		i := round % 2
		longest = max(longest, ps[i].stop(t))
		ps[i] = serveSite(t, ps[i].addr, env)
	}
	c.end()
	t.Logf("%d stops: %d requests and %d that take %s through nginx, %d failed; the longest stop took %s",
		rounds, c.answered.Load(), c.slow.Load(), slowFor, c.failed.Load(), longest.Round(time.Millisecond))
}
