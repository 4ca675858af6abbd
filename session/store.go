package session

import (
	"context"
)

// store is what lies behind a [Manager]: a driver, or the cookie itself. A token is what the cookie holds.
type store interface {
	// load returns the session of a token from outside, or ErrNotFound.
	load(ctx context.Context, token string) (Record, error)
	// create keeps a new session under a fresh token and returns what the cookie gets.
	create(ctx context.Context, token string, rec Record) (string, error)
	// update replaces a session, under another token where that is asked for.
	update(ctx context.Context, token, newToken string, rec Record) (string, error)
	// remove ends the session of a token, as far as that is possible.
	remove(ctx context.Context, token string) error
	// end ends sessions by their keys in the store.
	end(ctx context.Context, keys []string) error
	// fresh returns a new token, "" where tokens are made by saving.
	fresh() string
	// key is the key in the store, "" where there is none.
	key(token string) string
}

// server keeps sessions with a driver.
type server struct {
	driver Driver
	plain  bool
}

func (s server) fresh() string { return newKey() }

func (s server) key(token string) string {
	if s.plain {
		return token
	}
	return hashKey(token)
}

func (s server) load(ctx context.Context, token string) (Record, error) {
	if !validKey(token) {
		return Record{}, ErrNotFound
	}
	return s.driver.Load(ctx, s.key(token))
}

func (s server) create(ctx context.Context, token string, rec Record) (string, error) {
	return token, s.driver.Create(ctx, s.key(token), rec)
}

func (s server) update(ctx context.Context, token, newToken string, rec Record) (string, error) {
	return newToken, s.driver.Update(ctx, s.key(token), s.key(newToken), rec)
}

func (s server) remove(ctx context.Context, token string) error {
	return s.driver.Delete(ctx, s.key(token))
}

func (s server) end(ctx context.Context, keys []string) error { return s.driver.Delete(ctx, keys...) }
