package db

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// RecorderOptions says what a [Recorder] keeps besides the number of statements and their time.
type RecorderOptions struct {
	// Callers notes for each statement the place that asked for it. It costs a microsecond or two for each.
	// Defaults to false.
	Callers bool

	// Statements keeps every statement. Defaults to false.
	Statements bool

	// Budget is how many statements one place may run before [Recorder.OverBudget] reports it. It implies Callers.
	// Defaults to 0: no budget.
	Budget int
}

// Recorder counts the statements that run under a context (see [Record]): those of Query, Write, Exec and ExecScript,
// not BEGIN, COMMIT and savepoints. It is safe for use by many goroutines.
type Recorder struct {
	opt   RecorderOptions
	count atomic.Int64
	nanos atomic.Int64

	mu         sync.Mutex
	statements []Statement
	sites      map[string]*SiteCount
	order      []*SiteCount
}

// Statement is one statement that a [Recorder] kept.
type Statement struct {
	SQL      string        // as it was sent, with its comment if Options.Comment gives one
	Duration time.Duration // until its result was read to the end; 0 while it runs
	Caller   string        // "catalog/views.go:12"; empty without Callers
	Rows     int64         // rows read, or rows inserted, changed or deleted
	Err      error
}

// SiteCount is a place in the program with the statements that it ran.
type SiteCount struct {
	Caller string // "catalog/views.go:12"
	Count  int
	SQL    string // the first of them
}

// NewRecorder returns a recorder that has seen nothing yet.
func NewRecorder(opt RecorderOptions) *Recorder {
	if opt.Budget > 0 {
		opt.Callers = true
	}
	return &Recorder{opt: opt, sites: make(map[string]*SiteCount)}
}

// Count is the number of statements so far.
func (r *Recorder) Count() int { return int(r.count.Load()) }

// Duration is the time of all statements so far, each until its result was read to the end.
func (r *Recorder) Duration() time.Duration { return time.Duration(r.nanos.Load()) }

// Statements returns a copy of the statements so far, in the order they began; none without RecorderOptions.Statements.
func (r *Recorder) Statements() []Statement {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.statements)
}

// OverBudget returns the places that ran more statements than the budget, in the order of their first one.
func (r *Recorder) OverBudget() []SiteCount {
	r.mu.Lock()
	defer r.mu.Unlock()
	var over []SiteCount
	for _, s := range r.order {
		if r.opt.Budget > 0 && s.Count > r.opt.Budget {
			over = append(over, *s)
		}
	}
	return over
}

// begin counts a statement and returns its number.
func (r *Recorder) begin(sql string) int {
	r.count.Add(1)
	if !r.opt.Callers && !r.opt.Statements {
		return -1
	}
	var from string
	if r.opt.Callers {
		from = caller()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.opt.Callers {
		r.countSite(from, sql)
	}
	if !r.opt.Statements {
		return -1
	}
	r.statements = append(r.statements, Statement{SQL: sql, Caller: from})
	return len(r.statements) - 1
}

func (r *Recorder) countSite(from, sql string) {
	s := r.sites[from]
	if s == nil {
		s = &SiteCount{Caller: from, SQL: sql}
		r.sites[from] = s
		r.order = append(r.order, s)
	}
	s.Count++
}

// end notes how statement i went.
func (r *Recorder) end(i int, took time.Duration, rows int64, err error) {
	r.nanos.Add(int64(took))
	if i < 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	s := &r.statements[i]
	s.Duration, s.Rows, s.Err = took, rows, err
}
