package django

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// A Message is one of Django's messages framework.
type Message struct {
	// Level is 10, 20, 25, 30 or 40 for debug, info, success, warning and error, or a site's own.
	Level int
	// Text is shown to the user.
	Text string
	// Tags are extra_tags: words for the style sheet, with blanks between them.
	Tags string
	// Safe says that Text is HTML by a program's own word (mark_safe).
	Safe bool
}

// Messages reads and writes the cookie "messages" of CookieStorage, which is also the first choice of FallbackStorage.
type Messages struct {
	// Keys sign and recognize.
	Keys Keys
	// MaxCookie is the greatest length of the cookie's value. Defaults to 2048 bytes, as in Django.
	MaxCookie int
}

const (
	messagesSalt        = "django.contrib.messages"
	messageKey          = "__json_message"
	messagesNotFinished = "__messagesnotfinished__"
	maxMessages         = 10_000
)

// Encode returns the cookie's value, and the messages that do not fit into it, from the end of the list: they belong into the session, as
// FallbackStorage does it. No messages are the empty value.
func (m Messages) Encode(messages []Message) (cookie string, left []Message, err error) {
	most := m.MaxCookie
	if most <= 0 {
		most = 2048
	}
	if len(messages) == 0 {
		return "", nil, nil
	}
	// The greatest number of messages that fit: all, or by halves.
	fit, tooMany := 0, len(messages)+1
	for n := len(messages); tooMany-fit > 1; n = (fit + tooMany) / 2 {
		text, err := m.sign(messages[:n], n < len(messages))
		switch {
		case err != nil && !errors.Is(err, ErrTooLarge):
			return "", nil, err
		case err == nil && len(text) <= most:
			fit, cookie = n, text
		default:
			tooMany = n
		}
	}
	if fit == 0 {
		cookie, err = m.sign(nil, true)
	}
	return cookie, messages[fit:], err
}

func (m Messages) sign(messages []Message, more bool) (string, error) {
	list := arrays(messages)
	if more {
		list = append(list, messagesNotFinished)
	}
	data, err := json.Marshal(list)
	if err != nil {
		return "", fmt.Errorf("django: messages: %w", err)
	}
	return signObject(m.signer(), data)
}

// Decode returns the messages of a cookie, and whether more of them are kept elsewhere. With [SHA256OrSHA1] and [SHA1] it also reads
// what Django wrote before 3.2. Every error means that there are none.
func (m Messages) Decode(cookie string) (messages []Message, more bool, err error) {
	data, err := m.open(cookie)
	if err != nil {
		return nil, false, err
	}
	return parseMessages(data)
}

// open returns the JSON of a cookie.
func (m Messages) open(cookie string) ([]byte, error) {
	text, _, err := m.signer().UnsignTime(cookie, 0)
	switch {
	case errors.Is(err, ErrBadSignature) && m.Keys.Hash != SHA256:
		return m.decodeOld(cookie)
	case err != nil:
		return nil, err
	case strings.HasPrefix(text, "["): // JSON as it is, by Django 3.1
		return latin1([]byte(text)), nil
	}
	return decodeObject(text)
}

func (m Messages) signer() Signer { return Signer{Keys: m.Keys.forCookies(), Salt: messagesSalt} }

// decodeOld reads the format before Django 3.1: a signature by SHA-1 in hexadecimal, "$", and JSON.
func (m Messages) decodeOld(cookie string) ([]byte, error) {
	signature, value, found := strings.Cut(cookie, "$")
	old := m.Keys
	old.Hash = SHA1
	if ok, _ := old.verify(messagesSalt, value, signature, hex.EncodeToString); !found || !ok {
		return nil, ErrBadSignature
	}
	return latin1([]byte(value)), nil
}

// MarshalMessages returns the value of [SessionMessages] in a session: a JSON text that holds JSON, as SessionStorage keeps it.
func MarshalMessages(messages []Message) (json.RawMessage, error) {
	inner, err := json.Marshal(arrays(messages))
	if err != nil {
		return nil, fmt.Errorf("django: messages: %w", err)
	}
	outer, err := json.Marshal(string(asciiJSON(inner)))
	if err != nil {
		return nil, fmt.Errorf("django: messages: %w", err)
	}
	return outer, nil
}

// UnmarshalMessages reads the value of [SessionMessages] in a session.
func UnmarshalMessages(value json.RawMessage) ([]Message, error) {
	var inner string
	if err := json.Unmarshal(value, &inner); err != nil {
		return nil, fmt.Errorf("%w: messages that are no text", ErrMalformed)
	}
	messages, _, err := parseMessages([]byte(inner))
	return messages, err
}

// arrays is MessageEncoder: ["__json_message", safe as 0 or 1, level, text, tags unless there are none].
func arrays(messages []Message) []any {
	out := make([]any, 0, len(messages)+1)
	for _, m := range messages {
		safe := 0
		if m.Safe {
			safe = 1
		}
		one := []any{messageKey, safe, m.Level, m.Text}
		if m.Tags != "" {
			one = append(one, m.Tags)
		}
		out = append(out, one)
	}
	return out
}

// parseMessages is MessageDecoder, for the one shape that arrays makes.
func parseMessages(data []byte) (messages []Message, more bool, err error) {
	var list []json.RawMessage
	if err := json.Unmarshal(data, &list); err != nil || len(list) > maxMessages {
		return nil, false, fmt.Errorf("%w: messages that are no list of at most %d", ErrMalformed, maxMessages)
	}
	for i, raw := range list {
		if i == len(list)-1 && bytes.Equal(raw, []byte(`"`+messagesNotFinished+`"`)) {
			return messages, true, nil
		}
		m, err := parseMessage(raw)
		if err != nil {
			return nil, false, err
		}
		messages = append(messages, m)
	}
	return messages, false, nil
}

// parseMessage reads one array.
func parseMessage(raw json.RawMessage) (m Message, err error) {
	var key string
	var safe int
	var tags *string
	fields := []any{&key, &safe, &m.Level, &m.Text, &tags}
	var values []json.RawMessage
	if err := json.Unmarshal(raw, &values); err != nil || len(values) < 4 || len(values) > len(fields) {
		return m, fmt.Errorf("%w: a message that is no array of four or five", ErrMalformed)
	}
	for i, value := range values {
		if err := json.Unmarshal(value, fields[i]); err != nil {
			return m, fmt.Errorf("%w: value %d of a message is of another type", ErrMalformed, i)
		}
	}
	if key != messageKey {
		return m, fmt.Errorf("%w: an array that is no message", ErrMalformed)
	}
	m.Safe = safe != 0
	if tags != nil {
		m.Tags = *tags
	}
	return m, nil
}
