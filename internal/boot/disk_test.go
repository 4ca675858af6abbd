package boot

import (
	"embed"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

//go:embed boot.go debug.go
var sources embed.FS

// TestDisk wants embedded files to be read where they stand in the project, in debug only, and only when it is clear where.
func TestDisk(t *testing.T) {
	t.Parallel()
	here := newDisk(true).instead(sources)
	if _, still := here.(embed.FS); still {
		t.Fatal("the folder of this package was not found")
	}
	info, err := fs.Stat(here, "disk_test.go")
	must(t, err)
	if info.ModTime().IsZero() {
		t.Error("the file has no time, so it was not read from disk")
	}
	if _, still := newDisk(false).instead(sources).(embed.FS); !still {
		t.Error("without debug the embedded files are used")
	}
	plain := files("a.html", "x")
	if got := newDisk(true).instead(plain); got == nil {
		t.Error("what is not embedded stays")
	}
}

func TestDiskIsUnsure(t *testing.T) {
	t.Parallel()
	a, b := t.TempDir(), t.TempDir()
	for _, dir := range []string{a, b} {
		for _, name := range []string{"boot.go", "debug.go"} {
			must(t, os.WriteFile(filepath.Join(dir, name), nil, 0o644))
		}
	}
	if _, still := (&disk{folders: []string{a, b}}).instead(sources).(embed.FS); !still {
		t.Error("two folders look alike, and one was taken")
	}
	must(t, os.Remove(filepath.Join(b, "boot.go")))
	if _, still := (&disk{folders: []string{a, b}}).instead(sources).(embed.FS); still {
		t.Error("the folder that has all files was not taken")
	}
	must(t, os.Remove(filepath.Join(a, "boot.go")))
	must(t, os.Symlink(filepath.Join(a, "debug.go"), filepath.Join(a, "boot.go")))
	if _, still := (&disk{folders: []string{a}}).instead(sources).(embed.FS); !still {
		t.Error("a link was taken for a file")
	}
}
