package db

import "context"

// OnCommit runs fn after the outermost transaction of the context has committed, in the order of the calls. A hook that
// was registered in an inner block that rolled back is dropped; so are all when the transaction rolls back. Outside a
// transaction fn runs at once.
//
// fn gets a context outside the transaction that is not cancelled with the caller's: what was committed must have its
// consequences, even when the request that caused it is over. A hook that panics does not keep the others from running:
// the panic goes on after the last hook.
func OnCommit(ctx context.Context, fn func(ctx context.Context)) {
	s := scopeOf(ctx)
	if s == nil {
		fn(ctx)
		return
	}
	for b := s.tx; b != nil; b = b.outer {
		if !b.transaction || b.sandbox {
			continue
		}
		switch b.state.Load() {
		case blockDropped:
			return
		case blockOpen:
			b.held.addHook(fn)
			return
		}
	}
	if s.capture != nil {
		s.capture(fn)
		return
	}
	fn(ctx)
}

func (h *held) addHook(fn func(context.Context)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.hooks = append(h.hooks, fn)
}

// dropHooks forgets the hooks registered since a block's begin. The connection is locked.
func (h *held) dropHooks(mark int) {
	clear(h.hooks[mark:])
	h.hooks = h.hooks[:mark]
}

func (h *held) takeHooks() []func(context.Context) {
	h.mu.Lock()
	defer h.mu.Unlock()
	hooks := h.hooks
	h.hooks = nil
	return hooks
}

// runHooks runs the hooks; the rest still runs when one panics or ends the goroutine.
func runHooks(ctx context.Context, hooks []func(context.Context)) {
	if len(hooks) == 0 {
		return
	}
	if s := scopeOf(ctx); s != nil && s.capture != nil {
		for _, hook := range hooks {
			s.capture(hook)
		}
		return
	}
	ctx = context.WithoutCancel(ctx)
	next := 0
	var run func()
	run = func() {
		for next < len(hooks) {
			hook := hooks[next]
			next++
			func() {
				ok := false
				defer func() {
					if !ok && next < len(hooks) {
						run()
					}
				}()
				hook(ctx)
				ok = true
			}()
		}
	}
	run()
}
