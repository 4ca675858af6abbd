package devloop

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// generous is how long a test waits for something that takes a second or two, on a machine that is busy.
const generous = 2 * time.Minute

// console is the terminal of a run.
type console struct {
	mu      sync.Mutex
	text    string
	changed chan struct{}
}

func (c *console) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.text += string(p)
	close(c.changed)
	c.changed = make(chan struct{})
	return len(p), nil
}

func (c *console) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.text
}

// find waits until what was printed matches, and returns the groups of the last match.
func (c *console) find(t *testing.T, pattern string) []string {
	t.Helper()
	re := regexp.MustCompile(pattern)
	limit := time.After(generous)
	for {
		c.mu.Lock()
		text, changed := c.text, c.changed
		c.mu.Unlock()
		if m := re.FindAllStringSubmatch(text, -1); m != nil {
			return m[len(m)-1]
		}
		select {
		case <-changed:
		case <-limit:
			t.Fatalf("nothing matches %s in\n%s", pattern, text)
		}
	}
}

// running is a run of the loop on a small site.
type running struct {
	t    *testing.T
	dir  string
	out  *console
	base string
	stop func()
}

func start(t *testing.T, list map[string]string) *running {
	t.Helper()
	return startRetrying(t, list, 10*generous)
}

// startRetrying starts a run that starts a site again for a request when it has ended that long ago.
func startRetrying(t *testing.T, list map[string]string, retry time.Duration) *running {
	t.Helper()
	if testing.Short() {
		t.Skip("builds programs")
	}
	src, err := os.ReadFile("testdata/site.go.txt")
	if err != nil {
		t.Fatal(err)
	}
	dir := files(t, map[string]string{"go.mod": "module site\n\ngo 1.26\n", "main.go": string(src), "templates/page.html": "page", "static/a.css": ""})
	for name, text := range list {
		write(t, dir, name, text)
	}
	r := &running{t: t, dir: dir, out: &console{changed: make(chan struct{})}}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- Run(ctx, Config{Dir: dir, Addr: "127.0.0.1:0", Environ: os.Environ(), Out: r.out, Err: r.out, retry: retry})
	}()
	r.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the run ended with %v", err)
		}
	})
	t.Cleanup(r.stop)
	r.base = r.out.find(t, `the site will be at (http://\S+)/\n`)[1]
	return r
}

// get asks for a path, as a program does.
func (r *running) get(path string) (int, string) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), generous)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.base+path, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		r.t.Error(err)
	}
	return res.StatusCode, string(b)
}

func (r *running) want(status int, texts ...string) {
	r.t.Helper()
	got, text := r.get("/")
	for _, want := range texts {
		if got != status || !strings.Contains(text, want) {
			r.t.Fatalf("the site answers %d %s, want %d and %q; it printed\n%s", got, text, status, want, r.out)
		}
	}
}

// edit replaces a text in a file.
func (r *running) edit(name, old, new string) {
	r.t.Helper()
	file := filepath.Join(r.dir, name)
	b, err := os.ReadFile(file)
	if err != nil || !bytes.Contains(b, []byte(old)) {
		r.t.Fatalf("%s (%v) does not hold %q", name, err, old)
	}
	write(r.t, r.dir, name, strings.Replace(string(b), old, new, 1))
}

// TestTheNextRequestSeesTheChange goes through what somebody does: each request after a save has what was saved.
func TestTheNextRequestSeesTheChange(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	r.want(200, "one page")
	r.edit("main.go", `"one"`, `"two"`)
	r.want(200, "two page")
	r.edit("templates/page.html", "page", "other page")
	r.want(200, "two other page")
	write(t, r.dir, ".env", "A=1")
	r.want(200, "two other page A=1")
	r.out.find(t, `\.env changed`)

	r.edit("main.go", `"two"`, `two`)
	r.want(500, "The build failed", "main.go:16:14: undefined: two")
	r.edit("main.go", `text = two`, `text = "three"`)
	r.want(200, "three")

	r.edit("main.go", "	ln, err :=", "	panic(\"not today\")\n	ln, err :=")
	r.want(500, "The site did not start", "not today", "exit status 2")
	r.edit("main.go", "	panic(\"not today\")\n", "")
	r.want(200, "three")

	if status, text := r.get("/end"); status != 500 || !strings.Contains(text, "The site") {
		t.Errorf("a site that ends while it answers: %d %s", status, text)
	}
	r.want(500, "The site ended", "exit status 3")
	r.edit("main.go", `"three"`, `"four"`)
	r.want(200, "four")
}

// TestWhatWasMissing takes away what kept the site from starting, which is no file that is watched: a migration is applied.
func TestWhatWasMissing(t *testing.T) {
	t.Parallel()
	r := startRetrying(t, map[string]string{"refuse": ""}, time.Nanosecond)
	r.want(500, "The site did not start", "exit status 4")
	if err := os.Remove(filepath.Join(r.dir, "refuse")); err != nil {
		t.Fatal(err)
	}
	r.want(200, "one")
}

// TestModelsAreGenerated changes a model: the generator runs, and what it writes is no change of its own.
func TestModelsAreGenerated(t *testing.T) {
	t.Parallel()
	const model = "package blog\n\nimport \"github.com/musette-go/musette/orm\"\n\ntype Post struct {\n\torm.Model\n\tID int64\n\tName string `orm:\"max_length=20\"`\n}\n"
	r := start(t, map[string]string{"blog/models.go": model}) // nothing imports it, so it needs no Musette
	r.want(200, "one")
	r.out.find(t, `wrote blog/models_gen.go`)
	r.edit("blog/models.go", "max_length=20", "max_lenght=20")
	r.want(500, "The models have mistakes", "blog/models.go:8:2", `did you mean "max_length"?`)
	r.edit("blog/models.go", "max_lenght=20", "max_length=30")
	r.want(200, "one")
	b, err := os.ReadFile(filepath.Join(r.dir, "blog", "models_gen.go"))
	if err != nil || !strings.Contains(string(b), "MaxLength: 30") {
		t.Errorf("the generated file (%v):\n%s", err, b)
	}
	r.want(200, "one")
	if strings.Contains(r.out.String(), "models_gen.go changed") {
		t.Errorf("the generated file was taken for a change:\n%s", r.out)
	}
}

// TestRequestsSurviveARestart holds a request while the site is started again: the old process finishes it.
func TestRequestsSurviveARestart(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	r.want(200, "one")
	held := make(chan string, 1)
	go func() {
		_, text := r.get("/hold")
		held <- text
	}()
	r.out.find(t, `held\n`)
	r.edit("main.go", `"one"`, `"two"`)
	r.want(200, "two")
	write(t, r.dir, "release", "")
	if got := <-held; got != "one" {
		t.Errorf("the request that was held got %q, want the answer of the old process", got)
	}
	r.out.find(t, `stopping\n`)
}

// TestBrowsersAreTold listens to the events.
func TestBrowsersAreTold(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	r.want(200, "one")
	ctx, cancel := context.WithTimeout(t.Context(), generous)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.base+prefix+"events", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	stream := json.NewDecoder(&dataOf{r: res.Body})
	next := func() (v version) {
		t.Helper()
		if err := stream.Decode(&v); err != nil {
			t.Fatal(err)
		}
		return v
	}
	first := next()
	write(t, r.dir, "static/a.css", "body { color: red }")
	second := next()
	if second.Page != first.Page || second.Style == first.Style {
		t.Errorf("after a style sheet: %+v, then %+v", first, second)
	}
	write(t, r.dir, "templates/page.html", "another page")
	third := next()
	if third.Page == second.Page || third.Style != second.Style {
		t.Errorf("after a template: %+v, then %+v", second, third)
	}
	r.edit("main.go", `"one"`, `"two"`)
	if fourth := next(); fourth.Page == third.Page {
		t.Errorf("after Go code: %+v, then %+v", third, fourth)
	}
	r.stop() // while somebody listens
}

// dataOf reads the data of server-sent events.
type dataOf struct {
	r    io.Reader
	rest []byte
	have []byte
}

func (d *dataOf) Read(p []byte) (int, error) {
	for len(d.have) == 0 {
		buf := make([]byte, 512)
		n, err := d.r.Read(buf)
		if n == 0 && err != nil {
			return 0, err
		}
		d.rest = append(d.rest, buf[:n]...)
		for {
			line, after, ok := bytes.Cut(d.rest, []byte("\n"))
			if !ok {
				break
			}
			d.rest = after
			if data, ok := bytes.CutPrefix(line, []byte("data: ")); ok {
				d.have = append(d.have, data...)
			}
		}
	}
	n := copy(p, d.have)
	d.have = d.have[n:]
	return n, nil
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	dir := files(t, map[string]string{"go.mod": "module x\n", ".env": "export ADDR=\"127.0.0.1:99999\" # no port\nDEBUG=true\n"})
	for _, c := range []struct {
		addr    string
		environ []string
		want    string
	}{
		{"", nil, "127.0.0.1:99999"},
		{"", []string{"ADDR=127.0.0.1:99998"}, "127.0.0.1:99998"},
		{"unix:x", nil, `"unix:x" is no address for musette dev`},
		{"0.0.0.0:0", nil, "is reachable from other machines"},
		{":0", nil, "is reachable from other machines"},
		{"0.0.0.0:99999", []string{"MUSETTE_LISTEN_ANYWHERE=true"}, "cannot listen on 0.0.0.0:99999"},
	} {
		err := Run(t.Context(), Config{Dir: dir, Addr: c.addr, Environ: c.environ})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q with %v: %v, want %q", c.addr, c.environ, err, c.want)
		}
	}
	if err := Run(t.Context(), Config{Dir: t.TempDir()}); err == nil || !strings.Contains(err.Error(), "is in no Go module") {
		t.Errorf("outside of a module: %v", err)
	}
}

func TestTheSitesEnvironment(t *testing.T) {
	t.Parallel()
	got := strings.Join(siteEnv([]string{"A=1", "ADDR=0.0.0.0:80", "ADDRESS=x"}), " ")
	if got != "A=1 ADDRESS=x ADDR=127.0.0.1:0" {
		t.Errorf("the site gets %s", got)
	}
}
