package db

import (
	"context"
	"log/slog"
	"time"
)

// trace follows one statement for the recorder and the log of slow statements.
type trace struct {
	start time.Time // zero when nobody wants to know
	rec   *Recorder
	entry int // the recorder's number of the statement
	sql   string
}

// begin starts the trace of a statement and returns the text for the backend: SQLite gets it with its comment, PostgreSQL finds what
// it knows of a statement by the text without, and adds the comment when it sends it.
func (d *DB) begin(ctx context.Context, t *trace, s *scope, sql string) string {
	if d.opt.Comment == nil {
		d.startTrace(t, s, sql)
		return sql
	}
	sent := d.opt.commented(ctx, sql)
	d.startTrace(t, s, sent)
	if d.lite != nil {
		return sent
	}
	return sql
}

func (d *DB) startTrace(t *trace, s *scope, sql string) {
	if s != nil && s.rec != nil {
		t.rec = s.rec
		t.entry = t.rec.begin(sql)
	} else if d.opt.SlowQuery < 0 {
		return
	}
	t.sql = sql
	t.start = time.Now()
}

func (d *DB) endTrace(ctx context.Context, t *trace, rows int64, err error) {
	if t.start.IsZero() {
		return
	}
	took := time.Since(t.start)
	if t.rec != nil {
		t.rec.end(t.entry, took, rows, err)
	}
	if d.opt.SlowQuery >= 0 && took >= d.opt.SlowQuery {
		d.logSlow(ctx, t.sql, took, err)
	}
}

// logSlow logs a slow statement: how long, from where, and its SQL without any value.
func (d *DB) logSlow(ctx context.Context, sql string, took time.Duration, err error) {
	attrs := []slog.Attr{
		slog.Duration("duration", took),
		slog.String("caller", caller()),
		slog.String("sql", Normalize(sql)),
		slog.String("database", d.name),
	}
	if err != nil {
		attrs = append(attrs, slog.String("error", err.Error()))
	}
	d.opt.Logger.LogAttrs(ctx, slog.LevelWarn, "slow statement", attrs...)
}
