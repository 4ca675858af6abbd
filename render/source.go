package render

import (
	"errors"
	"fmt"
	"hash/maphash"
	"io/fs"
	"path"
	"strings"
)

// A Source is a tree of template files.
type Source struct {
	// Name says whose templates they are ("catalog"), for messages.
	Name string
	// FS holds the files. Those that end in .html are templates, named by their path: "catalog/detail.html".
	FS fs.FS
	// Dir is the folder of FS in which paths begin. Defaults to "templates" if FS has that folder, as one made by
	// //go:embed templates does, and else to the root.
	Dir string
}

// maxTemplate is the largest template file in bytes.
const maxTemplate = 4 << 20

// dir is the folder in which paths begin.
func (s Source) dir() string {
	if s.Dir != "" || s.FS == nil {
		return s.Dir
	}
	if info, err := fs.Stat(s.FS, "templates"); err != nil || !info.IsDir() {
		return "."
	}
	return "templates"
}

// place names the source and the folder in which paths begin, for messages: "catalog:templates".
func (s Source) place() string { return strings.TrimSuffix(s.Name+":"+s.dir(), ":.") }

// tree is the part of FS that Dir names.
func (s Source) tree() (fs.FS, error) {
	if s.FS == nil {
		return nil, fmt.Errorf("render: the source %q has no FS", s.Name)
	}
	dir := s.dir()
	if dir == "." {
		return s.FS, nil
	}
	sub, err := fs.Sub(s.FS, dir)
	if err != nil {
		return nil, fmt.Errorf("render: the source %q: %w", s.Name, err)
	}
	if info, err := fs.Stat(sub, "."); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("render: the source %q has no folder %q", s.Name, dir)
	}
	return sub, nil
}

// read calls fn with every template file of the source.
func (s Source) read(fn func(name, text string) error) error {
	tree, err := s.tree()
	if err != nil {
		return err
	}
	var errs []error
	err = walkTemplates(tree, func(name string, d fs.DirEntry) error {
		if info, err := d.Info(); err == nil && info.Size() > maxTemplate {
			errs = append(errs, fmt.Errorf("render: %s of the source %q has %d bytes, more than %d", name, s.Name, info.Size(), maxTemplate))
			return nil
		}
		b, err := fs.ReadFile(tree, name)
		if err == nil {
			err = fn(name, string(b))
		}
		if err != nil {
			errs = append(errs, err)
		}
		return nil
	})
	if err != nil {
		errs = append(errs, fmt.Errorf("render: the source %q cannot be read: %w", s.Name, err))
	}
	return errors.Join(errs...)
}

func walkTemplates(tree fs.FS, fn func(name string, d fs.DirEntry) error) error {
	return fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name != "." && strings.HasPrefix(path.Base(name), ".") {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(name) != ".html" || strings.HasPrefix(path.Base(name), ".") {
			return nil
		}
		return fn(name, d)
	})
}

// fingerprint sums up the names, sizes and times of the files, and reports whether the tree can change at all: files that are
// embedded have no times.
func (s Source) fingerprint(seed maphash.Seed) (sum uint64, live bool, err error) {
	tree, err := s.tree()
	if err != nil {
		return 0, false, err
	}
	var h maphash.Hash
	h.SetSeed(seed)
	err = walkTemplates(tree, func(name string, d fs.DirEntry) error {
		info, err := d.Info()
		if err != nil {
			return err
		}
		live = live || !info.ModTime().IsZero()
		fmt.Fprintf(&h, "%s\x00%d\x00%d\x00", name, info.Size(), info.ModTime().UnixNano())
		return nil
	})
	return h.Sum64(), live, err
}
