package testenv

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// superuser is the database user of every private server.
const superuser = "musette"

// initdbArgs are the arguments that decide what a cluster contains. Text sorts
// by code point and folds case as Unicode does, on every machine.
func initdbArgs(locale string) []string {
	return []string{"--no-sync", "-A", "trust", "-U", superuser, "-E", "UTF8", "--locale=" + locale}
}

// newCluster puts a new PostgreSQL cluster at data, which must not exist. The
// first one on a machine is made by initdb and kept in the user's cache folder;
// later ones are copies, which takes a tenth of the time.
func newCluster(bin, data string, acct account) error {
	cached, err := clusterCache(bin)
	if err != nil { // no cache folder: a home-less user
		return initdb(bin, data, acct)
	}
	if _, err := os.Stat(cached); errors.Is(err, fs.ErrNotExist) {
		if err := fillClusterCache(bin, cached, acct); err != nil {
			return err
		}
	}
	if err := copyTree(cached, data, acct.own); err != nil {
		return fmt.Errorf("testenv: copy the cached cluster (if it is damaged, remove %s): %w", cached, err)
	}
	return nil
}

// clusterCache returns where the copy for this version of PostgreSQL and of
// initdbArgs is kept.
func clusterCache(bin string) (string, error) {
	base, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	version, err := exec.Command(filepath.Join(bin, "postgres"), "--version").Output()
	if err != nil {
		return "", fmt.Errorf("testenv: postgres --version: %w", err)
	}
	key := sha256.Sum256([]byte(bin + "\n" + string(version) + strings.Join(initdbArgs(""), " ")))
	return filepath.Join(base, "musette-test", "postgres-"+hex.EncodeToString(key[:8])), nil
}

// fillClusterCache makes the cached cluster, once however many processes ask.
func fillClusterCache(bin, cached string, acct account) error {
	if err := os.MkdirAll(filepath.Dir(cached), 0o700); err != nil {
		return fmt.Errorf("testenv: cache folder: %w", err)
	}
	lock, err := lockFile(cached+".lock", true)
	if err != nil {
		return err
	}
	defer lock.release()
	if _, err := os.Stat(cached); err == nil {
		return nil // another process made it while we waited
	}
	work, err := newWorkDir(acct)
	if err != nil {
		return err
	}
	defer work.remove()
	data := filepath.Join(work.path, "data")
	if err := initdb(bin, data, acct); err != nil {
		return err
	}
	tmp, err := os.MkdirTemp(filepath.Dir(cached), "new-")
	if err != nil {
		return fmt.Errorf("testenv: cache folder: %w", err)
	}
	defer os.RemoveAll(tmp)
	keep := func(string) error { return nil }
	if err := copyTree(data, filepath.Join(tmp, "data"), keep); err != nil {
		return fmt.Errorf("testenv: keep the cluster: %w", err)
	}
	if err := os.Rename(filepath.Join(tmp, "data"), cached); err != nil {
		if _, statErr := os.Stat(cached); statErr != nil { // not the case of a faster process
			return fmt.Errorf("testenv: keep the cluster: %w", err)
		}
	}
	return nil
}

// initdb makes a cluster, in the plain locale where the system lacks C.UTF-8.
func initdb(bin, data string, acct account) error {
	var out []byte
	var err error
	for _, locale := range []string{"C.UTF-8", "C"} {
		cmd := exec.Command(filepath.Join(bin, "initdb"), append(initdbArgs(locale), "-D", data)...)
		cmd.Env = append(os.Environ(), "TZ=UTC", "LC_ALL=C")
		cmd.Dir = filepath.Dir(data)
		acct.applyTo(cmd)
		if out, err = cmd.CombinedOutput(); err == nil {
			return nil
		}
		_ = os.RemoveAll(data)
	}
	return fmt.Errorf("testenv: initdb: %w\n%s", err, out)
}
