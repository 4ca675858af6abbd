package mail

import (
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"
)

// MaxHeader is the most bytes of a subject, and of the value of a header. A line of a mail has at most 998 (RFC 5322, 2.1.1).
const MaxHeader = 900

// CheckHeader returns an error unless a message may have a header of that name with that value: a name of ASCII letters, digits and
// "-", none that a field of [Message] or the way through the network writes, and a value of one line without control characters.
func CheckHeader(name, value string) error {
	if reason := badHeaderName(name); reason != "" {
		return &FieldError{Field: "Headers", Reason: "has the name " + quote(name) + ", " + reason}
	}
	if reason := badValue(value); reason != "" {
		return &FieldError{Field: "Headers[" + name + "]", Reason: reason}
	}
	return nil
}

func badHeaderName(name string) string {
	if name == "" || len(name) > 76 {
		return "which is empty or too long"
	}
	for _, c := range []byte(name) {
		if c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return "which is no name of a header: use letters, digits and \"-\""
		}
	}
	lower := strings.ToLower(name)
	switch lower {
	case "from", "to", "cc", "bcc", "reply-to", "subject", "date", "message-id":
		return "which a field of the message writes: set that"
	case "sender", "return-path", "received", "mime-version":
		return "which is not the message's to say"
	}
	if strings.HasPrefix(lower, "content-") || strings.HasPrefix(lower, "resent-") {
		return "which is not the message's to say"
	}
	return ""
}

// badValue says what is wrong with the value of a header, or "".
func badValue(s string) string {
	if len(s) > MaxHeader {
		return fmt.Sprintf("has %d bytes, and at most %d are allowed", len(s), MaxHeader)
	}
	return badText(s)
}

// badText says why text cannot stand in a header, or "": a header is one line, and a control character in it is an attack or a
// mistake.
func badText(s string) string {
	if !utf8.ValidString(s) {
		return "is not valid UTF-8"
	}
	for _, r := range s {
		switch {
		case r == '\r' || r == '\n':
			return "has a line break, which would begin another header: remove it where the text comes in"
		case r < ' ' || r >= 0x7f && r <= 0x9f || r == '\u2028' || r == '\u2029':
			return fmt.Sprintf("has the control character %U: remove it where the text comes in", r)
		}
	}
	return ""
}

// headerText is a value as it stands in the mail.
func headerText(s string) string {
	if needsEncoding(s) {
		return encodeWords(s)
	}
	return s
}

// forceWords writes ASCII as encoded words, which package mime does for other text only.
func forceWords(s string) string {
	var words []string
	for len(s) > 0 {
		n := min(len(s), 42) // 56 characters of base64, far below the 75 of a word
		words = append(words, "=?utf-8?b?"+base64.StdEncoding.EncodeToString([]byte(s[:n]))+"?=")
		s = s[n:]
	}
	return strings.Join(words, " ")
}

// quote shows text from outside in an error: on one line, short.
func quote(s string) string {
	const most = 60
	if r := []rune(s[:min(len(s), 4*most)]); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return fmt.Sprintf("%q", s)
}
