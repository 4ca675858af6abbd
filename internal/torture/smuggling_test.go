package torture

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/musette-go/musette/internal/testenv"
)

// play sends a script and reads all answers that come. A body that never ends leaves nginx waiting, so the client goes away
// when nothing comes for a while; what it missed stands in the logs.
func (s script) play(n *nginx) (answers []answer, err error) {
	c, err := n.dial("site.example")
	if err != nil {
		return nil, err
	}
	defer c.Close()
	if _, err := io.WriteString(c, s.text); err != nil {
		return nil, nil //nolint:nilerr // nginx has refused and closed, which is what it should
	}
	in := bufio.NewReader(c)
	for {
		if err := c.SetReadDeadline(time.Now().Add(time.Second)); err != nil {
			return nil, err
		}
		res, err := http.ReadResponse(in, nil)
		if err != nil {
			return answers, nil //nolint:nilerr // closed, or nothing comes
		}
		body, _ := io.ReadAll(io.LimitReader(res.Body, 1<<20)) // one that is cut off is found to be so
		answers = append(answers, answer{res.StatusCode, res.Header, string(body), nil})
	}
}

var marks = regexp.MustCompile(`m\d{6}`)

// foreign says what is wrong with an answer that its client got: it must be its own, or a refusal.
func (s script) foreign(a answer) string {
	if a.status >= 500 && a.status != 501 && a.status != 505 {
		return "a failure: " + a.body
	}
	for _, m := range marks.FindAllString(a.body+fmt.Sprint(a.header), -1) {
		if m != s.mark {
			return "the answer belongs to " + m
		}
	}
	if a.status != 200 || a.body == "" {
		return ""
	}
	var e echoed
	if err := json.Unmarshal([]byte(a.body), &e); err != nil {
		return "no whole answer: " + err.Error()
	}
	if e.Client != visitor || e.Host != "site.example" || !e.Secure {
		return fmt.Sprintf("the site took it for one from %s for %s, secure %v", e.Client, e.Host, e.Secure)
	}
	for name := range e.Header {
		if strings.Contains(name, "_") || name == "Upgrade" && e.Header.Get(name) != "websocket" {
			return "the site saw the header " + name
		}
	}
	return ""
}

// TestSmugglingThroughNginx is X53: nginx and the site agree on the number and the addresses of the requests, and every client
// gets its own answers. The logs of both are compared: each request that the site saw has an id that nginx gave it, once.
func TestSmugglingThroughNginx(t *testing.T) {
	t.Parallel()
	count := 600
	if testenv.Full() {
		count = 10_000
	}
	p, n := behindNginx(t)
	var wg sync.WaitGroup
	var next, received, own atomic.Int64
	for range 48 {
		wg.Go(func() {
			for i := int(next.Add(1)); i <= count; i = int(next.Add(1)) {
				s := newScript(rand.New(rand.NewPCG(53, uint64(i))), i)
				answers, err := s.play(n)
				if err != nil {
					t.Errorf("nginx takes no connection any more: %v", err)
					return
				}
				for _, a := range answers {
					received.Add(1)
					if a.status == 200 {
						own.Add(1)
					}
					if wrong := s.foreign(a); wrong != "" {
						t.Errorf("%q is answered with %d: %s", s.text, a.status, wrong)
					}
				}
			}
		})
	}
	wg.Wait()
	if a := get(t, n.client(false), "https://site.example/last"); a.status != 200 {
		t.Errorf("after all that: %d", a.status)
	}
	n.quit() // it writes its log to the end
	p.terminate(t)
	if code := p.end(t); code != 0 {
		t.Errorf("the site ended with code %d", code)
	}
	compared, refused := compareLogs(t, p, n)
	t.Logf("%d connections, %d answers of which %d by the site; nginx refused %d requests, and both agree on %d", count, received.Load(), own.Load(), refused, compared)
	if compared < count/3 || refused < count/10 {
		t.Errorf("%d requests compared and %d refused: nothing was shown", compared, refused)
	}
}

// compareLogs wants the same requests in both logs.
func compareLogs(t *testing.T, p *process, n *nginx) (compared, refused int) {
	t.Helper()
	site := map[string]logged{}
	for _, l := range p.requests(t) {
		if _, twice := site[l.ID]; twice {
			t.Errorf("the site saw %s twice", l.ID)
		}
		site[l.ID] = l
	}
	for _, r := range n.requests(t) {
		l, ok := site[r.ID]
		delete(site, r.ID)
		switch upstream := r.Upstream != "" && r.Upstream != "-"; {
		case !ok && upstream:
			t.Errorf("nginx has an answer of the site to %q, which saw no such request", r.Line)
		case !ok:
			refused++
		case !upstream && r.Status != "499":
			t.Errorf("nginx did not pass on %q (%s), and the site saw %s %s", r.Line, r.Status, l.Method, l.Path)
		case upstream:
			compared++
			if wrong := disagreement(r, l); wrong != "" {
				t.Errorf("%q: %s", r.Line, wrong)
			}
		}
	}
	for _, l := range site {
		t.Errorf("the site saw %s %s, which nginx did not pass on", l.Method, l.Path)
	}
	return compared, refused
}

// disagreement compares what the two made of one request that the site answered with a page.
func disagreement(r proxied, l logged) string {
	switch {
	case r.Method != l.Method:
		return fmt.Sprintf("nginx saw the method %s, the site %s", r.Method, l.Method)
	case r.Upstream != strconv.Itoa(l.Status):
		return fmt.Sprintf("the site answered %d, and nginx got %s", l.Status, r.Upstream)
	case l.Status != 200:
		return ""
	}
	seen, err := strconv.Unquote(r.Path)
	if err != nil {
		return "the site did not tell which path it saw: " + r.Path
	}
	if cleaned(seen) != cleaned(r.URI) {
		return fmt.Sprintf("nginx saw the path %q, the site %q", r.URI, seen)
	}
	return ""
}

// cleaned is a path with the dots and double slashes taken out, as nginx does for its own choice of a location.
func cleaned(p string) string { return path.Clean("/" + p) }
