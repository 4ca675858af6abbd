// Package storagetest holds the tests that every driver of the package storage passes.
//
//	func TestDriver(t *testing.T) {
//		storagetest.Run(t, func(t *testing.T) storage.Driver { return myDriver(t) })
//	}
package storagetest

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/storage"
)

// Run runs the tests. The function open returns an empty driver; Run closes it.
func Run(t *testing.T, open func(t *testing.T) storage.Driver) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, *storage.Bucket){
		"SaveAndOpen":        saveAndOpen,
		"Missing":            missing,
		"SameName":           sameName,
		"SameNameConcurrent": sameNameConcurrent,
		"FailingReader":      failingReader,
		"Delete":             deleteFile,
		"List":               list,
		"Seek":               seek,
		"CancelledContext":   cancelledContext,
		"FileAsFolder":       fileAsFolder,
		"LargeFile":          largeFile,
		"Whole":              whole,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := storage.New(open(t), storage.Options{})
			t.Cleanup(func() {
				if err := b.Close(); err != nil {
					t.Errorf("Close: %v", err)
				}
			})
			test(t, b)
		})
	}
}

func save(t *testing.T, b *storage.Bucket, name, text string) string {
	t.Helper()
	got, err := b.Save(t.Context(), name, strings.NewReader(text))
	if err != nil {
		t.Fatalf("Save(%q): %v", name, err)
	}
	return got
}

func read(t *testing.T, b *storage.Bucket, name string) string {
	t.Helper()
	f, err := b.Open(t.Context(), name)
	if err != nil {
		t.Fatalf("Open(%q): %v", name, err)
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	if err != nil {
		t.Fatalf("reading %q: %v", name, err)
	}
	return string(data)
}

func saveAndOpen(t *testing.T, b *storage.Bucket) {
	for _, name := range []string{"a.txt", "one/two/three.tar.gz", "Ünï cödé/日本語.txt", strings.Repeat("x", storage.MaxSegment)} {
		if got := save(t, b, name, "text of "+name); got != name {
			t.Errorf("Save(%q) stored it as %q though the name was free", name, got)
		}
		if got := read(t, b, name); got != "text of "+name {
			t.Errorf("%q holds %q", name, got)
		}
		info, err := b.Stat(t.Context(), name)
		if err != nil || info.Name != name || info.Size != int64(len("text of "+name)) || info.ModTime.IsZero() {
			t.Errorf("Stat(%q) = %+v, %v", name, info, err)
		}
	}
	if save(t, b, "empty", ""); read(t, b, "empty") != "" {
		t.Error("an empty file is not empty")
	}
}

func missing(t *testing.T, b *storage.Bucket) {
	save(t, b, "folder/file", "x")
	for _, name := range []string{"none", "folder", "folder/none", "none/none"} {
		if _, err := b.Open(t.Context(), name); !errors.Is(err, storage.ErrNotExist) || problem.Of(err) != problem.NotFound {
			t.Errorf("Open(%q): %v, want ErrNotExist", name, err)
		}
		if _, err := b.Stat(t.Context(), name); !errors.Is(err, storage.ErrNotExist) {
			t.Errorf("Stat(%q): %v, want ErrNotExist", name, err)
		}
		if ok, err := b.Exists(t.Context(), name); ok || err != nil {
			t.Errorf("Exists(%q) = %v, %v", name, ok, err)
		}
	}
}

func sameName(t *testing.T, b *storage.Bucket) {
	first, second := save(t, b, "pictures/a.png", "first"), save(t, b, "pictures/a.png", "second")
	if first == second {
		t.Fatalf("two files have the name %q", first)
	}
	if !strings.HasPrefix(second, "pictures/a_") || !strings.HasSuffix(second, ".png") {
		t.Errorf("the second file is called %q, want pictures/a_….png", second)
	}
	if read(t, b, first) != "first" || read(t, b, second) != "second" {
		t.Error("a file was overwritten")
	}
}

func sameNameConcurrent(t *testing.T, b *storage.Bucket) {
	const n = 32
	names := make([]string, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			var err error
			if names[i], err = b.Save(t.Context(), "same.txt", strings.NewReader(strings.Repeat(string(rune('a'+i%26)), 1000+i))); err != nil {
				t.Errorf("Save: %v", err)
			}
		})
	}
	wg.Wait()
	for i, name := range names {
		if want := strings.Repeat(string(rune('a'+i%26)), 1000+i); read(t, b, name) != want {
			t.Errorf("%q does not hold what was saved under it", name)
		}
	}
	slices.Sort(names)
	if len(slices.Compact(names)) != n {
		t.Errorf("%d saves gave fewer names: %q", n, names)
	}
}

func failingReader(t *testing.T, b *storage.Bucket) {
	broken := errors.New("the client went away")
	_, err := b.Save(t.Context(), "half", io.MultiReader(strings.NewReader("half"), failing{broken}))
	if !errors.Is(err, broken) {
		t.Errorf("Save from a failing reader: %v, want its error", err)
	}
	if ok, err := b.Exists(t.Context(), "half"); ok || err != nil {
		t.Errorf("half a file is there: %v, %v", ok, err)
	}
	if got := names(t, b, ""); len(got) != 0 {
		t.Errorf("left behind: %q", got)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func deleteFile(t *testing.T, b *storage.Bucket) {
	name := save(t, b, "a/b", "x")
	for range 2 { // the second time there is nothing to delete
		if err := b.Delete(t.Context(), name); err != nil {
			t.Errorf("Delete: %v", err)
		}
	}
	if ok, _ := b.Exists(t.Context(), name); ok {
		t.Error("the file is still there")
	}
	if got := save(t, b, "a/b", "new"); got != "a/b" {
		t.Errorf("the name is not free again: %q", got)
	}
	if err := b.Delete(t.Context(), "a"); err != nil {
		t.Errorf("Delete of a folder's name: %v", err)
	}
	if read(t, b, "a/b") != "new" {
		t.Error("deleting the folder's name deleted the file in it")
	}
}

func names(t *testing.T, b *storage.Bucket, prefix string) []string {
	t.Helper()
	var out []string
	for info, err := range b.List(t.Context(), prefix) {
		if err != nil {
			t.Fatalf("List(%q): %v", prefix, err)
		}
		out = append(out, info.Name)
	}
	return out
}

func list(t *testing.T, b *storage.Bucket) {
	for _, n := range []string{"b", "a/2", "a/1", "a.txt", "ab/c/d", "a/b/c"} {
		save(t, b, n, "x")
	}
	for prefix, want := range map[string][]string{
		"":      {"a.txt", "a/1", "a/2", "a/b/c", "ab/c/d", "b"},
		"a":     {"a.txt", "a/1", "a/2", "a/b/c", "ab/c/d"},
		"a/":    {"a/1", "a/2", "a/b/c"},
		"a/b":   {"a/b/c"},
		"ab/c/": {"ab/c/d"},
		"zz":    nil,
		"b/":    nil,
	} {
		if got := names(t, b, prefix); !slices.Equal(got, want) {
			t.Errorf("List(%q) = %q, want %q", prefix, got, want)
		}
	}
	for _, err := range b.List(t.Context(), "") { // stopping early is allowed
		if err != nil {
			t.Error(err)
		}
		break
	}
}

// whole: a file is not there before all of it is.
func whole(t *testing.T, b *storage.Bucket) {
	r, w := io.Pipe()
	done := make(chan error)
	go func() {
		_, err := b.Save(t.Context(), "slow", r)
		done <- err
	}()
	if _, err := w.Write(make([]byte, 1<<16)); err != nil { // returns when it has been read
		t.Fatal(err)
	}
	if ok, err := b.Exists(t.Context(), "slow"); ok || err != nil {
		t.Errorf("half written: Exists = %v, %v", ok, err)
	}
	if got := names(t, b, ""); len(got) != 0 {
		t.Errorf("half written: List shows %q", got)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if info, err := b.Stat(t.Context(), "slow"); err != nil || info.Size != 1<<16 {
		t.Errorf("written: Stat = %+v, %v", info, err)
	}
}

func seek(t *testing.T, b *storage.Bucket) {
	save(t, b, "digits", "0123456789")
	f, err := b.Open(t.Context(), "digits")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if n, err := f.Seek(-3, io.SeekEnd); n != 7 || err != nil {
		t.Errorf("Seek = %d, %v", n, err)
	}
	if rest, _ := io.ReadAll(f); string(rest) != "789" {
		t.Errorf("after the seek: %q", rest)
	}
	if f.Info().Size != 10 || f.Info().Name != "digits" {
		t.Errorf("Info = %+v", f.Info())
	}
}

func cancelledContext(t *testing.T, b *storage.Bucket) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Save(ctx, "late", strings.NewReader("x")); !errors.Is(err, context.Canceled) {
		t.Errorf("Save in a cancelled context: %v", err)
	}
	if ok, _ := b.Exists(t.Context(), "late"); ok {
		t.Error("it was stored all the same")
	}
	if _, err := b.Stat(ctx, "late"); !errors.Is(err, context.Canceled) {
		t.Errorf("Stat in a cancelled context: %v", err)
	}
}

// fileAsFolder: drivers with folders refuse it, others need not; no file is lost either way.
func fileAsFolder(t *testing.T, b *storage.Bucket) {
	save(t, b, "name", "file")
	_, _ = b.Save(t.Context(), "name/below", strings.NewReader("x"))
	if read(t, b, "name") != "file" {
		t.Error("the file changed")
	}
}

func largeFile(t *testing.T, b *storage.Bucket) {
	const size = 5<<20 + 17
	name, err := b.Save(t.Context(), "large", io.LimitReader(zeros{}, size))
	if err != nil {
		t.Fatal(err)
	}
	if info, err := b.Stat(t.Context(), name); err != nil || info.Size != size {
		t.Errorf("Stat = %+v, %v, want %d bytes", info, err, size)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }
