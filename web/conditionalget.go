package web

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxTagged is the largest answer that ConditionalGet keeps back to compute its tag.
const maxTagged = 256 << 10

// ConditionalGet gives answers to GET that have no ETag one, computed from the body, and answers 304 without a body when the
// client has it already. It saves the network, not the handler; [Condition] saves both. Answers beyond 256 KiB, those that are
// flushed, have a status other than 200 or say no-store pass as they are. It belongs inside compression.
func ConditionalGet() Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodGet && r.Method != http.MethodHead {
				next.ServeHTTP(w, r)
				return
			}
			t := &tagWriter{ResponseWriter: w, req: r}
			defer t.finish()
			next.ServeHTTP(t, r)
			t.done = true
		})
	}
}

// A tagWriter keeps an answer back until it is complete or must go.
type tagWriter struct {
	http.ResponseWriter
	req    *http.Request
	status int
	body   []byte
	passed bool // the rest goes straight through
	done   bool // the handler has returned
}

// Unwrap lets http.ResponseController reach the writer below.
func (t *tagWriter) Unwrap() http.ResponseWriter { return t.ResponseWriter }

// Discard drops what is kept back, so that an error can take its place.
func (t *tagWriter) Discard() {
	if !t.passed {
		t.status, t.body = 0, nil
	}
}

// WriteHeader notes the status.
func (t *tagWriter) WriteHeader(status int) {
	switch {
	case t.passed || status < 200:
		t.ResponseWriter.WriteHeader(status)
	case t.status == 0:
		t.status = status
		h := t.Header()
		if status != http.StatusOK || h.Get("Etag") != "" || hasToken(h.Get("Cache-Control"), "no-store") {
			t.pass()
		}
	}
}

// Write keeps the body, as long as it is small.
func (t *tagWriter) Write(p []byte) (int, error) {
	if t.status == 0 {
		t.WriteHeader(http.StatusOK)
	}
	if !t.passed && len(t.body)+len(p) > maxTagged {
		t.pass()
	}
	if t.passed {
		return t.ResponseWriter.Write(p)
	}
	t.body = append(t.body, p...)
	return len(p), nil
}

// FlushError sends what is kept: an answer that streams gets no tag.
func (t *tagWriter) FlushError() error {
	if t.status == 0 {
		t.WriteHeader(http.StatusOK)
	}
	t.pass()
	return http.NewResponseController(t.ResponseWriter).Flush()
}

// Flush sends what is kept.
func (t *tagWriter) Flush() { _ = t.FlushError() }

func (t *tagWriter) pass() {
	if t.passed {
		return
	}
	t.passed = true
	t.ResponseWriter.WriteHeader(t.status)
	if len(t.body) > 0 {
		_, _ = t.ResponseWriter.Write(t.body)
		t.body = nil
	}
}

// finish sends the answer with its tag, or 304. An answer that a panic has cut short is dropped, so that the panic's answer
// can take its place.
func (t *tagWriter) finish() {
	if t.passed || t.status == 0 || !t.done {
		return
	}
	h := t.Header()
	tagged := t.req.Method == http.MethodGet || len(t.body) > 0 // a HEAD without a body tells nothing about that of GET
	if tagged {
		sum := sha256.Sum256(t.body)
		h.Set("Etag", `"`+base64.RawURLEncoding.EncodeToString(sum[:16])+`"`)
	}
	if tagged && precondition(t.req, h.Get("Etag"), lastModified(h)) == http.StatusNotModified {
		notModified(t.ResponseWriter)
		return
	}
	if h.Get("Content-Length") == "" && len(t.body) > 0 {
		h.Set("Content-Length", strconv.Itoa(len(t.body)))
	}
	t.pass()
}

func lastModified(h http.Header) time.Time {
	t, _ := headerTime(h, "Last-Modified")
	return t
}

// hasToken reports whether a comma-separated header holds a token, in lower case.
func hasToken(header, token string) bool {
	for part := range strings.SplitSeq(header, ",") {
		if strings.EqualFold(strings.TrimSpace(part), token) {
			return true
		}
	}
	return false
}
