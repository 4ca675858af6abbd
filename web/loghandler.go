package web

import (
	"context"
	"log/slog"
)

// LogHandler returns a handler that adds to every record what its context knows of the request: request_id, and trace_id and
// span_id when the request is part of a trace. A site puts it around the handler of its logger, so that each line written with
// slog.InfoContext and the like says which request it belongs to.
func LogHandler(next slog.Handler) slog.Handler { return &logHandler{next} }

type logHandler struct{ next slog.Handler }

// Enabled asks the handler below.
func (h *logHandler) Enabled(ctx context.Context, level slog.Level) bool {
	return h.next.Enabled(ctx, level)
}

// Handle adds the attributes that the record does not have yet.
func (h *logHandler) Handle(ctx context.Context, rec slog.Record) error {
	id, trace := RequestID(ctx), traceOf(ctx)
	if id == "" && trace == nil {
		return h.next.Handle(ctx, rec)
	}
	rec.Attrs(func(a slog.Attr) bool {
		if a.Key == "request_id" {
			id = ""
		}
		return id != ""
	})
	if id != "" || trace != nil {
		rec = rec.Clone()
	}
	if id != "" {
		rec.AddAttrs(slog.String("request_id", id))
	}
	if trace != nil {
		rec.AddAttrs(slog.String("trace_id", trace.TraceID), slog.String("span_id", trace.SpanID))
	}
	return h.next.Handle(ctx, rec)
}

// WithAttrs returns a handler with more attributes.
func (h *logHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &logHandler{h.next.WithAttrs(attrs)}
}

// WithGroup returns a handler that puts what follows into a group, the ids of the request too.
func (h *logHandler) WithGroup(name string) slog.Handler { return &logHandler{h.next.WithGroup(name)} }
