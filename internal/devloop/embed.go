package devloop

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// readEmbeds reads the directives //go:embed of the Go files that are new or have changed.
func (s *scanner) readEmbeds(t tree) {
	for name := range s.embeds {
		if _, ok := t[name]; !ok {
			delete(s.embeds, name)
		}
	}
	for name, st := range t {
		if !strings.HasSuffix(name, ".go") || s.embeds[name].stamp == st {
			continue
		}
		src, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		s.embeds[name] = embedding{st, embedPatterns(filepath.Dir(name), src)}
	}
}

// embedPatterns lists what the directives of a file name, as absolute patterns.
func embedPatterns(dir string, src []byte) (out []string) {
	const directive = "//go:embed "
	if !bytes.Contains(src, []byte(directive)) {
		return nil
	}
	for line := range bytes.Lines(src) {
		rest, ok := bytes.CutPrefix(line, []byte(directive))
		if !ok {
			continue
		}
		for _, word := range words(string(rest)) {
			out = append(out, filepath.Join(dir, filepath.FromSlash(strings.TrimPrefix(word, "all:"))))
		}
	}
	return out
}

// words splits the patterns of a directive, which may be quoted as Go texts are.
func words(s string) (out []string) {
	for {
		s = strings.TrimSpace(s)
		if s == "" {
			return out
		}
		if s[0] == '"' || s[0] == '`' {
			if q, err := strconv.QuotedPrefix(s); err == nil {
				word, _ := strconv.Unquote(q) // it was just read
				out, s = append(out, word), s[len(q):]
				continue
			}
		}
		word, rest, _ := strings.Cut(s, " ")
		out, s = append(out, word), rest
	}
}

// embedded reports whether a pattern names the file or a folder around it.
func (s *scanner) embedded(name string) bool {
	for _, e := range s.embeds {
		for _, p := range e.patterns {
			for part := name; len(part) >= len(s.root); part = filepath.Dir(part) {
				if ok, err := filepath.Match(p, part); ok && err == nil {
					return true
				}
			}
		}
	}
	return false
}
