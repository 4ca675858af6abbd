package testenv

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// TestServerDiesWithTheTests kills a test process that has a server, and waits
// for the end of the server.
func TestServerDiesWithTheTests(t *testing.T) {
	const child = "TESTENV_CHILD"
	if os.Getenv(child) != "" {
		s := PostgresServer(t)
		fmt.Println("\nserver", s.work.path)
		select {} // until killed
	}
	t.Parallel()
	if _, err := postgresBin(); err != nil {
		missing(t, postgresService, err)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestServerDiesWithTheTests$")
	cmd.Env = append(os.Environ(), child+"=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	dir := ""
	for lines := bufio.NewScanner(out); dir == "" && lines.Scan(); {
		if path, ok := strings.CutPrefix(lines.Text(), "server "); ok {
			dir = path
		}
	}
	if dir == "" {
		t.Fatalf("the child started no server: %v", cmd.Wait())
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	pid := postmasterPID(t, filepath.Join(dir, "data"))
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // says that it was killed
	for syscall.Kill(pid, 0) == nil {
		if pause(t.Context()) != nil {
			t.Fatalf("the server %d still runs after its test process was killed", pid)
		}
	}
}

func postmasterPID(t *testing.T, data string) int {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	line, _, _ := strings.Cut(string(b), "\n")
	pid, err := strconv.Atoi(line)
	if err != nil {
		t.Fatal(err)
	}
	return pid
}
