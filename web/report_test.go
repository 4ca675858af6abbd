package web_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/musette-go/musette/web"
)

func reportSite(t testing.TB, opt web.ReportOptions) (*web.Reports, http.Handler) {
	t.Helper()
	if opt.Logger == nil {
		opt.Logger = slog.New(slog.DiscardHandler)
	}
	reports := web.NewReports(opt)
	return reports, secured(t, stack{}, func(r *web.Router) {
		r.Handle("POST", "/csp-report", reports).CSRFExempt("browsers send reports by themselves")
	})
}

func report(blocked string) string {
	return fmt.Sprintf(`{"csp-report":{"document-uri":"https://user:pw@shop.example/a/?token=marker#marker","effective-directive":"script-src-elem","blocked-uri":%q,"source-file":"https://shop.example/x.js?marker","line-number":7}}`, blocked)
}

// TestReports: SEC-08: both forms, without what may be secret, different ones once.
func TestReports(t *testing.T) {
	t.Parallel()
	log, text := newLog()
	reports, h := reportSite(t, web.ReportOptions{Logger: log})
	modern := `[{"type":"csp-violation","body":{"documentURL":"https://shop.example/b/?marker","effectiveDirective":"style-src-attr","blockedURL":"inline","lineNumber":3}},{"type":"deprecation","body":{}}]`
	for _, c := range []struct {
		typ, body string
		status    int
	}{
		{"application/csp-report", report("https://evil.example/x.js?marker"), 204},
		{"application/csp-report", report("https://evil.example/x.js?other-marker"), 204},
		{"application/reports+json", modern, 204},
		{"application/csp-report; charset=utf-8", report("data:text/html;marker"), 204},
		{"application/csp-report", `{"csp-report":{"violated-directive":"img-src 'self'","blocked-uri":"x\u001b[2J\nforged=1"}}`, 204},
		{"application/csp-report", `{}`, 400},
		{"application/csp-report", `[`, 400},
		{"application/reports+json", `{}`, 400},
		{"application/json", report("x"), 400},
		{"text/plain", report("x"), 400},
		{"", report("x"), 400},
		{"application/csp-report", strings.Repeat(" ", 40<<10) + report("x"), 413},
	} {
		w := do(h, request("POST", "/csp-report", c.body, "Content-Type", c.typ, "Origin", "null", "Sec-Fetch-Site", "cross-site"))
		if w.Code != c.status {
			t.Errorf("%s %.60s: %d, want %d", c.typ, c.body, w.Code, c.status)
		}
	}
	var got []string
	for _, r := range reports.List() {
		got = append(got, fmt.Sprintf("%d %s %s %s %s:%d", r.Count, r.Page, r.Directive, r.Blocked, r.Source, r.Line))
	}
	want := []string{
		`1  img-src x\x1b[2J\nforged=1 :0`,
		"1 https://shop.example/a/ script-src-elem data https://shop.example/x.js:7",
		"1 https://shop.example/b/ style-src-attr inline :3",
		"2 https://shop.example/a/ script-src-elem https://evil.example/x.js https://shop.example/x.js:7",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("kept:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if n := strings.Count(text.String(), "a browser reports"); n != 4 {
		t.Errorf("the log has %d reports:\n%s", n, text)
	}
	if strings.Contains(text.String(), "marker") || strings.Contains(text.String(), "\x1b") || strings.Contains(text.String(), "pw") {
		t.Errorf("the log shows too much:\n%s", text)
	}
}

// TestReportsAreBounded: in number, per minute, and in one body.
func TestReportsAreBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		log, text := newLog()
		reports, h := reportSite(t, web.ReportOptions{Logger: log, Keep: 5, PerMinute: 10})
		for minute := range 2 {
			for i := range 50 {
				w := do(h, request("POST", "/csp-report", report(fmt.Sprintf("https://evil.example/%d/%d", minute, i)), "Content-Type", "application/csp-report"))
				if w.Code != 204 {
					t.Fatalf("report %d: %d", i, w.Code)
				}
			}
			time.Sleep(time.Minute)
		}
		list := reports.List()
		if len(list) != 5 || list[0].Blocked != "https://evil.example/1/9" {
			t.Errorf("%d are kept, the first is %+v", len(list), list[0])
		}
		if n := strings.Count(text.String(), "a browser reports"); n != 20 {
			t.Errorf("the log has %d reports, want 20", n)
		}
		var many []string
		for i := range 100 {
			many = append(many, fmt.Sprintf(`{"type":"csp-violation","body":{"blockedURL":"https://evil.example/many/%d"}}`, i))
		}
		do(h, request("POST", "/csp-report", "["+strings.Join(many, ",")+"]", "Content-Type", "application/reports+json"))
		if n := strings.Count(text.String(), "/many/"); n != 20 {
			t.Errorf("of one body %d are read, want 20", n)
		}
	})
}

func FuzzReports(f *testing.F) {
	_, h := reportSite(f, web.ReportOptions{PerMinute: 1 << 30, Keep: 10})
	f.Add(report("x"), true)
	f.Add(`[{"type":"csp-violation","body":{}}]`, false)
	f.Fuzz(func(t *testing.T, body string, old bool) {
		typ := "application/reports+json"
		if old {
			typ = "application/csp-report"
		}
		if w := do(h, request("POST", "/csp-report", body, "Content-Type", typ)); w.Code != 204 && w.Code != 400 && w.Code != 413 {
			t.Errorf("%d", w.Code)
		}
	})
}
