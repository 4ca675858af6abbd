package web_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/web"
)

// A countingListener counts what the server reads from each connection.
type countingListener struct {
	net.Listener
	most atomic.Int64 // by any connection
}

type countingConn struct {
	*net.TCPConn
	in *countingListener
	n  atomic.Int64
}

func (l *countingListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	tcp, _ := c.(*net.TCPConn)
	return &countingConn{TCPConn: tcp, in: l}, nil
}

func (c *countingConn) Read(p []byte) (int, error) {
	n, err := c.TCPConn.Read(p)
	total := c.n.Add(int64(n))
	for {
		most := c.in.most.Load()
		if total <= most || c.in.most.CompareAndSwap(most, total) {
			return n, err
		}
	}
}

// flooded serves every parser on a listener that counts.
func flooded(t *testing.T, limit int64) (addr string, ln *countingListener) {
	t.Helper()
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ln = &countingListener{Listener: inner}
	h := build(t, web.Options{Limits: web.Limits{Body: limit}}, func(r *web.Router) {
		r.Use(web.Defaults(discardLog())...)
		parser := func(path string, read func(r *http.Request) error) {
			r.Post(path, func(w http.ResponseWriter, r *http.Request) error {
				if err := read(r); err != nil {
					return err
				}
				return say("read")(w, r)
			})
		}
		parser("/json", func(r *http.Request) error { var v any; return web.DecodeJSON(r, &v) })
		parser("/form", func(r *http.Request) error { _, err := web.ReadForm(r); return err })
		parser("/nethttp", func(r *http.Request) error { return r.ParseForm() })
		bad := func(err error) error { // what the parsers of the standard library say is a mistake of the client
			if web.StatusOf(err) == 500 {
				return problem.Wrap(problem.BadRequest, err)
			}
			return err
		}
		parser("/nethttp-multipart", func(r *http.Request) error { return bad(r.ParseMultipartForm(1 << 10)) })
		parser("/xml", func(r *http.Request) error { var v struct{ A string }; return bad(xml.NewDecoder(r.Body).Decode(&v)) })
		parser("/bytes", func(r *http.Request) error { _, err := io.ReadAll(r.Body); return err })
		parser("/unread", func(*http.Request) error { return web.NewError(400, "unread") })
	})
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	srv := web.NewServer(web.ServerOptions{Handler: h, Logger: discardLog()})
	go func() { _ = srv.Serve(ctx, ln) }()
	return inner.Addr().String(), ln
}

// flood sends a head and then a body of n bytes, and returns the status of the answer.
func flood(addr, head, begin string, n int64, chunked bool) (int, error) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	go func() {
		out := bufio.NewWriterSize(c, 64<<10)
		_, _ = out.WriteString(head)
		block := bytes.Repeat([]byte("x"), 32<<10)
		for sent := int64(0); sent < n; {
			piece := block[:min(int64(len(block)), n-sent)]
			if sent == 0 {
				piece = append([]byte(begin), piece[len(begin):]...)
			}
			if chunked {
				fmt.Fprintf(out, "%x\r\n", len(piece))
			}
			_, _ = out.Write(piece)
			if chunked {
				_, _ = out.WriteString("\r\n")
			}
			if sent += int64(len(piece)); out.Flush() != nil {
				return
			}
		}
	}()
	_ = c.SetReadDeadline(time.Now().Add(30 * time.Second))
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	return res.StatusCode, err
}

// TestLargeBodies is X30: bodies beyond the limit, declared, chunked and with an understated length, to every parser. It is
// not parallel, since it measures memory: a parser that holds what it reads may hold as much as its limit for each request.
func TestLargeBodies(t *testing.T) {
	limit, size, parallel := int64(256<<10), int64(4<<20), 3
	if testenv.Full() {
		limit, size, parallel = 10<<20, 100<<20, 50
	}
	addr, ln := flooded(t, limit)
	const file = "--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"f\"\r\n\r\n"
	kinds := []struct {
		path, typ, begin string
		holds            int64 // of one request, in memory
	}{
		{"/json", "application/json", `{"a":"`, web.DefaultValues}, {"/form", formEncoded, "a=", web.DefaultValues},
		{"/form", "multipart/form-data; boundary=b", file, web.DefaultMemory}, {"/nethttp-multipart", "multipart/form-data; boundary=b", file, 0},
		{"/nethttp", formEncoded, "a=", limit}, {"/xml", "application/xml", "<X><A>", limit}, {"/bytes", "application/x-unknown", "", limit},
		{"/unread", "application/x-unknown", "", 0},
	}
	for _, framing := range []string{"declared", "chunked", "understated"} {
		for _, k := range kinds {
			var wg sync.WaitGroup
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			for range parallel {
				wg.Go(func() {
					length := fmt.Sprintf("Content-Length: %d", size)
					switch framing {
					case "chunked":
						length = "Transfer-Encoding: chunked"
					case "understated":
						length = fmt.Sprintf("Content-Length: %d", max(len(k.begin), 1))
					}
					head := fmt.Sprintf("POST %s HTTP/1.1\r\nHost: site.example\r\nContent-Type: %s\r\n%s\r\n\r\n", k.path, k.typ, length)
					code, err := flood(addr, head, k.begin, size, framing == "chunked")
					if err != nil {
						t.Errorf("%s %s %s: %v", framing, k.path, k.typ, err)
						return
					}
					if want := framing == "understated" && code == 200; code != 413 && code != 400 && !want {
						t.Errorf("%s %s %s: %d", framing, k.path, k.typ, code)
					}
				})
			}
			wg.Wait()
			runtime.ReadMemStats(&after)
			room := int64(64 << 20)
			if framing == "chunked" {
				room += 4 * k.holds * int64(parallel) // what grows is copied
			}
			if grown := int64(after.Sys) - int64(before.Sys); grown > room {
				t.Errorf("%s %s: memory grew by %d MiB", framing, k.path, grown>>20)
			}
		}
		if most, bound := ln.most.Load(), limit+64<<10; framing != "understated" && most > bound {
			t.Errorf("%s: the server read %d bytes of a connection, %d beyond the limit", framing, most, most-limit)
		}
		ln.most.Store(0)
	}
}

// bomb packs n zeros.
func bomb(n int64) []byte {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	zeros := make([]byte, 64<<10)
	for ; n > 0; n -= int64(len(zeros)) {
		_, _ = z.Write(zeros)
	}
	_ = z.Close()
	return b.Bytes()
}

// TestGzipBodies is the first part of X31: packed bodies are refused, and where a route asks for them what comes out is bounded.
func TestGzipBodies(t *testing.T) {
	t.Parallel()
	size := int64(64 << 20)
	if testenv.Full() {
		size = 10 << 30
	}
	var whole bytes.Buffer
	z := gzip.NewWriter(&whole)
	_, _ = z.Write([]byte("hello"))
	_ = z.Close()
	read := func(w http.ResponseWriter, r *http.Request) error {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			return err
		}
		return say(string(b))(w, r)
	}
	h := build(t, web.Options{Limits: web.Limits{Body: 1 << 20}}, func(r *web.Router) {
		r.Post("/plain/", read)
		r.Post("/packed/", read).GzipBody()
	})
	post := func(path, coding string, body []byte) *httptest.ResponseRecorder {
		req := httptest.NewRequest("POST", path, io.MultiReader(bytes.NewReader(body)))
		req.Header.Set("Content-Encoding", coding)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, req)
		return w
	}
	for _, tt := range []struct {
		path, coding string
		body         []byte
		code         int
		want         string
	}{
		{"/plain/", "gzip", whole.Bytes(), 415, "packed"},
		{"/plain/", "identity", []byte("x"), 200, "x"},
		{"/packed/", "gzip", whole.Bytes(), 200, "hello"},
		{"/packed/", "GZIP", whole.Bytes(), 200, "hello"},
		{"/packed/", "br", whole.Bytes(), 415, ""},
		{"/packed/", "gzip, gzip", whole.Bytes(), 415, ""},
		{"/packed/", "gzip", []byte("no gzip at all"), 400, "not valid gzip"},
		{"/packed/", "gzip", whole.Bytes()[:whole.Len()-4], 500, ""},
	} {
		w := post(tt.path, tt.coding, tt.body)
		if tt.code == 500 && w.Code == 400 {
			continue // cut short: either is an answer
		}
		if w.Code != tt.code || !strings.Contains(w.Body.String(), tt.want) {
			t.Errorf("%s %s: %d %.60q, want %d", tt.path, tt.coding, w.Code, w.Body, tt.code)
		}
	}
	packed := bomb(size)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := time.Now()
	w := post("/packed/", "gzip", packed)
	took := time.Since(began)
	runtime.ReadMemStats(&after)
	if w.Code != 413 && w.Code != 400 || took > 200*time.Millisecond && testenv.Full() || after.Sys-before.Sys > 32<<20 {
		t.Errorf("a bomb of %d MiB: %d after %s and %d MiB", size>>20, w.Code, took, (after.Sys-before.Sys)>>20)
	}
}

// TestHeaderFloods is X32: each request is refused or answered quickly, with little memory and a short line in the log. It is not
// parallel, since it measures memory.
func TestHeaderFloods(t *testing.T) {
	var log logBuffer
	h := build(t, web.Options{Logger: discardLog()}, func(r *web.Router) {
		r.Use(web.Defaults(slog.New(slog.NewJSONHandler(&log, nil)))...)
		r.Get("/", func(w http.ResponseWriter, r *http.Request) error {
			if _, err := web.Negotiate(w, r, "text/html", "application/json"); err != nil {
				return err
			}
			return web.Content(w, r, "a.txt", time.Time{}, strings.NewReader("0123456789"))
		})
		r.Post("/form/", func(w http.ResponseWriter, r *http.Request) error {
			if _, err := web.ReadForm(r); err != nil {
				return err
			}
			return say("read")(w, r)
		})
		r.Post("/json/", func(w http.ResponseWriter, r *http.Request) error {
			var v any
			if err := web.DecodeJSON(r, &v); err != nil {
				return err
			}
			return say("read")(w, r)
		})
	})
	keys := new(strings.Builder)
	for i := range 100_000 {
		fmt.Fprintf(keys, "k%d=1&", i)
	}
	many := func(format string, n int) http.Header {
		out := make(http.Header)
		for i := range n {
			out.Add(fmt.Sprintf(format, i), "x")
		}
		return out
	}
	long := func(name, value string) http.Header { return http.Header{name: {value}} }
	body := func(typ string) http.Header { return long("Content-Type", typ) }
	for name, tt := range map[string]struct {
		method, path, body string
		header             http.Header
		codes              []int
	}{
		"10,000 headers":          {"GET", "/", "", many("X-H%d", 10_000), []int{431}},
		"one header 10,000 times": {"GET", "/", "", http.Header{"X-A": make([]string, 10_000)}, []int{431}},
		"long Accept":             {"GET", "/", "", long("Accept", strings.Repeat("a/b;q=0.1,", 6500)), []int{406}},
		"long Accept-Language":    {"GET", "/", "", long("Accept-Language", strings.Repeat("de;q=0.1,", 7000)), []int{200}},
		"10,000 ranges":           {"GET", "/", "", long("Range", "bytes=0-1"+strings.Repeat(",0-1", 10_000)), []int{200}},
		"1 MiB cookie":            {"GET", "/", "", long("Cookie", "a="+strings.Repeat("x", 1<<20)), []int{200}}, // the server refuses it before: 431
		"100,000 keys":            {"POST", "/form/", keys.String(), body(formEncoded), []int{413}},
		"100,000 query keys":      {"GET", "/?" + keys.String()[:8000], "", nil, []int{400, 414}},
		"a[10^9]":                 {"POST", "/form/", "a[1000000000]=1&a[b][c]=2", body(formEncoded), []int{200}},
		"deep JSON":               {"POST", "/json/", strings.Repeat("[", 100_000), body("application/json"), []int{400}},
		"deep objects":            {"POST", "/json/", strings.Repeat(`{"a":`, 100_000), body("application/json"), []int{400}},
		"long path":               {"GET", "/" + strings.Repeat("a", 20_000), "", nil, []int{414}},
		"long user agent":         {"GET", "/", "", long("User-Agent", strings.Repeat("\u0001é", 10_000)), []int{200}},
	} {
		began, best := log.String(), time.Hour
		var allocated uint64 = 1 << 62
		for range 3 {
			req := httptest.NewRequest(tt.method, tt.path, strings.NewReader(tt.body))
			req.Header = tt.header.Clone()
			w := httptest.NewRecorder()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			h.ServeHTTP(w, req)
			best = min(best, time.Since(start))
			runtime.ReadMemStats(&after)
			allocated = min(allocated, after.TotalAlloc-before.TotalAlloc)
			ok := false
			for _, code := range tt.codes {
				ok = ok || w.Code == code
			}
			if !ok {
				t.Errorf("%s: %d, want %v", name, w.Code, tt.codes)
			}
		}
		if best > unhurried(10*time.Millisecond) {
			t.Errorf("%s: took %s", name, best)
		}
		if allocated > 2<<20 {
			t.Errorf("%s: allocated %d KiB", name, allocated>>10)
		}
		for _, line := range strings.Split(strings.TrimPrefix(log.String(), began), "\n") {
			if len(line) > 1<<10 {
				t.Errorf("%s: a log line of %d bytes", name, len(line))
			}
		}
	}
}
