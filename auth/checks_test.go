package auth

import (
	"slices"
	"testing"
	"testing/fstest"

	"github.com/musette-go/musette/app"
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
		"a/values.go":     source("Authors.Books.Count(orm.Unrestricted(Books))"),
		"a/others.go":     source("other.Unrestricted(Books)"),
		"vendor/x/x.go":   source("Books.Unrestricted().All(ctx)"),
		".git/x.go":       source("Books.Unrestricted().All(ctx)"),
		"b/broken.go":     {Data: []byte("package p\nfunc { .Unrestricted()")},
		"main.go":         source("for range 2 {\n\t\t_ = Books.Unrestricted()\n\t}"),
	})
	if want := []string{"a/values.go:4", "a/views.go:4", "main.go:5"}; !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}

func TestCheckSessions(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]int{"": 0, "database://": 0, "cookie://": 1} {
		if got := checkSessions(app.WithConfig(t.Context(), app.Config{SessionURL: url})); len(got) != want || want == 1 && got[0].ID != "auth.W003" {
			t.Errorf("%q: %v", url, got)
		}
	}
}
