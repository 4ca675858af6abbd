package orm

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"github.com/musette-go/musette/problem"
)

// ErrNotLoaded is matched by the error that reading an unloaded relation gives.
var ErrNotLoaded = errors.New("orm: related row is not loaded")

// NotLoadedError says which relation was read without having been asked for, and what to add to the query.
type NotLoadedError struct {
	What string // "Author", "Authors.Books"
	Fix  string // "SelectRelated", "PrefetchRelated"
}

func (e *NotLoadedError) Error() string {
	return "orm: related " + e.What + " is not loaded: add " + e.Fix + " to the query; relations are never loaded silently"
}

// Is makes errors.Is(err, ErrNotLoaded) true.
func (e *NotLoadedError) Is(target error) bool { return target == ErrNotLoaded }

// RefOf is a key to a row of T. It always holds the key; the row is there after SelectRelated or PrefetchRelated, or
// when it was set. A zero key is NULL for a nullable key, and "not set" for others.
type RefOf[T any, K comparable] struct {
	key K
	row *T
}

// Ref is a key to a model whose primary key is an integer.
type Ref[T any] = RefOf[T, int64]

// To returns a reference to the row with that key: orm.To[Author](7).
func To[T any](key int64) Ref[T] { return Ref[T]{key: key} }

// ToOf is To for keys that are no int64: orm.ToOf[Country]("DE").
func ToOf[T any, K comparable](key K) RefOf[T, K] { return RefOf[T, K]{key: key} }

// Key returns the key, the zero value when there is none.
//
//go:noinline
func (r RefOf[T, K]) Key() K { return r.key }

// IsNull reports whether there is no key.
//
//go:noinline
func (r *RefOf[T, K]) IsNull() bool { var z K; return r.key == z }

// Loaded reports whether the row is there.
//
//go:noinline
func (r *RefOf[T, K]) Loaded() bool { return r.row != nil }

// SetKey points the reference to another row, which is then not loaded. The zero key makes it NULL.
//
//go:noinline
func (r *RefOf[T, K]) SetKey(key K) { r.key, r.row = key, nil }

// Get returns the row; it never queries. The error is a [NotLoadedError] when the query did not ask for the row, and
// [ErrNotFound] when the key is NULL.
//
//go:noinline
func (r *RefOf[T, K]) Get() (*T, error) {
	switch {
	case r.row != nil:
		return r.row, nil
	case r.IsNull():
		return nil, ErrNotFound
	}
	return nil, &NotLoadedError{What: reflect.TypeFor[T]().Name(), Fix: "SelectRelated"}
}

// Row returns the row, nil when the key is NULL. It panics with a [NotLoadedError] when the query did not ask for the row:
// in a template that becomes the error of the page.
//
//go:noinline
func (r RefOf[T, K]) Row() *T {
	row, err := r.Get()
	if err != nil && !errors.Is(err, ErrNotFound) {
		panic(err)
	}
	return row
}

//go:noinline
func (r *RefOf[T, K]) forget() { r.row = nil }

// String is the key in text.
//
//go:noinline
func (r RefOf[T, K]) String() string { return fmt.Sprint(r.key) }

// MarshalJSON writes the key, null when there is none.
//
//go:noinline
func (r RefOf[T, K]) MarshalJSON() ([]byte, error) {
	if r.IsNull() {
		return []byte("null"), nil
	}
	return json.Marshal(r.key)
}

// UnmarshalJSON reads a key or null.
//
//go:noinline
func (r *RefOf[T, K]) UnmarshalJSON(b []byte) error {
	var k K
	if string(b) != "null" {
		if err := json.Unmarshal(b, &k); err != nil {
			return problem.Wrap(problem.Invalid, fmt.Errorf("orm: key of %s: %w", reflect.TypeFor[T]().Name(), err))
		}
	}
	r.SetKey(k)
	return nil
}

// Key is for generated code.
func Key[T any, K comparable](r *RefOf[T, K]) *K { return &r.key }

// SetRow is for generated code: it puts a loaded row into a reference.
func SetRow[T any, K comparable](r *RefOf[T, K], row *T) { r.row = row }

// ScanNullKey is for generated code: it reads a key that may be NULL.
func ScanNullKey(r *Row, key any) {
	if r.IsNull() {
		r.Skip(1)
		return
	}
	scanPtr(r, key, -1)
}

// LooseRef is a key to a model of a package that imports this one, which Go cannot name here. It holds the key only.
type LooseRef struct{ key int64 }

// ToKey returns a loose reference to the row with that key; 0 is NULL.
func ToKey(key int64) LooseRef { return LooseRef{key} }

// Key returns the key, 0 when there is none.
func (r LooseRef) Key() int64 { return r.key }

// SetKey points the reference to another row; 0 makes it NULL.
func (r *LooseRef) SetKey(key int64) { r.key = key }

// LooseKey is for generated code.
func LooseKey(r *LooseRef) *int64 { return &r.key }

// Many is the field of a many-to-many relation. It has no column; it holds the related rows after PrefetchRelated.
type Many[T any] struct {
	rows   []*T
	loaded bool
}

// All returns the related rows; it never queries. The error is a [NotLoadedError] when the query did not prefetch them.
//
//go:noinline
func (m Many[T]) All() ([]*T, error) {
	if !m.loaded {
		return nil, &NotLoadedError{What: reflect.TypeFor[T]().Name() + " rows", Fix: "PrefetchRelated"}
	}
	return m.rows, nil
}

// Rows returns the related rows. It panics with a [NotLoadedError] when the query did not prefetch them: in a template
// that becomes the error of the page.
//
//go:noinline
func (m Many[T]) Rows() []*T {
	rows, err := m.All()
	if err != nil {
		panic(err)
	}
	return rows
}

// Loaded reports whether the rows are there.
//
//go:noinline
func (m Many[T]) Loaded() bool { return m.loaded }

//go:noinline
func (m *Many[T]) setRows(rows any) { m.rows, m.loaded = rows.([]*T), true }

//go:noinline
func (m *Many[T]) getRows() (any, bool) { return m.rows, m.loaded }

//go:noinline
func (m *Many[T]) forget() { m.rows, m.loaded = nil, false }

type manyField interface {
	setRows(rows any)
	getRows() (any, bool)
}
