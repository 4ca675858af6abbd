package rest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/musette-go/musette/problem"
)

// renderer is a form of answers.
type renderer uint8

const (
	asJSON renderer = iota
	asProblem
	asCSV
	asAnything // a plain handler's own
)

var mediaTypes = [...]string{asJSON: "application/json", asProblem: "application/problem+json", asCSV: "text/csv", asAnything: "*/*"}

// The budget of the header Accept.
const (
	maxAccept      = 1 << 10
	maxAcceptParts = 32
)

// negotiate chooses the form of the answer as DRF does: by ?format=, then by Accept, in which the more exact range wins and q counts for
// nothing.
func (rq *Request) negotiate(offers []renderer) error {
	if format := rq.Query("format"); format != "" {
		switch {
		case format == "json":
			return nil
		case format == "csv" && offers[len(offers)-1] == asCSV:
			rq.form = asCSV
			return nil
		}
		return errNotFound()
	}
	header := rq.R.Header.Get("Accept")
	if header == "" || header == "*/*" || header == "application/json" {
		return nil
	}
	parts := strings.SplitN(header[:min(len(header), maxAccept)], ",", maxAcceptParts+1)
	parts = parts[:min(len(parts), maxAcceptParts)]
	for rank := 3; rank >= 0; rank-- {
		for _, offer := range offers {
			for _, part := range parts {
				if typ, r := mediaRange(part); r == rank && matches(mediaTypes[offer], typ) {
					rq.form = offer
					return nil
				}
			}
		}
	}
	return &Error{Status: http.StatusNotAcceptable, Code: "not_acceptable", Detail: "Could not satisfy the request Accept header."}
}

// mediaRange reads a part of Accept: its type in lower case, and how exact it is, 3 with parameters.
func mediaRange(part string) (typ string, rank int) {
	typ, params, _ := strings.Cut(part, ";")
	typ = strings.ToLower(strings.TrimSpace(typ))
	switch {
	case typ == "*/*":
		return typ, 0
	case strings.HasSuffix(typ, "/*"):
		return typ, 1
	case strings.TrimSpace(params) == "" || strings.HasPrefix(strings.TrimSpace(params), "q="):
		return typ, 2
	}
	return typ, 3
}

func matches(offer, typ string) bool {
	if typ == "*/*" || typ == offer || offer == "*/*" {
		return true
	}
	main, ok := strings.CutSuffix(typ, "/*")
	return ok && strings.HasPrefix(offer, main+"/")
}

// indent is how far Accept: application/json; indent=4 asks nested values to be moved in, at most 8.
func (rq *Request) indent() int {
	_, params, ok := strings.Cut(rq.R.Header.Get("Accept"), "indent=")
	if !ok || len(params) > 16 {
		return 0
	}
	n, _ := strconv.Atoi(strings.TrimRight(params, "; "))
	return max(0, min(n, 8))
}

// A Response is an answer of an extra action that is not simply 200 with a value.
type Response struct {
	Status int         // defaults to 200
	Header http.Header // further headers
	Body   any         // as for an action; nil sends no body

	raw []byte // the body in JSON
	tag string
}

// write sends an answer.
func (rq *Request) write(res *Response) error {
	body := res.raw
	typ := mediaTypes[asJSON]
	if rq.form == asCSV && body != nil && res.Status < 300 {
		typ = "text/csv; charset=utf-8"
		var err error
		if body, err = toCSV(body); err != nil {
			return err
		}
	} else if n := rq.indent(); n > 0 && len(body) > 0 {
		var out bytes.Buffer
		if json.Indent(&out, body, "", strings.Repeat(" ", n)) == nil {
			body = out.Bytes()
		}
	}
	rq.send(res, typ, body)
	return nil
}

func (rq *Request) send(res *Response, typ string, body []byte) {
	h := rq.w.Header()
	for name, values := range res.Header {
		h[name] = values
	}
	if rq.end != nil {
		h["Allow"] = rq.end.allow
	}
	h.Add("Vary", "Accept")
	if res.tag != "" {
		h.Set("Etag", res.tag)
	}
	if body == nil {
		h.Set("Content-Length", "0")
		rq.w.WriteHeader(res.Status)
		return
	}
	h.Set("Content-Type", typ)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if h["X-Content-Type-Options"] == nil {
		h.Set("X-Content-Type-Options", "nosniff")
	}
	rq.w.WriteHeader(res.Status)
	_, _ = rq.w.Write(body)
}

// fail sends an error: in DRF's form, or as RFC 9457 has it where the client prefers that.
func (rq *Request) fail(e *Error) {
	res := &Response{Status: e.Status, Header: http.Header{}}
	if rq.end != nil && e.challenge && e.Status == http.StatusUnauthorized {
		if c := rq.end.challenge(); c != "" {
			res.Header.Set("WWW-Authenticate", c)
		}
	}
	if e.after > 0 {
		res.Header.Set("Retry-After", strconv.Itoa(int((e.after+time.Second-1)/time.Second)))
	}
	if rq.form == asProblem {
		rq.send(res, mediaTypes[asProblem], e.problem())
		return
	}
	rq.send(res, mediaTypes[asJSON], e.append(nil))
}

func (e *Error) append(b []byte) []byte {
	if e.fields != nil {
		return e.fields.append(b)
	}
	b = append(b, `{"detail":`...)
	return append(appendText(b, e.Detail), '}')
}

// problem is the error as problem+json (RFC 9457), with a member "errors" that lists code, detail and path of each.
func (e *Error) problem() []byte {
	b := append([]byte(`{"type":"about:blank","title":`), appendText(nil, http.StatusText(e.Status))...)
	b = appendInt(append(b, `,"status":`...), int64(e.Status))
	b = appendText(append(b, `,"detail":`...), e.Detail)
	b = appendText(append(b, `,"code":`...), e.Code)
	b = append(b, `,"errors":[`...)
	first := true
	e.fields.each("", func(path string, m problem.FieldError) {
		if !first {
			b = append(b, ',')
		}
		first = false
		b = appendText(append(b, `{"code":`...), m.Code)
		b = appendText(append(b, `,"detail":`...), m.Message)
		b = append(appendText(append(b, `,"path":`...), path), '}')
	})
	return append(b, "]}"...)
}
