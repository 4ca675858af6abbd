package browser

import (
	"context"
	"flag"
	"os"
	"path/filepath"

	"github.com/chromedp/chromedp"
)

// finish fails the test for what the console shows, and takes a picture of a test that failed.
func (b *Browser) finish() {
	b.t.Helper()
	b.Clean()
	if !b.t.Failed() {
		return
	}
	ctx, cancel := context.WithTimeout(b.ctx, limit)
	defer cancel()
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		b.t.Logf("browser: no screenshot of the page: %v", err)
		return
	}
	dir, err := pictures(b)
	if err == nil {
		file := filepath.Join(dir, "failed.png")
		if err = write(file, picture); err == nil {
			b.t.Logf("browser: the page when the test failed, %s: %s", b.path(), file)
			return
		}
	}
	b.t.Logf("browser: no screenshot of the page: %v", err)
}

// pictures is the folder for pictures of failures: the test's artifacts where they are kept, else a temporary one that
// stays.
func pictures(b *Browser) (string, error) {
	if f := flag.Lookup("test.artifacts"); f != nil && f.Value.String() == "true" {
		return b.t.ArtifactDir(), nil
	}
	return os.MkdirTemp("", "musette-screenshot-")
}

func write(file string, picture []byte) error { return os.WriteFile(file, picture, 0o600) }

// Clean fails the test for each error that the console has shown since the last call: exceptions, console.error, files that
// could not be loaded, violations of the content security policy. It is done by itself at the end of the test.
func (b *Browser) Clean() *Browser {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, limit)
	defer cancel()
	_, _ = chromedp.Run(ctx, chromedp.Evaluate[int]("0")) // what the page has said comes before the answer
	for _, p := range b.seen.problems() {
		b.t.Errorf("browser: the console shows: %s", p)
	}
	return b
}

// Errors returns the errors that the console has shown since the last call, for a test that expects some; they no longer fail it.
func (b *Browser) Errors() []string {
	b.t.Helper()
	_ = run(b, "Errors", chromedp.Evaluate[int]("0"))
	return b.seen.problems()
}
