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
	"unicode"
)

var (
	inlineLink    = regexp.MustCompile(`\]\(([^)\s]+)(?:\s+"[^"]*")?\)`)
	referenceLink = regexp.MustCompile(`^\[[^\]]+\]:\s+(\S+)`)
	inlineCode    = regexp.MustCompile("`[^`]*`")
)

// checkLinks returns the files that the page links to, and what is wrong with
// its links. Links to other sites are not followed.
func checkLinks(p page, pages []page, files fs.FS) (targets, wrong []string) {
	for n, line := range prose(p.text) {
		for _, link := range linksIn(line) {
			target, problem := checkLink(p, link, pages, files)
			if problem != "" {
				wrong = append(wrong, fmt.Sprintf("%s:%d: link to %s: %s", p.name, n+1, link, problem))
			} else if target != "" {
				targets = append(targets, target)
			}
		}
	}
	return targets, wrong
}

// prose returns the lines of a page with code blocks and code words blanked.
func prose(text string) []string {
	lines := strings.Split(text, "\n")
	inCode := false
	for i, line := range lines {
		fence := strings.HasPrefix(strings.TrimSpace(line), "```")
		if fence || inCode {
			lines[i] = ""
		} else {
			lines[i] = inlineCode.ReplaceAllString(line, "``")
		}
		if fence {
			inCode = !inCode
		}
	}
	return lines
}

func linksIn(line string) []string {
	var links []string
	for _, m := range inlineLink.FindAllStringSubmatch(line, -1) {
		links = append(links, m[1])
	}
	if m := referenceLink.FindStringSubmatch(line); m != nil {
		links = append(links, m[1])
	}
	return links
}

// checkLink returns the file that a link of the page leads to (none for
// another site or the page itself), or what is wrong with it.
func checkLink(p page, link string, pages []page, files fs.FS) (target, problem string) {
	if strings.Contains(link, "://") || strings.HasPrefix(link, "mailto:") {
		return "", ""
	}
	file, anchor, _ := strings.Cut(link, "#")
	if strings.HasPrefix(file, "/") {
		return "", "it begins at the root of the site that shows the page; make it relative"
	}
	name := p.name
	if file != "" {
		name = path.Join(path.Dir(p.name), file)
		if _, err := fs.Stat(files, name); err != nil {
			return "", "no such file or folder in the repository"
		}
		target = name
	}
	i := slices.IndexFunc(pages, func(p page) bool { return p.name == name })
	if anchor != "" && i >= 0 && !slices.Contains(anchors(pages[i].text), anchor) {
		return "", "no heading gives that anchor"
	}
	return target, ""
}

// anchors returns the anchors of a page's headings, as GitHub makes them.
func anchors(text string) []string {
	var all []string
	inCode := false
	for line := range strings.SplitSeq(text, "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			inCode = !inCode
		}
		title := strings.TrimLeft(line, "#")
		if inCode || title == line || !strings.HasPrefix(title, " ") {
			continue
		}
		var b strings.Builder
		for _, r := range strings.ToLower(strings.TrimSpace(title)) {
			switch {
			case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
				b.WriteRune(r)
			case r == ' ':
				b.WriteByte('-')
			}
		}
		all = append(all, b.String())
	}
	return all
}

func TestCheckDocsLinks(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{
		"docs/index.md":    {},
		"docs/topics/a.md": {},
		"docs/lost.md":     {},
		"orm/doc.go":       {},
	}
	pages := []page{
		{"docs/index.md", strings.Join([]string{
			"# Start here",
			"[a](topics/a.md), [heading](topics/a.md#order-by-2), [code](../orm/doc.go), [itself](#start-here), [out](https://example.com/x)",
			"```",
			"[no link](in/code.md)",
			"```",
			"`[no link](in/words.md)`",
			"[gone](topics/b.md)",
			"[bad anchor](topics/a.md#nothing)",
			"[root](/docs/index.md)",
			"[by reference]: topics/c.md",
		}, "\n")},
		{"docs/topics/a.md", "# A\n## Order by `(2)`\n"},
		{"docs/lost.md", ""},
	}
	got := checkDocs(pages, files)
	want := []string{
		"docs/index.md:7: link to topics/b.md: no such file or folder in the repository",
		"docs/index.md:8: link to topics/a.md#nothing: no heading gives that anchor",
		"docs/index.md:9: link to /docs/index.md: it begins at the root of the site that shows the page; make it relative",
		"docs/index.md:10: link to topics/c.md: no such file or folder in the repository",
		"docs/lost.md: no other page links here; add it to docs/index.md or to the index of its folder",
	}
	if !slices.Equal(got, want) {
		t.Errorf("found\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
