package static_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/musette-go/musette/static"
)

// inFolder lists the files below a folder.
func inFolder(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	must(t, fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, name)
		}
		return err
	}))
	return names
}

// TestCollect wants names with hashes, a manifest, compressed forms, and a folder that serves the same (FILE-01).
func TestCollect(t *testing.T) {
	t.Parallel()
	source := files("css/a.css", long+"x{y:url(../i.png)}", "i.png", "png")
	f := newFiles(t, static.Options{}, source)
	dir := filepath.Join(t.TempDir(), "new", "staticfiles")
	dry, err := f.Collect(t.Context(), static.CollectOptions{Dir: dir, DryRun: true})
	must(t, err)
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a dry run made the folder: %v", err)
	}
	first, err := f.Collect(t.Context(), static.CollectOptions{Dir: dir})
	must(t, err)
	if want := (static.Collected{Files: 2, Written: 11}); first != want || dry != want {
		t.Errorf("collected %+v, a dry run %+v, want %+v", first, dry, want)
	}
	css := strings.TrimPrefix(address(t, f, "css/a.css"), "/static/")
	png := strings.TrimPrefix(address(t, f, "i.png"), "/static/")
	want := []string{"i.png", png, "staticfiles.json"}
	for _, name := range []string{"css/a.css", css} {
		want = append(want, name, name+".br", name+".gz", name+".zst")
	}
	slices.Sort(want)
	if got := inFolder(t, dir); !slices.Equal(got, want) {
		t.Errorf("the folder holds %q, want %q", got, want)
	}
	again, err := f.Collect(t.Context(), static.CollectOptions{Dir: dir})
	must(t, err)
	if again != (static.Collected{Files: 2, Unchanged: 11}) {
		t.Errorf("collected again: %+v", again)
	}
	served(t, f, dir)
}

// served compares what a collected folder serves with what the sources do.
func served(t *testing.T, f *static.Files, dir string) {
	t.Helper()
	embedded := fstest.MapFS{}
	for _, name := range inFolder(t, dir) {
		b, err := os.ReadFile(filepath.Join(dir, name))
		must(t, err)
		embedded["staticfiles/"+name] = &fstest.MapFile{Data: b}
	}
	for _, source := range []fs.FS{os.DirFS(dir), embedded} {
		c := newFiles(t, static.Options{}, files("css/a.css", "overridden by what was collected"), source)
		for _, name := range []string{"css/a.css", "i.png"} {
			if address(t, c, name) != address(t, f, name) {
				t.Errorf("%s: %s, collected %s", name, address(t, f, name), address(t, c, name))
			}
			for _, encoding := range []string{"", "br", "gzip", "zstd"} {
				a, b := ask(handler(t, f), "GET", address(t, f, name), "Accept-Encoding", encoding), ask(handler(t, c), "GET", address(t, c, name), "Accept-Encoding", encoding)
				if b.Code != 200 || a.Header().Get("Content-Encoding") != b.Header().Get("Content-Encoding") || a.Header().Get("ETag") != b.Header().Get("ETag") ||
					unpack(t, a.Header().Get("Content-Encoding"), a.Body.Bytes()) != unpack(t, b.Header().Get("Content-Encoding"), b.Body.Bytes()) {
					t.Errorf("%s as %q: %d %v, collected %d %v", name, encoding, a.Code, a.Header(), b.Code, b.Header())
				}
			}
		}
	}
}

// TestCollectedPlace wants collected files last, and not at all in debug.
func TestCollectedPlace(t *testing.T) {
	t.Parallel()
	now := files("a.css", "now")
	dir := t.TempDir()
	_, err := newFiles(t, static.Options{}, files("a.css", "then", "old.css", "x")).Collect(t.Context(), static.CollectOptions{Dir: dir})
	must(t, err)
	debug := newFiles(t, static.Options{Debug: true}, now, os.DirFS(dir))
	if found, err := debug.Find(); err != nil || len(found) != 1 || ask(handler(t, debug), "GET", "/static/a.css").Body.String() != "now" {
		t.Errorf("in debug there are %v (%v)", found, err)
	}
	_, err = static.New(static.Options{Sources: []static.Source{{Name: "site", FS: os.DirFS(dir)}, {Name: "app", FS: now}}})
	wantErr(t, err, `"app" stands behind the collected files of "site"`)
}

func TestCollectClear(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "mine.txt"), []byte("not collected"), 0o644))
	before := newFiles(t, static.Options{}, files("a.css", long, "gone.css", "x"))
	_, err := before.Collect(t.Context(), static.CollectOptions{Dir: dir})
	must(t, err)
	after := newFiles(t, static.Options{}, files("a.css", long+"/**/"))
	done, err := after.Collect(t.Context(), static.CollectOptions{Dir: dir})
	must(t, err)
	if old := strings.TrimPrefix(address(t, before, "a.css"), "/static/"); !slices.Contains(inFolder(t, dir), old) || done.Removed != 0 {
		t.Errorf("without Clear the old %s is gone", old)
	}
	_, err = before.Collect(t.Context(), static.CollectOptions{Dir: dir})
	must(t, err)
	done, err = after.Collect(t.Context(), static.CollectOptions{Dir: dir, Clear: true})
	must(t, err)
	left := inFolder(t, dir)
	if done.Removed != 6 || len(left) != 10 || !slices.Contains(left, "mine.txt") || slices.Contains(left, "gone.css") {
		t.Errorf("%+v leaves %q", done, left)
	}
}

func TestCollectRefuses(t *testing.T) {
	t.Parallel()
	f := newFiles(t, static.Options{}, files("a.css", "x"))
	_, err := f.Collect(t.Context(), static.CollectOptions{})
	wantErr(t, err, "CollectOptions.Dir")
	debug := newFiles(t, static.Options{Debug: true}, files("a.css", "x"))
	_, err = debug.Collect(t.Context(), static.CollectOptions{Dir: t.TempDir()})
	wantErr(t, err, "debug")
	clash := newFiles(t, static.Options{}, files("a.css", long, "a.css.gz", "theirs"))
	_, err = clash.Collect(t.Context(), static.CollectOptions{Dir: t.TempDir()})
	wantErr(t, err, "a.css.gz", "rename one")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = f.Collect(ctx, static.CollectOptions{Dir: t.TempDir()}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled run ends with %v", err)
	}
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "a.css"), nil, 0o644))
	_, err = f.Collect(t.Context(), static.CollectOptions{Dir: filepath.Join(dir, "a.css")})
	wantErr(t, err, "collecting into")
}

func TestBrokenManifests(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{`:             "manifest staticfiles.json",
		`{"version":2}`: "version is 2, expected 1",
		`{"version":1,"files":{"a.css":{"name":"../x","hash":"1"}}}`:                                     `"a.css" is broken`,
		`{"version":1,"files":{"a.css":{"name":"x.css","hash":"1","size":1}}}`:                           "lacks x.css",
		`{"version":1,"files":{"a.css":{"name":"a.css","hash":"1","size":2}}}`:                           "another size",
		`{"version":1,"files":{"a.css":{"name":"a.css","hash":"1","size":1,"encodings":["gzip","br"]}}}`: "lacks a.css.br",
	} {
		_, err := static.New(static.Options{Sources: []static.Source{{Name: "site", FS: files("staticfiles.json", text, "a.css", "x")}}})
		wantErr(t, err, want)
	}
}
