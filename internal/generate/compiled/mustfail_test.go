package compiled

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// Programs that must not compile do not, and the compiler's message says what is wrong in words of the program.
func TestProgramsThatMustNotCompile(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("runs the compiler")
	}
	wants := wantedErrors(t, filepath.Join("testdata", "mustfail", "programs.go"))
	if len(wants) < 20 {
		t.Fatalf("only %d programs", len(wants))
	}
	cmd := exec.CommandContext(t.Context(), "go", "build", "-gcflags=-e", "./testdata/mustfail")
	out, err := cmd.CombinedOutput()
	if err == nil {
		t.Fatal("everything compiles")
	}
	got := compilerErrors(string(out))
	if len(got) == 0 {
		t.Fatalf("the build failed elsewhere:\n%s", out)
	}
	for line, want := range wants {
		if !strings.Contains(got[line], want) {
			t.Errorf("programs.go:%d: the compiler says %q, want something with %q", line, got[line], want)
		}
	}
	for line, text := range got {
		if wants[line] == "" {
			t.Errorf("programs.go:%d: unexpected: %s", line, text)
		}
	}
}

// wantedErrors reads the ERROR comments of a file, by line.
func wantedErrors(t *testing.T, file string) map[int]string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	wants := map[int]string{}
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		if _, want, ok := strings.Cut(lines.Text(), "// ERROR "); ok {
			wants[n] = want
		}
	}
	return wants
}

var errorLine = regexp.MustCompile(`programs\.go:(\d+):\d+: (.*)`)

// compilerErrors sorts the compiler's output by line; lines that are indented belong to the one before.
func compilerErrors(out string) map[int]string {
	byLine := map[int]string{}
	last := 0
	for text := range strings.Lines(out) {
		if m := errorLine.FindStringSubmatch(text); m != nil {
			last, _ = strconv.Atoi(m[1])
			byLine[last] += m[2]
		} else if strings.HasPrefix(text, "\t") {
			byLine[last] += " " + strings.TrimSpace(text)
		}
	}
	return byLine
}
