package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// BenchmarkStart is the time from the start of the process to the line that says that it serves, on a database that is
// filled, and the memory that it has then.
func BenchmarkStart(b *testing.B) {
	dir := b.TempDir()
	binary := filepath.Join(dir, "shop")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		b.Fatalf("go build: %v\n%s", err, out)
	}
	command := func(args ...string) *exec.Cmd {
		cmd := exec.Command(binary, args...)
		cmd.Dir = dir
		cmd.Env = []string{"ADDR=127.0.0.1:0", "LOG_LEVEL=error", "PATH=" + os.Getenv("PATH")}
		return cmd
	}
	for _, args := range [][]string{{"migrate"}, {"seed"}} {
		if out, err := command(args...).CombinedOutput(); err != nil {
			b.Fatalf("shop %s: %v\n%s", args[0], err, out)
		}
	}
	memory := 0.0
	for b.Loop() {
		cmd := command()
		out, err := cmd.StdoutPipe()
		if err != nil {
			b.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			b.Fatal(err)
		}
		line := make([]byte, 4096)
		n, err := out.Read(line)
		if err != nil || !strings.Contains(string(line[:n]), "is ready at") {
			b.Fatalf("the shop printed %q (%v)", line[:n], err)
		}
		b.StopTimer()
		memory += residentMiB(cmd.Process.Pid)
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		b.StartTimer()
	}
	b.ReportMetric(memory/float64(b.N), "MiB-RSS")
	b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(time.Millisecond), "ms/start")
	b.ReportMetric(0, "ns/op")
}

// residentMiB is how much memory a process has, 0 where the system does not tell.
func residentMiB(pid int) float64 {
	status, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if words := strings.Fields(line); len(words) == 3 && words[0] == "VmRSS:" {
			kib, _ := strconv.ParseFloat(words[1], 64) // a number, by proc(5)
			return kib / 1024
		}
	}
	return 0
}
