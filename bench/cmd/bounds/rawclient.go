package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
)

// rawClient sends the same request over a few connections and reads the answers by their length, which is all that it
// takes from them: so the client costs little beside the server.
type rawClient struct {
	conns   []net.Conn
	request []byte
	length  int // of a whole answer, headers included
}

// rawClients is how many connections ask at the same time.
const rawClients = 8

// rawClient connects to a server, and asks once on each connection to learn how long its answer is.
func (b *bench) rawClient(ctx context.Context, url, path string) (*rawClient, error) {
	host := strings.TrimPrefix(url, "http://")
	c := &rawClient{request: []byte("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nAccept-Encoding: gzip\r\nX-Forwarded-Proto: https\r\nUser-Agent: bounds\r\n\r\n")}
	for range rawClients {
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", host)
		if err != nil {
			return nil, err
		}
		b.onClose(conn.Close)
		n, err := c.learn(conn)
		if err != nil {
			return nil, err
		}
		if c.length > 0 && n != c.length {
			return nil, fmt.Errorf("answers of %d and of %d bytes: they must have one length", c.length, n)
		}
		c.conns, c.length = append(c.conns, conn), n
	}
	return c, nil
}

// learn asks once and returns the number of bytes of the answer.
func (c *rawClient) learn(conn net.Conn) (int, error) {
	if _, err := conn.Write(c.request); err != nil {
		return 0, err
	}
	var seen bytes.Buffer
	in := bufio.NewReader(io.TeeReader(conn, &seen))
	resp, err := http.ReadResponse(in, nil)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, err
	}
	if resp.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("%s: %s", resp.Status, body)
	}
	return seen.Len() - in.Buffered(), nil
}

// ask sends n requests, each connection its share.
func (c *rawClient) ask(n int) error {
	var wg sync.WaitGroup
	errs := make(chan error, len(c.conns))
	for k, conn := range c.conns {
		wg.Go(func() {
			answer := make([]byte, c.length)
			for i := k; i < n; i += len(c.conns) {
				if err := c.once(conn, answer); err != nil {
					errs <- err
					return
				}
			}
		})
	}
	wg.Wait()
	close(errs)
	return <-errs
}

func (c *rawClient) once(conn net.Conn, answer []byte) error {
	if _, err := conn.Write(c.request); err != nil {
		return err
	}
	if _, err := io.ReadFull(conn, answer); err != nil {
		return err
	}
	if !bytes.HasPrefix(answer, []byte("HTTP/1.1 200 ")) {
		return fmt.Errorf("answered %q", answer[:min(len(answer), 40)])
	}
	return nil
}
