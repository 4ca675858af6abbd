package web_test

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/musette-go/musette/web"
)

// TestDrainAfterTheLastAnswer: a client that sends the next request as soon as it has the answer to one from before the drain
// gets an answer too, and is told to leave with it.
func TestDrainAfterTheLastAnswer(t *testing.T) {
	t.Parallel()
	for path, took := range map[string]time.Duration{
		"/answer/": 490 * time.Millisecond, // ends when the time for idle connections, counted from the beginning, is nearly over
		"/stream/": 3 * time.Second,        // has told the client before the drain that the connection stays
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { drainAfterTheLastAnswer(t, path, took) })
		})
	}
}

func drainAfterTheLastAnswer(t *testing.T, path string, took time.Duration) {
	first := make(chan struct{})
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/stream/":
			_, _ = io.WriteString(w, "begun")
			_ = http.NewResponseController(w).Flush()
			fallthrough
		case "/answer/":
			close(first)
			time.Sleep(took)
		}
		_, _ = io.WriteString(w, "done")
	})
	ln := &pipeListener{conns: make(chan net.Conn), done: make(chan struct{})}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan error, 1)
	srv := web.NewServer(web.ServerOptions{Handler: handler, Logger: slog.New(slog.DiscardHandler), BodyTimeout: -1, WriteTimeout: -1})
	go func() { ended <- srv.Serve(ctx, ln) }()

	conn := ln.dial()
	defer conn.Close()
	in := bufio.NewReader(conn)
	ask := func(path string) *http.Response {
		t.Helper()
		if _, err := io.WriteString(conn, "GET "+path+" HTTP/1.1\r\nHost: localhost\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		res, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatalf("%s is not answered: %v", path, err)
		}
		if _, err := io.Copy(io.Discard, res.Body); err != nil {
			t.Fatal(err)
		}
		return res
	}
	go func() {
		<-first
		stop()
	}()
	if res := ask(path); res.Close {
		t.Error("an answer from before the drain closes the connection")
	}
	time.Sleep(300 * time.Millisecond) // the client takes its time
	if res := ask("/next/"); res.StatusCode != http.StatusOK || !res.Close {
		t.Errorf("in the drain: status %d, the connection closes: %t", res.StatusCode, res.Close)
	}
	at := time.Now()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if late := time.Since(at); late > time.Second {
		t.Errorf("the server ends %s after the last connection", late)
	}
}
