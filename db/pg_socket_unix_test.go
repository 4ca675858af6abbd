//go:build unix

package db

import (
	"net"
	"testing"
	"time"
)

// TestSocketStateBesideARead looks at a socket on which another goroutine waits in Read, as the driver's does after a slow
// write: it must not wait for that goroutine.
func TestSocketStateBesideARead(t *testing.T) {
	t.Parallel()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	here, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer here.Close()
	there, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	reading, read := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(read)
		b := make([]byte, 1)
		_, _ = here.Read(b) // the first byte tells that this goroutine reads
		close(reading)
		_, _ = here.Read(b)
	}()
	if _, err := there.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	<-reading
	for range 100 { // soon the goroutine is in its second Read
		if got := within(t, here); got != socketQuiet {
			t.Fatalf("an open socket without data is %d, want quiet", got)
		}
	}
	there.Close()
	<-read
	if got := within(t, here); got != socketClosed {
		t.Errorf("a socket that the other side closed is %d, want closed", got)
	}
}

// within is socketState, which fails the test when it waits.
func within(t *testing.T, c net.Conn) socketStatus {
	t.Helper()
	result := make(chan socketStatus, 1)
	go func() { result <- socketState(c) }()
	select {
	case s := <-result:
		return s
	case <-time.After(10 * time.Second):
		t.Fatal("socketState waits for the goroutine that reads")
		return socketUnknown
	}
}
