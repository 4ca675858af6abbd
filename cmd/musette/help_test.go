package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden file")

// TestHelp holds what docs/reference/musette.md shows.
func TestHelp(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	names := []string{""}
	for _, c := range commands() {
		if c.name != "version" { // it has nothing to tell
			names = append(names, c.name)
		}
	}
	for _, name := range names {
		var out, errs bytes.Buffer
		if code := run(t.Context(), strings.Fields("help "+name), &out, &errs); code != done {
			t.Fatalf("musette help %s: exit code %d: %s", name, code, errs.String())
		}
		fmt.Fprintf(&text, "docs:begin help%s\n%sdocs:end help%s\n\n", name, out.String(), name)
	}
	path := filepath.Join("testdata", "help.txt")
	if *update {
		if err := os.WriteFile(path, []byte(text.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if text.String() != string(want) {
		t.Errorf("%s is not what the commands say (rewrite it with -update, and the page with make docs)", path)
	}
}
