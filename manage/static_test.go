package manage_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/manage"
)

// TestStaticCommands collects the files of two apps, and lists which one overrides.
func TestStaticCommands(t *testing.T) {
	t.Parallel()
	site := app.Site{Name: "shelf", Apps: []app.App{
		{Name: "a", Static: fstest.MapFS{"x.css": {Data: []byte("old")}, "long/y.js": {Data: []byte("y()")}}},
		{Name: "b", Static: fstest.MapFS{"x.css": {Data: []byte("new")}}},
	}}
	dir := t.TempDir()
	run := func(env []string, args ...string) (string, int) {
		var out bytes.Buffer
		code := manage.Run(context.Background(), site, args, manage.Options{Environ: env, Dir: dir, Out: &out, Err: &out})
		return out.String(), code
	}
	test := []string{"MUSETTE_ENV=test"}
	for _, c := range []struct {
		env  []string
		args string
		code int
		want string
	}{
		{test, "findstatic", 0, "long/y.js  a\nx.css      b (overrides a)\n"},
		{test, "findstatic x.css", 0, "x.css  b (overrides a)\n"},
		{test, "findstatic y.css", 1, `did you mean "x.css"?`},
		{test, "collectstatic --dry-run", 0, "2 static file(s): would be 5 written to staticfiles, 0 unchanged, 0 removed.\n"},
		{test, "collectstatic", 0, "2 static file(s): 5 written to staticfiles, 0 unchanged, 0 removed.\n"},
		{test, "collectstatic --clear", 0, "2 static file(s): 0 written to staticfiles, 5 unchanged, 0 removed.\n"},
		{nil, "collectstatic", 1, "no hashes in debug"},
	} {
		out, code := run(c.env, strings.Fields(c.args)...)
		if code != c.code || !strings.Contains(out, c.want) {
			t.Errorf("%s: %d\n%swant %d\n%s", c.args, code, out, c.code, c.want)
		}
	}
	if b, err := os.ReadFile(filepath.Join(dir, "staticfiles", "x.css")); err != nil || string(b) != "new" {
		t.Errorf("collected %q, %v", b, err)
	}
}
