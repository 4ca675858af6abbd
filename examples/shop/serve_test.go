package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
)

// TestServe starts the binary with nothing but an address, on each database.
func TestServe(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		p := serveShop(t, "DATABASE_URL="+url)
		if status, _, body := p.get(t, "/products/"); status != 200 || !strings.Contains(body, "1–25 of 200") {
			t.Errorf("/products/ answers %d:\n%.500s", status, body)
		}
		if code, _, errs := runShop(t, []string{"DATABASE_URL=" + url, "ADDR=" + strings.Trim(p.url, "htp:/")}); code != 1 || !strings.Contains(errs, "another process already does") {
			t.Errorf("a second server on the port ends with code %d: %s", code, errs)
		}
		second := serveShop(t, "DATABASE_URL="+url)
		if status, _, _ := second.get(t, "/books/"); status != 200 {
			t.Errorf("the second server answers %d", status)
		}
	})
}

// TestTwoServersOnAnEmptyDatabase starts two at once: one creates and fills the tables, the other one waits.
func TestTwoServersOnAnEmptyDatabase(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		env := []string{"DATABASE_URL=" + url, "ADDR=127.0.0.1:0"}
		ps := []*process{launch(t, shopCommand(t, env)), launch(t, shopCommand(t, env))}
		seeded := 0
		for _, p := range ps {
			p.ready(t)
			seeded += strings.Count(p.stdout.String(), "Seeding: 570 rows.")
		}
		for _, p := range ps {
			if _, _, body := p.get(t, "/products/"); !strings.Contains(body, "of 200") {
				t.Errorf("the shop was not filled once:\n%.500s", body)
			}
		}
		if seeded != 1 {
			t.Errorf("%d processes filled the shop, want 1", seeded)
		}
		var wg sync.WaitGroup
		for i := range 6 { // beside the servers, which read
			wg.Go(func() {
				from, to := fmt.Sprint(1+i%2), fmt.Sprint(2-i%2)
				if code, _, errs := runShop(t, env[:1], "transfer", "--from", from, "--to", to, "--amount", "1"); code != 0 {
					t.Errorf("transfer ends with code %d: %s", code, errs)
				}
			})
			if status, _, _ := ps[i%2].get(t, "/"); status != 200 {
				t.Errorf("the home page answers %d beside the transfers", status)
			}
		}
		wg.Wait()
	})
}

// TestMigrateTenTimesAtOnce wants every process to succeed and one of them to do the work.
func TestMigrateTenTimesAtOnce(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		env := []string{"DATABASE_URL=" + url}
		var wg sync.WaitGroup
		outs := make([]string, 10)
		for i := range outs {
			wg.Go(func() {
				code, out, errs := runShop(t, env, "migrate")
				if code != 0 || errs != "" {
					t.Errorf("migrate ends with code %d: %s", code, errs)
				}
				outs[i] = out
			})
		}
		wg.Wait()
		all := strings.Join(outs, "")
		if n := strings.Count(all, "Applying catalog.0001_initial... OK"); n != 1 {
			t.Errorf("catalog.0001_initial was applied %d times:\n%s", n, all)
		}
		if n := strings.Count(all, "No migrations to apply."); n != len(outs)-1 {
			t.Errorf("%d processes had nothing to do, want %d:\n%s", n, len(outs)-1, all)
		}
		if code, out, errs := runShop(t, env, "check", "--database"); code != 0 {
			t.Errorf("check --database ends with code %d: %s%s", code, out, errs)
		}
	})
}

// TestUnixSocket serves on a socket file, replaces one that a killed process left, and refuses one in use.
func TestUnixSocket(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("sockets in the file system are a matter of Unix")
	}
	url, socket := testenv.SQLite(t), filepath.Join(t.TempDir(), "shop.sock")
	env := []string{"DATABASE_URL=" + url, "ADDR=unix:" + socket}
	client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", socket)
	}}}
	for range 2 { // the first is killed and leaves its socket behind
		p := launch(t, shopCommand(t, env))
		p.ready(t)
		if p.url != "unix:"+socket {
			t.Errorf("the shop says it is at %s", p.url)
		}
		res, err := client.Get("http://localhost/products/")
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != 200 {
			t.Errorf("/products/ answers %d over the socket", res.StatusCode)
		}
		if code, _, errs := runShop(t, env); code != 1 || !strings.Contains(errs, "another process already does") {
			t.Errorf("a second server on the socket ends with code %d: %s", code, errs)
		}
		client.CloseIdleConnections()
		_ = p.cmd.Process.Kill()
		<-p.ended
	}
}

// TestStopUnderLoad sends SIGTERM while clients read: no request that the server took fails, one that waits for the
// database is answered, and the process ends with code 0.
func TestStopUnderLoad(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("there is no SIGTERM on Windows")
	}
	testenv.Databases(t, func(t *testing.T, url string) {
		p := serveShop(t, "DATABASE_URL="+url, "LOG_LEVEL=warn")
		slow, release := slowRequest(t, p, url)
		var wg sync.WaitGroup
		answered := make(chan struct{}, 1000)
		for range 8 {
			wg.Go(func() { readUntilRefused(t, p, answered) })
		}
		for range 200 {
			<-answered
		}
		from := time.Now()
		if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		go func() {
			for range answered {
			}
		}()
		wg.Wait()
		close(answered)
		release()
		if err := <-slow; err != nil {
			t.Errorf("the request that was waiting at the signal: %v", err)
		}
		if code := p.end(t); code != 0 {
			t.Errorf("the shop ended with code %d: %s", code, p.stderr.String())
		}
		if took := time.Since(from); took > 20*time.Second {
			t.Errorf("the shop took %s to end", took)
		}
	})
}

// readUntilRefused reads pages until the server takes no connection any more. Any other failure fails the test: unlike
// http.Client, it does not send a request again whose connection broke off.
func readUntilRefused(t *testing.T, p *process, answered chan<- struct{}) {
	for {
		conn, err := p.dial()
		if errors.Is(err, syscall.ECONNREFUSED) {
			return
		}
		for more := true; err == nil && more; {
			if more, err = ask(conn, "/products/?page=2"); err == nil {
				answered <- struct{}{}
			}
		}
		if err != nil {
			t.Errorf("a request failed: %v", err)
			return
		}
		conn.Close()
	}
}

func (p *process) dial() (net.Conn, error) { return net.Dial("tcp", strings.Trim(p.url, "htp:/")) }

// ask sends a request over a connection and reads the answer; more says that the server takes another one there.
func ask(conn net.Conn, path string) (more bool, err error) {
	if _, err := io.WriteString(conn, "GET "+path+" HTTP/1.1\r\nHost: localhost\r\n\r\n"); err != nil {
		return false, err
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return false, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return false, err
	}
	if res.StatusCode != 200 || !strings.HasSuffix(string(body), "</html>\n") {
		return false, fmt.Errorf("status %d with %d bytes", res.StatusCode, len(body))
	}
	return !res.Close, nil
}

// slowRequest sends a request that waits for the database until release is called. On SQLite, where readers wait for
// nobody, it is an ordinary one.
func slowRequest(t *testing.T, p *process, url string) (answer <-chan error, release func()) {
	t.Helper()
	d, err := db.Open(t.Context(), url, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	locked, done, answers := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	postgres := d.Dialect().Features.Schemas
	go func() {
		_ = d.Atomic(context.WithoutCancel(t.Context()), db.TxOptions{}, func(ctx context.Context) error {
			if postgres {
				if _, err := d.Exec(ctx, "LOCK TABLE library_author IN ACCESS EXCLUSIVE MODE"); err != nil {
					t.Error(err)
				}
			}
			close(locked)
			<-done
			return nil
		})
	}()
	<-locked
	go func() {
		conn, err := p.dial()
		if err == nil {
			_, err = ask(conn, "/authors/")
			conn.Close()
		}
		answers <- err
	}()
	return answers, func() { close(done) }
}

// TestSecondSignalEndsAtOnce sends two interrupts while a request runs.
func TestSecondSignalEndsAtOnce(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("there is no SIGINT for other processes on Windows")
	}
	p := serveShop(t, "DATABASE_URL="+testenv.SQLite(t))
	conn, err := p.dial()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := ask(conn, "/products/"); err != nil { // so that the server knows the connection
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, "GET /products/ HTTP/1.1\r\nHost: localhost\r\n"); err != nil { // half a request
		t.Fatal(err)
	}
	limit := time.Now().Add(20 * time.Second)
	for { // the first one is caught; how soon the next is not is up to the scheduler
		_ = p.cmd.Process.Signal(syscall.SIGINT)
		select {
		case <-p.ended:
			if code := p.cmd.ProcessState.ExitCode(); code == 0 {
				t.Error("the shop ended in good order although a request was running")
			}
			return
		case <-time.After(20 * time.Millisecond):
		}
		if time.Now().After(limit) {
			t.Fatal("the shop does not end at a second interrupt")
		}
	}
}
