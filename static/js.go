package static

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// jsReferences finds the modules that a script imports and exports by a relative or absolute path, import("…") with a constant,
// and the source map. It divides the text into tokens as far as that needs.
func jsReferences(text string) []reference {
	if !strings.Contains(text, "import") && !strings.Contains(text, "export") && !strings.Contains(text, sourceMap) {
		return nil
	}
	l := &jsLexer{text: text}
	for l.next() {
		l.step()
	}
	// a bare name such as "lit" is for an import map
	return slices.DeleteFunc(l.refs, func(r reference) bool {
		return !r.comment && !strings.HasPrefix(r.target, "./") && !strings.HasPrefix(r.target, "../") && !strings.HasPrefix(r.target, "/")
	})
}

// What the statement so far waits for.
type jsState int

const (
	outside     jsState = iota
	afterImport         // a module, a parenthesis or the names that are imported
	afterExport         // a brace or a star
	names               // "from"
	afterFrom           // a module
	afterParen          // the module of import( )
)

// A jsLexer reads a script token by token.
type jsLexer struct {
	text   string
	pos    int
	kind   byte      // of the token: 'w' a word, 's' a string, else a character of punctuation; 0 before the first
	word   string    // the word
	ref    reference // the string
	depth  int       // of braces in the names of an export
	prev   byte      // the kind of the token before
	vain   []byte    // where reading a regular expression has failed
	braces []bool    // open braces; true for the one of ${ in a template literal
	state  jsState
	refs   []reference
}

// next reads the next token. Comments, templates and regular expressions are passed over.
func (l *jsLexer) next() bool {
	for {
		l.pos = skipSpace(l.text, l.pos)
		if l.pos >= len(l.text) {
			return false
		}
		c := l.text[l.pos]
		rest := l.text[l.pos:]
		switch {
		case strings.HasPrefix(rest, "//"), strings.HasPrefix(rest, "/*"):
			l.comment(rest[1] == '/')
			continue
		case c == '/' && l.regexpAllowed() && l.regexp():
			l.token('r')
		case c == '"' || c == '\'':
			l.token('s')
			l.ref, l.pos = quoted(l.text, l.pos)
		case c == '`':
			l.token('t')
			l.template(l.pos + 1)
		case isWord(c):
			l.readWord()
		case c == '}' && l.closesTemplate():
			l.token('t')
			l.template(l.pos + 1)
		default:
			if c == '{' {
				l.braces = append(l.braces, false)
			}
			l.token(c)
			l.pos++
		}
		return true
	}
}

func (l *jsLexer) token(kind byte) {
	l.prev, l.kind = l.kind, kind
}

func (l *jsLexer) readWord() {
	start := l.pos
	for l.pos < len(l.text) && isWord(l.text[l.pos]) {
		l.pos++
	}
	l.token('w')
	l.word = l.text[start:l.pos]
}

func isWord(c byte) bool { return isName(c) && c != '-' || c == '$' || c == '#' || c >= utf8.RuneSelf }

func (l *jsLexer) comment(line bool) {
	end := after(l.text, l.pos+2, "*/")
	if line {
		end = after(l.text, l.pos+2, "\n")
	}
	l.refs = appendSourceMap(l.refs, l.text, l.pos+2, end)
	l.pos = end
}

// closesTemplate takes an open brace from the stack and reports whether it was ${ of a template literal.
func (l *jsLexer) closesTemplate() bool {
	n := len(l.braces)
	if n == 0 {
		return false
	}
	top := l.braces[n-1]
	l.braces = l.braces[:n-1]
	return top
}

// template passes over the text of a template literal, up to its end or the next ${.
func (l *jsLexer) template(i int) {
	for ; i < len(l.text); i++ {
		switch {
		case l.text[i] == '\\':
			i++
		case l.text[i] == '`':
			l.pos = i + 1
			return
		case strings.HasPrefix(l.text[i:], "${"):
			l.braces = append(l.braces, true)
			l.kind = '{'
			l.pos = i + 2
			return
		}
	}
	l.pos = len(l.text)
}

// beforeRegexp are the words behind which a slash begins a regular expression.
var beforeRegexp = []string{"return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "else", "do", "instanceof", "await", "yield"}

// regexpAllowed tells a regular expression from a division by what stands before.
func (l *jsLexer) regexpAllowed() bool {
	switch l.kind {
	case 'w':
		return slices.Contains(beforeRegexp, l.word)
	case 's', 't', 'r', ')', ']':
		return false
	}
	return true
}

// regexp passes over a regular expression; without an end on the line there is none. What was read in vain is noted, by place
// and by whether it was in a class, so that no text is read more than twice in vain.
func (l *jsLexer) regexp() bool {
	class := byte(1) // 1 outside a class, 2 in one
	for i := l.pos + 1; i < len(l.text) && l.text[i] != '\n'; i++ {
		if l.vain != nil && l.vain[i]&class != 0 {
			break
		}
		switch c := l.text[i]; {
		case c == '\\':
			i++
		case c == '[':
			class = 2
		case c == ']':
			class = 1
		case c == '/' && class == 1:
			l.pos = i + 1
			return true
		}
	}
	l.noteVain()
	return false
}

func (l *jsLexer) noteVain() {
	if l.vain == nil {
		l.vain = make([]byte, len(l.text))
	}
	class := byte(1)
	for i := l.pos + 1; i < len(l.text) && l.text[i] != '\n' && l.vain[i]&class == 0; i++ {
		l.vain[i] |= class
		switch l.text[i] {
		case '\\':
			i++
		case '[':
			class = 2
		case ']':
			class = 1
		}
	}
}

// step follows statements that name modules.
func (l *jsLexer) step() {
	if l.kind == 'w' && (l.word == "import" || l.word == "export") && l.prev != '.' && l.state != names {
		l.state, l.depth = afterImport, 0
		if l.word == "export" {
			l.state = afterExport
		}
		return
	}
	switch l.state {
	case afterImport:
		l.imported()
	case afterExport:
		l.state = outside
		if l.kind == '{' || l.kind == '*' {
			l.state = names
			l.count()
		}
	case names:
		l.named()
	case afterFrom:
		switch {
		case l.kind == 's':
			l.found()
		case l.kind == 'w' && l.word == "from": // the name "from" is imported
		default:
			l.state = names
			l.count()
		}
	case afterParen:
		if l.kind == 's' && l.constant() {
			l.found()
		}
		l.state = outside
	}
}

// imported is the token behind import.
func (l *jsLexer) imported() {
	switch l.kind {
	case 's':
		l.found()
	case '(':
		l.state = afterParen
	case 'w', '{', '*':
		l.state = names
		l.count()
	default: // import.meta, or a property that is named so
		l.state = outside
	}
}

// named is a token among the names of an import or export.
func (l *jsLexer) named() {
	l.count()
	switch {
	case l.kind == 'w' && l.word == "from" && l.depth == 0:
		l.state = afterFrom
	case l.depth > 0, l.kind == '}', l.kind == ',', l.kind == '*':
	case l.kind == 'w' && l.prev != '}':
	default: // the statement ended without a module
		l.state = outside
	}
}

func (l *jsLexer) count() {
	switch l.kind {
	case '{':
		l.depth++
	case '}':
		l.depth--
	}
}

// constant reports whether the string is all that import( ) gets, but for options.
func (l *jsLexer) constant() bool {
	i := skipSpace(l.text, l.pos)
	return i < len(l.text) && (l.text[i] == ')' || l.text[i] == ',')
}

func (l *jsLexer) found() {
	l.refs = append(l.refs, l.ref)
	l.state = outside
}
