package testenv

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// workPrefix begins the name of every folder that newWorkDir makes.
const workPrefix = "musette-test-"

// workDir is a temporary folder of one server. Its lock says that the process
// that made it is alive.
type workDir struct {
	path string
	lock *fileLock
}

// newWorkDir makes a folder that the account can use, and first removes what
// killed test processes left behind.
func newWorkDir(acct account) (*workDir, error) {
	base, err := workBase(acct)
	if err != nil {
		return nil, err
	}
	sweepOnce(base, acct)
	path, err := os.MkdirTemp(base, workPrefix)
	if err != nil {
		return nil, fmt.Errorf("testenv: temporary folder: %w", err)
	}
	lock, err := lockFile(filepath.Join(path, "lock"), true)
	if err == nil {
		err = acct.own(path)
	}
	if err != nil {
		_ = os.RemoveAll(path)
		return nil, err
	}
	return &workDir{path, lock}, nil
}

// mkdir makes a folder inside, private to the account.
func (w *workDir) mkdir(name string, acct account) (string, error) {
	path := filepath.Join(w.path, name)
	if err := os.Mkdir(path, 0o700); err != nil {
		return "", err
	}
	return path, acct.own(path)
}

func (w *workDir) remove() {
	_ = os.RemoveAll(w.path) // what stays is swept by a later run
	w.lock.release()
}

// workBase is the folder of the servers' folders: in memory where there is room,
// since making a database there takes a twentieth of the time; else the system's
// folder for temporary files.
func workBase(acct account) (string, error) {
	if dir, ok := memoryFolder(); ok {
		return dir, nil
	}
	base := os.TempDir()
	if acct == (account{}) {
		return base, nil
	}
	// The server runs as somebody else, who must be able to get there.
	for dir := base; ; dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		if err != nil {
			return "", fmt.Errorf("testenv: temporary folder: %w", err)
		}
		if info.Mode().Perm()&0o001 == 0 {
			return "", fmt.Errorf("testenv: the temporary folder %s is closed to other users at %s, and servers started by root run as one; set TMPDIR to an open one", base, dir)
		}
		if dir == filepath.Dir(dir) {
			return base, nil
		}
	}
}

var sweeping sync.Once

func sweepOnce(base string, acct account) {
	sweeping.Do(func() { sweep(base, acct, time.Minute) })
}

// sweep stops and removes the servers of processes that no longer live: those
// in folders of ours whose lock is free. A folder younger than minAge may not
// have been locked yet.
func sweep(base string, acct account, minAge time.Duration) {
	entries, err := os.ReadDir(base)
	if err != nil {
		return
	}
	for _, e := range entries {
		if !e.IsDir() || !strings.HasPrefix(e.Name(), workPrefix) {
			continue
		}
		dir := filepath.Join(base, e.Name())
		lockPath := filepath.Join(dir, "lock")
		info, err := os.Lstat(lockPath)
		if err != nil || !ours(info) || time.Since(info.ModTime()) < minAge {
			continue
		}
		lock, err := lockFile(lockPath, false)
		if err != nil {
			continue
		}
		stopLeftover(filepath.Join(dir, "data"), acct)
		_ = os.RemoveAll(dir)
		lock.release()
	}
}

// stopLeftover stops the PostgreSQL server of a data folder, if one runs.
func stopLeftover(data string, acct account) {
	if _, err := os.Stat(filepath.Join(data, "postmaster.pid")); err != nil {
		return
	}
	bin, err := postgresBin()
	if err != nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, filepath.Join(bin, "pg_ctl"), "stop", "-w", "-m", "immediate", "-D", data)
	cmd.Dir = string(filepath.Separator)
	acct.applyTo(cmd)
	_ = cmd.Run() // a stale file of a server that has ended is the usual case
}
