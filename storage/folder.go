package storage

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"slices"
	"strings"
	"time"
)

// The modes of what is stored: the owner writes, the group (a web server) reads, others see nothing.
const (
	fileMode   fs.FileMode = 0o640
	folderMode fs.FileMode = 0o750
)

// unfinished is the folder of files that are being written. No name begins with a dot, so it is out of reach.
const unfinished = ".unfinished"

// unfinishedAge is how old a file in there is when its writer must be gone.
const unfinishedAge = 24 * time.Hour

// Folder returns a driver that keeps files in a folder, which is made when it is not there. All access goes through an os.Root, so
// that neither a name nor a symbolic link leads out of the folder. A file is written beside the others, synced, and then linked to its
// name. What an interrupted process left unfinished is removed when the folder is opened a day later.
func Folder(dir string) (Driver, error) {
	if err := os.MkdirAll(dir, folderMode); err != nil {
		return nil, fmt.Errorf("storage: the folder for files cannot be made: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("storage: the folder for files cannot be opened: %w", err)
	}
	if err := root.Mkdir(unfinished, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, errors.Join(fmt.Errorf("storage: files cannot be written in the folder: %w", err), root.Close())
	}
	f := &folder{root}
	f.sweep(time.Now().Add(-unfinishedAge))
	return f, nil
}

type folder struct{ root *os.Root }

// sweep removes unfinished files that nobody has written to since then.
func (f *folder) sweep(since time.Time) {
	entries, err := fs.ReadDir(f.root.FS(), unfinished)
	if err != nil {
		return // the next start tries again
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.ModTime().Before(since) {
			_ = f.root.Remove(path.Join(unfinished, e.Name()))
		}
	}
}

func (f *folder) Create(ctx context.Context, r io.Reader, name func() string) (string, error) {
	temp := path.Join(unfinished, rand.Text())
	if err := f.write(temp, reader{ctx, r}); err != nil {
		return "", noRoom(errors.Join(err, f.remove(temp)))
	}
	got, err := claim(name, isExist, func(n string) error { return f.link(temp, n) })
	return got, noRoom(errors.Join(err, f.remove(temp)))
}

// write makes a new file that is whole and on the disk when it returns.
func (f *folder) write(name string, r io.Reader) (err error) {
	file, err := f.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("storage: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if _, err := io.Copy(file, r); err != nil {
		return err
	}
	if err := file.Chmod(fileMode); err != nil { // by itself, so that no umask has a say
		return err
	}
	return file.Sync()
}

// link gives a written file its name. Unlike a rename, a link never replaces a file.
func (f *folder) link(temp, name string) error {
	dir := path.Dir(name)
	if dir != "." {
		if err := f.root.MkdirAll(dir, folderMode); err != nil {
			return fmt.Errorf("storage: %w", err)
		}
	}
	err := f.root.Link(temp, name)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		err = f.reserve(temp, name)
	}
	if err != nil {
		return err
	}
	return f.syncFolder(dir)
}

// reserve is link for file systems without links: an empty file takes the name, then the written one takes its place.
func (f *folder) reserve(temp, name string) error {
	file, err := f.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(file.Close(), f.root.Rename(temp, name)); err != nil {
		return errors.Join(err, f.remove(name))
	}
	return nil
}

// syncFolder puts the folder's list of names on the disk.
func (f *folder) syncFolder(dir string) error {
	d, err := f.root.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, fs.ErrPermission) || errors.Is(err, fs.ErrInvalid) {
		err = nil // Windows does not sync folders
	}
	return errors.Join(err, d.Close())
}

func (f *folder) remove(name string) error {
	if err := f.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (f *folder) Open(ctx context.Context, name string) (File, error) {
	if _, err := f.Stat(ctx, name); err != nil { // before opening, which waits at a pipe
		return nil, err
	}
	file, err := f.root.Open(name)
	if err != nil {
		return nil, missing(err)
	}
	info, err := file.Stat()
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &openFile{file, Info{Name: name, Size: info.Size(), ModTime: info.ModTime()}}, nil
}

// missing turns the error of a file that is not there, or that leads out of the folder, into [ErrNotExist].
func missing(err error) error {
	var e *fs.PathError
	if errors.Is(err, fs.ErrNotExist) || errors.As(err, &e) && e.Err != nil && strings.Contains(e.Err.Error(), "escapes") {
		return ErrNotExist
	}
	if isNotDir(err) {
		return ErrNotExist
	}
	return fmt.Errorf("storage: %w", err)
}

func (f *folder) Stat(ctx context.Context, name string) (Info, error) {
	if err := ctx.Err(); err != nil {
		return Info{}, err
	}
	info, err := f.root.Stat(name)
	if err != nil {
		return Info{}, missing(err)
	}
	if !info.Mode().IsRegular() {
		return Info{}, ErrNotExist
	}
	return Info{Name: name, Size: info.Size(), ModTime: info.ModTime()}, nil
}

func (f *folder) Delete(ctx context.Context, name string) error {
	if _, err := f.Stat(ctx, name); err != nil {
		if errors.Is(err, ErrNotExist) {
			return nil
		}
		return err
	}
	if err := f.remove(name); err != nil {
		return fmt.Errorf("storage: %w", err)
	}
	return nil
}

func (f *folder) List(ctx context.Context, prefix string) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		dir := "."
		if i := strings.LastIndexByte(prefix, '/'); i >= 0 {
			dir = prefix[:i]
		}
		f.walk(ctx, dir, prefix, yield)
	}
}

// walk yields the files of a folder and those below it, in the order of their whole names. It reports whether to go on.
func (f *folder) walk(ctx context.Context, dir, prefix string, yield func(Info, error) bool) bool {
	entries, err := fs.ReadDir(f.root.FS(), dir)
	if errors.Is(err, fs.ErrNotExist) || isNotDir(err) {
		return true
	}
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return yield(Info{}, fmt.Errorf("storage: %w", err))
	}
	key := func(e fs.DirEntry) string { // a folder sorts as its files do
		if e.IsDir() {
			return e.Name() + "/"
		}
		return e.Name()
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(key(a), key(b)) })
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		if CheckName(name) != nil || !strings.HasPrefix(name, prefix) && !strings.HasPrefix(prefix, name+"/") {
			continue
		}
		if e.IsDir() {
			if !f.walk(ctx, name, prefix, yield) {
				return false
			}
			continue
		}
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || !strings.HasPrefix(name, prefix) {
			continue // gone meanwhile, or no file
		}
		if !yield(Info{Name: name, Size: info.Size(), ModTime: info.ModTime()}, nil) {
			return false
		}
	}
	return true
}

func (f *folder) Close() error { return f.root.Close() }

type openFile struct {
	*os.File
	info Info
}

func (o *openFile) Info() Info { return o.info }
