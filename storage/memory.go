package storage

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"
)

// Memory returns a driver that keeps files in memory, for tests. They are gone when the process ends.
func Memory() Driver { return &memory{files: make(map[string]memoryFile)} }

type memory struct {
	mu    sync.RWMutex
	files map[string]memoryFile
}

type memoryFile struct {
	data []byte // never changed
	time time.Time
}

func (m *memory) Create(ctx context.Context, r io.Reader, name func() string) (string, error) {
	data, err := io.ReadAll(reader{ctx, r})
	if err != nil {
		return "", err
	}
	return claim(name, isExist, func(n string) error {
		m.mu.Lock()
		defer m.mu.Unlock()
		if _, ok := m.files[n]; ok {
			return fs.ErrExist
		}
		m.files[n] = memoryFile{data: data, time: time.Now()}
		return nil
	})
}

func isExist(err error) bool { return errors.Is(err, fs.ErrExist) }

func (m *memory) get(ctx context.Context, name string) (memoryFile, error) {
	if err := ctx.Err(); err != nil {
		return memoryFile{}, err
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	f, ok := m.files[name]
	if !ok {
		return memoryFile{}, ErrNotExist
	}
	return f, nil
}

func (m *memory) Open(ctx context.Context, name string) (File, error) {
	f, err := m.get(ctx, name)
	if err != nil {
		return nil, err
	}
	return &openMemory{bytes.NewReader(f.data), f.info(name)}, nil
}

func (f memoryFile) info(name string) Info {
	return Info{Name: name, Size: int64(len(f.data)), ModTime: f.time}
}

func (m *memory) Stat(ctx context.Context, name string) (Info, error) {
	f, err := m.get(ctx, name)
	if err != nil {
		return Info{}, err
	}
	return f.info(name), nil
}

func (m *memory) Delete(ctx context.Context, name string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.files, name)
	return nil
}

func (m *memory) List(ctx context.Context, prefix string) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		m.mu.RLock()
		var found []Info
		for name, f := range m.files {
			if strings.HasPrefix(name, prefix) {
				found = append(found, f.info(name))
			}
		}
		m.mu.RUnlock()
		slices.SortFunc(found, func(a, b Info) int { return strings.Compare(a.Name, b.Name) })
		for _, i := range found {
			if err := ctx.Err(); err != nil {
				yield(Info{}, err)
				return
			}
			if !yield(i, nil) {
				return
			}
		}
	}
}

func (m *memory) Close() error { return nil }

type openMemory struct {
	*bytes.Reader
	info Info
}

func (o *openMemory) Info() Info   { return o.info }
func (o *openMemory) Close() error { return nil }

// reader ends with the context's error when the context does.
type reader struct {
	ctx context.Context
	r   io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}
