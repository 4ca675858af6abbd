package session

import (
	"context"
	"maps"
	"strconv"
	"sync"
	"time"
)

// Memory returns a driver that keeps sessions in the process's memory, for tests: they end with it, and no other process knows them.
func Memory() Driver { return &memory{records: make(map[string]Record)} }

type memory struct {
	mu      sync.Mutex
	count   int64
	records map[string]Record
}

// put keeps a copy under a version of its own.
func (m *memory) put(key string, rec Record) {
	m.count++
	rec.Version = strconv.FormatInt(m.count, 10)
	rec.Data = maps.Clone(rec.Data)
	m.records[key] = rec
}

func (m *memory) Load(_ context.Context, key string) (Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	rec, ok := m.records[key]
	if !ok {
		return Record{}, ErrNotFound
	}
	rec.Data = maps.Clone(rec.Data)
	return rec, nil
}

func (m *memory) Create(_ context.Context, key string, rec Record) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, taken := m.records[key]; taken {
		return ErrExists
	}
	m.put(key, rec)
	return nil
}

func (m *memory) Update(_ context.Context, key, newKey string, rec Record) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	old, ok := m.records[key]
	if !ok {
		return ErrNotFound
	}
	if old.Version != rec.Version {
		return ErrChanged
	}
	if _, taken := m.records[newKey]; taken && newKey != key {
		return ErrExists
	}
	delete(m.records, key)
	m.put(newKey, rec)
	return nil
}

func (m *memory) Delete(_ context.Context, keys ...string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, key := range keys {
		delete(m.records, key)
	}
	return nil
}

func (m *memory) ClearExpired(_ context.Context, before time.Time, limit int) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for key, rec := range m.records {
		if n < limit && rec.Expires.Before(before) {
			delete(m.records, key)
			n++
		}
	}
	return n, nil
}
