package auth

import (
	"slices"
	"testing"
	"testing/fstest"
)

func TestUnrestrictedIn(t *testing.T) {
	t.Parallel()
	source := func(line string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("package p\n\nfunc f() {\n\t" + line + "\n}\n")}
	}
	got := unrestrictedIn(fstest.MapFS{
		"a/views.go":      source("Books.Filter(x).Unrestricted().All(ctx)"),
		"a/fine.go":       source("Books.For(ctx).All(ctx) // not .Unrestricted()"),
		"a/views_test.go": source("Books.Unrestricted().All(ctx)"),
		"a/models_gen.go": source("Books.Unrestricted().All(ctx)"),
		"vendor/x/x.go":   source("Books.Unrestricted().All(ctx)"),
		".git/x.go":       source("Books.Unrestricted().All(ctx)"),
		"b/broken.go":     {Data: []byte("package p\nfunc { .Unrestricted()")},
		"main.go":         source("for range 2 {\n\t\t_ = Books.Unrestricted()\n\t}"),
	})
	if want := []string{"a/views.go:4", "main.go:5"}; !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}
