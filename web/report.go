package web

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/musette-go/musette/problem"
)

// ReportOptions configure [NewReports]. The zero value is usable.
type ReportOptions struct {
	// Logger gets a line when something is reported for the first time. Defaults to slog.Default().
	Logger *slog.Logger
	// Keep is how many different reports are kept; then the oldest goes. Defaults to 200.
	Keep int
	// PerMinute is how many requests with reports are read in a minute; the rest is answered and thrown away. Defaults to 60.
	PerMinute int
}

// maxReport is the largest body of reports, and maxReported how many of one body are read.
const (
	maxReport   = 32 << 10
	maxReported = 20
)

// Report is a violation of the site's content security policy that browsers have seen. What it holds comes from outside:
// anybody can send a report. Addresses have lost their query, which may hold secrets.
type Report struct {
	Page      string // the address of the page
	Directive string // "script-src-elem"
	Blocked   string // "https://evil.example/x.js", "inline", "eval"
	Source    string // the file that did it, or ""
	Line      int    // in Source, or 0
	Count     int
	First     time.Time
	Last      time.Time
}

// Reports takes the reports of browsers about violations of the content security policy and keeps the different ones. It is
// the http.Handler for the path that [CSP.ReportURI] names, for POST; its route must be [Route.CSRFExempt], since browsers
// send reports by themselves. It reads both forms that browsers send: application/csp-report and application/reports+json.
type Reports struct {
	opt  ReportOptions
	mu   sync.Mutex
	list []*Report // the most recent last
	rate bucket
}

// NewReports returns an empty collection.
func NewReports(opt ReportOptions) *Reports {
	if opt.Logger == nil {
		opt.Logger = slog.Default()
	}
	if opt.Keep <= 0 {
		opt.Keep = 200
	}
	if opt.PerMinute <= 0 {
		opt.PerMinute = 60
	}
	return &Reports{opt: opt}
}

// List returns copies of what is kept, the most recent first.
func (p *Reports) List() []Report {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := make([]Report, 0, len(p.list))
	for _, r := range slices.Backward(p.list) {
		out = append(out, *r)
	}
	return out
}

// ServeHTTP takes one body and answers 204, also when it had too many to read it.
func (p *Reports) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !p.allow() {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxReport+1))
	if err == nil && len(body) > maxReport {
		err = &http.MaxBytesError{Limit: maxReport}
	}
	if err != nil {
		Fail(w, r, err)
		return
	}
	reports, ok := readReports(mediaType(r.Header.Get("Content-Type")), body)
	if !ok {
		Fail(w, r, problem.New(problem.BadRequest, "This is not a report about a content security policy."))
		return
	}
	for _, rep := range reports[:min(len(reports), maxReported)] {
		p.add(r, rep)
	}
	w.WriteHeader(http.StatusNoContent)
}

func (p *Reports) allow() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.rate.take(time.Now(), Rate{Limit: p.opt.PerMinute, Per: time.Minute}, 1).Allowed
}

// add counts a report that is known, or keeps and logs a new one.
func (p *Reports) add(r *http.Request, rep Report) {
	now := time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	at := slices.IndexFunc(p.list, func(o *Report) bool {
		return o.Directive == rep.Directive && o.Blocked == rep.Blocked && o.Page == rep.Page && o.Source == rep.Source && o.Line == rep.Line
	})
	if at >= 0 {
		known := p.list[at]
		known.Count, known.Last = known.Count+1, now
		p.list = append(slices.Delete(p.list, at, at+1), known)
		return
	}
	rep.Count, rep.First, rep.Last = 1, now, now
	if len(p.list) >= p.opt.Keep {
		p.list = slices.Delete(p.list, 0, 1)
	}
	p.list = append(p.list, &rep)
	p.opt.Logger.LogAttrs(r.Context(), slog.LevelWarn, "a browser reports a violation of the content security policy",
		slog.String("page", rep.Page), slog.String("directive", rep.Directive), slog.String("blocked", rep.Blocked),
		slog.String("source", rep.Source), slog.Int("line", rep.Line))
}

// oldReport is the body of report-uri (CSP Level 2).
type oldReport struct {
	Report *struct {
		Page      string `json:"document-uri"`
		Directive string `json:"effective-directive"`
		Violated  string `json:"violated-directive"`
		Blocked   string `json:"blocked-uri"`
		Source    string `json:"source-file"`
		Line      int    `json:"line-number"`
	} `json:"csp-report"`
}

// newReport is one element of the body of report-to (Reporting API).
type newReport struct {
	Type string `json:"type"`
	Body struct {
		Page      string `json:"documentURL"`
		Directive string `json:"effectiveDirective"`
		Blocked   string `json:"blockedURL"`
		Source    string `json:"sourceFile"`
		Line      int    `json:"lineNumber"`
	} `json:"body"`
}

func readReports(typ string, body []byte) (out []Report, ok bool) {
	switch typ {
	case "application/csp-report":
		var o oldReport
		if json.Unmarshal(body, &o) != nil || o.Report == nil {
			return nil, false
		}
		d := o.Report.Directive
		if d == "" {
			d, _, _ = strings.Cut(o.Report.Violated, " ")
		}
		return []Report{tidy(o.Report.Page, d, o.Report.Blocked, o.Report.Source, o.Report.Line)}, true
	case "application/reports+json":
		var list []newReport
		if json.Unmarshal(body, &list) != nil {
			return nil, false
		}
		for _, n := range list {
			if n.Type == "csp-violation" {
				out = append(out, tidy(n.Body.Page, n.Body.Directive, n.Body.Blocked, n.Body.Source, n.Body.Line))
			}
		}
		return out, true
	}
	return nil, false
}

// tidy cuts what is long, escapes what is not text, and drops what may be secret.
func tidy(page, directive, blocked, source string, line int) Report {
	return Report{Page: tidyURL(page), Directive: logText(directive, 64), Blocked: tidyURL(blocked), Source: tidyURL(source), Line: max(line, 0)}
}

// tidyURL drops login, query and fragment of an address. Words such as "inline" stay.
func tidyURL(s string) string {
	if u, err := url.Parse(s); err == nil && (u.Host != "" || strings.HasPrefix(s, "/")) {
		s = (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
	} else if u != nil && u.Opaque != "" {
		s = u.Scheme // data:, blob:
	} else {
		s, _, _ = strings.Cut(s, "?")
	}
	return logText(s, 256)
}
