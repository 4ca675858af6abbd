package torture

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/musette-go/musette"
	"github.com/musette-go/musette/internal/testenv"
)

// asSite makes the test binary be the site of probe_test.go.
const asSite = "TORTURE_SITE"

func TestMain(m *testing.M) {
	if os.Getenv(asSite) != "" {
		musette.Main(probeSite())
	}
	testenv.Main(m)
}

// process is the site as a process of its own, with its real main.
type process struct {
	cmd   *exec.Cmd
	addr  string // where it serves
	ended chan struct{}
	out   output
	log   output
}

// output collects what a process prints.
type output struct {
	mu      sync.Mutex
	buf     bytes.Buffer
	written chan struct{} // gets an element after each write, when somebody has room for it
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	select {
	case o.written <- struct{}{}:
	default:
	}
	return o.buf.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

// production is the environment of a site that is deployed as its check list says, behind a proxy on this machine.
func production(t *testing.T) []string {
	t.Helper()
	env := []string{"MUSETTE_ENV=production", "DATABASE_URL=" + testenv.SQLite(t), "ALLOWED_HOSTS=site.example,app.test.local",
		"SECRET_KEY=" + strings.Repeat("0123456789abcdefghij", 3), "TRUSTED_PROXIES=127.0.0.1/32"}
	if out, err := siteCommand(t, env, "migrate").CombinedOutput(); err != nil {
		t.Fatalf("migrate: %v\n%s", err, out)
	}
	return env
}

// siteCommand is the binary with only these variables in its environment, in a folder of the test.
func siteCommand(t *testing.T, env []string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	must(t, err)
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), self, args...)
	cmd.Dir = t.TempDir()
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), asSite + "=1"}, env...)
	return cmd
}

// launch starts a command. It is killed at the end of the test.
func launch(t *testing.T, cmd *exec.Cmd) *process {
	t.Helper()
	p := &process{cmd: cmd, ended: make(chan struct{})}
	p.out.written, p.log.written = make(chan struct{}, 1), make(chan struct{}, 1)
	cmd.Stdout, cmd.Stderr = &p.out, &p.log
	must(t, cmd.Start())
	go func() {
		_ = cmd.Wait() // the exit code tells
		close(p.ended)
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // fails only when it has ended
		<-p.ended
		if t.Failed() {
			log := p.log.String()
			t.Logf("%s printed:\n%.1000s\nand logged at the end:\n%s", filepath.Base(cmd.Path), p.out.String(), log[max(0, len(log)-3000):])
		}
	})
	return p
}

var readyLine = regexp.MustCompile(`is ready at http://(\S+)/ `)

// serveSite starts the site and waits until it serves.
func serveSite(t *testing.T, addr string, env []string) *process {
	t.Helper()
	p := launch(t, siteCommand(t, env, "serve", "--addr", addr))
	limit := time.After(time.Minute)
	for {
		if m := readyLine.FindStringSubmatch(p.out.String()); m != nil {
			p.addr = m[1]
			return p
		}
		select {
		case <-p.out.written:
		case <-p.ended:
			t.Fatalf("the site ended with code %d before it was ready: %s", p.cmd.ProcessState.ExitCode(), p.log.String())
		case <-limit:
			t.Fatal("the site is not ready after a minute")
		}
	}
}

// terminate sends SIGTERM.
func (p *process) terminate(t *testing.T) {
	t.Helper()
	must(t, p.cmd.Process.Signal(syscall.SIGTERM))
}

// end waits for the end of the process and returns its exit code.
func (p *process) end(t *testing.T) int {
	t.Helper()
	select {
	case <-p.ended:
		return p.cmd.ProcessState.ExitCode()
	case <-time.After(time.Minute):
		t.Fatal("the site has not ended after a minute")
		return -1
	}
}

// logged is a line of the site's log.
type logged struct {
	Msg, Method, Path, Route, Client, Agent string
	Status                                  int
	ID                                      string `json:"request_id"`
}

// requests are the requests that the site has logged so far. A line that is not one JSON object fails the test.
func (p *process) requests(t *testing.T) (list []logged) {
	t.Helper()
	for line := range strings.Lines(p.log.String()) {
		var l logged
		if !strings.HasSuffix(line, "\n") {
			break // the rest is on its way
		}
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Errorf("a line of the log is no JSON: %.300q: %v", line, err)
		}
		if l.Msg == "request" {
			list = append(list, l)
		}
	}
	return list
}

var loopbacks atomic.Int64 // given out so far

// loopback is a host of this test's own in 127.0.0.0/8, where no outgoing connection takes the ports away.
func loopback(t *testing.T) string {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("other systems have 127.0.0.1 alone")
	}
	n := loopbacks.Add(1)
	return fmt.Sprintf("127.%d.%d.%d", 64+os.Getpid()%128, os.Getpid()/128%256, n%250+1)
}

// freeAddr is an address on which nobody listens.
func freeAddr(t *testing.T, host string) string {
	t.Helper()
	ln, err := net.Listen("tcp", host+":0")
	must(t, err)
	defer ln.Close()
	return ln.Addr().String()
}

// eventually waits for something that another process does.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for limit := time.Now().Add(time.Minute); !done(); <-tick.C {
		if time.Now().After(limit) {
			t.Fatalf("after a minute not yet: %s", what)
		}
	}
}

// get asks a client for a page.
func get(t *testing.T, c *http.Client, url string) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	must(t, err)
	a := send(c, r)
	must(t, a.err)
	return a
}
