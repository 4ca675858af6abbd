package testenv

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
)

// postgresFolders are the places beside PATH where installers put PostgreSQL.
func postgresFolders() []string {
	return []string{
		"/usr/lib/postgresql/*/bin", // Debian, Ubuntu
		"/usr/pgsql-*/bin",          // Red Hat
		"/opt/homebrew/opt/postgresql@*/bin",
		"/usr/local/opt/postgresql@*/bin",
		`C:\Program Files\PostgreSQL\*\bin`,
	}
}

// postgresBin finds the folder with PostgreSQL's server programs: the one in
// PATH, or else the newest installed one.
var postgresBin = sync.OnceValues(func() (string, error) {
	if path, err := exec.LookPath("postgres"); err == nil {
		if real, err := filepath.EvalSymlinks(path); err == nil && isPostgresBin(filepath.Dir(real)) {
			return filepath.Dir(real), nil
		}
	}
	var found []string
	for _, pattern := range postgresFolders() {
		dirs, _ := filepath.Glob(pattern) // the patterns are well formed
		for _, dir := range dirs {
			if isPostgresBin(dir) {
				found = append(found, dir)
			}
		}
	}
	if len(found) == 0 {
		return "", errors.New("found no initdb, postgres and pg_ctl in PATH or in the usual folders")
	}
	return slices.MaxFunc(found, func(a, b string) int { return versionIn(a) - versionIn(b) }), nil
})

// isPostgresBin reports whether the folder holds the server's programs.
func isPostgresBin(dir string) bool {
	for _, name := range []string{"initdb", "postgres", "pg_ctl"} {
		if _, err := exec.LookPath(filepath.Join(dir, name)); err != nil {
			return false
		}
	}
	return true
}

// versionIn returns the first number in the path: PostgreSQL's major version.
func versionIn(path string) int {
	for i := 0; i < len(path); i++ {
		end := i
		for end < len(path) && path[end] >= '0' && path[end] <= '9' {
			end++
		}
		if n, err := strconv.Atoi(path[i:end]); err == nil {
			return n
		}
	}
	return 0
}

// findProgram returns the path of the first of the programs that is in PATH or
// at an absolute path given.
func findProgram(names ...string) (string, error) {
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
		// Debian's server programs are in a folder that a user's PATH leaves out.
		if path := filepath.Join("/usr/sbin", name); !filepath.IsAbs(name) && isExecutable(path) {
			return path, nil
		}
	}
	return "", fmt.Errorf("found none of %q in PATH", names)
}

func isExecutable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir() && info.Mode().Perm()&0o111 != 0
}
