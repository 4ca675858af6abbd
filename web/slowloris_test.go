package web_test

import (
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/web"
)

// TestSlowlorisLeavesOthersAlone is the rest of X28, on sockets: good clients are as fast beside a thousand bad connections.
func TestSlowlorisLeavesOthersAlone(t *testing.T) {
	if !testenv.Full() {
		t.Skip("measures time: runs with MUSETTE_TEST_LEVEL=full")
	}
	h := build(t, web.Options{}, func(r *web.Router) { r.Get("/", say("hello")) })
	url, _, _ := start(t, web.ServerOptions{Handler: h})
	p99 := func() time.Duration {
		var times []time.Duration
		for range 2000 {
			begin := time.Now()
			res, err := http.Get(url + "/")
			if err != nil {
				t.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, res.Body)
			_ = res.Body.Close()
			times = append(times, time.Since(begin))
		}
		slices.Sort(times)
		return times[len(times)*99/100]
	}
	calm := p99()
	var bad sync.WaitGroup
	for range 1000 {
		c, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(c, "GET / HTTP/1.1\r\nHost: site.example\r\nX-A: ")
		bad.Go(func() {
			defer c.Close()
			begin := time.Now()
			_ = c.SetDeadline(begin.Add(30 * time.Second))
			_, _ = io.Copy(io.Discard, c)
			if took := time.Since(begin); took > 12*time.Second {
				t.Errorf("a bad connection lived for %s", took)
			}
		})
	}
	if busy := p99(); busy > 2*calm+2*time.Millisecond {
		t.Errorf("p99 %s beside slow connections, %s without", busy, calm)
	}
	bad.Wait()
}
