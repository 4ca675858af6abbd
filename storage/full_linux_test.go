package storage_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/storage"
)

// TestFullDisk saves files on a disk of 1 MiB until it is full: the error says so, no part of a file remains, what was there is whole, and
// with room again saving goes on (X14).
func TestFullDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=1m"); err != nil {
		t.Skipf("a small disk cannot be mounted here (it takes root): %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	b, err := storage.Open("file://"+filepath.Join(dir, "media"), storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	half := strings.Repeat("x", 600<<10)
	if _, err := b.Save(t.Context(), "one", strings.NewReader(half)); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		_, err = b.Save(t.Context(), "two", strings.NewReader(half))
		var status interface{ HTTPStatus() int }
		if !errors.Is(err, storage.ErrFull) || problem.Of(err) != problem.Unavailable || !errors.As(err, &status) || status.HTTPStatus() != 507 {
			t.Fatalf("a full disk: %v", err)
		}
	}
	if ok, err := b.Exists(t.Context(), "two"); ok || err != nil {
		t.Errorf("part of the file is there: %v, %v", ok, err)
	}
	if left, err := os.ReadDir(filepath.Join(dir, "media", ".unfinished")); err != nil || len(left) != 0 {
		t.Errorf("%d unfinished files are left: %v", len(left), err)
	}
	f, err := b.Open(t.Context(), "one")
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(f); string(text) != half || err != nil {
		t.Errorf("the file that was there has %d bytes, %v", len(text), err)
	}
	if err := errors.Join(f.Close(), b.Delete(t.Context(), "one")); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Save(t.Context(), "two", strings.NewReader(half)); err != nil {
		t.Errorf("with room again: %v", err)
	}
}
