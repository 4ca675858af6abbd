package torture

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// script is what a client sends over one connection. Every address in it holds the mark, so that an answer shows whose it is.
type script struct{ mark, text string }

// pick returns one of the choices.
func pick(rng *rand.Rand, choices ...string) string { return choices[rng.IntN(len(choices))] }

// newScript writes one to three requests, most of them wrong in one point, and a good one at the end.
func newScript(rng *rand.Rand, i int) script {
	s := script{mark: fmt.Sprintf("m%06d", i)}
	var b strings.Builder
	for range 1 + rng.IntN(3) {
		b.WriteString(oneRequest(rng, s.mark))
	}
	b.WriteString("GET /" + s.mark + "/end HTTP/1.1\r\nHost: site.example\r\nConnection: close\r\n\r\n")
	s.text = b.String()
	return s
}

// oneRequest is a request that is strange in one or two of its parts: line, ends of lines, headers, the framing of its body.
func oneRequest(rng *rand.Rand, mark string) string {
	smuggled := "GET /" + mark + "/smuggled HTTP/1.1\r\nHost: site.example\r\nX-Smuggled: "
	r := rawRequest{method: pick(rng, "POST", "GET"), target: "/" + mark, version: " HTTP/1.1", eol: "\r\n", host: "Host: site.example"}
	for range 1 + rng.IntN(2) {
		switch rng.IntN(10) {
		case 0:
			r.method = pick(rng, "get", "PUT", "OPTIONS", "TRACE", "CONNECT", "GET\x00", " GET", "G=T", "POST\t", "\r\nGET", "\nGET", "GEt")
		case 1, 2:
			r.target = strings.ReplaceAll(pick(rng, targets()...), "%s", mark)
		case 3:
			r.version = pick(rng, " HTTP/1.0", " HTTP/1.9", " HTTP/2.0", " HTTP/0.9", "  HTTP/1.1", " http/1.1", " HTTP/1.1 ", "", " HTTP/1,1", " HTTP/1.1\t")
		case 4:
			r.eol = pick(rng, "\n", "\n", "\r", "\r\r\n")
		case 5:
			r.host = pick(rng, "host:site.example", "Host: site.example:443", "Host: SITE.example.", "Host: evil.example", "Host : site.example", "Host:\r\n site.example", "X: y")
		case 6, 7:
			r.headers = append(r.headers, pick(rng, append(strangeHeaders(), "X-A: b\r\n\r\n"+smuggled+"1\r\n")...))
		default:
			r.headers, r.body = frame(rng, smuggled)
		}
	}
	return r.method + " " + r.target + r.version + r.eol + strings.Join(append([]string{r.host}, r.headers...), r.eol) + r.eol + r.eol + r.body
}

// rawRequest is a request in its parts.
type rawRequest struct {
	method, target, version, eol, host, body string
	headers                                  []string
}

func targets() []string {
	return []string{"/%s/a", "/%s/a?b=c", "http://site.example/%s/abs", "https://site.example:443/%s/abs", "http://evil.example/%s/abs", "/%s/%0a", "/%s/%0d%0aX:%20y",
		"/%s/a;b=c", "/%s;x/..;/a", "/%s/../%s/up", "/x/%2e%2e/%s/up", "//%s//double", "/%s/%2f/a", "/%s/%00", "/%s/a%20HTTP/1.1", "/%s/%zz", "/%s/#frag", "/%s/é", "/%s/\\a", "/%s/./a",
		"/%s/%25%32%65", "*", "%s", "/%s a", "/%s\ta", "/%s?\x01", "/%s?a=b?c#d", "/%s/%ff", "/%s/..%2f..%2fup", "/../%s", "site.example:443", "/%s/" + strings.Repeat("x", 9000)}
}

func strangeHeaders() []string {
	return []string{"X_Under: a", "Content_Length: 3", "Transfer_Encoding: chunked", "X-Fold: a\r\n b", "X-Fold: a\r\n\tContent-Length: 5", "X-A: b\rX-C: d",
		"X-A: \x00", "X A: b", ": empty", "no colon", "Host: evil.example", "Host: site.example", "X-Forwarded-For: 6.6.6.6", "X_Forwarded_For: 6.6.6.6", "Connection: keep-alive", "Connection: Content-Length",
		"Connection: Transfer-Encoding", "Connection: Host, X-Request-ID", "Expect: 100-continue", "Expect: 200-ok", "Upgrade: h2c", "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQA",
		"Upgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Version: 777", "Cookie: a=b\r\nCookie: c=d", "X-Request-ID: a\r\nX-Request-ID: b",
		"TE: trailers, chunked", "Trailer: Content-Length", "X-Long: " + strings.Repeat("x", 9000), "Range: bytes=0-1,2-3", "X-HTTP-Method-Override: PUT", "Content-Type: a\r\nContent-Type: b"}
}

// frame is the length of a body, told once or more often, in truth or not, and the body.
func frame(rng *rand.Rand, smuggled string) (headers []string, body string) {
	plain := pick(rng, "", "abc", "abcdef", smuggled, "0\r\n\r\n", "0\r\n\r\n"+smuggled)
	chunked := pick(rng, "0\r\n\r\n", "3\r\nabc\r\n0\r\n\r\n", "3;ext=1\r\nabc\r\n0\r\n\r\n", "3;e=\"\r\n\"\r\nabc\r\n0\r\n\r\n", "3\nabc\n0\n\n", "003\r\nabc\r\n0\r\n\r\n", "+3\r\nabc\r\n0\r\n\r\n", "0x3\r\nabc\r\n0\r\n\r\n",
		"3 \r\nabc\r\n0\r\n\r\n", "3\r\nabcdef\r\n0\r\n\r\n", "zz\r\nabc\r\n0\r\n\r\n", "fffffffffffffffff\r\nabc\r\n0\r\n\r\n", "3\r\nabc\r\n0\r\nContent-Length: 5\r\n\r\n", "3\r\nabc\r\n0\r\nX: y\r\n\r\n", "3\r\nabc0\r\n\r\n",
		"0\r\n\r\n"+smuggled, "\r\n0\r\n\r\n", "-1\r\n\r\n", "0;\n\r\n\r\n", "1\r\n\r\n\r\n0\r\n\r\n")
	length := strconv.Itoa(len(plain))
	te := pick(rng, "Transfer-Encoding: chunked", "Transfer-Encoding: chunked", "Transfer-Encoding : chunked", "Transfer-Encoding:\tchunked", "Transfer-Encoding: Chunked", "Transfer-Encoding: xchunked",
		"Transfer-Encoding: chunked, identity", "Transfer-Encoding: identity, chunked", "Transfer-Encoding: \x0bchunked", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "Transfer-Encoding:\r\n chunked",
		"X: y\nTransfer-Encoding: chunked", "transfer-encoding: \"chunked\"", "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: chunked;q=1", "Transfer-Encoding\x00: chunked", "Transfer-Encoding: ")
	switch rng.IntN(7) {
	case 0:
		return nil, ""
	case 1, 2:
		return []string{"Content-Length: " + pick(rng, length, length, length, "+"+length, "0"+length, " "+length, length+", "+length, length+"\r\n ", "-1", "0x3", "3a", "1e1", "", "99999999999999999999", "3\r\nContent-Length: 6")}, plain
	case 3, 4:
		return []string{te}, chunked
	case 5:
		return []string{"Content-Length: " + pick(rng, "0", "3", "6", strconv.Itoa(len(chunked))), te}, chunked
	}
	return []string{te, "Content-Length: " + pick(rng, "0", "3", "6", strconv.Itoa(len(chunked)))}, chunked + plain
}
