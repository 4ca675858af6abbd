package sqlvet

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestRun wants exactly what the comments in testdata say.
func TestRun(t *testing.T) {
	t.Parallel()
	found, err := Run(t.Context(), "testdata", "./...", "./bad", "./good")
	if err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for _, f := range found {
		got = append(got, fmt.Sprintf("%s:%d %s", f.Pos.Filename, f.Pos.Line, f.Func))
	}
	text, err := os.ReadFile("testdata/bad/bad.go")
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(string(text), "\n") {
		_, calls, ok := strings.Cut(line, "// want ")
		if strings.HasSuffix(line, "//musette:sql") { // no reason is none
			calls, ok = "(*db.DB).Query", true
		}
		if ok {
			for call := range strings.FieldsSeq(calls) {
				want = append(want, fmt.Sprintf("bad/bad.go:%d %s", i+1, call))
			}
		}
	}
	if len(want) < 10 || !slices.Equal(got, want) {
		t.Errorf("found\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if s := found[0].String(); !strings.Contains(s, "bad/bad.go:") || !strings.Contains(s, "is not a constant") {
		t.Errorf("a finding reads %q", s)
	}
}

func TestRunRefuses(t *testing.T) {
	t.Parallel()
	for pattern, want := range map[string]string{"./nowhere": "nowhere", "-toolexec=x": `"-toolexec=x" is not a package`} {
		if _, err := Run(t.Context(), ".", pattern); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", pattern, err)
		}
	}
}

// TestThisModule: SEC-16: beside what writes SQL from declared models, and the tool of tests, no package puts SQL together without
// saying why.
func TestThisModule(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("compiles everything")
	}
	found, err := Run(t.Context(), "../..")
	if err != nil {
		t.Fatal(err)
	}
	writers, seen := []string{"db/", "orm/", "migrate/", "internal/testenv/"}, 0
	for _, f := range found {
		if slices.ContainsFunc(writers, func(dir string) bool { return strings.HasPrefix(f.Pos.Filename, dir) }) {
			seen++
			continue
		}
		t.Errorf("%s: write a constant, or //musette:sql and why", f)
	}
	if seen < 20 {
		t.Errorf("%d findings in the packages that write SQL: the check looks at too little", seen)
	}
}
