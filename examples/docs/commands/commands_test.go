// Package commands holds the help of a site's commands as docs/topics/commands.md shows it.
package commands

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/musette-go/musette"
	"github.com/musette-go/musette/manage"
)

var update = flag.Bool("update", false, "rewrite the golden file")

func TestHelp(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for _, name := range []string{"", "serve", "migrate", "makemigrations", "showmigrations", "sqlmigrate", "check", "routes", "settings", "collectstatic", "findstatic", "version"} {
		var out, errs bytes.Buffer
		args := []string{"help"}
		if name != "" {
			args = append(args, name)
		}
		if code := manage.Run(t.Context(), musette.Site{Name: "shelf"}, args, manage.Options{Out: &out, Err: &errs}); code != 0 {
			t.Fatalf("shelf help %s: exit code %d: %s", name, code, errs.String())
		}
		fmt.Fprintf(&text, "docs:begin help%s\n%sdocs:end help%s\n\n", name, out.String(), name)
	}
	path := filepath.Join("testdata", "help.txt")
	if *update {
		if err := os.WriteFile(path, []byte(text.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if text.String() != string(want) {
		t.Errorf("%s is not what the commands say (rewrite it with -update, and the page with make docs)", path)
	}
}
