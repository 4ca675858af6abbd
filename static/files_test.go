package static_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/static"
)

// TestOverrides wants the file of the last source, and a list that tells so (FILE-02).
func TestOverrides(t *testing.T) {
	t.Parallel()
	f := newFiles(t, static.Options{},
		files("static/shop/x.css", "app", "static/shop/.env", "KEY=1", "static/.git/config", "", "static/shop/x.css~", ""),
		files("lib/y.js", "other"), // without a folder static
		files("shop/x.css", "site"))
	found, err := f.Find()
	must(t, err)
	want := []static.Found{
		{Path: "lib/y.js", Address: address(t, f, "lib/y.js"), Sources: []string{"b"}},
		{Path: "shop/x.css", Address: address(t, f, "shop/x.css"), Sources: []string{"c", "a"}},
	}
	if fmt.Sprint(found) != fmt.Sprint(want) {
		t.Errorf("found %v, want %v", found, want)
	}
	if body := ask(handler(t, f), "GET", address(t, f, "shop/x.css")).Body.String(); body != "site" {
		t.Errorf("the last source's file is overridden by %q", body)
	}
	one, err := f.Find("shop/x.css")
	must(t, err)
	if len(one) != 1 || !slices.Equal(one[0].Sources, []string{"c", "a"}) {
		t.Errorf("found %v", one)
	}
	_, err = f.Find("shop/y.css")
	wantErr(t, err, `no file "shop/y.css"`, `did you mean "shop/x.css"`)
}

func TestURL(t *testing.T) {
	t.Parallel()
	f := newFiles(t, static.Options{}, files("shop/shop.css", "body{}", "a b/ü.png", "x", "LICENSE", "free"))
	for name, want := range map[string]string{
		"shop/shop.css": `^/static/shop/shop\.[0-9a-f]{12}\.css$`, "a b/ü.png": `^/static/a%20b/%C3%BC\.[0-9a-f]{12}\.png$`, "LICENSE": `^/static/LICENSE\.[0-9a-f]{12}$`,
	} {
		if got := address(t, f, name); !regexp.MustCompile(want).MatchString(got) {
			t.Errorf("%s has the address %s, want one like %s", name, got, want)
		}
	}
	for name, want := range map[string]string{
		"shop/shp.css": `did you mean "shop/shop.css"`, "/shop/shop.css": `"shop/shop.css"`, "": "no file", "../x": "no file",
	} {
		_, err := f.URL(name)
		wantErr(t, err, want)
	}
	cdn := newFiles(t, static.Options{Base: "https://cdn.example.com/s/"}, files("a.css", "x"))
	if got := address(t, cdn, "a.css"); !strings.HasPrefix(got, "https://cdn.example.com/s/a.") {
		t.Errorf("behind a CDN the address is %s", got)
	}
	for _, base := range []string{"static/", "/static", "https://cdn.example.com", "/s/?x", "%"} {
		_, err := static.New(static.Options{Base: base})
		wantErr(t, err, "the base", "/static/")
	}
	_, err := static.New(static.Options{Sources: []static.Source{{Name: "shop"}, {Name: "b", FS: files("x", ""), Dir: "nowhere"}}})
	wantErr(t, err, `the source "shop" has no FS`, `the source "b" has no folder "nowhere"`)
}

// TestRewriting wants references to carry the hash of what they refer to, so that a changed picture changes the address of
// the style sheet too (FILE-03).
func TestRewriting(t *testing.T) {
	t.Parallel()
	site := func(icon string) *static.Files {
		return newFiles(t, static.Options{}, files(
			"css/site.css", "@import \"base.css\";\na{b:url('../img/i con.svg#x')}c{d:url(/static/img/i%20con.svg?v#y)}e{f:url(data:x)}g{h:url(https://a.example/x.png)}i{j:url(/other/x.png)}",
			"css/base.css", "p{}/*# sourceMappingURL=base.css.map */", "css/base.css.map", "{}", "img/i con.svg", icon,
			"js/app.js", "import {x} from './lib/x.js'\nimport lit from 'lit'\n//# sourceMappingURL=app.js.map", "js/app.js.map", "{}", "js/lib/x.js", "export const x = './x.js'"))
	}
	f := site("<svg/>")
	base := func(name string) string { a := address(t, f, name); return a[strings.LastIndexByte(a, '/')+1:] }
	read := func(name string) string { return ask(handler(t, f), "GET", address(t, f, name)).Body.String() }
	want := fmt.Sprintf("@import \"%s\";\na{b:url('../img/%s#x')}c{d:url(/static/img/%s?v#y)}e{f:url(data:x)}g{h:url(https://a.example/x.png)}i{j:url(/other/x.png)}",
		base("css/base.css"), base("img/i con.svg"), base("img/i con.svg"))
	if got := read("css/site.css"); got != want {
		t.Errorf("the style sheet is\n%s\nwant\n%s", got, want)
	}
	if got, want := read("css/base.css"), "p{}/*# sourceMappingURL="+base("css/base.css.map")+" */"; got != want {
		t.Errorf("the other is %s, want %s", got, want)
	}
	want = "import {x} from './lib/" + base("js/lib/x.js") + "'\nimport lit from 'lit'\n//# sourceMappingURL=" + base("js/app.js.map")
	if got := read("js/app.js"); got != want {
		t.Errorf("the script is\n%s\nwant\n%s", got, want)
	}
	other := site("<svg></svg>")
	for name, changed := range map[string]bool{"img/i con.svg": true, "css/site.css": true, "css/base.css": false, "js/app.js": false} {
		if (address(t, f, name) != address(t, other, name)) != changed {
			t.Errorf("%s: a changed picture changes the address: %t, want %t", name, !changed, changed)
		}
	}
}

func TestMissingReferences(t *testing.T) {
	t.Parallel()
	broken := files("css/site.css", "a{}\nb{c:url(img/x.png)}\nd{e:url(%zz)}f{g:url(/static/x.css)}", "js/a.js", "import './b.js'\n\n//# sourceMappingURL=a.js.map")
	_, err := static.New(static.Options{Sources: []static.Source{{Name: "a", FS: broken}}})
	wantErr(t, err, `css/site.css:2 refers to "img/x.png": there is no file css/img/x.png`, `css/site.css:3 refers to "%zz"`, "there is no file x.css",
		"js/a.js:1", "there is no file js/b.js", "js/a.js:3", "js/a.js.map")
	f := newFiles(t, static.Options{Debug: true}, broken)
	ms := f.Check()
	if len(ms) != 5 || ms[0].ID != static.CheckReference || ms[0].Level != check.Error {
		t.Errorf("in debug the check says %v", ms)
	}
	if ms := newFiles(t, static.Options{}, files("a.css", "")).Check(); len(ms) != 0 {
		t.Errorf("a clean site has %v", ms)
	}
	_, err = static.New(static.Options{Sources: []static.Source{{Name: "a", FS: files("a.css", "x", strings.TrimPrefix(address(t, newFiles(t, static.Options{}, files("a.css", "x")), "a.css"), "/static/"), "y")}}})
	wantErr(t, err, "takes the name that a.css gets")
}

// TestCircles wants files that refer to each other to get addresses that change with any of them.
func TestCircles(t *testing.T) {
	t.Parallel()
	site := func(b, leaf string) *static.Files {
		return newFiles(t, static.Options{}, files("a.js", "import './b.js'; import './leaf.js'", "b.js", "import './c.js';"+b, "c.js", "import './a.js'",
			"leaf.js", leaf, "self.css", "@import 'self.css';", "in.js", "import './a.js'"))
	}
	f := site("1", "x")
	same, changed, leaf := site("1", "x"), site("2", "x"), site("1", "y")
	for _, name := range []string{"a.js", "b.js", "c.js", "in.js"} {
		one := address(t, f, name)
		if one != address(t, same, name) || one == address(t, changed, name) || one == address(t, leaf, name) {
			t.Errorf("%s: %s, the same %s, changed %s, with another leaf %s", name, one, address(t, same, name), address(t, changed, name), address(t, leaf, name))
		}
	}
	h := handler(t, f)
	for name, refers := range map[string]string{"a.js": "b.js", "b.js": "c.js", "c.js": "a.js", "self.css": "self.css"} {
		if body := ask(h, "GET", address(t, f, name)).Body.String(); !strings.Contains(body, strings.TrimPrefix(address(t, f, refers), "/static/")) {
			t.Errorf("%s does not name %s: %s", name, address(t, f, refers), body)
		}
	}
}

// TestDebug wants plain names and what stands on disk now.
func TestDebug(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string, age time.Duration) {
		t.Helper()
		must(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
		when := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC).Add(-age)
		must(t, os.Chtimes(filepath.Join(dir, name), when, when))
	}
	write("a.css", "one", time.Hour)
	f := newFiles(t, static.Options{Debug: true}, os.DirFS(dir))
	h := handler(t, f)
	if got := address(t, f, "a.css"); got != "/static/a.css" {
		t.Errorf("in debug the address is %s", got)
	}
	first := ask(h, "GET", "/static/a.css")
	write("a.css", "two", time.Minute)
	write("b.css", "new", time.Minute)
	second := ask(h, "GET", "/static/a.css", "If-None-Match", first.Header().Get("ETag"))
	if first.Body.String() != "one" || second.Body.String() != "two" || second.Header().Get("Cache-Control") != "no-cache" {
		t.Errorf("%q, then %d %q with %v", first.Body, second.Code, second.Body, second.Header())
	}
	if got := address(t, f, "b.css"); got != "/static/b.css" || ask(h, "GET", got).Body.String() != "new" {
		t.Errorf("the new file is at %s", got)
	}
	write("b.css", "url(x.png)", 0)
	if ms := f.Check(); len(ms) != 1 || !strings.Contains(ms[0].Text, "b.css:1") {
		t.Errorf("the check says %v", ms)
	}
}

// TestSymbolicLinks wants links to be left alone: they may lead anywhere.
func TestSymbolicLinks(t *testing.T) {
	t.Parallel()
	outside, dir := t.TempDir(), t.TempDir()
	must(t, os.WriteFile(filepath.Join(outside, "secret.css"), []byte("secret"), 0o600))
	if err := os.Symlink(filepath.Join(outside, "secret.css"), filepath.Join(dir, "link.css")); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	must(t, os.Symlink(outside, filepath.Join(dir, "folder")))
	for _, debug := range []bool{false, true} {
		f := newFiles(t, static.Options{Debug: debug}, os.DirFS(dir))
		if found, _ := f.Find(); len(found) != 0 {
			t.Errorf("found %v", found)
		}
		for _, path := range []string{"/static/link.css", "/static/folder/secret.css"} {
			if w := ask(handler(t, f), "GET", path); w.Code != 404 {
				t.Errorf("%s answers %d %s", path, w.Code, w.Body)
			}
		}
	}
}
