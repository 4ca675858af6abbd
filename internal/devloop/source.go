package devloop

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// source finds the places that messages name.
type source struct {
	root string // of the module
	dir  string // where the commands ran
	tree tree   // the files that matter
}

// The bounds of what is shown.
const (
	maxSpots   = 10
	aroundSpot = 4       // lines before and after
	maxSource  = 4 << 20 // bytes of a file
	maxLine    = 400     // bytes of a line
)

// placeIn finds file:line and file:line:column at the beginning of a line or behind a space, with the message behind it.
var placeIn = regexp.MustCompile(`(?m)(?:^|[\s"'(=])([^\s:"'(=]+\.(?:go|html|css|js|mod|env|txt|json|sql)|\.env):(\d{1,7})\b(?::(\d{1,7})\b)?(?::?[ \t]+([^\n]*))?`)

// spots lists the places of the module that a text names, in its order, each line once.
func (s *source) spots(text string) (out []Spot) {
	type key struct {
		file string
		line int
	}
	seen := map[key]bool{}
	for _, m := range placeIn.FindAllStringSubmatch(text, -1) {
		line, err := strconv.Atoi(m[2])
		file := s.find(m[1])
		if err != nil || file == "" || line == 0 || seen[key{file, line}] {
			continue
		}
		seen[key{file, line}] = true
		message := strings.TrimSpace(m[4])
		if strings.HasPrefix(message, "+0x") { // an address in a trace
			message = ""
		}
		out = append(out, Spot{File: s.rel(file), Line: line, Message: message, Lines: s.excerpt(file, line)})
		if len(out) == maxSpots {
			break
		}
	}
	return out
}

func (s *source) rel(file string) string {
	rel, err := filepath.Rel(s.root, file)
	if err != nil {
		return file
	}
	return filepath.ToSlash(rel)
}

// find returns the file of the module that a message names: relative to where the command ran or to the module, absolute, or
// as templates and static files are named. Only files that are watched count: nothing else of the machine is shown.
func (s *source) find(name string) string {
	name = filepath.FromSlash(strings.TrimPrefix(name, "./"))
	candidates := []string{filepath.Join(s.dir, name), filepath.Join(s.root, name)}
	if filepath.IsAbs(name) {
		candidates = []string{filepath.Clean(name)}
	}
	for _, c := range candidates {
		if _, ok := s.tree[c]; ok {
			return c
		}
	}
	found := ""
	for file := range s.tree {
		slashed := filepath.ToSlash(file)
		for _, folder := range []string{"/templates/", "/static/"} {
			if strings.HasSuffix(slashed, folder+path.Clean(filepath.ToSlash(name))) && (found == "" || file < found) {
				found = file
			}
		}
	}
	return found
}

// excerpt is a line with its neighbours.
func (s *source) excerpt(file string, line int) (out []SourceLine) {
	f, err := os.Open(file)
	if err != nil {
		return nil
	}
	defer func() { _ = f.Close() }() // it was only read
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() || filepath.Base(file) == ".env" || info.Mode()&fs.ModeType != 0 {
		return nil // settings hold secrets
	}
	b, err := io.ReadAll(io.LimitReader(f, maxSource))
	if err != nil {
		return nil
	}
	number := 0
	for text := range bytes.Lines(b) {
		number++
		if number < line-aroundSpot {
			continue
		}
		if number > line+aroundSpot {
			break
		}
		out = append(out, SourceLine{number, shorten(strings.TrimRight(string(text), "\r\n")), number == line})
	}
	return out
}

func shorten(s string) string {
	if len(s) > maxLine {
		s = s[:maxLine]
		for !utf8.ValidString(s) && len(s) > maxLine-utf8.UTFMax {
			s = s[:len(s)-1]
		}
		s += "…"
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}
