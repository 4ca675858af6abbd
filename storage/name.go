package storage

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/musette-go/musette/problem"
)

// The longest name of a file and the longest part between slashes, in bytes. File systems take 255 bytes; what is left is room
// for the ending that keeps two names apart.
const (
	MaxName    = 1024
	MaxSegment = 200
)

// NameError is a name that no bucket has. It is a problem of the kind NotFound, since a name in a URL that cannot exist is a
// page that does not exist.
type NameError struct {
	Name   string // as given, shortened
	Reason string // "has an empty part"
}

func (e *NameError) Error() string {
	return "storage: the name " + quote(e.Name) + " " + e.Reason + ": use parts of letters, digits, \"-\", \"_\", \".\" and spaces, joined by \"/\""
}

// Kind is NotFound: web answers 404.
func (e *NameError) Kind() problem.Kind { return problem.NotFound }

// CheckName returns a [*NameError] unless name is one that a bucket may have: at most [MaxName] bytes of parts joined by "/", each
// at most [MaxSegment] bytes of letters and marks of any script, digits and - _ . , ( ) + = @ ~ and space. A part does not begin with a dot
// or a space, does not end with one, and is no name that Windows keeps for a device. So there are no absolute names, no "..", no hidden
// files, no backslashes, no control characters, no "%" that somebody could decode once more, and no text that is not UTF-8.
func CheckName(name string) error {
	if reason := badName(name); reason != "" {
		return &NameError{Name: shorten(name), Reason: reason}
	}
	return nil
}

func badName(name string) string {
	switch {
	case name == "":
		return "is empty"
	case len(name) > MaxName:
		return "is too long"
	case !utf8.ValidString(name):
		return "is not valid UTF-8"
	}
	for part := range strings.SplitSeq(name, "/") {
		if reason := badPart(part); reason != "" {
			return reason
		}
	}
	return ""
}

func badPart(part string) string {
	switch {
	case part == "":
		return "has an empty part"
	case len(part) > MaxSegment:
		return "has a part that is too long"
	case strings.ContainsRune(". ", rune(part[0])) || strings.ContainsRune(". ", rune(part[len(part)-1])):
		return "has a part that begins or ends with a dot or a space"
	case isDevice(part):
		return "is a device on Windows"
	}
	for _, r := range part {
		if !nameRune(r) {
			return "has the character " + quote(string(r))
		}
	}
	return ""
}

// nameRune reports whether a name may hold the character.
func nameRune(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_.,()+=@~ ", r)
	}
	return r != utf8.RuneError && unicode.In(r, unicode.L, unicode.M, unicode.Nd)
}

// isDevice reports whether Windows takes the part for a device: CON, con.txt, "COM1 .log".
func isDevice(part string) bool {
	stem, _, _ := strings.Cut(part, ".")
	switch stem = strings.ToUpper(strings.TrimRight(stem, " ")); stem {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$":
		return true
	}
	rest, ok := strings.CutPrefix(stem, "COM")
	if !ok {
		rest, ok = strings.CutPrefix(stem, "LPT")
	}
	return ok && (len(rest) == 1 && rest[0] >= '0' && rest[0] <= '9' || rest == "¹" || rest == "²" || rest == "³")
}

// FileName turns the name that a browser sent with a file into one part of a name that [CheckName] allows: what stands before the
// last slash or backslash is dropped, spaces become "_", other characters that are not allowed are left out, and what is too
// long is cut before its extension. When nothing is left the name is "file".
func FileName(sent string) string {
	if i := strings.LastIndexAny(sent, `/\`); i >= 0 {
		sent = sent[i+1:]
	}
	if len(sent) > 4*MaxSegment { // more would be cut anyway
		sent = sent[:2*MaxSegment] + sent[len(sent)-2*MaxSegment:]
	}
	name := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return '_'
		case nameRune(r):
			return r
		}
		return -1
	}, sent)
	name = strings.Trim(name, ". ")
	if isDevice(name) {
		name = "_" + name
	}
	return cutName(name, MaxSegment)
}

// cutName shortens a part to n bytes and keeps its extension.
func cutName(name string, n int) string {
	ext := path.Ext(name)
	if len(ext) > n/4 {
		ext = ""
	}
	stem := name[:len(name)-len(ext)]
	for len(stem)+len(ext) > n {
		_, size := utf8.DecodeLastRuneInString(stem)
		stem = stem[:len(stem)-size]
	}
	if stem = strings.Trim(stem, ". "); stem == "" {
		stem = "file"
	}
	return stem + ext
}

// other is a name beside name, for when that is taken: "a/b.png" gives "a/b_k3x9qa2.png".
func other(name, ending string) string {
	dir, file := path.Split(name)
	ext := path.Ext(file)
	stem := file[:len(file)-len(ext)]
	return dir + cutName(stem, MaxSegment-len(ext)-len(ending)-1) + "_" + ending + ext
}

func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		if unicode.IsPrint(r) {
			b.WriteRune(r)
		} else {
			b.WriteRune('�')
		}
	}
	b.WriteByte('"')
	return b.String()
}

func shorten(s string) string {
	const most = 60
	if r := []rune(s[:min(len(s), 4*most)]); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
