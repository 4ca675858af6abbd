package messages

import (
	"fmt"
	"strings"
)

// Level says how important a message is. The numbers are Django's.
type Level int

// The levels.
const (
	LevelDebug   Level = 10 // for developers; left out unless Options.Level says otherwise
	LevelInfo    Level = 20
	LevelSuccess Level = 25 // something worked
	LevelWarning Level = 30 // nothing failed yet, but may
	LevelError   Level = 40 // something did not work
)

// String is the level's tag: "debug", "info", "success", "warning", "error"; for a number of the site's own "level 35".
func (l Level) String() string {
	switch l {
	case LevelDebug:
		return "debug"
	case LevelInfo:
		return "info"
	case LevelSuccess:
		return "success"
	case LevelWarning:
		return "warning"
	case LevelError:
		return "error"
	}
	return fmt.Sprintf("level %d", int(l))
}

// Message is a short text for the person who made a request. It is plain text: templates escape it.
type Message struct {
	Level Level
	Text  string
	// Extra are further tags, separated by spaces: "cart shake". Defaults to none.
	Extra string

	html bool // Django takes the text for HTML; kept for it
}

// Tags are the extra tags and the level's, separated by spaces, for the class of an element: "cart success".
func (m Message) Tags() string { return strings.TrimSpace(m.Extra + " " + m.Level.String()) }

// String is the text.
func (m Message) String() string { return m.Text }

// The limits of what is kept for one browser.
const (
	MaxCount = 50   // messages; of more the oldest go
	MaxText  = 1000 // characters of a message, beyond which it is cut
)

// shorten cuts a text that is too long, and replaces what is no UTF-8.
func shorten(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if len(text) <= MaxText {
		return text
	}
	n := 0
	for i := range text {
		if n++; n > MaxText {
			return text[:i] + "…"
		}
	}
	return text
}
