package static

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// An encoding is a way to compress, by its name in Accept-Encoding.
type encoding struct {
	name, ext string
	quick     func(io.Writer) (io.WriteCloser, error) // while somebody waits
	best      func(io.Writer) (io.WriteCloser, error) // when collecting
}

// encodings are what a file may be sent in, best first among those that a client wants equally.
var encodings = []encoding{
	{"br", ".br", brotliAt(5), brotliAt(brotli.BestCompression)},
	{"zstd", ".zst", zstdAt(zstd.SpeedDefault), zstdAt(zstd.SpeedBestCompression)},
	{"gzip", ".gz", gzipAt(gzip.DefaultCompression), gzipAt(gzip.BestCompression)},
}

func brotliAt(level int) func(io.Writer) (io.WriteCloser, error) {
	return func(w io.Writer) (io.WriteCloser, error) { return brotli.NewWriterLevel(w, level), nil }
}

func gzipAt(level int) func(io.Writer) (io.WriteCloser, error) {
	return func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriterLevel(w, level) }
}

// zstdAt limits the window to the 8 MiB that browsers accept (RFC 9659).
func zstdAt(level zstd.EncoderLevel) func(io.Writer) (io.WriteCloser, error) {
	return func(w io.Writer) (io.WriteCloser, error) {
		return zstd.NewWriter(w, zstd.WithEncoderLevel(level), zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(8<<20))
	}
}

// compress returns the compressed body, or nil when that is not smaller.
func compress(open func(io.Writer) (io.WriteCloser, error), body []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := open(&out)
	if err == nil {
		_, err = w.Write(body)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("static: %w", err)
	}
	if out.Len() >= len(body) {
		return nil, nil
	}
	return bytes.Clone(out.Bytes()), nil
}

// The budget of an Accept-Encoding header; what lies beyond is not read.
const (
	maxAccept      = 1 << 10
	maxAcceptParts = 32
)

// accepted returns the encoding that a client likes best (RFC 9110, section 12.5.3), or "" for none.
func accepted(header string, has func(name string) bool) string {
	if header == "" {
		return ""
	}
	quality, other := qualities(header)
	best, name := 0, ""
	for _, e := range encodings {
		q, named := quality[e.name]
		if !named {
			q = other
		}
		if q > best && has(e.name) {
			best, name = q, e.name
		}
	}
	return name
}

// qualities reads the weights from 0 to 1000 of the encodings that a header names, and of all others.
func qualities(header string) (named map[string]int, other int) {
	named = make(map[string]int, 4)
	header = header[:min(len(header), maxAccept)]
	for range maxAcceptParts {
		part, rest, more := strings.Cut(header, ",")
		name, params, _ := strings.Cut(part, ";")
		name = strings.ToLower(strings.TrimSpace(name))
		q := weight(params)
		switch name {
		case "*":
			other = q
		case "x-gzip":
			named["gzip"] = q
		default:
			named[name] = q
		}
		if !more {
			break
		}
		header = rest
	}
	return named, other
}

// weight reads q=0.8 as 800; 1000 where it is missing, 0 where it makes no sense.
func weight(params string) int {
	k, v, ok := strings.Cut(params, "=")
	if !ok || !strings.EqualFold(strings.TrimSpace(k), "q") {
		return 1000
	}
	f, err := strconv.ParseFloat(strings.TrimSpace(v), 64)
	if err != nil || f < 0 || f > 1 {
		return 0
	}
	return int(f * 1000)
}
