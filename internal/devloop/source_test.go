package devloop

import (
	"fmt"
	"strings"
	"testing"
)

func TestSpots(t *testing.T) {
	t.Parallel()
	lines := strings.Repeat("line\n", 20)
	dir := files(t, map[string]string{
		"main.go": lines, "blog/views.go": lines, "blog/templates/blog/list.html": lines, "blog/static/blog/a.css": lines,
		".env": "SECRET_KEY=hidden\n", "notes.txt": lines, "secret.go/x": "",
	})
	src := &source{root: dir, dir: dir, tree: newScanner(dir, dir, "").scan()}
	for text, want := range map[string]string{
		"# site/blog\nblog/views.go:3:4: undefined: x":                                               "blog/views.go:3 undefined: x",
		"./main.go:2: bad\n./main.go:2: worse\nmain.go:3: more":                                      "main.go:2 bad, main.go:3 more",
		"ERROR blog/list.html:7 (templates.E002): no field X":                                        "blog/templates/blog/list.html:7 (templates.E002): no field X",
		"template: blog/list.html:7:12: oops":                                                        "blog/templates/blog/list.html:7 oops",
		"panic: boom\n\ngoroutine 1:\nmain.main()\n\t" + dir + "/main.go:9 +0x1d\n\t/go/x.go:1 +0x1": "main.go:9 ",
		"blog/a.css:2: no such file":                                                                 "blog/static/blog/a.css:2 no such file",
		"main.go:0: x":                                                                               "",
		"main.go:99999999: x":                                                                        "",
		"../main.go:1: x":                                                                            "",
		"/etc/passwd.txt:1: x":                                                                       "",
		"notes.txt:1: not watched":                                                                   "",
		"http://127.0.0.1:8000/":                                                                     "",
	} {
		var got []string
		for _, s := range src.spots(text) {
			got = append(got, fmt.Sprintf("%s:%d %s", s.File, s.Line, s.Message))
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%q names %q, want %q", text, strings.Join(got, ", "), want)
		}
	}
	if s := src.spots("main.go:1: a")[0]; len(s.Lines) != 5 || !s.Lines[0].Here || s.Lines[4].Number != 5 {
		t.Errorf("the excerpt at line 1 is %+v", s.Lines)
	}
	if s := src.spots(".env:1: wrong"); len(s) != 1 || s[0].Lines != nil {
		t.Errorf("settings are shown: %+v", s)
	}
	if s := src.spots(strings.Repeat("x ", 10) + manySpots()); len(s) != maxSpots {
		t.Errorf("%d spots, want %d", len(s), maxSpots)
	}
}

func manySpots() string {
	var b strings.Builder
	for i := range 100 {
		fmt.Fprintf(&b, "main.go:%d: x\n", i+1)
	}
	return b.String()
}

func TestShorten(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "short", strings.Repeat("é", maxLine), strings.Repeat("x", maxLine-1) + "é", "\xff\xfe"} {
		if got := shorten(s); len(got) > maxLine+len("…") || strings.ToValidUTF8(got, "") != got {
			t.Errorf("%.10q… becomes %d bytes: %q", s, len(got), got)
		}
	}
}

func FuzzSpots(f *testing.F) {
	dir := f.TempDir()
	src := &source{root: dir, dir: dir, tree: tree{}}
	f.Add("main.go:1:2: x\n\tx.html:3 +0x1")
	f.Fuzz(func(t *testing.T, text string) {
		if got := src.spots(text); len(got) != 0 {
			t.Errorf("%q names %v", text, got)
		}
	})
}

func TestTail(t *testing.T) {
	t.Parallel()
	var out tail
	for i := range 5000 {
		fmt.Fprintf(&out, "line %d of many\n", i)
	}
	got := out.String()
	if len(got) > maxTail+10 || !strings.HasPrefix(got, "…\nline ") || !strings.HasSuffix(got, "line 4999 of many\n") {
		t.Errorf("%d bytes: %.40q … %q", len(got), got, got[len(got)-20:])
	}
	var short tail
	fmt.Fprint(&short, "all of it")
	if short.String() != "all of it" {
		t.Errorf("%q", short.String())
	}
}

func TestLines(t *testing.T) {
	t.Parallel()
	var got []string
	w := &lineWriter{line: func(b []byte) { got = append(got, string(b)) }}
	for _, s := range []string{"a", "b\nc\n", "\nd", strings.Repeat("x", maxTail), "e"} {
		if n, err := w.Write([]byte(s)); n != len(s) || err != nil {
			t.Errorf("%d, %v", n, err)
		}
	}
	w.flush()
	w.flush()
	want := []string{"ab\n", "c\n", "\n", "d" + strings.Repeat("x", maxTail), "e\n"}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("%d lines: %.60q", len(got), got)
	}
}
