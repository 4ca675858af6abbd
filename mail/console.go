package mail

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/musette-go/musette/mail/internal/plaintext"
)

// console is the driver of console://: it shows mails to whoever started the program, with their links on lines of their own, where
// a terminal makes them clickable. Control characters are not passed on: text in a mail must not move the cursor.
type console struct {
	mu sync.Mutex
	w  io.Writer
}

func (c *console) Send(ctx context.Context, e *Envelope) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	text := readable(e.Message)
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, err := io.WriteString(c.w, text); err != nil {
		return fmt.Errorf("mail: the mail cannot be shown: %w", err)
	}
	return nil
}

func (c *console) Close() error { return nil }

const rule = "────────────────────────────────────────────────────────────────────────"

// readable is a mail as text.
func readable(m *Message) string {
	var b strings.Builder
	line := func(name string, values ...string) {
		if s := strings.Join(values, ", "); s != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, s)
		}
	}
	b.WriteString(rule + "\n")
	line("From", m.From)
	line("To", m.To...)
	line("Cc", m.Cc...)
	line("Bcc (not in the mail)", m.Bcc...)
	line("Reply-To", m.ReplyTo...)
	line("Subject", m.Subject)
	line("Date", m.Date.Format(time.RFC1123Z))
	line("Message-ID", "<"+m.ID+">")
	for _, name := range slices.Sorted(maps.Keys(m.Headers)) {
		line(name, m.Headers[name])
	}
	text := m.Text
	if text == "" && m.HTML != "" {
		text, _ = plaintext.FromHTML(m.HTML) // it was checked before
	}
	b.WriteString("\n" + strings.TrimRight(newlines(text), "\n") + "\n")
	for _, link := range plaintext.Links(m.HTML) {
		if !strings.Contains(text, link) {
			line("\nLink", link)
		}
	}
	for i, a := range m.Attachments {
		if i == 0 {
			b.WriteByte('\n')
		}
		typ, _ := contentTypeOf(a)
		line("Attachment", fmt.Sprintf("%s (%s, %d bytes)", a.Name, typ, len(a.Content)))
	}
	b.WriteString(rule + "\n")
	return strings.Map(visible, b.String())
}

// visible replaces what a terminal would obey.
func visible(r rune) rune {
	if r == '\n' || r == '\t' || !unicode.IsControl(r) && !unicode.Is(unicode.Bidi_Control, r) {
		return r
	}
	return '�'
}
