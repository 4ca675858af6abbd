package scaffold

import (
	"errors"
	"strings"
	"testing"
)

const plain = `package main

import (
	"github.com/musette-go/musette"
	"github.com/musette-go/musette/auth"
)

func main() {
	musette.Main(musette.Site{Name: "x", Apps: []musette.App{auth.App()}})
}
`

func TestAppsAreAddedToTheList(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, src, want string }{
		{
			"on one line", plain,
			"Apps: []musette.App{auth.App(), blog.App()}})",
		},
		{
			"empty", strings.Replace(plain, "auth.App()", "", 1),
			"Apps: []musette.App{blog.App()}})",
		},
		{
			"on lines of their own", strings.Replace(plain, "{auth.App()}", "{\n\t\tauth.App(), // users\n\t\t// the last one\n\t}", 1),
			"{\n\t\tauth.App(), // users\n\t\t// the last one\n\t\tblog.App(),\n\t}})",
		},
		{
			"on two lines", strings.Replace(plain, "{auth.App()}", "{auth.App(),\n\t\tauth.App(),\n\t}", 1),
			"{auth.App(),\n\t\tauth.App(),\n\t\tblog.App(),\n\t}})",
		},
		{
			"imported already", strings.Replace(plain, "auth\"\n", "auth\"\n\n\tb \"example.com/x/blog\"\n", 1),
			"{auth.App(), b.App()}})",
		},
		{
			"the imports", plain,
			"\t\"example.com/x/blog\"\n\t\"github.com/musette-go/musette\"\n\t\"github.com/musette-go/musette/auth\"\n)\n",
		},
		{
			"one import", strings.NewReplacer("import (", "import", ")\n\nfunc", "\nfunc", "\t\"github.com/musette-go/musette/auth\"\n", "").Replace(plain),
			"import \"example.com/x/blog\"\n",
		},
		{
			"app.Site", strings.NewReplacer("musette.Site", "app.Site", "musette.App", "app.App").Replace(plain),
			"Apps: []app.App{auth.App(), blog.App()}})",
		},
	} {
		got, err := addToList([]byte(c.src), "blog", "example.com/x/blog")
		if err != nil || !strings.Contains(string(got), c.want) {
			t.Errorf("%s (%v):\n%s\nlacks\n%s", c.name, err, got, c.want)
			continue
		}
		again, err := addToList(got, "blog", "example.com/x/blog")
		if err != nil || string(again) != string(got) {
			t.Errorf("%s: a second time (%v):\n%s", c.name, err, again)
		}
	}
}

func TestListsThatCannotBeChanged(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, src, want string }{
		{"a variable", strings.Replace(plain, "[]musette.App{auth.App()}", "apps", 1), ErrNoList.Error()},
		{"no site", "package main\n", ErrNoList.Error()},
		{"no apps", strings.Replace(plain, ", Apps: []musette.App{auth.App()}", "", 1), ErrNoList.Error()},
		{"broken", "package main\nfunc {", "cannot be read"},
		{"another package of the name", strings.Replace(plain, "musette/auth", "musette/blog", 1), "the name blog means github.com/musette-go/musette/blog"},
		{"a function of the name", plain + "\nfunc blog() {}\n", "used there for something else"},
		{"a variable of the name", plain + "\nvar a, blog int\n", "used there for something else"},
		{"a type of the name", plain + "\ntype blog int\n", "used there for something else"},
	} {
		_, err := addToList([]byte(c.src), "blog", "example.com/x/blog")
		wantError(t, c.name, err, c.want)
		if errors.Is(err, ErrNoList) != (c.want == ErrNoList.Error()) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func FuzzAddToList(f *testing.F) {
	f.Add(plain)
	f.Add(strings.Replace(plain, "{auth.App()}", "{ // a\n\t\tauth.App(), /* b */\n\t}", 1))
	f.Add("package main;import\"a\";var x=m.Site{Apps:[]m.App{}}")
	f.Fuzz(func(t *testing.T, src string) {
		out, err := addToList([]byte(src), "blog", "example.com/x/blog")
		if err != nil {
			return
		}
		again, err := addToList(out, "blog", "example.com/x/blog")
		if err != nil || string(again) != string(out) {
			t.Errorf("%q becomes\n%s\nand that (%v)\n%s", src, out, err, again)
		}
	})
}
