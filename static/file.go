package static

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"path"
	"strings"
	"sync"
)

// The sizes of files in bytes.
const (
	maxKept     = 1 << 20  // larger ones are read from their source for each request, unless they were rewritten
	maxRewrite  = 16 << 20 // larger style sheets and scripts are refused
	maxCompress = 4 << 20  // larger ones are compressed by collecting only
	minCompress = 256      // smaller ones gain nothing
)

// A file is one static file.
type file struct {
	name      string // "shop/shop.css"
	hashed    string // "shop/shop.3f2a9c0b1d2e.css"; the name itself in debug
	address   string // hashed, escaped for an address
	etag      string // without quotes
	kind      string // its content type
	size      int64
	from      fs.FS
	stored    string // its name in from
	body      []byte // nil for one that is read from its source
	squeeze   bool   // compressing it helps
	collected bool   // what is not compressed already stays so

	versions map[string]*version // by encoding
}

// A version is a compressed form of a file, made when it is first wanted, or by collecting.
type version struct {
	once   sync.Once
	body   []byte // nil when compressing does not help
	stored string // its name in the collected folder
}

// readFile reads and hashes one file of a source.
func readFile(t tree, name string) (*file, error) {
	r, err := t.fs.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }() // it was only read
	f := newFile(t.fs, name)
	var kept bytes.Buffer
	sum := sha256.New()
	limit := int64(maxKept)
	if rewritable(name) {
		limit = maxRewrite
	}
	f.size, err = io.Copy(io.MultiWriter(sum, &cappedBuffer{&kept, limit}), r)
	if err != nil {
		return nil, err
	}
	if f.size <= limit {
		f.body = kept.Bytes()
	} else if rewritable(name) {
		return nil, fmt.Errorf("%s has %d bytes, more than the %d that a style sheet or script may have", name, f.size, maxRewrite)
	}
	f.setHash(sum.Sum(nil))
	return f, nil
}

func newFile(from fs.FS, name string) *file {
	f := &file{name: name, hashed: name, from: from, stored: name, kind: ContentType(name)}
	f.squeeze = compressible(f.kind)
	f.versions = make(map[string]*version, len(encodings))
	for _, e := range encodings {
		f.versions[e.name] = new(version)
	}
	f.address = escapePath(name)
	return f
}

// setHash gives a file its ETag: the first 48 bits of the sum, as hexadecimal digits.
func (f *file) setHash(sum []byte) { f.etag = hex.EncodeToString(sum[:6]) }

// setName gives a file the name with its hash.
func (f *file) setName() {
	ext := path.Ext(f.name)
	f.hashed = strings.TrimSuffix(f.name, ext) + "." + f.etag + ext
	f.address = escapePath(f.hashed)
}

func escapePath(name string) string {
	return strings.ReplaceAll(url.PathEscape(name), "%2F", "/")
}

// cappedBuffer keeps at most max bytes and counts the rest as written.
type cappedBuffer struct {
	to  *bytes.Buffer
	max int64
}

func (b *cappedBuffer) Write(p []byte) (int, error) {
	if int64(b.to.Len()+len(p)) <= b.max {
		b.to.Write(p)
	} else {
		b.max = 0 // a part of it would be of no use
	}
	return len(p), nil
}

// open returns the content of a file.
func (f *file) open() (io.ReadSeeker, func(), error) {
	if f.body != nil {
		return bytes.NewReader(f.body), func() {}, nil
	}
	return openStored(f.from, f.stored)
}

func openStored(from fs.FS, name string) (io.ReadSeeker, func(), error) {
	r, err := from.Open(name)
	if err != nil {
		return nil, nil, fmt.Errorf("static: %w", err)
	}
	if rs, ok := r.(io.ReadSeeker); ok {
		return rs, func() { _ = r.Close() }, nil
	}
	defer func() { _ = r.Close() }() // it was only read
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, nil, fmt.Errorf("static: %w", err)
	}
	return bytes.NewReader(b), func() {}, nil
}

// content reads a file whole.
func (f *file) content() ([]byte, error) {
	if f.body != nil {
		return f.body, nil
	}
	b, err := fs.ReadFile(f.from, f.stored)
	if err != nil {
		return nil, fmt.Errorf("static: %w", err)
	}
	return b, nil
}
