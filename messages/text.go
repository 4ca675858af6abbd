package messages

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// The format is Django's own, so that messages cross over: a list of ["__json_message", 0, level, text] with the extra tags behind,
// if there are any. The second is 1 for texts that Django takes for HTML. The last may be a mark that there are more in
// another place.
const (
	jsonMessage = "__json_message"
	notFinished = "__messagesnotfinished__"
)

// Encode writes messages as Django's storages do: JSON in ASCII. more says that there are further ones elsewhere.
func Encode(ms []Message, more bool) string { return list(items(ms), more) }

// items are the messages, each as JSON.
func items(ms []Message) []string {
	out := make([]string, len(ms))
	for i, m := range ms {
		html := 0
		if m.html {
			html = 1
		}
		item := []any{jsonMessage, html, int(m.Level), m.Text, m.Extra}
		if m.Extra == "" {
			item = item[:4]
		}
		text, err := json.Marshal(item)
		if err != nil { // never: strings and numbers
			panic(fmt.Sprintf("messages: %v", err))
		}
		out[i] = ascii(text)
	}
	return out
}

// mark is the end of a list of which there is more.
const mark = `"` + notFinished + `"`

// list joins items.
func list(items []string, more bool) string {
	if more {
		items = append(items[:len(items):len(items)], mark)
	}
	return "[" + strings.Join(items, ",") + "]"
}

// ascii writes every other character as JSON's \u and four digits, since Django reads its cookie as Latin-1.
func ascii(text []byte) string {
	out := make([]byte, 0, len(text))
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		switch text = text[n:]; {
		case r < utf8.RuneSelf:
			out = append(out, byte(r))
		case r > 0xFFFF:
			high, low := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
	}
	return string(out)
}

// maxEncoded bounds what is read, in bytes: all that may be kept, each character as six.
const maxEncoded = 2 * MaxCount * MaxText * 6

// Decode reads what [Encode] or Django wrote. Texts that Django takes for HTML are plain text here. What is no message is left out.
func Decode(text string) (ms []Message, more bool, err error) {
	if len(text) > maxEncoded {
		return nil, false, fmt.Errorf("messages: %d bytes of messages: expected %d or fewer", len(text), maxEncoded)
	}
	var list []json.RawMessage
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return nil, false, fmt.Errorf("messages: not a list of messages: %w", err)
	}
	for _, raw := range list {
		if m, ok := decodeMessage(raw); ok && len(ms) < MaxCount {
			ms = append(ms, m)
		} else if string(raw) == mark {
			more = true
		}
	}
	return ms, more, nil
}

func decodeMessage(raw json.RawMessage) (m Message, ok bool) {
	var kind string
	var html json.RawMessage // 0, 1, false or true
	item := []any{&kind, &html, &m.Level, &m.Text, &m.Extra}
	if err := json.Unmarshal(raw, &item); err != nil || len(item) < 4 || kind != jsonMessage {
		return Message{}, false
	}
	m.Text, m.Extra = shorten(m.Text), shorten(m.Extra)
	m.html = string(html) == "1" || string(html) == "true"
	return m, true
}
