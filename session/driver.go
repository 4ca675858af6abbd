package session

import (
	"context"
	"encoding/json"
	"errors"
	"time"
)

// Record is a session as a driver keeps it.
type Record struct {
	// Data are the values by name, each as JSON.
	Data map[string]json.RawMessage
	// Created is when the session began, in whole seconds; zero when the store does not know.
	Created time.Time
	// Expires is when it ends, unless it is used before.
	Expires time.Time
	// Version identifies the state that Load found. A driver gives it any text it likes and gets it back in Update.
	Version string
}

// Driver is a place where sessions are kept: a table, a server in memory. Keys that reach it are at most 40 letters, digits, "-" and
// "_". Many goroutines may use it. The package sessiontest has the tests that a driver must pass.
type Driver interface {
	// Load returns a session, whether it has expired or not. The error is [ErrNotFound] when there is none.
	Load(ctx context.Context, key string) (Record, error)
	// Create keeps a new session. The error is [ErrExists] when the key is taken; nothing is changed then.
	Create(ctx context.Context, key string, rec Record) error
	// Update replaces a session and gives it the key newKey, which is often the one it has, in one step: afterwards the old key
	// is dead. The error is [ErrNotFound] when there is no session with that key any more, and [ErrChanged] when it is no longer
	// in the state rec.Version; nothing is changed then.
	Update(ctx context.Context, key, newKey string, rec Record) error
	// Delete ends sessions. Those that are not there are no error.
	Delete(ctx context.Context, keys ...string) error
	// ClearExpired removes up to limit sessions that ended before the time given, and returns how many it removed.
	ClearExpired(ctx context.Context, before time.Time, limit int) (int, error)
}

// Errors of a [Driver].
var (
	// ErrNotFound says that there is no session with that key.
	ErrNotFound = errors.New("session: there is no such session")
	// ErrExists says that there is a session with that key already.
	ErrExists = errors.New("session: there is a session with that key already")
	// ErrChanged says that somebody else changed the session since it was loaded.
	ErrChanged = errors.New("session: the session has been changed since it was loaded")
)
