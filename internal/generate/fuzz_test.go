package generate

import (
	"context"
	"errors"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"testing"
)

// Whatever a file holds, the generator either names its mistakes or writes Go that can be parsed, and it never panics.
func FuzzRun(f *testing.F) {
	seeds, err := filepath.Glob("testdata/*/models.go")
	if err != nil || seeds == nil {
		f.Fatal("no seeds", err)
	}
	mistakes, err := filepath.Glob("testdata/mistakes/*/models.go")
	if err != nil || mistakes == nil {
		f.Fatal("no seeds", err)
	}
	for _, seed := range append(seeds, mistakes...) {
		src, err := os.ReadFile(seed)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		dir := t.TempDir()
		for name, text := range map[string][]byte{"go.mod": []byte(goMod), "models.go": src} {
			if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		l := newLoader(t.Context(), module{"example.com/shop", dir})
		l.list = func(context.Context, string, []string) (map[string]string, []module) { return nil, nil }
		outputs, err := l.produce(dir, []target{{dir, true}})
		var m *Mistakes
		if errors.As(err, &m) {
			if len(m.List) == 0 || m.Error() == "" {
				t.Error("mistakes without a line")
			}
			return
		}
		if err != nil {
			return // not a Go file of this platform
		}
		for _, o := range outputs {
			if _, err := parser.ParseFile(token.NewFileSet(), "models_gen.go", o.source, parser.SkipObjectResolution); err != nil {
				t.Errorf("the output is not Go: %v", err)
			}
		}
	})
}
