package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// process is the shop as a process of its own.
type process struct {
	cmd    *exec.Cmd
	url    string // where it serves, with a slash at the end
	ended  chan struct{}
	stdout output
	stderr output
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

// shopCommand is the binary with only these variables in its environment, in a folder of the test.
func shopCommand(t *testing.T, env []string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), "shop", args...)
	cmd.Dir = t.TempDir()
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH")}, env...)
	return cmd
}

// launch starts the binary without waiting for anything.
func launch(t *testing.T, cmd *exec.Cmd) *process {
	t.Helper()
	p := &process{cmd: cmd, ended: make(chan struct{})}
	p.stdout.written, p.stderr.written = make(chan struct{}, 1), make(chan struct{}, 1)
	cmd.Stdout, cmd.Stderr = &p.stdout, &p.stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = cmd.Wait() // the exit code tells
		close(p.ended)
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // fails only when it has ended
		<-p.ended
		if t.Failed() {
			t.Logf("the shop printed:\n%.2000s\nand logged:\n%.4000s", p.stdout.String(), p.stderr.String())
		}
	})
	return p
}

var readyLine = regexp.MustCompile(`is ready at (\S+) `)

// serveShop starts the shop on a free port and waits until it serves.
func serveShop(t *testing.T, env ...string) *process {
	t.Helper()
	p := launch(t, shopCommand(t, append([]string{"ADDR=127.0.0.1:0"}, env...)))
	p.ready(t)
	return p
}

// ready waits until the process says where it serves.
func (p *process) ready(t *testing.T) {
	t.Helper()
	limit := time.After(time.Minute)
	for {
		if m := readyLine.FindStringSubmatch(p.stdout.String()); m != nil {
			p.url = m[1]
			return
		}
		select {
		case <-p.stdout.written:
		case <-p.ended:
			t.Fatalf("the shop ended with code %d before it was ready: %s", p.cmd.ProcessState.ExitCode(), p.stderr.String())
		case <-limit:
			t.Fatalf("the shop is not ready after a minute: %s", p.stdout.String())
		}
	}
}

// end waits for the end of the process and returns its exit code.
func (p *process) end(t *testing.T) int {
	t.Helper()
	select {
	case <-p.ended:
		return p.cmd.ProcessState.ExitCode()
	case <-time.After(time.Minute):
		t.Fatal("the shop has not ended after a minute")
		return -1
	}
}

// get asks for a page.
func (p *process) get(t *testing.T, path string) (status int, header http.Header, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.url+strings.TrimPrefix(path, "/"), nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header, string(b)
}

// runShop runs the binary to its end.
func runShop(t *testing.T, env []string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	cmd := shopCommand(t, env, args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String(), errs.String()
}
