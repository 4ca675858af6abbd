package house

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// compare holds the text to the file, or with -update writes the file.
func compare(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatalf("%v (write it with: make api)", err)
	}
	if d := difference(string(b), got); d != "" {
		t.Errorf("%s is not what the source says. If the change is wanted, run make api and name it in CHANGELOG.md.\n%s", name, d)
	}
}

// difference returns the lines that only one of the texts has: "-" for want,
// "+" for got.
func difference(want, got string) string {
	if want == got {
		return ""
	}
	wants, gots := strings.Split(want, "\n"), strings.Split(got, "\n")
	var out []string
	for _, line := range wants {
		if !slices.Contains(gots, line) {
			out = append(out, "- "+line)
		}
	}
	for _, line := range gots {
		if !slices.Contains(wants, line) {
			out = append(out, "+ "+line)
		}
	}
	if len(out) == 0 {
		return "the same lines in another order"
	}
	const most = 60
	if len(out) > most {
		out = append(out[:most], "…")
	}
	return strings.Join(out, "\n")
}

func TestDifference(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ want, got, out string }{
		{"a\nb", "a\nb", ""},
		{"a\nb", "a\nc", "- b\n+ c"},
		{"a\nb", "b\na", "the same lines in another order"},
	} {
		if out := difference(test.want, test.got); out != test.out {
			t.Errorf("difference(%q, %q) = %q, want %q", test.want, test.got, out, test.out)
		}
	}
}
