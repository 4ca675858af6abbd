package web

import (
	"container/list"
	"context"
	"hash/maphash"
	"sync"
	"time"
)

// A RateStore keeps token buckets. [NewRateMemory] keeps them in this process; a store that several processes share lets
// them count together. The package ratetest tests one.
type RateStore interface {
	// Take takes n tokens from the bucket of key, which begins full, or none when there are not enough. It is atomic: of
	// many at once, exactly as many succeed as there are tokens. It must come back soon; an error makes [RateLimit] count in
	// this process.
	Take(ctx context.Context, key string, rate Rate, n int) (Took, error)
}

// DefaultRateKeys is how many buckets [NewRateMemory] keeps.
const DefaultRateKeys = 100_000

const rateShards = 16

// NewRateMemory returns a store in this process that keeps at most that many buckets, [DefaultRateKeys] for 0. When there are
// more, those that have not been used for the longest time begin anew. A bucket takes about 200 bytes.
func NewRateMemory(keys int) RateStore {
	if keys <= 0 {
		keys = DefaultRateKeys
	}
	m := &rateMemory{seed: maphash.MakeSeed()}
	for i := range m.shards {
		m.shards[i] = rateShard{most: max(1, keys/rateShards), byKey: make(map[string]*list.Element), order: list.New()}
	}
	return m
}

type rateMemory struct {
	seed   maphash.Seed
	shards [rateShards]rateShard
}

type rateShard struct {
	mu    sync.Mutex
	most  int
	byKey map[string]*list.Element
	order *list.List // of *rateEntry, the least recently used first
}

type rateEntry struct {
	key    string
	bucket bucket
}

// Take implements RateStore.
func (m *rateMemory) Take(_ context.Context, key string, rate Rate, n int) (Took, error) {
	if err := rate.Check(); err != nil {
		return Took{}, err
	}
	s := &m.shards[maphash.String(m.seed, key)%rateShards]
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.entry(key).bucket.take(time.Now(), rate, n), nil
}

// entry finds the bucket of a key, or makes one and drops the oldest.
func (s *rateShard) entry(key string) *rateEntry {
	if el := s.byKey[key]; el != nil {
		s.order.MoveToBack(el)
		return el.Value.(*rateEntry)
	}
	if len(s.byKey) >= s.most {
		oldest := s.order.Front()
		delete(s.byKey, oldest.Value.(*rateEntry).key)
		s.order.Remove(oldest)
	}
	e := &rateEntry{key: key}
	s.byKey[key] = s.order.PushBack(e)
	return e
}
