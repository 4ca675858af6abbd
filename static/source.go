package static

import (
	"fmt"
	"hash/maphash"
	"io/fs"
	"path"
	"strings"
)

// A Source is a tree of static files.
type Source struct {
	// Name says whose files they are ("catalog"), for messages.
	Name string
	// FS holds the files. Those whose name begins with "." or ends in "~" are left out, and so are symbolic links.
	FS fs.FS
	// Dir is the folder of FS in which paths begin. Defaults to "static" if FS has that folder, as one made by //go:embed
	// static does, and else to the root.
	Dir string
}

// tree is the part of FS that Dir names.
func (s Source) tree() (fs.FS, error) {
	if s.FS == nil {
		return nil, fmt.Errorf("static: the source %q has no FS", s.Name)
	}
	dir := s.Dir
	if dir == "" {
		info, err := fs.Stat(s.FS, "static")
		if err != nil || !info.IsDir() {
			return s.FS, nil
		}
		dir = "static"
	}
	sub, err := fs.Sub(s.FS, dir)
	if err != nil {
		return nil, fmt.Errorf("static: the source %q: %w", s.Name, err)
	}
	if info, err := fs.Stat(sub, "."); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("static: the source %q has no folder %q", s.Name, dir)
	}
	return sub, nil
}

// walk calls fn with every file of a tree, in the order of their paths.
func walk(tree fs.FS, fn func(name string, d fs.DirEntry) error) error {
	return fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name == ".":
			return nil
		case d.IsDir() && hidden(name):
			return fs.SkipDir
		case d.IsDir() || hidden(name) || !d.Type().IsRegular():
			return nil
		}
		return fn(name, d)
	})
}

// hidden reports whether a file or folder is not meant for the public: .env, .git, what editors leave behind.
func hidden(name string) bool {
	base := path.Base(name)
	return strings.HasPrefix(base, ".") || strings.HasSuffix(base, "~")
}

// fingerprint sums up names, sizes and times, and reports whether the files can change at all: embedded ones have no times.
func fingerprint(seed maphash.Seed, tree fs.FS) (sum uint64, live bool, err error) {
	var h maphash.Hash
	h.SetSeed(seed)
	err = walk(tree, func(name string, d fs.DirEntry) error {
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
