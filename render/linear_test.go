package render_test

import (
	"bytes"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/render"
)

// linearFuncs are the functions that read text as long as somebody likes.
var linearFuncs = []string{
	"lower .", "upper .", "title .", "capfirst .", "truncate 100 .", "truncate 99999999 .", "truncatewords 10 .", "truncatewords 99999999 .", "wordcount .",
	"wordwrap 10 .", "slugify .", "striptags .", `cut "a" .`, "addslashes .", "center 100 .", "linenumbers .", "take 10 .", "first .", "last .",
	"linebreaks .", "linebreaksbr .", "urlize .", "urlizetrunc 10 .", `json_script "x" .`, `formatHTML "<b title='%s'>%s</b>" . .`, `querystring "q" .`, `print "x" .`,
	"number .", "floatformat 2 .", "filesizeformat .",
}

// hostile are texts that make naive readers go back again and again.
func hostile(n int) map[string]string {
	parts := map[string]string{
		"tags": "<", "comments": "<!--", "open tags": "<a ", "closing": "</", "lines": "\n", "line pairs": "\n\n\r", "spaces": " ", "words": "a ", "mails": "a@a.", "ats": "@",
		"links": "http://", "www": "www.", "brackets": "http://a(", "closings": "http://a)", "dots": "...", "entities": "&amp;", "quotes": `"'`, "accents": "e\u0301\u0316\u0323",
		"one word": "x", "domains": "a.com/", "commas": ",;:!?", "digits": "9", "percents": "%", "bad": "\xff", "wide": "ﷺ", "nul": "\x00",
	}
	out := make(map[string]string, len(parts))
	for name, p := range parts {
		out[name] = strings.Repeat(p, n/len(p)+1)[:n]
	}
	return out
}

// run executes a template once and returns how long the thread ran. Errors are answers too: text is not a number.
func run(e *render.Engine, text string, buf *bytes.Buffer) time.Duration {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	buf.Reset()
	start := cpuTime()
	_ = e.Execute(buf, nil, "p.html", text)
	return cpuTime() - start
}

// TestLinear gives each function hostile texts (TPL-16, X33). At the full level each doubling of the text may take two and a half
// times as long, from 64 KiB to 4 MiB; otherwise 256 KiB of anything must be done in two seconds, where a quadratic reader takes
// ten.
func TestLinear(t *testing.T) {
	t.Parallel()
	for _, fn := range linearFuncs {
		e := newEngine(t, render.Options{}, "p.html", "{{"+fn+"}}")
		if !testenv.Full() {
			for name, text := range hostile(1 << 18) {
				if took := run(e, text, new(bytes.Buffer)); took > 2*time.Second {
					t.Errorf("%s of 256 KiB of %s took %s", fn, name, took)
				}
			}
			continue
		}
		for name := range hostile(1) {
			ratios(t, e, fn, name)
		}
	}
}

// tooFast is a time that says nothing: memory and caches make up too much of it, and whoever reads a mebibyte in it does not go
// back.
const tooFast = 10 * time.Millisecond

// ratios compares each size with the half of it. A step that took too long is measured again, for the sake of what else the
// machine does.
func ratios(t *testing.T, e *render.Engine, fn, name string) {
	t.Helper()
	buf := bytes.NewBuffer(make([]byte, 0, 64<<20))
	fastest := func(text string, rounds int) time.Duration {
		best := time.Hour
		for range rounds {
			best = min(best, run(e, text, buf))
		}
		return best
	}
	for n := 64 << 10; n <= 4<<20; n *= 2 {
		half, text := hostile(n / 2)[name], hostile(n)[name]
		before, now := fastest(half, 3), fastest(text, 3)
		for range 5 {
			if before < tooFast || float64(now)/float64(before) <= 2.5 {
				break
			}
			runtime.GC()
			before, now = min(before, fastest(half, 10)), min(now, fastest(text, 10))
		}
		if n == 64<<10 && now > 50*time.Millisecond {
			t.Errorf("%s of 64 KiB of %s takes %s, more than 50 ms", fn, name, now)
		}
		if before >= tooFast && float64(now)/float64(before) > 2.5 {
			t.Errorf("%s of %d bytes of %s takes %s, half of it %s", fn, n, name, now, before)
		}
	}
}
