package torture

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// load is a crowd of clients: some read pages, some move money.
type load struct {
	s    *server
	stop context.CancelFunc
	wg   sync.WaitGroup

	mu           sync.Mutex
	changed      *sync.Cond
	acknowledged []int64
	pages        int       // read
	refused      int       // transfers for which there was no money
	run          int       // successes since the last failure
	failures     []failure // in the order in which they ended
}

// failure is an answer that was no success.
type failure struct {
	from, to time.Time
	path     string
	answer   answer
}

// pace is how long a client waits between two requests.
const pace = 3 * time.Millisecond

// startLoad starts the clients.
func startLoad(s *server, readers, writers int) *load {
	l := &load{s: s}
	l.changed = sync.NewCond(&l.mu)
	ctx, stop := context.WithCancel(context.Background())
	l.stop = stop
	for range readers {
		l.wg.Go(func() {
			l.client(ctx, func() (string, string) {
				return http.MethodGet, "/products/?page=" + strconv.Itoa(1+rand.IntN(8))
			})
		})
	}
	for i := range writers {
		path := "/transfer/"
		if i%4 == 0 {
			path = "/transfer/slowly/"
		}
		l.wg.Go(func() { l.client(ctx, func() (string, string) { return http.MethodPost, path }) })
	}
	return l
}

func (l *load) client(ctx context.Context, next func() (method, path string)) {
	tick := time.NewTicker(pace)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		method, path := next()
		from := time.Now()
		l.note(method, path, from, l.s.ask(context.WithoutCancel(ctx), method, path))
	}
}

// note writes an answer into the ledger.
func (l *load) note(method, path string, from time.Time, a answer) {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.changed.Broadcast()
	l.run++
	switch {
	case a.err == nil && a.status == http.StatusOK && method == http.MethodPost:
		id, err := strconv.ParseInt(a.body, 10, 64)
		if err == nil {
			l.acknowledged = append(l.acknowledged, id)
			return
		}
		a.err = err
	case a.err == nil && a.status == http.StatusOK:
		l.pages++
		return
	case a.err == nil && a.status == http.StatusConflict && method == http.MethodPost:
		l.refused++
		return
	}
	l.run = 0
	l.failures = append(l.failures, failure{from, time.Now(), path, a})
}

// now returns what has happened so far.
func (l *load) now() (transfers, pages, failures int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.acknowledged), l.pages, len(l.failures)
}

// restart counts the successes in a row from zero.
func (l *load) restart() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.run = 0
}

// until waits until the ledger is as wanted and reports whether that came within the limit.
func (l *load) until(limit time.Duration, wanted func() bool) bool {
	deadline := time.Now().Add(limit)
	timer := time.AfterFunc(limit, l.changed.Broadcast)
	defer timer.Stop()
	l.mu.Lock()
	defer l.mu.Unlock()
	for !wanted() {
		if !time.Now().Before(deadline) {
			return false
		}
		l.changed.Wait()
	}
	return true
}

// end stops the clients and waits for their last answers.
func (l *load) end() {
	l.stop()
	l.wg.Wait()
}
