package session

import (
	"context"
	"encoding/json"
	"fmt"
)

// The names that belong to the package; the second is Django's own for the same thing.
const (
	createdName = "_created"
	expiryName  = "_session_expiry"
)

// Key names a value of the session and its type, which is kept as JSON. It is made once, in a package variable:
//
//	var cart = session.NewKey[Cart]("cart")
type Key[T any] struct{ name string }

// NewKey returns the key of that name. It panics for an empty name and for _created and _session_expiry, which are the package's own.
func NewKey[T any](name string) Key[T] {
	if name == "" || name == createdName || name == expiryName {
		panic(fmt.Sprintf("session: NewKey(%q): the name is the package's own, or empty: choose another", name))
	}
	return Key[T]{name}
}

// Name is the name that the value has in the store.
func (k Key[T]) Name() string { return k.name }

// Get returns the value, and false when the session has none. The error is [ErrNoSession], that of the store, or that of a value
// which does not fit T, because the program has changed.
func (k Key[T]) Get(ctx context.Context) (value T, ok bool, err error) {
	raw, ok, err := From(ctx).get(ctx, k.name)
	if err != nil || !ok {
		return value, false, err
	}
	if err := json.Unmarshal(raw, &value); err != nil {
		var zero T
		return zero, false, fmt.Errorf("session: the value %q does not fit %T: delete it, or give the new type another name: %w", k.name, zero, err)
	}
	return value, true, nil
}

// Set keeps a value. A request that has no session yet gets one. The error is [ErrNoSession], [ErrHeaderSent], that of the store, or
// that of a value that cannot be JSON.
func (k Key[T]) Set(ctx context.Context, value T) error {
	raw, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("session: the value %q cannot be kept: %w", k.name, err)
	}
	return From(ctx).set(ctx, k.name, raw)
}

// Delete removes the value. Removing one that is not there is no error.
func (k Key[T]) Delete(ctx context.Context) error { return From(ctx).set(ctx, k.name, nil) }
