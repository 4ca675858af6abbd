package web

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// HealthOptions configure [Health]. The zero value is usable.
type HealthOptions struct {
	// Timeout is how long the checks may take together. Defaults to 2 s.
	Timeout time.Duration
	// Reuse is how long a result is given out again, so that asking often costs nothing. Defaults to 500 ms.
	Reuse time.Duration
	// Logger gets the errors of failing checks, which are not sent. Defaults to slog.Default().
	Logger *slog.Logger
}

// Health answers whether the site is alive and whether it is ready: whether every check passes and it is not about to stop.
type Health struct {
	opt      HealthOptions
	draining atomic.Bool

	mu     sync.Mutex // held while the checks run, so that they run once
	checks []readyCheck
	last   healthReport
	at     time.Time
}

type readyCheck struct {
	name string
	run  func(ctx context.Context) error
}

type healthReport struct {
	Status string            `json:"status"`
	Checks map[string]string `json:"checks,omitempty"`
}

// NewHealth returns a Health without checks, which is ready.
func NewHealth(opt HealthOptions) *Health {
	if opt.Timeout <= 0 {
		opt.Timeout = 2 * time.Second
	}
	if opt.Reuse <= 0 {
		opt.Reuse = 500 * time.Millisecond
	}
	if opt.Logger == nil {
		opt.Logger = slog.Default()
	}
	return &Health{opt: opt}
}

// Add adds a named check ("database"). The checks run in parallel; each gets a context that ends with the time-out.
func (h *Health) Add(name string, run func(ctx context.Context) error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.checks = append(h.checks, readyCheck{name, run})
	h.at = time.Time{}
}

// Drain makes [Health.Ready] answer 503 from now on. [Server] calls it before it stops.
func (h *Health) Drain() { h.draining.Store(true) }

// Routes registers GET /healthz and GET /readyz, named "healthz" and "readyz".
func (h *Health) Routes(r *Router) {
	r.Handle(http.MethodGet, "/healthz", h.Live()).Name("healthz").Public()
	r.Handle(http.MethodGet, "/readyz", h.Ready()).Name("readyz").Public()
}

// Live answers 200 {"status":"ok"} as long as the process answers at all.
func (h *Health) Live() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		writeHealth(w, healthReport{Status: "ok"})
	})
}

// Ready answers 200 {"status":"ok","checks":{"database":"ok"}} when every check passes, and else 503 with "failed",
// "timeout" or "draining". What went wrong is only logged.
func (h *Health) Ready() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h.draining.Load() {
			writeHealth(w, healthReport{Status: "draining"})
			return
		}
		writeHealth(w, h.report(r.Context()))
	})
}

func (h *Health) report(ctx context.Context) healthReport {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.at.IsZero() && time.Since(h.at) < h.opt.Reuse {
		return h.last
	}
	h.last, h.at = h.run(context.WithoutCancel(ctx)), time.Now()
	return h.last
}

// run runs all checks. It does not wait for one that ignores the end of its context.
func (h *Health) run(ctx context.Context) healthReport {
	ctx, cancel := context.WithTimeout(ctx, h.opt.Timeout)
	defer cancel()
	type result struct {
		name string
		err  error
	}
	results := make(chan result, len(h.checks))
	rep := healthReport{Status: "ok", Checks: make(map[string]string, len(h.checks))}
	for _, c := range h.checks {
		rep.Checks[c.name] = "timeout"
		go func() { results <- result{c.name, safely(ctx, c.run)} }()
	}
	for range h.checks {
		select {
		case res := <-results:
			rep.Checks[res.name] = "ok"
			if res.err != nil {
				rep.Checks[res.name] = "failed"
				h.opt.Logger.LogAttrs(ctx, slog.LevelWarn, "readiness check failed", slog.String("check", res.name), slog.String("error", res.err.Error()))
			}
		case <-ctx.Done():
			h.opt.Logger.LogAttrs(ctx, slog.LevelWarn, "readiness checks timed out", slog.Any("checks", pending(rep.Checks)))
			rep.Status = "failed"
			return rep
		}
	}
	for _, s := range rep.Checks {
		if s != "ok" {
			rep.Status = "failed"
		}
	}
	return rep
}

func pending(checks map[string]string) []string {
	var names []string
	for n, s := range checks {
		if s == "timeout" {
			names = append(names, n)
		}
	}
	slices.Sort(names)
	return names
}

func safely(ctx context.Context, run func(context.Context) error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("web: readiness check panicked: %v", v)
		}
	}()
	return run(ctx)
}

func writeHealth(w http.ResponseWriter, rep healthReport) {
	b, err := json.Marshal(rep)
	if err != nil { // strings always marshal
		b = []byte(`{"status":"failed"}`)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if rep.Status != "ok" {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_, _ = w.Write(append(b, '\n'))
}
