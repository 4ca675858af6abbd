package db

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/ncruces/go-sqlite3/vfs/mvcc" // databases in memory whose readers do not wait for writers
)

// memoryPath is the address of a database in memory.
const memoryPath = ":memory:"

// liteBackend is an SQLite database: one connection that writes and several that read beside it.
type liteBackend struct {
	path    string // as given
	uri     string // for the driver
	memory  bool
	opt     Options
	readers *pool[*liteConn]
	writer  *pool[*liteConn]
}

func newLiteBackend(path string, opt Options) (*liteBackend, error) {
	b := &liteBackend{path: path, opt: opt, memory: path == memoryPath}
	if b.memory {
		name := "musette-" + rand.Text()
		b.uri = "file:/" + name + "?vfs=mvcc"
		mvcc.Create(name, mvcc.NewSnapshot("")) // it stays until close, whatever connections come and go
	} else {
		if err := checkPath(path); err != nil {
			return nil, err
		}
		b.uri = fileURI(path)
	}
	b.writer = newPool(poolOptions{coarse: true,
		max: 1, acquireTimeout: opt.AcquireTimeout,
		advice: "SQLite has one writer; look for Rows of Write that are not closed, and keep transactions short",
	}, func(ctx context.Context) (*liteConn, error) { return b.connect(ctx, true) })
	b.readers = newPool(poolOptions{coarse: true,
		max: opt.MaxConns, min: opt.MinConns, idleTime: opt.MaxConnIdleTime, acquireTimeout: opt.AcquireTimeout,
		checkPeriod: opt.HealthCheckPeriod, advice: findOrRaise,
	}, func(ctx context.Context) (*liteConn, error) { return b.connect(ctx, false) })
	return b, nil
}

// fileURI is the form in which SQLite takes a path whatever characters it has.
func fileURI(path string) string {
	return "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()
}

// checkPath says in plain words why a file cannot be a database, where SQLite would say "unable to open".
func checkPath(path string) error {
	if strings.IndexByte(path, 0) >= 0 {
		return errors.New("the path holds a NUL byte")
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return errors.New("it is a folder; name a file in it")
	case err == nil:
		return checkFile(path)
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w", withoutPath(err))
	}
	return checkFolder(filepath.Dir(path))
}

func checkFolder(dir string) error {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("the folder %s does not exist; create it first", dir)
	case err != nil:
		return fmt.Errorf("the folder %s: %w", dir, withoutPath(err))
	case !info.IsDir():
		return fmt.Errorf("%s is not a folder", dir)
	}
	probe, err := os.CreateTemp(dir, ".musette-*")
	if err != nil {
		return fmt.Errorf("the folder %s cannot be written to: %w; SQLite needs to create files beside the database", dir, withoutPath(err))
	}
	probe.Close()
	return os.Remove(probe.Name())
}

func checkFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("the file cannot be opened for reading and writing: %w", withoutPath(err))
	}
	defer f.Close()
	var head [16]byte
	if n, _ := f.Read(head[:]); n > 0 && string(head[:n]) != "SQLite format 3\x00"[:n] {
		return errors.New("the file is not an SQLite database")
	}
	return checkFolder(filepath.Dir(path))
}

// withoutPath is the reason of a file error without the path, which the message names already.
func withoutPath(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// explain says why the database could not be opened.
func (b *liteBackend) explain(address string, err error) error {
	var e *Error
	if errors.As(err, &e) && e.Code == Canceled {
		return err
	}
	reason := strings.TrimPrefix(err.Error(), "db: ")
	return &OpenError{URL: address, Text: reason, err: err}
}

func (b *liteBackend) stats() Stats { return b.readers.stats().plus(b.writer.stats()) }

// first opens the writer, which creates the file and makes its settings.
func (b *liteBackend) first(ctx context.Context) error { return ask(ctx, b.writer) }

// ping reads from the database.
func (b *liteBackend) ping(ctx context.Context) error { return ask(ctx, b.readers) }

func ask(ctx context.Context, p *pool[*liteConn]) error {
	c, _, err := p.acquire(ctx)
	if err != nil {
		return err
	}
	defer p.release(c)
	_, err = c.exec(ctx, "SELECT count(*) FROM sqlite_schema", nil)
	return err
}

func (b *liteBackend) close(ctx context.Context) error {
	err := errors.Join(b.readers.close(ctx), b.writer.close(ctx))
	if b.memory {
		mvcc.Delete(b.uri)
	}
	return err
}

// busyTimeout is how long a connection waits for other processes.
func (b *liteBackend) busyTimeout() time.Duration {
	if b.opt.LockTimeout < 0 {
		return 24 * time.Hour
	}
	return b.opt.LockTimeout
}
