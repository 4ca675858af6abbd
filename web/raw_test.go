package web_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/web"
)

// rawSite counts what its handlers get.
func rawSite(t *testing.T) (addr string, log *logBuffer) {
	t.Helper()
	log = new(logBuffer)
	h := build(t, web.Options{Logger: discardLog()}, func(r *web.Router) {
		r.Use(web.Defaults(slog.New(slog.NewJSONHandler(log, nil)))...)
		count := func(w http.ResponseWriter, r *http.Request) error {
			n, err := io.Copy(io.Discard, r.Body)
			if err != nil {
				return web.NewError(400, "The body cannot be read.")
			}
			_, err = fmt.Fprintf(w, "%s %s %d", r.Method, web.Param(r, "rest"), n)
			return err
		}
		r.Get("/{rest:path}", count)
		r.Post("/{rest:path}", count)
	})
	url, _, _ := start(t, web.ServerOptions{Handler: h})
	return strings.TrimPrefix(url, "http://"), log
}

// raw sends bytes on one connection and returns all answers that came, as "status body". After so many of them the end of the sending
// is shown to the server, so that nothing waits; before, a handler that still runs would take it for a client that has gone away.
func raw(t *testing.T, addr, text string, expected int) []string {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(20 * time.Second))
	_, _ = io.WriteString(c, text)
	var answers []string
	in := bufio.NewReader(c)
	for {
		if tcp, ok := c.(*net.TCPConn); ok && len(answers) == expected {
			_ = tcp.CloseWrite()
		}
		res, err := http.ReadResponse(in, nil)
		if err != nil {
			return answers
		}
		b, _ := io.ReadAll(res.Body)
		if res.StatusCode != 200 {
			b = nil
		}
		answers = append(answers, strings.TrimSpace(fmt.Sprint(res.StatusCode, " ", string(b))))
	}
}

// TestSmuggling is the application's side of X53: every request has one reading, or is refused and the connection closed.
func TestSmuggling(t *testing.T) {
	t.Parallel()
	addr, _ := rawSite(t)
	const host = "Host: site.example\r\n"
	next := "GET /next HTTP/1.1\r\n" + host + "\r\n"
	for name, tt := range map[string]struct {
		text string
		want string
	}{
		"two in a row":           {"POST /a HTTP/1.1\r\n" + host + "Content-Length: 3\r\n\r\nabc" + next, "200 POST a 3, 200 GET next 0"},
		"CL.TE":                  {"POST /a HTTP/1.1\r\n" + host + "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG" + next, "200 POST a 0, 405"}, // chunked wins, as RFC 9112, section 6.3 says; what follows is a method GGET,
		"TE.CL":                  {"POST /a HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n8\r\nSMUGGLED\r\n0\r\n\r\n" + next, "200 POST a 8, 200 GET next 0"},
		"TE hidden by a space":   {"POST /a HTTP/1.1\r\n" + host + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", "400"},
		"TE of another kind":     {"POST /a HTTP/1.1\r\n" + host + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", "501"},
		"TE twice":               {"POST /a HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n", "501"},
		"CL twice, different":    {"POST /a HTTP/1.1\r\n" + host + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", "400"},
		"CL with a sign":         {"POST /a HTTP/1.1\r\n" + host + "Content-Length: +3\r\n\r\nabc", "400"},
		"CL negative":            {"POST /a HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n", "400"},
		"CL with a list":         {"POST /a HTTP/1.1\r\n" + host + "Content-Length: 3, 3\r\n\r\nabc", "400"},
		"a line that is folded":  {"GET /a HTTP/1.1\r\n" + host + "X-A: b\r\n Content-Length: 5\r\n\r\nabcde\r\n\r\n", "200 GET a 0, 400"}, // a fold is a space, as RFC 9112, section 5.2 allows,
		"a bad chunk":            {"POST /a HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n" + next, "400"},
		"a chunk beyond its end": {"POST /a HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n" + next, "400"},
		"a huge chunk size":      {"POST /a HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\nabc", "400"},
		"no host":                {"GET /a HTTP/1.1\r\n\r\n", "400"},
		"two hosts":              {"GET /a HTTP/1.1\r\n" + host + "Host: evil.example\r\n\r\n", "400"},
		"NUL in a header":        {"GET /a HTTP/1.1\r\n" + host + "X-A: \x00\r\n\r\n", "400"},
		"CR in a header":         {"GET /a HTTP/1.1\r\n" + host + "X-A: b\rX-C: d\r\n\r\n", "400"},
		"a name with a space":    {"GET /a HTTP/1.1\r\n" + host + "X A: b\r\n\r\n", "400"},
		"an encoded line break":  {"GET /a%0d%0aX:%20y HTTP/1.1\r\n" + host + "\r\n", "400"},
		"a space in the path":    {"GET /a b HTTP/1.1\r\n" + host + "\r\n", "400"},
		"another version":        {"GET /a HTTP/3.0\r\n" + host + "\r\n", "505"},
		"no version":             {"GET /a\r\n\r\n", "400"},
		"an absolute address":    {"GET http://evil.example/a HTTP/1.1\r\n" + host + "\r\n", "200 GET a 0"},
		"a fragment":             {"GET /a#b HTTP/1.1\r\n" + host + "\r\n", "400"},
		"a semicolon":            {"GET /a;b=c HTTP/1.1\r\n" + host + "\r\n", "200 GET a;b=c 0"},
	} {
		got := strings.Join(raw(t, addr, tt.text, len(strings.Split(tt.want, ", "))), ", ")
		if got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// TestRandomRequests mixes pieces of requests: the server answers each with a status or closes, and goes on.
func TestRandomRequests(t *testing.T) {
	t.Parallel()
	rounds := 200
	if testenv.Full() {
		rounds = 10_000
	}
	addr, log := rawSite(t)
	rng := rand.New(rand.NewPCG(53, 1))
	pieces := []string{
		"GET ", "POST ", "/a", "//evil", "%0a", "%00", " HTTP/1.1", "\r\n", "\n", "\r", "Host: x", "Content-Length: 3", "Content-Length: 5", "abc",
		"Transfer-Encoding: chunked", "Transfer-Encoding:\tchunked", "0\r\n\r\n", "3\r\nabc\r\n", "; ext=1", " ", "\t", "X_Under: y", "Connection: close", "\x00", "é", "http://h/",
	}
	for range rounds {
		var b strings.Builder
		b.WriteString("POST /a HTTP/1.1\r\nHost: x\r\n")
		for range rng.IntN(12) {
			b.WriteString(pieces[rng.IntN(len(pieces))])
			if rng.IntN(3) == 0 {
				b.WriteString("\r\n")
			}
		}
		b.WriteString("\r\n\r\n")
		for _, a := range raw(t, addr, b.String(), 0) {
			if strings.HasPrefix(a, "500") {
				t.Errorf("%q: %s", b.String(), a)
			}
		}
	}
	if got := raw(t, addr, "GET /end HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 1); len(got) != 1 || got[0] != "200 GET end 0" {
		t.Errorf("after all that: %q", got)
	}
	oneObjectPerLine(t, log)
}

func oneObjectPerLine(t *testing.T, log *logBuffer) int {
	t.Helper()
	lines := 0
	for line := range strings.SplitSeq(strings.TrimSpace(log.String()), "\n") {
		lines++
		var rec map[string]any
		if err := json.Unmarshal([]byte(line), &rec); err != nil || rec["msg"] != "request" || len(line) > 1<<10 {
			t.Errorf("a line of %d bytes: %.200q %v", len(line), line, err)
		}
	}
	return lines
}

// TestLogInjection is X58 for paths and user agents: one JSON object for each request, no control character, and no header of
// the client's making in the answer.
func TestLogInjection(t *testing.T) {
	t.Parallel()
	addr, log := rawSite(t)
	evil := []string{
		"\r\n{\"level\":\"ERROR\",\"msg\":\"forged\"}", "\x1b[2J\x1b[31m", "\x00", "\u2028\u2029\u202e", "\xff\xfe", "\u0085", `"},{"msg":"x`, strings.Repeat("\U0001f600", 2000),
	}
	for _, text := range evil {
		escaped := new(strings.Builder)
		for _, c := range []byte(text) {
			fmt.Fprintf(escaped, "%%%02x", c)
		}
		raw(t, addr, "GET /"+escaped.String()+" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 1)
		agent := strings.Map(func(c rune) rune {
			if c < 0x20 {
				return -1 // net/http refuses the request
			}
			return c
		}, text)
		raw(t, addr, "GET /agent HTTP/1.1\r\nHost: x\r\nUser-Agent: "+agent+"\r\nX-Request-ID: "+agent+"\r\nConnection: close\r\n\r\n", 1)
	}
	if n := oneObjectPerLine(t, log); n != 2*len(evil) {
		t.Errorf("%d lines for %d requests", n, 2*len(evil))
	}
	for _, c := range []byte(strings.ReplaceAll(log.String(), "…", "")) { // the mark of a cut is ours
		if c != '\n' && (c < 0x20 || c >= 0x7f) {
			t.Fatalf("the log holds the byte %#x", c)
		}
	}
	if bytes.Contains([]byte(log.String()), []byte(`"msg":"forged"`)) {
		t.Error("a line was forged")
	}
}
