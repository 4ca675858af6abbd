package storage_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/musette-go/musette/storage"
	"github.com/musette-go/musette/storage/storagetest"
)

func TestLazy(t *testing.T) {
	t.Parallel()
	storagetest.Run(t, func(t *testing.T) storage.Driver {
		return storage.Lazy(func() (storage.Driver, error) { return storage.Folder(t.TempDir()) })
	})
}

// TestLazyFolder: opening a bucket by its address makes nothing; the first file does.
func TestLazyFolder(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "media")
	b, err := storage.Open("file://"+filepath.ToSlash(dir), storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("the folder is there before anything was stored: %v", err)
	}
	if _, err := b.Save(t.Context(), "a.txt", strings.NewReader("a")); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); err != nil {
		t.Fatal(err)
	}
}

// TestLazyError: a driver that cannot be opened says so each time, and closes without an error.
func TestLazyError(t *testing.T) {
	t.Parallel()
	away := errors.New("away")
	d := storage.Lazy(func() (storage.Driver, error) { return nil, away })
	for range 2 {
		if _, err := d.Stat(t.Context(), "a"); !errors.Is(err, away) {
			t.Errorf("Stat: %v", err)
		}
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
}
