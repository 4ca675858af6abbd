package storage_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/musette-go/musette/storage"
	"github.com/musette-go/musette/storage/storagetest"
)

func TestMemory(t *testing.T) {
	t.Parallel()
	storagetest.Run(t, func(*testing.T) storage.Driver { return storage.Memory() })
}

func TestFolder(t *testing.T) {
	t.Parallel()
	storagetest.Run(t, func(t *testing.T) storage.Driver {
		d, err := storage.Folder(filepath.Join(t.TempDir(), "new", "media"))
		if err != nil {
			t.Fatal(err)
		}
		return d
	})
}

func TestOpen(t *testing.T) {
	t.Parallel()
	b, err := storage.Open("file://"+t.TempDir(), storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Save(t.Context(), "a", strings.NewReader("x")); err != nil {
		t.Error(err)
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
	for _, address := range []string{"", "media", "ftp://host/x", "file://", "memory://x", "s3://bucket"} {
		if _, err := storage.Open(address, storage.Options{}); err == nil || !strings.Contains(err.Error(), "expected file://folder or memory://") {
			t.Errorf("Open(%q): %v", address, err)
		}
	}
}

func TestURL(t *testing.T) {
	t.Parallel()
	b := storage.New(storage.Memory(), storage.Options{})
	if u, err := b.URL("a b/ü+.png"); err != nil || u != "/media/a%20b/%C3%BC+.png" {
		t.Errorf("URL = %q, %v", u, err)
	}
	b = storage.New(storage.Memory(), storage.Options{BaseURL: "https://cdn.example/files"})
	if u, err := b.URL("x"); err != nil || u != "https://cdn.example/files/x" {
		t.Errorf("URL = %q, %v", u, err)
	}
	if _, err := b.URL("../x"); err == nil {
		t.Error("a bad name has an address")
	}
}

func TestContext(t *testing.T) {
	t.Parallel()
	b, other := storage.New(storage.Memory(), storage.Options{}), storage.New(storage.Memory(), storage.Options{})
	var none *storage.Bucket
	if _, err := none.Or(t.Context()); !errors.Is(err, storage.ErrNoBucket) {
		t.Errorf("without a bucket: %v", err)
	}
	ctx := storage.With(t.Context(), b)
	if got, err := none.Or(ctx); got != b || err != nil {
		t.Errorf("the context's: %v, %v", got, err)
	}
	if got, err := other.Or(ctx); got != other || err != nil {
		t.Errorf("one's own: %v, %v", got, err)
	}
}

func TestMaxSize(t *testing.T) {
	t.Parallel()
	b := storage.New(storage.Memory(), storage.Options{MaxSize: 10})
	if _, err := b.Save(t.Context(), "fits", strings.NewReader("0123456789")); err != nil {
		t.Error(err)
	}
	if _, err := b.Save(t.Context(), "big", strings.NewReader("0123456789a")); !errors.Is(err, storage.ErrTooLarge) {
		t.Errorf("one byte too many: %v", err)
	}
	if ok, _ := b.Exists(t.Context(), "big"); ok {
		t.Error("the large file is there")
	}
}

// TestFolderModes checks that no umask and no moment of writing gives others access.
func TestFolderModes(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	dir := t.TempDir()
	d, err := storage.Folder(dir)
	if err != nil {
		t.Fatal(err)
	}
	b := storage.New(d, storage.Options{})
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() {
			if _, err := b.Save(t.Context(), fmt.Sprintf("new/folder/%d", i%10), strings.NewReader("x")); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	n := 0
	err = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		if e.IsDir() {
			if info.Mode().Perm()&0o007 != 0 {
				t.Errorf("%s has mode %v", path, info.Mode())
			}
			return nil
		}
		n++
		if info.Mode().Perm() != 0o640 {
			t.Errorf("%s has mode %v, want 0640", path, info.Mode())
		}
		return nil
	})
	if err != nil || n != 100 {
		t.Errorf("%d files, %v; want 100 and nothing unfinished", n, err)
	}
}

func TestFolderSweepsUnfinished(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, ".unfinished"), 0o700); err != nil {
		t.Fatal(err)
	}
	old, fresh := filepath.Join(dir, ".unfinished", "old"), filepath.Join(dir, ".unfinished", "new")
	for _, f := range []string{old, fresh} {
		if err := os.WriteFile(f, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	before := time.Now().Add(-48 * time.Hour)
	if err := os.Chtimes(old, before, before); err != nil {
		t.Fatal(err)
	}
	if _, err := storage.Folder(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(old); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the old unfinished file is still there")
	}
	if _, err := os.Stat(fresh); err != nil {
		t.Error("the file that somebody is writing is gone")
	}
}

// TestFolderSymlinks puts links into the folder by hand: none leads out of it.
func TestFolderSymlinks(t *testing.T) {
	t.Parallel()
	outside := t.TempDir()
	if err := os.WriteFile(filepath.Join(outside, "secret"), []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for link, to := range map[string]string{"file": filepath.Join(outside, "secret"), "folder": outside, "up": "..", "self": "self"} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Skipf("no symbolic links here: %v", err)
		}
	}
	b, err := storage.Open("file://"+dir, storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	up := "up/" + filepath.Base(outside) + "/secret"
	for _, name := range []string{"file", "folder/secret", up, "self", "self/x"} {
		if _, err := b.Open(t.Context(), name); !errors.Is(err, storage.ErrNotExist) {
			t.Errorf("Open(%q): %v", name, err)
		}
	}
	for _, name := range []string{"folder/new", "up/new", "folder/a/b"} {
		if got, err := b.Save(t.Context(), name, strings.NewReader("x")); err == nil {
			t.Errorf("Save(%q) wrote %q", name, got)
		}
	}
	if got, err := b.Save(t.Context(), "file", strings.NewReader("x")); err != nil || got == "file" {
		t.Errorf("Save over a link: %q, %v", got, err)
	}
	if err := b.Delete(t.Context(), "folder/secret"); err != nil {
		t.Error(err)
	}
	if text, err := os.ReadFile(filepath.Join(outside, "secret")); err != nil || string(text) != "secret" {
		t.Errorf("the file outside is %q, %v", text, err)
	}
	for info := range b.List(t.Context(), "") {
		if strings.HasPrefix(info.Name, "folder") || info.Name == "up" {
			t.Errorf("List shows %q", info.Name)
		}
	}
}

func Example() {
	ctx := context.Background()
	// docs:begin bucket
	media, _ := storage.Open("memory://", storage.Options{})
	name, _ := media.Save(ctx, "avatars/"+storage.FileName(`C:\fakepath\My Face.png`), strings.NewReader("…"))
	fmt.Println(name) // avatars/My_Face.png, or another one where that was taken
	address, _ := media.URL(name)
	fmt.Println(address)
	// docs:end bucket
	_, err := media.Open(ctx, "../etc/passwd")
	fmt.Println(err)
	// Output:
	// avatars/My_Face.png
	// /media/avatars/My_Face.png
	// storage: the name "../etc/passwd" has a part that begins or ends with a dot or a space: use parts of letters, digits, "-", "_", "." and spaces, joined by "/"
}
