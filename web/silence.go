package web

import (
	"context"
	"errors"
	"net/http"
)

// errSilent is what a handler did wrong that returned nil and wrote nothing.
var errSilent = errors.New("web: the handler returned nil and has written no answer: write one, call w.WriteHeader for an empty one, or return an error")

// silent answers for a handler that returned nil without an answer. Behind a wrapped writer, which may hold the answer back,
// whether there was one is known at the end of the request. When the client has gone there is nothing to answer.
func silent(w http.ResponseWriter, r *http.Request, certain bool) {
	ctx := r.Context()
	switch st := stateOf(ctx); {
	case errors.Is(ctx.Err(), context.Canceled):
	case certain:
		Fail(w, r, errSilent)
	case st != nil && st.rec.status == 0 && recorderOf(w) == &st.rec:
		st.silent = true
	}
}
