package house

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// A code block says where its code comes from in a comment on the line before:
//
//	<!-- from: examples/shop/catalog/models.go#product -->
//	```go
//
// The region begins after a line with "docs:begin product" and ends before one
// with "docs:end product"; without a region the whole file is meant. What a
// reader calls otherwise, as the path of their own module, is replaced by
//
//	<!-- from: examples/tutorial1/main.go with old=new -->
var fromComment = regexp.MustCompile(`^<!-- from: ([^\s#]+)(?:#(\S+))?(?: with ([^\s=]+)=(\S+))? -->$`)

// checkCode compares the code blocks of the page with their sources. It
// returns the page with the blocks as they should be, and what is wrong. A Go
// block must name its source; one in another language may.
func checkCode(p page, files fs.FS) (fixed string, wrong []string) {
	var out []string
	lines := strings.Split(p.text, "\n")
	from := "" // the comment that waits for its block
	for i := 0; i < len(lines); i++ {
		line := strings.TrimSpace(lines[i])
		out = append(out, lines[i])
		language, opens := strings.CutPrefix(line, "```")
		if !opens {
			if line != "" {
				wrong = append(wrong, blockless(p, i, from)...)
				from = line
			}
			continue
		}
		end := i + 1
		for end < len(lines) && strings.TrimSpace(lines[end]) != "```" {
			end++
		}
		block := lines[i+1 : min(end, len(lines))]
		where := fmt.Sprintf("%s:%d", p.name, i+1)
		source := fromComment.FindStringSubmatch(from)
		from = ""
		switch {
		case end == len(lines):
			wrong = append(wrong, where+": the code block is not closed")
		case source == nil && language == "go":
			wrong = append(wrong, where+": a Go block without its source; put <!-- from: path/to/file.go#region --> on the line before")
		case source != nil:
			want, err := region(files, source[1], source[2])
			if err != nil {
				wrong = append(wrong, fmt.Sprintf("%s: %v", where, err))
				break
			}
			if source[3] != "" {
				for i := range want {
					want[i] = strings.ReplaceAll(want[i], source[3], source[4])
				}
			}
			if !slices.Equal(block, want) {
				wrong = append(wrong, fmt.Sprintf("%s: the code is not that of %s (go test ./internal/house -run TestDocs -update copies it anew)\n%s",
					where, strings.Trim(source[0], "<!-> "), difference(strings.Join(want, "\n"), strings.Join(block, "\n"))))
			}
			block = want
		}
		out = append(out, block...)
		if end < len(lines) {
			out = append(out, lines[end])
		}
		i = end
	}
	return strings.Join(out, "\n"), append(wrong, blockless(p, len(lines)-1, from)...)
}

// blockless finds a comment that names a source and has no block under it: the reader would see nothing.
func blockless(p page, line int, from string) []string {
	if !fromComment.MatchString(from) {
		return nil
	}
	return []string{fmt.Sprintf("%s:%d: no code block under %s; write an empty one, which TestDocs -update fills in", p.name, line+1, from)}
}

// region returns the lines of a region of a file, or of the whole file,
// without what marks regions and without common indentation.
func region(files fs.FS, name, label string) ([]string, error) {
	b, err := fs.ReadFile(files, path.Clean(name))
	if err != nil {
		return nil, err
	}
	var lines []string
	inside, found, closed := label == "", label == "", label == ""
	gap := false // what marks a region was between two blank lines
	for line := range strings.SplitSeq(strings.TrimRight(string(b), "\n"), "\n") {
		verb, of := marker(line)
		switch {
		case verb == "begin" && of == label:
			inside, found = true, true
		case verb == "end" && of == label:
			inside, closed = false, true
		case verb != "":
			gap = true
		case inside && line == "" && gap && len(lines) > 0 && lines[len(lines)-1] == "":
			gap = false
		case inside:
			gap = false
			lines = append(lines, line)
		}
	}
	switch {
	case !found:
		return nil, fmt.Errorf("%s has no line with docs:begin %s", name, label)
	case !closed:
		return nil, fmt.Errorf("%s has no line with docs:end %s", name, label)
	}
	return dedent(lines), nil
}

// marker reads a line such as "// docs:begin name".
func marker(line string) (verb, label string) {
	for _, verb := range []string{"begin", "end"} {
		if _, after, ok := strings.Cut(line, "docs:"+verb+" "); ok {
			label, _, _ := strings.Cut(strings.TrimSpace(after), " ")
			return verb, label
		}
	}
	return "", ""
}

// dedent removes the indentation that all lines share, and blank lines at both
// ends.
func dedent(lines []string) []string {
	blank := func(s string) bool { return strings.TrimSpace(s) == "" }
	for len(lines) > 0 && blank(lines[0]) {
		lines = lines[1:]
	}
	for len(lines) > 0 && blank(lines[len(lines)-1]) {
		lines = lines[:len(lines)-1]
	}
	common, first := "", true
	for _, line := range lines {
		if blank(line) {
			continue
		}
		indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
		if first {
			common, first = indent, false
		}
		for !strings.HasPrefix(indent, common) {
			common = common[:len(common)-1]
		}
	}
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = strings.TrimPrefix(line, common)
	}
	return out
}

func TestCheckCode(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{"a/x.go": {Data: []byte("package a\n\n// docs:begin f\nfunc f() {\n\t// docs:begin body\n\tone()\n\n\t\ttwo()\n\t// docs:end body\n}\n// docs:end f\n\n// docs:begin open\n")}, "a/y.go": {Data: []byte("// docs:begin all\na()\n\n// docs:begin b\n\nb()\n// docs:end b\n// docs:end all\n")}}
	for _, test := range []struct{ name, text, want string }{
		{"equal", "<!-- from: a/x.go#body -->\n```go\none()\n\n\ttwo()\n```\n", ""},
		{"a blank line between", "<!-- from: a/x.go#body -->\n\n```go\none()\n\n\ttwo()\n```\n", ""},
		{"regions within regions", "<!-- from: a/x.go#f -->\n```go\nfunc f() {\n\tone()\n\n\t\ttwo()\n}\n```\n", ""},
		{"other languages are free", "```sh\ngo build\n```\n", ""},
		{"different", "<!-- from: a/x.go#body -->\n```go\none()\n```\n", "page.md:2: the code is not that of from: a/x.go#body"},
		{"other languages can be held", "<!-- from: a/x.go#body -->\n```html\none()\n```\n", "page.md:2: the code is not that of"},
		{"no two blank lines for a marker", "<!-- from: a/y.go#all -->\n```go\na()\n\nb()\n```\n", ""},
		{"words replaced", "<!-- from: a/x.go#body with one=1st -->\n```go\n1st()\n\n\ttwo()\n```\n", ""},
		{"no source", "text\n\n```go\none()\n```\n", "page.md:3: a Go block without its source"},
		{"a source serves one block", "<!-- from: a/x.go#body -->\n```go\none()\n\n\ttwo()\n```\n```go\n```\n", "page.md:7: a Go block without its source"},
		{"no such region", "<!-- from: a/x.go#g -->\n```go\n```\n", "page.md:2: a/x.go has no line with docs:begin g"},
		{"open region", "<!-- from: a/x.go#open -->\n```go\n```\n", "page.md:2: a/x.go has no line with docs:end open"},
		{"no such file", "<!-- from: a/z.go#f -->\n```go\n```\n", "page.md:2: open a/z.go: file does not exist"},
		{"no block", "<!-- from: a/x.go#body -->\n\nMore text.\n", "page.md:3: no code block under <!-- from: a/x.go#body -->"},
		{"no block at the end", "text\n\n<!-- from: a/x.go#body -->\n", "page.md:4: no code block under"},
		{"not closed", "```sh\nls\n", "page.md:1: the code block is not closed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, wrong := checkCode(page{"page.md", test.text}, files)
			got := strings.Join(wrong, "\n")
			if test.want == "" && got != "" || !strings.HasPrefix(got, test.want) {
				t.Errorf("found %q, want %q", got, test.want)
			}
		})
	}
}

func TestCheckCodeFixes(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{"x.go": {Data: []byte("\t// docs:begin a\n\tnew()\n\t// docs:end a\n")}}
	text := "# T\n\n<!-- from: x.go#a -->\n```go\nold()\n```\n\nmore\n"
	fixed, _ := checkCode(page{"page.md", text}, files)
	if want := strings.Replace(text, "old()", "new()", 1); fixed != want {
		t.Errorf("fixed to %q, want %q", fixed, want)
	}
	if _, wrong := checkCode(page{"page.md", fixed}, files); len(wrong) > 0 {
		t.Errorf("the fixed page has %v", wrong)
	}
}
