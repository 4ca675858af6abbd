package boot

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/migrate"
)

// TestLocateMigrations finds the folder of an app's migrations from any folder of its module, and leaves other modules'
// apps alone.
func TestLocateMigrations(t *testing.T) {
	t.Parallel()
	site := app.Site{Name: "s", Apps: []app.App{auth.App(), {Name: "plain"}}}
	for name, c := range map[string]struct {
		mod, wd, want string
	}{
		"its module":      {"module github.com/musette-go/musette\n", ".", "auth/migrations"},
		"below it":        {"module github.com/musette-go/musette // a comment\n", "cmd/deep", "auth/migrations"},
		"quoted":          {"// first\nmodule \"github.com/musette-go/musette/auth\"\n", ".", "migrations"},
		"another module":  {"module example.com/shop\n", ".", ""},
		"a longer name":   {"module github.com/musette-go/muse\n", ".", ""},
		"not a module":    {"", ".", ""},
		"module wordless": {"module\n", ".", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := t.TempDir()
			wd := filepath.Join(root, c.wd)
			must(t, os.MkdirAll(wd, 0o755))
			if c.mod != "" {
				must(t, os.WriteFile(filepath.Join(root, "go.mod"), []byte(c.mod), 0o600))
			}
			apps := []migrate.App{{Label: "auth", ReadOnly: true}, {Label: "plain", ReadOnly: true}}
			LocateMigrations(apps, site, wd)
			want := ""
			if c.want != "" {
				want = filepath.Join(root, c.want)
			}
			if apps[0].Dir != want || apps[0].ReadOnly != (want == "") {
				t.Errorf("found %q, read-only %t, want %q", apps[0].Dir, apps[0].ReadOnly, want)
			}
			if apps[1].Dir != "" || !apps[1].ReadOnly {
				t.Errorf("an app without models has the folder %q", apps[1].Dir)
			}
		})
	}
}
