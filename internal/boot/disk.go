package boot

import (
	"embed"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// disk finds the files that were embedded where they stand in the project, so that a site in debug shows a template or a style
// sheet as it is now, without being built again.
type disk struct{ folders []string }

// maxFolders bounds the search, for a site that is started far above its project.
const maxFolders = 10_000

// newDisk lists the folders of the module around the working directory. Without debug, or outside a module, it finds nothing.
func newDisk(debug bool) *disk {
	d := new(disk)
	wd, err := os.Getwd()
	if !debug || err != nil {
		return d
	}
	root, module := moduleAround(wd)
	if module == "" {
		return d
	}
	_ = filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error { // what cannot be read holds no templates
		switch {
		case err != nil || !e.IsDir():
			return nil
		case name != root && skipped(e.Name()):
			return filepath.SkipDir
		case len(d.folders) == maxFolders:
			return filepath.SkipAll
		}
		d.folders = append(d.folders, name)
		return nil
	})
	return d
}

func skipped(name string) bool {
	return strings.HasPrefix(name, ".") || name == "node_modules" || name == "vendor" || name == "testdata"
}

// instead returns the one folder of the project that has all the embedded files, or the files themselves. Links that lead out
// of the folder are not followed.
func (d *disk) instead(files fs.FS) fs.FS {
	embedded, ok := files.(embed.FS)
	if !ok {
		return files
	}
	var names []string
	err := fs.WalkDir(embedded, ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			names = append(names, filepath.FromSlash(name))
		}
		return err
	})
	if err != nil || len(names) == 0 {
		return files
	}
	found := ""
	for _, folder := range d.folders {
		switch {
		case !hasAll(folder, names):
		case found != "":
			return files // two folders look alike
		default:
			found = folder
		}
	}
	root, err := os.OpenRoot(found)
	if found == "" || err != nil {
		return files
	}
	return root.FS()
}

func hasAll(folder string, names []string) bool {
	for _, name := range names {
		if info, err := os.Lstat(filepath.Join(folder, name)); err != nil || !info.Mode().IsRegular() {
			return false
		}
	}
	return true
}
