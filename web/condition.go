package web

import (
	"net/http"
	"strings"
	"time"

	"github.com/musette-go/musette/problem"
)

// Validators compute what identifies the state of a resource before its handler runs. One of them may be nil.
type Validators struct {
	// ETag returns the tag of what GET would answer now, without quotes; "" means that there is none, for instance because the
	// resource does not exist. Text that no tag may hold is refused.
	ETag func(r *http.Request) (string, error)
	// LastModified returns when the resource changed last; the zero time means unknown. Seconds count.
	LastModified func(r *http.Request) (time.Time, error)
	// Weak says that answers with the same tag mean the same but may differ in their bytes (W/"…"). If-Match never holds then.
	Weak bool
}

// Condition answers conditional requests (RFC 9110, section 13) in the place of the handler: 304 when a GET or HEAD asks for
// what the client has, 412 when If-Match, If-Unmodified-Since or, for other methods, If-None-Match forbids it. Otherwise the
// handler runs; ETag and Last-Modified are set on answers to GET and HEAD. An error of a function goes to [Fail].
func Condition(v Validators) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			tag, modified, err := v.of(r)
			if err != nil {
				Fail(w, r, err)
				return
			}
			read := r.Method == http.MethodGet || r.Method == http.MethodHead
			if read {
				setValidators(w.Header(), tag, modified)
			}
			switch precondition(r, tag, modified) {
			case http.StatusNotModified:
				notModified(w)
			case http.StatusPreconditionFailed:
				Fail(w, r, errPrecondition)
			default:
				next.ServeHTTP(w, r)
			}
		})
	}
}

var errPrecondition = NewError(http.StatusPreconditionFailed, "This has changed in the meantime.")

// of returns the tag in its written form and the time of the last change.
func (v Validators) of(r *http.Request) (tag string, modified time.Time, err error) {
	if v.ETag != nil {
		if tag, err = v.ETag(r); err != nil {
			return "", modified, err
		}
		if tag != "" {
			if tag, err = quoteTag(tag, v.Weak); err != nil {
				return "", modified, err
			}
		}
	}
	if v.LastModified != nil {
		modified, err = v.LastModified(r)
		modified = modified.Truncate(time.Second)
	}
	return tag, modified, err
}

// quoteTag writes an entity tag. Its characters are those of RFC 9110, section 8.8.3.
func quoteTag(tag string, weak bool) (string, error) {
	for i := 0; i < len(tag); i++ {
		if c := tag[i]; c <= 0x20 || c == '"' || c == 0x7f {
			return "", problem.Wrap(problem.Internal, errBadTag(tag))
		}
	}
	if weak {
		return `W/"` + tag + `"`, nil
	}
	return `"` + tag + `"`, nil
}

type errBadTag string

func (e errBadTag) Error() string {
	return "web: an entity tag is text without spaces, quotes and control characters, not " + quoted(string(e))
}

func setValidators(h http.Header, tag string, modified time.Time) {
	if tag != "" && h.Get("Etag") == "" {
		h.Set("Etag", tag)
	}
	if !modified.IsZero() && h.Get("Last-Modified") == "" {
		h.Set("Last-Modified", modified.UTC().Format(http.TimeFormat))
	}
}

// notModified sends 304 with the headers that belong to it.
func notModified(w http.ResponseWriter) {
	h := w.Header()
	for _, name := range []string{"Content-Type", "Content-Length", "Content-Encoding", "Content-Language", "Content-Range"} {
		h.Del(name)
	}
	w.WriteHeader(http.StatusNotModified)
}

// precondition evaluates the conditions in the order of RFC 9110, section 13.2.2. It returns 304, 412, or 0 to go on.
func precondition(r *http.Request, tag string, modified time.Time) int {
	h := r.Header
	read := r.Method == http.MethodGet || r.Method == http.MethodHead
	if list := headerList(h, "If-Match"); list != "" {
		if !anyTag(list, tag, true) {
			return http.StatusPreconditionFailed
		}
	} else if t, ok := headerTime(h, "If-Unmodified-Since"); ok && !modified.IsZero() && modified.After(t) {
		return http.StatusPreconditionFailed
	}
	if list := headerList(h, "If-None-Match"); list != "" {
		switch {
		case !anyTag(list, tag, false):
			return 0
		case read:
			return http.StatusNotModified
		}
		return http.StatusPreconditionFailed
	}
	if t, ok := headerTime(h, "If-Modified-Since"); ok && read && !modified.IsZero() && !modified.After(t) {
		return http.StatusNotModified
	}
	return 0
}

// The budget of If-Match and If-None-Match; what lies beyond matches nothing.
const (
	maxTagBytes = 8 << 10
	maxTags     = 64
)

func headerList(h http.Header, name string) string {
	values := h[name]
	switch {
	case len(values) == 0:
		return ""
	case len(values) == 1 && len(values[0]) <= maxTagBytes:
		return strings.TrimSpace(values[0])
	}
	list := strings.Join(values, ",")
	return strings.TrimSpace(list[:min(len(list), maxTagBytes)])
}

func headerTime(h http.Header, name string) (time.Time, bool) {
	text := h.Get(name)
	if text == "" || len(text) > 64 {
		return time.Time{}, false
	}
	t, err := http.ParseTime(text)
	return t, err == nil
}

// anyTag reports whether the list holds the tag. "*" stands for any that exists; the strong comparison takes no weak tags.
func anyTag(list, tag string, strong bool) bool {
	if list == "*" {
		return tag != ""
	}
	if tag == "" || strong && strings.HasPrefix(tag, "W/") {
		return false
	}
	want := strings.TrimPrefix(tag, "W/")
	for range maxTags {
		list = strings.TrimLeft(list, " \t,")
		weak := strings.HasPrefix(list, "W/")
		list = strings.TrimPrefix(list, "W/")
		if !strings.HasPrefix(list, `"`) {
			return false
		}
		end := strings.IndexByte(list[1:], '"')
		if end < 0 {
			return false
		}
		if list[:end+2] == want && !(strong && weak) {
			return true
		}
		list = list[end+2:]
	}
	return false
}
