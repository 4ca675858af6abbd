package migrate

import (
	"strings"
	"sync"
	"testing"

	"github.com/musette-go/musette/internal/testenv"
)

// notice is a writer that tells when something was written.
type notice struct {
	mu   sync.Mutex
	text strings.Builder
	once sync.Once
	said chan struct{}
}

func (n *notice) Write(p []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.text.Write(p)
	n.once.Do(func() { close(n.said) })
	return len(p), nil
}

// TestWaitingIsSaid has a second runner say what it waits for, and go on when the first one is done.
func TestWaitingIsSaid(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		first, second := open(t, url), open(t, url)
		unlock, err := first.Lock(t.Context(), LockName)
		if err != nil {
			t.Fatal(err)
		}
		defer unlock()
		out := &notice{said: make(chan struct{})}
		done := make(chan error, 1)
		go func() {
			done <- executor(t, second, chain("x", ops(notes()))).Migrate(t.Context(), MigrateOptions{Out: out})
		}()
		select {
		case <-out.said:
		case err := <-done:
			t.Fatalf("the second runner did not wait: %v", err)
		}
		unlock()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		want := "Waiting for another process that migrates " + second.URL() + "...\nRunning migrations:\n  Applying x.0001_step... OK\n"
		if got := out.text.String(); got != want {
			t.Errorf("printed %q\nexpected %q", got, want)
		}
	})
}
