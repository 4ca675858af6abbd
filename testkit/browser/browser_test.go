package browser_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/chromedp/chromedp"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/testkit"
	"github.com/musette-go/musette/testkit/browser"
	"github.com/musette-go/musette/web"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// recorded is a test whose failures are noted and not reported.
type recorded struct {
	testing.TB
	mu       sync.Mutex
	failures []string
	logs     []string
	cleanups []func()
}

func (r *recorded) Helper()           {}
func (r *recorded) Cleanup(fn func()) { r.cleanups = append(r.cleanups, fn) }
func (r *recorded) Failed() bool      { return len(r.failures) > 0 }
func (r *recorded) Errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}
func (r *recorded) Logf(format string, args ...any) {
	r.logs = append(r.logs, fmt.Sprintf(format, args...))
}
func (r *recorded) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}

// failuresOf runs a test in a browser, with its end, and returns its failures.
func failuresOf(t *testing.T, kit *testkit.Kit, test func(b *browser.Browser)) *recorded {
	t.Helper()
	r := &recorded{TB: t}
	step := func(fn func()) {
		done := make(chan struct{})
		go func() {
			defer close(done)
			fn()
		}()
		<-done
	}
	step(func() { test(browser.New(r, kit)) })
	for i := len(r.cleanups) - 1; i >= 0; i-- {
		step(r.cleanups[i])
	}
	return r
}

var page = render.Page[string]("pages/page.html")

// site answers /<name> with the body of that name.
func site(bodies map[string]string) app.Site {
	return app.Site{Name: "s", Apps: []app.App{{
		Name: "pages",
		Templates: fstest.MapFS{"pages/page.html": {Data: []byte(
			`<!doctype html><html lang="en"><head><title>A page</title><script nonce="{{nonce}}" src="/ok.js"></script></head><body><main><h1>A page</h1><div id="out">{{.}}</div>{{csrf}}</main></body></html>`)}},
		Pages:  []app.Page{page},
		Static: fstest.MapFS{"x.css": {Data: []byte("")}},
		Routes: func(r *web.Router) {
			r.Get("/ok.js", func(w http.ResponseWriter, _ *http.Request) error {
				w.Header().Set("Content-Type", "text/javascript")
				_, err := io.WriteString(w, "window.ran = true")
				return err
			})
			r.Get("/template/", func(w http.ResponseWriter, r *http.Request) error { return page.Render(w, r, "hello <b>") })
			for name, body := range bodies {
				r.Get("/"+name+"/", func(w http.ResponseWriter, r *http.Request) error {
					w.Header().Set("Content-Type", "text/html; charset=utf-8")
					if name == "invalid" {
						w.WriteHeader(http.StatusUnprocessableEntity)
					}
					_, err := fmt.Fprintf(w, `<!doctype html><html lang="en"><head><title>%s</title></head><body><main><h1>%s</h1>%s</main></body></html>`, name, name, body)
					return err
				})
			}
			r.Post("/form/", func(w http.ResponseWriter, r *http.Request) error {
				v := r.PostFormValue
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				_, err := fmt.Fprintf(w, `<!doctype html><html lang="en"><title>sent</title><main><h1>sent</h1><p>%s, %s, %s</p></main></html>`, v("name"), v("day"), v("size"))
				return err
			})
		},
	}}}
}

func bodies() map[string]string {
	return map[string]string{
		"start": `<a href="/form/" id="on">On</a>`,
		"form": `<form method="post"><label for="name">Name</label><input id="name" name="name" value="old"><label for="day">Day</label>
			<input type="date" id="day" name="day"><label for="size">Size</label><select id="size" name="size"><option>S<option>L</select><button>Send</button></form>`,
		"inline":  `<script>document.title = "changed"</script><p style="color:red">x</p>`,
		"missing": `<img src="/nowhere.png" alt="x">`,
		"invalid": `<p>no</p>`,
		"barrier": `<img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"><input name="q">`,
	}
}

// open is the site without the check for forged requests, whose token these hand-made forms lack.
func open(t *testing.T) *testkit.Kit {
	s := site(bodies())
	s.Security.WithoutCSRF = true
	return testkit.New(t, s, testkit.Options{})
}

// TestBrowser goes through a site as a person does.
func TestBrowser(t *testing.T) {
	t.Parallel()
	kit := open(t)
	r := failuresOf(t, kit, func(b *browser.Browser) {
		b.Open("/start/").Click("#on")
		if got := b.Text("h1") + b.Path(); got != "form/form/" {
			t.Errorf("after the click the page is %q", got)
		}
		b.Accessible()
		b.Fill("#name", "Ada").Fill("#day", "2031-05-06").Fill("#size", "L").Click("button")
		if got := b.Text("p"); got != "Ada, 2031-05-06, L" {
			t.Errorf("the form sent %q", got)
		}
		var got struct{ Sum int }
		b.Eval(`Promise.resolve({Sum: 1 + 2})`, &got).Eval(`document.title = "new"`, nil)
		if title, err := chromedp.Run(b.Context(), chromedp.Title()); got.Sum != 3 || title != "new" || err != nil {
			t.Errorf("Eval gave %+v, the title is %q (%v)", got, title, err)
		}
		if info, err := os.Stat(b.Screenshot("sent")); err != nil || info.Size() < 500 {
			t.Errorf("the screenshot: %v %v", info, err)
		}
		b.Open("/template/")
		var ran bool
		if b.Eval("window.ran === true", &ran); !ran {
			t.Error("a script of the site did not run")
		}
		b.Open("/invalid/") // 422 is an answer like others
	})
	if len(r.failures) > 0 {
		t.Errorf("failed:\n%s", strings.Join(r.failures, "\n"))
	}
}

// TestFailures: what a page does wrong fails the test, with a picture.
func TestFailures(t *testing.T) {
	t.Parallel()
	kit := open(t)
	for _, c := range []struct {
		name string
		test func(b *browser.Browser)
		want []string // in the failures, in their order
	}{
		{"policy", func(b *browser.Browser) { b.Open("/inline/") }, []string{"Content Security Policy", "Content Security Policy"}},
		{"console and exceptions", func(b *browser.Browser) {
			b.Open("/start/").Eval(`console.error("no", 7)`, nil).Eval(`setTimeout(() => { throw new Error("late") })`, nil).Eval("new Promise(r => setTimeout(r, 20))", nil)
		}, []string{"the console shows: no 7", "Error: late"}},
		{"missing files", func(b *browser.Browser) { b.Open("/missing/") }, []string{"404", "/nowhere.png"}},
		{"barriers", func(b *browser.Browser) { b.Open("/barrier/").Accessible() }, []string{"/barrier/: Images must have alternative text (image-alt)", "label"}},
		{"an expected error", func(b *browser.Browser) {
			if got := b.Open("/inline/").Errors(); len(got) != 2 {
				t.Errorf("the console has %q", got)
			}
		}, nil},
		{"a result of another type", func(b *browser.Browser) { b.Open("/start/").Eval(`"x"`, new(int)) }, []string{"Eval on /start/: the result is no *int"}},
		{"a script that throws", func(b *browser.Browser) { b.Open("/start/").Eval(`nothing()`, nil) }, []string{"nothing is not defined"}},
		{"a value that a field does not take", func(b *browser.Browser) { b.Open("/form/").Fill("#size", "XXL") }, []string{`Fill #size on /form/: the field does not take the value "XXL"`}},
		{"nobody there", func(b *browser.Browser) { b.Open("http://127.0.0.1:1/") }, []string{"opening http://127.0.0.1:1/", "ERR_"}},
	} {
		r := failuresOf(t, kit, c.test)
		all := strings.Join(r.failures, "\n")
		rest := all
		for _, w := range c.want {
			_, after, ok := strings.Cut(rest, w)
			if !ok {
				t.Errorf("%s: the failures lack %q:\n%s", c.name, w, all)
			}
			rest = after
		}
		if len(c.want) == 0 && all != "" {
			t.Errorf("%s: failed:\n%s", c.name, all)
		}
		if log := strings.Join(r.logs, "\n"); r.Failed() && !strings.Contains(log, "the page when the test failed") {
			t.Errorf("%s: there is no picture: %s", c.name, log)
		}
		for _, log := range r.logs {
			if _, file, ok := strings.Cut(log, ": /"); ok {
				_ = os.RemoveAll("/" + file[:strings.LastIndex(file, "/")])
			}
		}
	}
}
