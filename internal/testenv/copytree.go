package testenv

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// copyTree copies the folder from to the new folder to, readable only by its
// owner, and calls own for every folder and file made. Links and other special
// files are left out; a cluster that was shut down has none.
func copyTree(from, to string, own func(path string) error) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		switch {
		case d.IsDir():
			err = os.Mkdir(target, 0o700)
		case d.Type().IsRegular():
			err = copyFile(path, target)
		default:
			return nil
		}
		if err != nil {
			return err
		}
		return own(target)
	})
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil { // in the kernel, where it can
		_ = out.Close()
		return err
	}
	return out.Close()
}
