//go:build unix

package web_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/web"
)

// asServer makes the test binary be a server on the address in it.
const asServer = "WEB_TEST_SERVE"

func TestMain(m *testing.M) {
	if addr := os.Getenv(asServer); addr != "" {
		if err := serveUntilTerm(addr); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	testenv.Main(m)
}

// serveUntilTerm answers with the number of its process and says when it is ready.
func serveUntilTerm(addr string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	ln, err := web.Listen(addr)
	if err != nil {
		return err
	}
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		fmt.Fprint(w, os.Getpid())
	})
	fmt.Println("ready")
	return web.NewServer(web.ServerOptions{Handler: handler, Logger: slog.New(slog.DiscardHandler)}).Serve(ctx, ln)
}

// startServer starts the test binary on a socket, as fd:3, and waits until it is ready.
func startServer(t *testing.T, socket *os.File) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), self)
	cmd.Env = append(os.Environ(), asServer+"=fd:3")
	cmd.ExtraFiles = []*os.File{socket}
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // fails where it has ended
		_ = cmd.Wait()
	})
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "ready\n" {
		t.Fatalf("the server says %q (%v)", line, err)
	}
	return cmd
}

// TestHandOver passes a listening socket from process to process under load (X25): no request fails, and each process has
// answered some. The requests are POSTs on connections that are kept, which no client sends twice by itself.
func TestHandOver(t *testing.T) {
	t.Parallel()
	requests, rounds := int64(3000), 3
	if testenv.Full() {
		requests, rounds = 20_000, 10
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	socket, err := ln.(*net.TCPListener).File()
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()

	server := startServer(t, socket)
	load := &steadyLoad{url: "http://" + ln.Addr().String(), by: make(map[string]int)}
	load.start(t)
	for range rounds {
		load.await(t, requests/int64(rounds+1))
		next := startServer(t, socket)
		if err := server.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if err := server.Wait(); err != nil {
			t.Errorf("the old server did not end in good order: %v", err)
		}
		server = next
	}
	load.await(t, requests/int64(rounds+1))
	load.end()
	if n := load.answered.Load(); n < requests || len(load.by) != rounds+1 {
		t.Errorf("%d requests were answered by %d processes", n, len(load.by))
	}
	t.Logf("%d requests over %d hand-overs, none failed; by process: %v", load.answered.Load(), rounds, load.by)
}

// steadyLoad sends requests from several clients, one after the other.
type steadyLoad struct {
	url      string
	answered atomic.Int64
	stop     atomic.Bool
	wg       sync.WaitGroup

	mu sync.Mutex
	by map[string]int // the answers of each process
}

func (l *steadyLoad) start(t *testing.T) {
	for i := range 8 {
		client := &http.Client{Transport: &http.Transport{DisableKeepAlives: i%2 == 1}}
		l.wg.Go(func() {
			defer client.CloseIdleConnections()
			for !l.stop.Load() {
				if err := l.one(client); err != nil {
					t.Errorf("a request failed: %v", err)
					return
				}
			}
		})
	}
	t.Cleanup(l.end)
}

func (l *steadyLoad) one(client *http.Client) error {
	res, err := client.Post(l.url, "text/plain", io.MultiReader(strings.NewReader("once"))) // without GetBody
	if err != nil {
		return err
	}
	defer res.Body.Close()
	who, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d %s, %w", res.StatusCode, who, err)
	}
	l.mu.Lock()
	l.by[string(who)]++
	l.mu.Unlock()
	l.answered.Add(1)
	return nil
}

// await waits for n more answers.
func (l *steadyLoad) await(t *testing.T, n int64) {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	limit := time.After(time.Minute)
	for goal := l.answered.Load() + n; l.answered.Load() < goal && !t.Failed(); {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatalf("%d requests were answered in a minute, not %d", l.answered.Load(), goal)
		}
	}
}

func (l *steadyLoad) end() {
	l.stop.Store(true)
	l.wg.Wait()
}

// TestListenPassed takes a unix socket too, and says what is wrong with other files.
func TestListenPassed(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]string{
		"fd:": "such as fd:3", "fd:x": "such as fd:3", "fd:1": "such as fd:3", "fd:-1": "such as fd:3", "fd:99999999": "such as fd:3", "fd:65000": "whoever starts the process",
	} {
		_, err := web.Listen(addr)
		wantErr(t, err, "web: ", addr, want)
	}
	file, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	_, err = web.Listen(fmt.Sprintf("fd:%d", passed(t, file)))
	wantErr(t, err, "it is not a socket that listens", ".socket unit")

	path := t.TempDir() + "/s"
	first, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	socket, err := first.(*net.UnixListener).File()
	if err != nil {
		t.Fatal(err)
	}
	ln, err := web.Listen(fmt.Sprintf("fd:%d", passed(t, socket)))
	if err != nil {
		t.Fatal(err)
	}
	if ln.Addr().String() != path {
		t.Errorf("the address is %s", ln.Addr())
	}
	if err := ln.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Errorf("who was given the socket removed its file: %v", err)
	}
}

// passed is a file descriptor of its own for the file, as a process gets it from its parent.
func passed(t *testing.T, f *os.File) int {
	t.Helper()
	defer f.Close()
	fd, err := syscall.Dup(int(f.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	return fd
}
