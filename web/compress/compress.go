package compress

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
)

// Options configure [Responses]. The zero value is usable.
type Options struct {
	// MinLength is the smallest body in bytes that is packed. Defaults to 1024.
	MinLength int
	// Types reports whether answers of a media type ("text/html", in lower case, without parameters) are packed. Defaults to
	// [DefaultTypes].
	Types func(mediaType string) bool
	// Pages reports whether the length of answers of a media type is disguised, because they may hold secrets beside what the
	// client has sent. Defaults to text/html and application/xhtml+xml.
	Pages func(mediaType string) bool
	// Codings are the codings that are used, the preferred one first, when the client likes several equally. Defaults to
	// "zstd", "br", "gzip".
	Codings []string
}

// DefaultTypes reports whether packing makes sense: text, JSON, XML, JavaScript, SVG, WebAssembly, fonts that are not packed.
func DefaultTypes(mediaType string) bool {
	main, sub, _ := strings.Cut(mediaType, "/")
	switch {
	case main == "text":
		return true
	case strings.HasSuffix(sub, "+json") || strings.HasSuffix(sub, "+xml"):
		return true
	}
	switch mediaType {
	case "application/json", "application/javascript", "application/xml", "application/x-javascript", "application/wasm",
		"application/x-ndjson", "application/manifest+json", "font/ttf", "font/otf", "image/bmp", "image/x-icon", "image/vnd.microsoft.icon":
		return true
	}
	return false
}

func isPage(mediaType string) bool {
	return mediaType == "text/html" || mediaType == "application/xhtml+xml"
}

// Responses returns the middleware. It panics when Options.Codings names one that it does not know.
func Responses(opt Options) func(http.Handler) http.Handler {
	if opt.MinLength <= 0 {
		opt.MinLength = 1024
	}
	if opt.Types == nil {
		opt.Types = DefaultTypes
	}
	if opt.Pages == nil {
		opt.Pages = isPage
	}
	if len(opt.Codings) == 0 {
		opt.Codings = []string{"zstd", "br", "gzip"}
	}
	p := &packer{opt: opt, varies: []string{"Accept-Encoding"}}
	for _, name := range opt.Codings {
		p.codings = append(p.codings, newCoding(name))
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			pw := &writer{ResponseWriter: w, packer: p, coding: p.wanted(r.Header["Accept-Encoding"])}
			defer pw.finish()
			next.ServeHTTP(pw, r)
			pw.returned = true
		})
	}
}

// A packer is what the requests of one middleware share.
type packer struct {
	opt     Options
	codings []*coding
	buffers sync.Pool // of *[]byte, each MinLength long
	varies  []string  // Vary, ready for a header map
	last    atomic.Pointer[choice]
}

// buffer is a place for the beginning of a body.
func (p *packer) buffer() *[]byte {
	if b, ok := p.buffers.Get().(*[]byte); ok {
		return b
	}
	b := make([]byte, p.opt.MinLength)
	return &b
}

// mediaType is the type of a header, in lower case, without parameters.
func mediaType(header string) string {
	typ, _, _ := strings.Cut(header, ";")
	return strings.ToLower(strings.TrimSpace(typ))
}
