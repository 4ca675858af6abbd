package storage

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/musette-go/musette/problem"
)

// Info says what is known of a file without reading it.
type Info struct {
	Name    string
	Size    int64 // in bytes
	ModTime time.Time
}

// File is an open file. Close it after use.
type File interface {
	io.ReadSeekCloser
	// Info describes the file.
	Info() Info
}

// Driver is a place where files are: a folder, memory, an object store. Names that reach it have passed [CheckName]. Many
// goroutines may use it. The package storagetest has the tests that a driver must pass.
type Driver interface {
	// Create stores what r gives under the first name that is free among those that name returns, call after call, and returns that
	// name. It never overwrites, and the file appears under its name only when it is whole. When r fails, nothing is left.
	Create(ctx context.Context, r io.Reader, name func() string) (string, error)
	// Open opens a file. The error is [ErrNotExist] when there is none.
	Open(ctx context.Context, name string) (File, error)
	// Stat describes a file. The error is [ErrNotExist] when there is none.
	Stat(ctx context.Context, name string) (Info, error)
	// Delete removes a file. Removing one that is not there is no error.
	Delete(ctx context.Context, name string) error
	// List gives the files whose names begin with prefix, sorted by name in the order of bytes.
	List(ctx context.Context, prefix string) iter.Seq2[Info, error]
	// Close frees what the driver holds.
	Close() error
}

// ErrNotExist is matched by the error of a file that is not there. It is a problem of the kind NotFound.
var ErrNotExist = problem.New(problem.NotFound, "There is no such file.")

// ErrTooLarge is matched by the error of a Save beyond [Options.MaxSize].
var ErrTooLarge = problem.New(problem.TooLarge, "The file is too large.")

// Options configure a [Bucket]. The zero value is usable.
type Options struct {
	// BaseURL begins the addresses that [Bucket.URL] gives; a relative one belongs to the site itself. Defaults to "/media/".
	BaseURL string
	// MaxSize is the most bytes of one file; Save refuses more and leaves nothing behind. Negative means no limit. Defaults to 100 MiB.
	MaxSize int64
}

// DefaultMaxSize is the limit of one file where Options says none, in bytes.
const DefaultMaxSize = 100 << 20

// A Bucket is a set of named files. Many goroutines may use it.
type Bucket struct {
	driver Driver
	opt    Options
}

// Open returns the bucket at an address: file://folder, file:///folder, memory://. A folder is made when it is first used.
func Open(address string, opt Options) (*Bucket, error) {
	scheme, rest, ok := strings.Cut(address, "://")
	switch {
	case ok && scheme == "memory" && rest == "":
		return New(Memory(), opt), nil
	case ok && scheme == "file" && rest != "":
		return New(Lazy(func() (Driver, error) { return Folder(rest) }), opt), nil
	}
	if !ok {
		scheme = "none"
	}
	return nil, fmt.Errorf("storage: an address with the scheme %s cannot be opened: expected file://folder or memory://", quote(shorten(scheme)))
}

// New returns the bucket of a driver.
func New(d Driver, opt Options) *Bucket {
	if opt.BaseURL == "" {
		opt.BaseURL = "/media/"
	}
	if opt.MaxSize == 0 {
		opt.MaxSize = DefaultMaxSize
	}
	return &Bucket{driver: d, opt: opt}
}

// maxTries bounds how many names Save looks at. Endings are random, so the second is free.
const maxTries = 20

// Save stores what r gives and returns the name it got: name, or when that is taken, one with a random ending before the
// extension. However many save the same name at once, each file has a name of its own. The error is [ErrTooLarge] for more bytes
// than the bucket takes and [ErrFull] where there is no room; then, and when r fails, nothing is stored.
func (b *Bucket) Save(ctx context.Context, name string, r io.Reader) (string, error) {
	if err := CheckName(name); err != nil {
		return "", err
	}
	if b.opt.MaxSize > 0 {
		r = &limited{r: r, left: b.opt.MaxSize}
	}
	tries := 0
	return b.driver.Create(ctx, r, func() string {
		if tries++; tries == 1 {
			return name
		}
		return other(name, strings.ToLower(rand.Text()[:8]))
	})
}

// limited fails once more than left bytes were read.
type limited struct {
	r    io.Reader
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	if int64(len(p)) > l.left+1 {
		p = p[:l.left+1]
	}
	n, err := l.r.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return 0, ErrTooLarge
	}
	return n, err
}

// Open opens a file for reading. The error matches [ErrNotExist] when there is none.
func (b *Bucket) Open(ctx context.Context, name string) (File, error) {
	if err := CheckName(name); err != nil {
		return nil, err
	}
	return b.driver.Open(ctx, name)
}

// Stat describes a file. The error matches [ErrNotExist] when there is none.
func (b *Bucket) Stat(ctx context.Context, name string) (Info, error) {
	if err := CheckName(name); err != nil {
		return Info{}, err
	}
	return b.driver.Stat(ctx, name)
}

// Exists reports whether there is a file of that name; a name that cannot be is not there.
func (b *Bucket) Exists(ctx context.Context, name string) (bool, error) {
	_, err := b.Stat(ctx, name)
	if problem.Of(err) == problem.NotFound {
		return false, nil
	}
	return err == nil, err
}

// Delete removes a file. Removing one that is not there is no error.
func (b *Bucket) Delete(ctx context.Context, name string) error {
	if err := CheckName(name); err != nil {
		return err
	}
	return b.driver.Delete(ctx, name)
}

// List gives the files whose names begin with prefix, sorted by name; "" gives all.
func (b *Bucket) List(ctx context.Context, prefix string) iter.Seq2[Info, error] {
	if prefix != "" && CheckName(strings.TrimSuffix(prefix, "/")) != nil {
		return func(yield func(Info, error) bool) {} // no file has such a name
	}
	return b.driver.List(ctx, prefix)
}

// URL is the address of a file: the bucket's base address and the name, escaped. The file need not exist.
func (b *Bucket) URL(name string) (string, error) {
	if err := CheckName(name); err != nil {
		return "", err
	}
	parts := strings.Split(name, "/")
	for i, p := range parts {
		parts[i] = url.PathEscape(p)
	}
	return strings.TrimSuffix(b.opt.BaseURL, "/") + "/" + path.Join(parts...), nil
}

// Close frees what the bucket's driver holds.
func (b *Bucket) Close() error { return b.driver.Close() }

// claim asks for names until take accepts one; take's error is fs.ErrExist for a name that is taken.
func claim(name func() string, taken func(error) bool, take func(name string) error) (string, error) {
	var err error
	for range maxTries {
		n := name()
		if err = take(n); err == nil {
			return n, nil
		}
		if !taken(err) {
			return "", err
		}
	}
	return "", errors.Join(fmt.Errorf("storage: no free name found in %d tries", maxTries), err)
}
