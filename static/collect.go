package static

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
)

// CollectOptions configure [Files.Collect].
type CollectOptions struct {
	// Dir is the folder to write into; it is made when it does not exist.
	Dir string
	// Clear removes what an earlier run wrote and this one did not. Defaults to false, so that pages from before an update
	// still find their files.
	Clear bool
	// DryRun writes nothing and counts what would be written. Defaults to false.
	DryRun bool
}

// Collected counts what [Files.Collect] did.
type Collected struct {
	Files     int // static files
	Written   int // files written, compressed ones and the manifest included
	Unchanged int // files that were there already
	Removed   int // files of an earlier run, with Clear
}

// Collect writes all files into one folder: each under its name with a hash and under its plain one, both also compressed, with
// br, zst and gz at the end of the name, and the manifest. Files are replaced at once, never half written. The site must not be
// in debug, where files have no hashes.
func (f *Files) Collect(ctx context.Context, opt CollectOptions) (Collected, error) {
	var done Collected
	if f.opt.Debug {
		return done, errors.New("static: files have no hashes in debug: collect without it")
	}
	if opt.Dir == "" {
		return done, errors.New("static: there is no folder to collect into: set CollectOptions.Dir")
	}
	s := f.current.Load()
	c := &collector{ctx: ctx, opt: opt, done: &done, wrote: map[string]bool{}, manifest: manifest{Version: manifestVersion, Files: map[string]record{}}}
	err := c.open()
	if err == nil {
		err = c.run(s)
	}
	if c.root != nil {
		err = errors.Join(err, c.root.Close())
	}
	if err != nil {
		return done, fmt.Errorf("static: collecting into %s: %w", opt.Dir, err)
	}
	return done, nil
}

// collector is one run. Its root is nil when nothing is there to compare with and nothing is written.
type collector struct {
	ctx      context.Context
	opt      CollectOptions
	root     *os.Root
	done     *Collected
	wrote    map[string]bool
	manifest manifest
}

func (c *collector) open() error {
	if !c.opt.DryRun {
		if err := os.MkdirAll(c.opt.Dir, 0o755); err != nil {
			return err
		}
	}
	root, err := os.OpenRoot(c.opt.Dir)
	if c.opt.DryRun && errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	c.root = root
	return err
}

func (c *collector) run(s *set) error {
	for _, name := range s.names() {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		if err := c.file(s, s.files[name]); err != nil {
			return err
		}
	}
	c.done.Files = len(s.files)
	old, err := c.earlier()
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(c.manifest, "", "\t")
	if err != nil {
		return err
	}
	if err := c.write(ManifestName, append(text, '\n')); err != nil { // after the files, so that it never names what is not there
		return err
	}
	return c.clear(old)
}

// file writes one file in all its forms.
func (c *collector) file(s *set, f *file) error {
	body, err := f.content()
	if err != nil {
		return err
	}
	rec := record{Name: f.hashed, Hash: f.etag, Size: int64(len(body)), Source: last(s.found[f.name])}
	forms := map[string][]byte{"": body}
	for _, e := range encodings {
		if !f.squeeze || len(body) < minCompress {
			break
		}
		small, err := compress(e.best, body)
		if err != nil {
			return err
		}
		if small != nil {
			forms[e.ext] = small
			rec.Encodings = append(rec.Encodings, e.name)
		}
	}
	for _, ext := range slices.Sorted(maps.Keys(forms)) {
		err := errors.Join(c.write(f.hashed+ext, forms[ext]), c.write(f.name+ext, forms[ext]))
		if err != nil {
			return err
		}
	}
	c.manifest.Files[f.name] = rec
	return nil
}

func last(s []string) string {
	if len(s) == 0 {
		return ""
	}
	return s[len(s)-1]
}

// write puts a file into the folder, unless it is there already.
func (c *collector) write(name string, body []byte) error {
	if c.wrote[name] {
		return fmt.Errorf("two static files would be written to %s: rename one", name)
	}
	c.wrote[name] = true
	if c.root != nil {
		if old, err := c.root.ReadFile(name); err == nil && bytes.Equal(old, body) {
			c.done.Unchanged++
			return nil
		}
	}
	c.done.Written++
	if c.opt.DryRun {
		return nil
	}
	if err := c.root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	temp := path.Join(path.Dir(name), ".collect-"+path.Base(name))
	if err := c.root.WriteFile(temp, body, 0o644); err != nil {
		return err
	}
	return c.root.Rename(temp, name)
}

// earlier is the manifest of the last run, empty when nothing is to be removed.
func (c *collector) earlier() (manifest, error) {
	if !c.opt.Clear || c.root == nil {
		return manifest{}, nil
	}
	old, err := readManifest(c.root.FS())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return manifest{}, fmt.Errorf("the manifest of the last run: %w", err)
	}
	return old, nil
}

// clear removes what the manifest of an earlier run names and this run did not write.
func (c *collector) clear(old manifest) error {
	for name, rec := range old.Files {
		for _, base := range []string{name, rec.Name} {
			for _, ext := range extensions {
				if err := c.remove(base + ext); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// extensions end the names of a file's forms.
var extensions = []string{"", ".br", ".zst", ".gz"}

func (c *collector) remove(name string) error {
	if c.wrote[name] || !fs.ValidPath(name) {
		return nil
	}
	if _, err := c.root.Lstat(name); err != nil {
		return nil
	}
	c.done.Removed++
	if c.opt.DryRun {
		return nil
	}
	return c.root.Remove(name)
}
