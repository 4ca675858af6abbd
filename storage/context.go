package storage

import (
	"context"
	"errors"
)

type contextKey struct{}

// With returns a context that carries a bucket: a site puts the one of STORAGE_URL into the context of its requests and tasks.
func With(ctx context.Context, b *Bucket) context.Context {
	return context.WithValue(ctx, contextKey{}, b)
}

// ErrNoBucket is what [From] returns in a context without a bucket.
var ErrNoBucket = errors.New("storage: the context has no bucket: name one, or put the site's there with storage.With")

// From returns the bucket that ctx carries.
func From(ctx context.Context) (*Bucket, error) {
	if b, ok := ctx.Value(contextKey{}).(*Bucket); ok {
		return b, nil
	}
	return nil, ErrNoBucket
}

// Or returns b, or the bucket that ctx carries when b is nil.
func (b *Bucket) Or(ctx context.Context) (*Bucket, error) {
	if b != nil {
		return b, nil
	}
	return From(ctx)
}
