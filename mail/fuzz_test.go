package mail_test

import (
	netmail "net/mail"
	"strings"
	"testing"

	"github.com/musette-go/musette/mail"
)

// FuzzHeaders puts text from outside wherever a mail takes some: either it is refused, or the mail has the headers and recipients that
// it should have, and the text comes out as it went in.
func FuzzHeaders(f *testing.F) {
	for _, s := range []string{
		"hello", "a\r\nBcc: x@y", "Ada <ada@example.com>", "=?utf-8?q?=0D=0ABcc:_x?=", strings.Repeat(" ", 300), "\"a\\\r\n\"@b.c", "日本 <a@例え.jp>",
		"a@[IPv6:::1]", "x: y", "\u2028", "(comment\r\n) a@b.c", "a@b.c (\x00)", "undisclosed-recipients:;", "=?utf-8?b?DQpCY2M6IHg=?= <a@b.c>",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := &capture{}
		m, err := mail.New(c, mail.Options{From: "shop@example.com"})
		if err != nil {
			t.Fatal(err)
		}
		if mail.CheckHeader("X-A", s) == nil {
			msg := &mail.Message{To: []string{"ada@example.com"}, Subject: s, Headers: map[string]string{"X-A": s}, Text: "the text"}
			if err := m.Send(t.Context(), msg); err != nil {
				t.Fatalf("the text %q is allowed, and Send says %v", s, err)
			}
		}
		if mail.CheckAddress(s) == nil {
			if err := m.Send(t.Context(), &mail.Message{To: []string{s}, ReplyTo: []string{s}, Text: "the text"}); err != nil {
				t.Fatalf("the address %q is allowed, and Send says %v", s, err)
			}
		}
		file := &mail.Message{To: []string{"ada@example.com"}, Text: "the text", Attachments: []mail.Attachment{{Name: s, ContentType: "text/plain"}}}
		named := m.Send(t.Context(), file) == nil
		for _, e := range c.sent {
			checkWire(t, e, s)
		}
		if named {
			if got := openGo(t, c.sent[len(c.sent)-1].Data); len(got.Files) != 1 || got.Files[0].Name != s || got.Text != "the text" {
				t.Errorf("the file %q came out as %+v", s, got)
			}
		}
	})
}

// checkWire reads a mail as the next server does.
func checkWire(t *testing.T, e *mail.Envelope, s string) {
	got, err := netmail.ReadMessage(strings.NewReader(string(e.Data)))
	if err != nil {
		t.Fatalf("the text %q makes a mail that cannot be read: %v\n%s", s, err, e.Data)
	}
	for name := range got.Header {
		switch name {
		case "From", "To", "Reply-To", "Subject", "X-A", "Date", "Message-Id", "Mime-Version", "Content-Type", "Content-Transfer-Encoding":
		default:
			t.Errorf("the text %q makes a header %s", s, name)
		}
	}
	if subject := decodeHeader(t, got.Header.Get("Subject")); got.Header.Get("X-A") != "" && (subject != s || decodeHeader(t, got.Header.Get("X-A")) != s) {
		t.Errorf("the text %q came out as %q and %q", s, subject, got.Header.Get("X-A"))
	}
	if len(e.To) != 1 || strings.ContainsAny(e.To[0]+e.From, "\r\n\x00<>") && !strings.HasPrefix(e.To[0], `"`) {
		t.Errorf("the text %q makes the recipients %q", s, e.To)
	}
	head, _, _ := strings.Cut(string(e.Data), "\r\n\r\n")
	for line := range strings.SplitSeq(head, "\r\n") {
		if len(line) > 998 || strings.TrimSpace(line) == "" || strings.ContainsAny(line, "\r\n") {
			t.Errorf("the text %q makes the line %q", s, line)
		}
	}
}
