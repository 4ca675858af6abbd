package sample

import "context"

// Level is a level.
type Level int

// The levels.
const (
	Low Level = iota
	High
	hidden
)

const Name, other = "sample", "x"

var ErrGone = error(nil)

var Limit, limit int

type Alias = map[string][]Level

type core struct {
	Depth int
}

func (*core) Promoted() {}

type lonely struct{}

func (lonely) Invisible() {}

// Options are options.
type Options struct {
	*core
	Level
	A, B  string
	inner int
	Do    func(ctx context.Context, n ...int) (err error)
}

type Query[T any, K comparable] struct{}

func (q *Query[T, K]) All(ctx context.Context, a, b int) ([]*T, error) { return nil, nil }
func (q *Query[T, K]) close()                                          {}

type Driver interface {
	context.Context
	Ping(ctx context.Context) error
	sealed()
}

type Number interface{ ~int | ~int64 }

func Map[T, U any](list []T, fn func(item T) U) (out chan<- U) { return nil }

func unexported() {}
