package static

import (
	"errors"
	"fmt"
	"hash/maphash"
	"io/fs"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/musette-go/musette/internal/suggest"
)

// Options configure [New]. The zero value is a site without static files.
type Options struct {
	// Sources hold the files; a later one overrides the files of an earlier one with the same path. A source with the manifest
	// that [Files.Collect] writes replaces all of them; it must be the last. In debug it is left out, since it may be old.
	Sources []Source
	// Base begins every address: a path, or a URL such as that of a CDN in front of the site. Defaults to "/static/".
	Base string
	// Debug serves plain names and reads changed files again. Defaults to false.
	Debug bool
}

// Files are the static files of a site. Many goroutines may use it.
type Files struct {
	opt       Options
	path      string // the path of opt.Base
	trees     []tree
	collected *tree // what takes the place of all trees
	seed      maphash.Seed
	current   atomic.Pointer[set]
	reload    sync.Mutex // held while reading again
}

// tree is a source that was opened.
type tree struct {
	source string
	fs     fs.FS
}

// set is one state of the files.
type set struct {
	sum    uint64
	live   bool
	files  map[string]*file // by path
	served map[string]*file // by the name in the address, hashed and plain
	broken error            // references to files that do not exist, in debug
	found  map[string][]string
}

// New reads all files. The error joins everything that is wrong, references with file and line.
func New(opt Options) (*Files, error) {
	if opt.Base == "" {
		opt.Base = "/static/"
	}
	f := &Files{opt: opt, seed: maphash.MakeSeed()}
	base, err := url.Parse(opt.Base)
	if err != nil || !strings.HasPrefix(base.Path, "/") || !strings.HasSuffix(base.Path, "/") || base.RawQuery+base.Fragment != "" {
		return nil, fmt.Errorf("static: the base %q is not a path or URL that begins and ends with a slash: expected one like /static/ or https://cdn.example.com/static/", opt.Base)
	}
	f.path = base.Path
	var errs []error
	for _, src := range opt.Sources {
		t, err := src.tree()
		errs = append(errs, err)
		if err == nil {
			errs = append(errs, f.add(src, t))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	s, err := f.read()
	if err != nil {
		return nil, err
	}
	f.current.Store(s)
	return f, nil
}

// add takes a source.
func (f *Files) add(src Source, t fs.FS) error {
	if f.collected != nil {
		return fmt.Errorf("static: the source %q stands behind the collected files of %q, which replace all: put those last", src.Name, f.collected.source)
	}
	whole, ok := collected(src.FS, t)
	switch {
	case !ok:
		f.trees = append(f.trees, tree{src.Name, t})
	case !f.opt.Debug:
		f.collected = &tree{src.Name, whole}
	}
	return nil
}

// read makes the table of files.
func (f *Files) read() (*set, error) {
	if f.collected != nil {
		return readCollected(f.collected.source, f.collected.fs)
	}
	s := &set{files: map[string]*file{}, served: map[string]*file{}, found: map[string][]string{}}
	for _, t := range f.trees {
		sum, live, err := fingerprint(f.seed, t.fs)
		if err == nil {
			err = s.load(t)
		}
		if err != nil {
			return nil, fmt.Errorf("static: the source %q cannot be read: %w", t.source, err)
		}
		s.sum, s.live = s.sum*31+sum, s.live || live
	}
	g := &graph{base: f.path, files: s.files}
	err := g.rewrite(!f.opt.Debug)
	if f.opt.Debug {
		s.broken = err
	} else if err != nil {
		return nil, err
	}
	return s, s.publish()
}

// load adds the files of a tree.
func (s *set) load(t tree) error {
	return walk(t.fs, func(name string, _ fs.DirEntry) error {
		one, err := readFile(t, name)
		if err != nil {
			return err
		}
		s.files[name] = one
		s.found[name] = append(s.found[name], t.source)
		return nil
	})
}

// publish fills the table of what is served.
func (s *set) publish() error {
	var errs []error
	for _, name := range s.names() {
		s.served[name] = s.files[name]
	}
	for _, name := range s.names() {
		f := s.files[name]
		if other := s.served[f.hashed]; other != nil && other != f {
			errs = append(errs, fmt.Errorf("static: the file %s takes the name that %s gets: rename it", f.hashed, name))
		}
		s.served[f.hashed] = f
	}
	return errors.Join(errs...)
}

func (s *set) names() []string {
	names := make([]string, 0, len(s.files))
	for name := range s.files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// state returns the files, read again in debug when one has changed.
func (f *Files) state() (*set, error) {
	s := f.current.Load()
	if !f.opt.Debug || !s.live {
		return s, nil
	}
	f.reload.Lock()
	defer f.reload.Unlock()
	var sum uint64
	for _, t := range f.trees {
		one, _, err := fingerprint(f.seed, t.fs)
		if err != nil {
			return nil, fmt.Errorf("static: the source %q cannot be read: %w", t.source, err)
		}
		sum = sum*31 + one
	}
	if s = f.current.Load(); s.sum == sum {
		return s, nil
	}
	next, err := f.read()
	if err != nil {
		return nil, err
	}
	f.current.Store(next)
	return next, nil
}

// URL returns the address of a file, for the template function static: /static/shop/shop.3f2a9c0b1d2e.css, or without the
// hash in debug. A file that no source has is an error that suggests one.
func (f *Files) URL(name string) (string, error) {
	s, err := f.state()
	if err != nil {
		return "", err
	}
	one := s.files[name]
	if one == nil {
		return "", s.unknown(name)
	}
	return f.opt.Base + one.address, nil
}

func (s *set) unknown(name string) error {
	text := ""
	if near := suggest.Nearest(name, s.names()); near != "" {
		text = fmt.Sprintf(": did you mean %q?", near)
	} else if bare := strings.TrimPrefix(name, "/"); bare != name && s.files[bare] != nil {
		text = fmt.Sprintf(": write %q, without the slash", bare)
	}
	return fmt.Errorf("static: there is no file %q among the %d static files%s", name, len(s.files), text)
}

// Found is a file in the sources.
type Found struct {
	Path    string   // "shop/shop.css"
	Address string   // "/static/shop/shop.3f2a9c0b1d2e.css"
	Sources []string // whose file it is: the first is the one that is served, the others are hidden by it
}

// Find lists the files with the given paths, or all without one, sorted by path. It is what the command findstatic prints.
func (f *Files) Find(paths ...string) ([]Found, error) {
	s, err := f.state()
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		paths = s.names()
	}
	var out []Found
	var errs []error
	for _, p := range paths {
		one := s.files[p]
		if one == nil {
			errs = append(errs, s.unknown(p))
			continue
		}
		sources := slices.Clone(s.found[p])
		slices.Reverse(sources)
		out = append(out, Found{Path: p, Address: f.opt.Base + one.address, Sources: sources})
	}
	return out, errors.Join(errs...)
}
