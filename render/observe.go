package render

import (
	"context"
	"slices"
)

// carried is what a context carries of this package.
type carried struct {
	engine *Engine
	seen   func(name string) // of pages that are rendered; nil for nobody who looks
}

func carriedIn(ctx context.Context) *carried {
	c, _ := ctx.Value(engineKey{}).(*carried)
	return c
}

// Observe returns a context under which seen is called with the name of each page before it is rendered, for tests. The
// context must have an engine ([With]); without one it is returned as it is.
func Observe(ctx context.Context, seen func(name string)) context.Context {
	c := carriedIn(ctx)
	if c == nil {
		return ctx
	}
	return context.WithValue(ctx, engineKey{}, &carried{engine: c.engine, seen: seen})
}

// Files lists the files that a page is made of: its own, its layouts and what they include, sorted. A file that stands in a
// condition is one of them, whether the condition holds or not. The name may end in "#block".
func (e *Engine) Files(name string) ([]string, error) {
	s, err := e.fresh()
	if err != nil {
		return nil, err
	}
	c, err := s.lib.composed(name)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, f := range c.chain {
		files = append(files, f.name)
	}
	for n := range c.trees {
		if s.lib.files[n] != nil {
			files = append(files, n)
		}
	}
	slices.Sort(files)
	return slices.Compact(files), nil
}
