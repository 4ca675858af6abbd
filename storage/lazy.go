package storage

import (
	"context"
	"io"
	"iter"
	"sync"
)

// Lazy returns a driver that is opened when it is first used, so that a site that keeps no files makes no folder. What open
// says stays: a driver that could not be opened gives its error each time.
func Lazy(open func() (Driver, error)) Driver {
	l := &lazy{}
	l.open = sync.OnceValues(func() (Driver, error) {
		d, err := open()
		l.opened = d
		return d, err
	})
	return l
}

type lazy struct {
	open   func() (Driver, error)
	opened Driver // nil until it is open
}

func (l *lazy) Create(ctx context.Context, r io.Reader, name func() string) (string, error) {
	d, err := l.open()
	if err != nil {
		return "", err
	}
	return d.Create(ctx, r, name)
}

func (l *lazy) Open(ctx context.Context, name string) (File, error) {
	d, err := l.open()
	if err != nil {
		return nil, err
	}
	return d.Open(ctx, name)
}

func (l *lazy) Stat(ctx context.Context, name string) (Info, error) {
	d, err := l.open()
	if err != nil {
		return Info{}, err
	}
	return d.Stat(ctx, name)
}

func (l *lazy) Delete(ctx context.Context, name string) error {
	d, err := l.open()
	if err != nil {
		return err
	}
	return d.Delete(ctx, name)
}

func (l *lazy) List(ctx context.Context, prefix string) iter.Seq2[Info, error] {
	d, err := l.open()
	if err != nil {
		return func(yield func(Info, error) bool) { yield(Info{}, err) }
	}
	return d.List(ctx, prefix)
}

// Close closes the driver, if it was opened. It must not run beside other calls.
func (l *lazy) Close() error {
	if l.opened == nil {
		return nil
	}
	return l.opened.Close()
}
