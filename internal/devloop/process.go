package devloop

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/url"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// grace is how long a process may take to end after it was asked to.
const grace = 5 * time.Second

// process is the site as it runs.
type process struct {
	cmd     *exec.Cmd
	use     usage
	out     tail
	url     chan *url.URL // gets the address when the site is ready
	address *url.URL      // where it serves, once it does
	ended   chan struct{} // closed when it has ended
	debug   atomic.Bool   // it reads templates and static files from the disk
}

// readyLine is what a site prints when it serves.
var readyLine = regexp.MustCompile(` is ready at (http://[^\s/]+/)`)

// startProcess starts the site. What it prints goes to out and errs, with the public address in place of its own.
func startProcess(binary string, args []string, dir string, env []string, public string, out, errs io.Writer) (*process, error) {
	p := &process{url: make(chan *url.URL, 1), ended: make(chan struct{})}
	cmd := exec.Command(binary, args...)
	cmd.Dir, cmd.Env = dir, env
	lines := &lineWriter{line: func(line []byte) { p.printed(line, public, out) }}
	cmd.Stdout = lines
	cmd.Stderr = io.MultiWriter(&p.out, errs)
	cmd.WaitDelay = time.Second // a grandchild may hold the pipes
	group(cmd)
	p.cmd = cmd
	started := make(chan error)
	go func() {
		runtime.LockOSThread() // Linux ends the process when the thread that started it ends
		defer runtime.UnlockOSThread()
		if err := cmd.Start(); err != nil {
			started <- err
			return
		}
		close(started)
		_ = cmd.Wait() // the loop tells from the state
		endGroup(cmd)  // what the process left behind
		lines.flush()
		close(p.ended)
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("starting the site: %w", err)
	}
	return p, nil
}

// printed takes one line of the standard output.
func (p *process) printed(line []byte, public string, out io.Writer) {
	_, _ = p.out.Write(line)
	if m := readyLine.FindSubmatchIndex(line); m != nil {
		if u, err := url.Parse(string(line[m[2]:m[3]])); err == nil {
			line = append(append(append([]byte{}, line[:m[2]]...), public...), line[m[3]:]...)
			select {
			case p.url <- u:
			default:
			}
		}
	}
	_, _ = out.Write(line)
}

// stop ends the process and everything that it started: politely, and after a while or at the end of ctx by force.
func (p *process) stop(ctx context.Context) {
	interrupt(p.cmd)
	timer := time.NewTimer(grace)
	defer timer.Stop()
	select {
	case <-p.ended:
		return
	case <-ctx.Done():
	case <-timer.C:
	}
	endGroup(p.cmd)
	<-p.ended
}

// retire lets the process finish the requests that it has, and ends it.
func (p *process) retire(ctx context.Context) {
	quiet, cancel := context.WithTimeout(ctx, grace)
	p.use.wait(quiet)
	cancel()
	p.stop(ctx)
}

// how says how the process ended.
func (p *process) how() string {
	<-p.ended
	if s := p.cmd.ProcessState; s != nil {
		return s.String()
	}
	return "unknown"
}

// maxTail is how much of a process's last output is kept for the page of failures.
const maxTail = 32 << 10

// tail keeps the end of what is written.
type tail struct {
	mu  sync.Mutex
	buf []byte
	cut bool
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buf = append(t.buf, p...)
	if len(t.buf) > 2*maxTail {
		t.buf, t.cut = append([]byte(nil), t.buf[len(t.buf)-maxTail:]...), true
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := string(t.buf)
	if len(s) > maxTail || t.cut {
		s = s[max(0, len(s)-maxTail):]
		_, s, _ = strings.Cut(s, "\n")
		s = "…\n" + s
	}
	return s
}

// lineWriter calls line with every whole line, its end included. What is longer than a tail comes in parts.
type lineWriter struct {
	rest []byte
	line func([]byte)
}

func (w *lineWriter) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 {
		i := bytes.IndexByte(p, '\n')
		if i < 0 {
			w.rest = append(w.rest, p...)
			if len(w.rest) > maxTail {
				w.line(w.rest)
				w.rest = nil
			}
			break
		}
		w.line(append(w.rest, p[:i+1]...))
		w.rest, p = nil, p[i+1:]
	}
	return n, nil
}

// flush passes on a last line without an end.
func (w *lineWriter) flush() {
	if len(w.rest) > 0 {
		w.line(append(w.rest, '\n'))
		w.rest = nil
	}
}

// siteEnv is the environment of the site: it listens on a free port that only this machine reaches.
func siteEnv(environ []string) []string {
	var out []string
	for _, kv := range environ {
		if name, _, _ := strings.Cut(kv, "="); name != "ADDR" {
			out = append(out, kv)
		}
	}
	return append(out, "ADDR=127.0.0.1:0")
}
