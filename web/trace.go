package web

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strings"
)

// A Trace is the place of a request in a trace that spans several programs, as in W3C Trace Context: all numbers are lower-case
// hexadecimal.
type Trace struct {
	TraceID  string // 32 digits, the same in all programs
	ParentID string // 16 digits, of the caller's span
	SpanID   string // 16 digits, of this request
	Flags    string // 2 digits; the last bit says that the caller records the trace
	State    string // the header tracestate as it came, at most 512 bytes; "" without one
}

// String is the header traceparent for calls made on behalf of the request: this request is their parent.
func (t Trace) String() string { return "00-" + t.TraceID + "-" + t.SpanID + "-" + t.Flags }

// TraceOf returns the trace of the request to which ctx belongs, and false when the request came without a valid header
// traceparent or [RequestIDs] has not seen it.
func TraceOf(ctx context.Context) (Trace, bool) {
	if t := traceOf(ctx); t != nil {
		return *t, true
	}
	return Trace{}, false
}

func traceOf(ctx context.Context) *Trace {
	for st := stateOf(ctx); st != nil; st = stateOf(st.parent) {
		if st.more != nil && st.more.trace != nil {
			return st.more.trace
		}
	}
	t, _ := ctx.Value(traceKey{}).(*Trace)
	return t
}

type traceKey struct{}

// Propagate sets X-Request-ID, traceparent and tracestate on a request to another program, as far as ctx has them.
func Propagate(ctx context.Context, out *http.Request) {
	if id := RequestID(ctx); id != "" {
		out.Header.Set("X-Request-ID", id)
	}
	if t := traceOf(ctx); t != nil {
		out.Header.Set("Traceparent", t.String())
		if t.State != "" {
			out.Header.Set("Tracestate", t.State)
		}
	}
}

// maxTraceState is the longest tracestate that is passed on, the least that the specification asks for.
const maxTraceState = 512

// parseTrace reads traceparent (https://www.w3.org/TR/trace-context/#traceparent-header). A header of a later version may be
// longer; what is known of it counts. The result is nil for a header that is missing or not valid.
func parseTrace(h http.Header) *Trace {
	in := h["Traceparent"]
	if len(in) != 1 {
		return nil
	}
	s := in[0]
	if len(s) < 55 || len(s) > 256 || s[2] != '-' || s[35] != '-' || s[52] != '-' || len(s) > 55 && (s[:2] == "00" || s[55] != '-') {
		return nil
	}
	version, id, parent, flags := s[:2], s[3:35], s[36:52], s[53:55]
	if !isHex(version) || version == "ff" || !isHex(id) || !isHex(parent) || !isHex(flags) || isZero(id) || isZero(parent) {
		return nil
	}
	t := &Trace{TraceID: id, ParentID: parent, SpanID: newSpanID(), Flags: flags}
	if state := strings.Join(h["Tracestate"], ","); len(state) <= maxTraceState && cleanText(state) {
		t.State = state
	}
	return t
}

func isHex(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

func isZero(s string) bool { return strings.Trim(s, "0") == "" }

// newSpanID is 64 random bits, not all zero.
func newSpanID() string {
	var b [16]byte
	hexDigits(b[:], rand.Uint64()|1)
	return string(b[:])
}

// hexDigits writes n, the lowest digit first.
func hexDigits(b []byte, n uint64) {
	const hex = "0123456789abcdef"
	for i := range b {
		b[i] = hex[n&15]
		n >>= 4
	}
}
