package sign

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// KeyFile returns the key in a file, and makes both when the file does not exist. Of several processes that make it at once,
// all get the same key. The file can be read by its owner only, from the moment it exists; one that others can read is
// refused, with the command that mends it (where files have such modes). It is meant for development: production gets its
// key from outside.
func KeyFile(path string) (string, error) {
	key, err := readKey(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".key-*") // mode 0600, and nobody else's
	if err != nil {
		return "", fmt.Errorf("sign: the key cannot be kept: %w", err)
	}
	defer func() { _ = os.Remove(temp.Name()) }() // it has taken the name by then, or is of no use
	_, err = temp.WriteString(NewKey() + "\n")
	if err = errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return "", fmt.Errorf("sign: the key cannot be kept: %w", err)
	}
	if err := os.Link(temp.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) { // whole, or not at all
		return "", fmt.Errorf("sign: the key cannot be kept: %w", err)
	}
	return readKey(path)
}

func readKey(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("sign: %w", err)
	}
	if Readable(info) {
		return "", fmt.Errorf("sign: the key in %s can be read by others (mode %#o): run `chmod 600 %s`", path, info.Mode().Perm(), path)
	}
	if info.Size() > MaxLength {
		return "", fmt.Errorf("sign: %s is no key: it has %d bytes", path, info.Size())
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("sign: %w", err)
	}
	key := strings.TrimSpace(string(b))
	if err := CheckKey(key); err != nil {
		return "", fmt.Errorf("sign: %s: %w: delete it, and a new one is made", path, err)
	}
	return key, nil
}

// Readable reports whether others than its owner can read or write a file. On Windows, where the mode does not tell, it is
// false.
func Readable(info fs.FileInfo) bool {
	return runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0
}
