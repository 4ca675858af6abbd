package static_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/musette-go/musette/static"
	"github.com/musette-go/musette/storage"
	"github.com/musette-go/musette/views"
	"github.com/musette-go/musette/web"
)

// asSite makes the test binary serve the requests of a folder once, see serveOnce.
const asSite = "STATIC_TEST_SITE"

// The files of the folder: what may be opened, what the requests are, and what is looked for, in vain, when they begin and end,
// so that it shows in the trace.
const (
	assetsDir, mediaDir  = "assets", "media"
	requestsFile         = "requests.json"
	beginMark, endMark   = "requests-begin", "requests-end"
	ownAsset, ownPicture = "/static/a.css", "/media/a.png"
)

// serveOnce is a site with static files and media in the folder, which answers the requests listed there.
func serveOnce(dir string) error {
	text, err := os.ReadFile(filepath.Join(dir, requestsFile))
	if err != nil {
		return err
	}
	var targets []string
	if err := json.Unmarshal(text, &targets); err != nil {
		return err
	}
	files, err := static.New(static.Options{Debug: true, Sources: []static.Source{{Name: "a", FS: os.DirFS(filepath.Join(dir, assetsDir))}}})
	if err != nil {
		return err
	}
	bucket, err := storage.Open("file://"+filepath.Join(dir, mediaDir), storage.Options{})
	if err != nil {
		return err
	}
	r := web.New(web.Options{})
	files.Routes(r)
	r.Get("/media/{name:path}", views.Files(bucket, views.FilesOptions{Public: true}))
	h, err := r.Build()
	if err != nil {
		return err
	}
	answer := func(target string) *httptest.ResponseRecorder { return ask(h, "GET", target) }
	for _, own := range []string{ownAsset, ownPicture} { // so that what is read once only, such as lists of media types, has been
		if w := answer(own); w.Code != http.StatusOK {
			return fmt.Errorf("%s answers %d %s", own, w.Code, w.Body)
		}
	}
	_, _ = os.Open(filepath.Join(dir, beginMark))
	for _, target := range targets {
		if w := answer(target); strings.Contains(w.Body.String(), "SECRET") {
			return fmt.Errorf("%q shows the secret: %d", target, w.Code)
		}
	}
	_, _ = os.Open(filepath.Join(dir, endMark))
	return bucket.Close()
}

// TestNothingElseIsOpened runs the serving of static files and media under strace and looks at every file that the process
// opened or tried to open (X42): none lies outside of the two folders.
func TestNothingElseIsOpened(t *testing.T) {
	t.Parallel()
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("there is no strace here, which tells what a process opens (Debian: apt-get install strace)")
	}
	if out, err := exec.Command(strace, "-f", "-o", os.DevNull, "true").CombinedOutput(); err != nil {
		t.Skipf("strace may not follow a process here: %v: %s", err, out)
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	must(t, err)
	targets := layOut(t, dir)
	self, err := os.Executable()
	must(t, err)
	trace := filepath.Join(dir, "trace")
	cmd := exec.CommandContext(t.Context(), strace, "-f", "-y", "-s", "20000", "-e", "trace=open,openat,openat2,creat", "-o", trace, self)
	cmd.Env = append(os.Environ(), asSite+"="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	text, err := os.ReadFile(trace)
	must(t, err)
	_, during, begun := strings.Cut(string(text), beginMark)
	during, _, ended := strings.Cut(during, endMark)
	if !begun || !ended {
		t.Fatalf("the trace lacks the marks:\n%.2000s", text)
	}
	during = during[:strings.LastIndexByte(during, '\n')+1] // without the half of the line that has the mark
	inside := map[string]int{}
	for line := range strings.Lines(during) {
		name, err := openedFile(line)
		if err != nil {
			t.Error(err)
		}
		for _, root := range []string{assetsDir, mediaDir} {
			if name == filepath.Join(dir, root) || strings.HasPrefix(name, filepath.Join(dir, root)+"/") {
				inside[root]++
				name = ""
			}
		}
		if name != "" {
			t.Errorf("%s was opened: %s", name, line)
		}
	}
	if inside[assetsDir] == 0 || inside[mediaDir] == 0 {
		t.Errorf("the trace shows %v opens in the folders: it misses something", inside)
	}
	t.Logf("%d requests, %v opens in the folders, none elsewhere", len(targets), inside)
}

// layOut writes the folder of serveOnce and returns its requests.
func layOut(t *testing.T, dir string) (targets []string) {
	t.Helper()
	for name, text := range map[string]string{
		"assets/static/a.css": "a{}", "assets/static/.env": "SECRET", "assets/secret.txt": "SECRET", "secret.txt": "SECRET",
		"media/a.png": "\x89PNG\r\n\x1a\n", "media/b/c.png": "\x89PNG\r\n\x1a\n", "mediasecret/x": "SECRET",
	} {
		must(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
		must(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	for link, to := range map[string]string{"media/link": "secret.txt", "media/up": ".", "assets/static/link.css": "secret.txt"} {
		must(t, os.Symlink(filepath.Join(dir, to), filepath.Join(dir, link)))
	}
	for _, name := range append(hostileNames(t), "link", "up/secret.txt", "link.css", "b/../../secret.txt", "../mediasecret/x") {
		targets = append(targets, "/static/"+name, "/media/"+name)
	}
	targets = append(targets, ownAsset, ownPicture)
	text, err := json.Marshal(targets)
	must(t, err)
	must(t, os.WriteFile(filepath.Join(dir, requestsFile), text, 0o600))
	return targets
}

var (
	openCall   = regexp.MustCompile(`(?:open|creat|openat|openat2)\((?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"((?:[^"\\]|\\.)*)"`)
	openResult = regexp.MustCompile(`\) += \d+<([^>]*)>\s*$`)
)

// openedFile is the path of the file that a line of the trace is about, "" for another line. Where the call succeeded it is the
// one that the system names, so that no symbolic link hides it.
func openedFile(line string) (string, error) {
	if found := openResult.FindStringSubmatch(line); found != nil {
		return found[1], nil
	}
	found := openCall.FindStringSubmatch(line)
	switch {
	case found == nil && strings.Contains(line, "open"):
		if strings.Contains(line, "resumed>") {
			return "", nil // the first half of the call is another line
		}
		return "", errors.New("a line of the trace is not understood: " + line)
	case found == nil:
		return "", nil
	case filepath.IsAbs(found[2]):
		return filepath.Clean(found[2]), nil
	}
	return filepath.Join(found[1], found[2]), nil
}
