package richtext

import (
	"strings"
	"testing"
)

// TestFlatten: what is nested deeper than anybody writes becomes text; everything else stays as it is.
func TestFlatten(t *testing.T) {
	t.Parallel()
	for _, same := range []string{"", "a", "> a\n> > b\n", "- - - a", "1. 2. a", "**b** > c", strings.Repeat("> ", maxNesting) + "a", strings.Repeat("*", 500), "1.5 > 3"} {
		if got := string(flatten([]byte(same))); got != same {
			t.Errorf("flatten(%.60q) = %.60q", same, got)
		}
	}
	for mark, want := range map[string]string{"> ": `\> > a`, ">": `\>>a`, "+ ": `\+ + a`, "1. ": `1\. 1. a`, "9) ": `9\) 9) a`} {
		in := strings.Repeat(mark, maxNesting+2) + "a"
		if got := string(flatten([]byte("x\n" + in + "\ny"))); got != "x\n"+strings.Repeat(mark, maxNesting)+want+"\ny" {
			t.Errorf("flatten of %q: …%s", mark, got[len(got)-12:])
		}
	}
}
