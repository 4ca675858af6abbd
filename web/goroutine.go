package web

import (
	"context"
	"log/slog"
	"runtime/debug"
)

// A Task is a function that runs beside the handler that started it.
type Task struct {
	done chan struct{}
	err  error
}

// Go runs fn in a goroutine of its own. A panic in it does not end the program: it is logged with its stack, once, and becomes
// the error of [Task.Wait], which a handler returns to answer 500.
//
// Fn gets the context of the caller, which ends with the request. What has to outlive the request is a background task, or
// takes context.WithoutCancel(ctx).
func Go(ctx context.Context, fn func(ctx context.Context) error) *Task {
	t := &Task{done: make(chan struct{})}
	go func() {
		defer close(t.done)
		defer t.catch(ctx)
		t.err = fn(ctx)
	}()
	return t
}

// Wait waits for the function and returns its error.
func (t *Task) Wait() error {
	<-t.done
	return t.err
}

func (t *Task) catch(ctx context.Context) {
	v := recover()
	if v == nil {
		return
	}
	t.err = newPanicError(v)
	log := slog.Default()
	if st := stateOf(ctx); st != nil {
		log = st.mux.opt.Logger
	}
	log.LogAttrs(ctx, slog.LevelError, "panic in a goroutine of a request",
		slog.String("panic", logText(t.err.Error(), 4<<10)), slog.String("request_id", RequestID(ctx)), slog.String("stack", string(debug.Stack())))
}
