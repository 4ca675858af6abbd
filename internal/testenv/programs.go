package testenv

import (
	"errors"
	"os/exec"
	"sync"
	"testing"
)

// Django returns the path of a Python 3 that can import Django: the one in
// PATH, or else the system's.
func Django(tb testing.TB) (python string) {
	tb.Helper()
	python, err := djangoPython()
	if err != nil {
		missing(tb, djangoService, err)
	}
	return python
}

var djangoPython = sync.OnceValues(func() (string, error) {
	for _, name := range []string{"python3", "/usr/bin/python3"} {
		path, err := exec.LookPath(name)
		if err == nil && exec.Command(path, "-c", "import django").Run() == nil {
			return path, nil
		}
	}
	return "", errors.New("found no python3 that can import django")
})

// Chromium returns the path of a Chromium or Chrome that can run headless.
func Chromium(tb testing.TB) string {
	tb.Helper()
	return program(tb, chromiumService, "chromium", "chromium-browser", "google-chrome",
		"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
		"/Applications/Chromium.app/Contents/MacOS/Chromium")
}

// Nginx returns the path of nginx.
func Nginx(tb testing.TB) string {
	tb.Helper()
	return program(tb, nginxService, "nginx")
}

// Psql returns the path of PostgreSQL's client.
func Psql(tb testing.TB) string {
	tb.Helper()
	return program(tb, psqlService, "psql")
}

// SQLite3 returns the path of SQLite's shell.
func SQLite3(tb testing.TB) string {
	tb.Helper()
	return program(tb, sqlite3Service, "sqlite3")
}

func program(tb testing.TB, s service, names ...string) string {
	tb.Helper()
	path, err := findProgram(names...)
	if err != nil {
		missing(tb, s, err)
	}
	return path
}
