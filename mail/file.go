package mail

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"
)

// folder is the driver of file://: one .eml file for each mail, which mail programs open. Others on the machine may not read them.
// Names begin with the date, so that a list by name is one by time.
type folder struct {
	open func() (*os.Root, error) // the folder is made when the first mail is written

	mu     sync.Mutex
	opened *os.Root
}

func newFolder(dir string) *folder {
	f := &folder{}
	f.open = sync.OnceValues(func() (*os.Root, error) {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, fmt.Errorf("mail: the folder for mails cannot be made: %w", err)
		}
		root, err := os.OpenRoot(dir)
		if err != nil {
			return nil, fmt.Errorf("mail: the folder for mails cannot be opened: %w", err)
		}
		f.mu.Lock()
		defer f.mu.Unlock()
		f.opened = root
		return root, nil
	})
	return f
}

// Send writes the mail beside its name, and gives it the name when it is whole.
func (f *folder) Send(ctx context.Context, e *Envelope) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	root, err := f.open()
	if err != nil {
		return err
	}
	end := strings.ToLower(rand.Text()[:8])
	name := e.Message.Date.UTC().Format("20060102-150405.000") + "-" + end + ".eml"
	temp := "." + end + ".unfinished"
	if err = writeWhole(root, temp, e.Data); err == nil {
		err = root.Rename(temp, name)
	}
	if err != nil {
		if gone := root.Remove(temp); gone != nil && !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
		return fmt.Errorf("mail: the mail cannot be written: %w", err)
	}
	return nil
}

func writeWhole(root *os.Root, name string, data []byte) (err error) {
	file, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if _, err := file.Write(data); err != nil {
		return err
	}
	return file.Sync()
}

func (f *folder) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.opened == nil {
		return nil
	}
	return f.opened.Close()
}
