package mail_test

import (
	"errors"
	"fmt"
	"io"
	netmail "net/mail"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/musette-go/musette/mail"
	"github.com/musette-go/musette/mail/mailtest"
	"github.com/musette-go/musette/problem"
)

// TestRefused: what cannot be sent as it is names its field, and nothing at all is sent (X58, classes 25).
func TestRefused(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 1000)
	many := make([]string, 101)
	for i := range many {
		many[i] = fmt.Sprintf("a%d@example.com", i)
	}
	file := func(a mail.Attachment) func(*mail.Message) {
		return func(m *mail.Message) { m.Attachments = []mail.Attachment{a} }
	}
	header := func(name, value string) func(*mail.Message) {
		return func(m *mail.Message) { m.Headers = map[string]string{name: value} }
	}
	for name, tt := range map[string]struct {
		change func(*mail.Message)
		field  string
	}{
		"no recipient":            {func(m *mail.Message) { m.To = nil }, "To"},
		"too many recipients":     {func(m *mail.Message) { m.To = many }, "To"},
		"too many in all":         {func(m *mail.Message) { m.Cc, m.Bcc = many[:60], many[:60] }, "To"},
		"empty address":           {func(m *mail.Message) { m.To = []string{""} }, "To[0]"},
		"no address":              {func(m *mail.Message) { m.To = []string{"ada@example.com", "bob"} }, "To[1]"},
		"two addresses in one":    {func(m *mail.Message) { m.To = []string{"ada@example.com, bob@example.com"} }, "To[0]"},
		"CRLF behind an address":  {func(m *mail.Message) { m.To = []string{"ada@example.com\r\nBcc: bob@example.com"} }, "To[0]"},
		"LF in a name":            {func(m *mail.Message) { m.Cc = []string{"Ada\nBcc: bob@example.com <ada@example.com>"} }, "Cc[0]"},
		"CRLF in encoded words":   {func(m *mail.Message) { m.Bcc = []string{"=?utf-8?q?A=0D=0AX=3A_y?= <ada@example.com>"} }, "Bcc[0]"},
		"NUL in an address":       {func(m *mail.Message) { m.ReplyTo = []string{"ada\x00@example.com"} }, "ReplyTo[0]"},
		"CR in quotes":            {func(m *mail.Message) { m.From = "\"a\rb\"@example.com" }, "From"},
		"escape in a name":        {func(m *mail.Message) { m.From = "\x1b[2J <ada@example.com>" }, "From"},
		"a domain that is none":   {func(m *mail.Message) { m.To = []string{"ada@exa_mple..com"} }, "To[0]"},
		"a line separator":        {func(m *mail.Message) { m.To = []string{"A\u2028B <ada@example.com>"} }, "To[0]"},
		"broken UTF-8":            {func(m *mail.Message) { m.To = []string{"A\xff <ada@example.com>"} }, "To[0]"},
		"a long address":          {func(m *mail.Message) { m.To = []string{long + "@example.com"} }, "To[0]"},
		"a long local part":       {func(m *mail.Message) { m.To = []string{long[:65] + "@example.com"} }, "To[0]"},
		"CRLF in the subject":     {func(m *mail.Message) { m.Subject = "hello\r\nBcc: bob@example.com" }, "Subject"},
		"CR in the subject":       {func(m *mail.Message) { m.Subject = "hello\rBcc: bob@example.com" }, "Subject"},
		"NUL in the subject":      {func(m *mail.Message) { m.Subject = "hello\x00" }, "Subject"},
		"tab in the subject":      {func(m *mail.Message) { m.Subject = "a\tb" }, "Subject"},
		"a long subject":          {func(m *mail.Message) { m.Subject = long }, "Subject"},
		"CRLF in a header":        {header("X-A", "1\r\nBcc: bob@example.com"), "Headers[X-A]"},
		"a folded header":         {header("X-A", "1\r\n 2"), "Headers[X-A]"},
		"CRLF in a header's name": {header("X-A: 1\r\nBcc", "bob@example.com"), "Headers"},
		"a header with a space":   {header("X A", "1"), "Headers"},
		"a header of a field":     {header("bCc", "bob@example.com"), "Headers"},
		"a header of MIME":        {header("Content-Type", "text/html"), "Headers"},
		"a header of transport":   {header("Return-Path", "<bob@example.com>"), "Headers"},
		"a header twice":          {func(m *mail.Message) { m.Headers = map[string]string{"X-A": "1", "x-a": "2"} }, "Headers"},
		"a bad ID":                {func(m *mail.Message) { m.ID = "a@b>\r\nX: y" }, "ID"},
		"an ID in brackets":       {func(m *mail.Message) { m.ID = "<a@b>" }, "ID"},
		"a file without a name":   {file(mail.Attachment{}), "Attachments[0].Name"},
		"CRLF in a file's name":   {file(mail.Attachment{Name: "a\r\nb.txt"}), "Attachments[0].Name"},
		"a path as file's name":   {file(mail.Attachment{Name: "../a.txt"}), "Attachments[0].Name"},
		"a long file's name":      {file(mail.Attachment{Name: long}), "Attachments[0].Name"},
		"CRLF in a file's type":   {file(mail.Attachment{Name: "a", ContentType: "text/plain\r\nX: y"}), "Attachments[0].ContentType"},
		"a type that is none":     {file(mail.Attachment{Name: "a", ContentType: "text"}), "Attachments[0].ContentType"},
		"a type of mails":         {file(mail.Attachment{Name: "a", ContentType: "message/rfc822"}), "Attachments[0].ContentType"},
		"a bad content ID":        {file(mail.Attachment{Name: "a", ContentID: "a>b"}), "Attachments[0].ContentID"},
		"a content ID twice": {func(m *mail.Message) {
			m.Attachments = []mail.Attachment{{Name: "a", ContentID: "a"}, {Name: "b", ContentID: "a"}}
		}, "Attachments[1].ContentID"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := &capture{}
			m, err := mail.New(c, mail.Options{From: "shop@example.com"})
			if err != nil {
				t.Fatal(err)
			}
			bad := simple()
			tt.change(bad)
			err = m.Send(t.Context(), simple(), bad)
			var field *mail.FieldError
			if !errors.As(err, &field) || field.Field != tt.field || problem.Of(err) != problem.Invalid {
				t.Errorf("the error is %v, want a FieldError of %s", err, tt.field)
			}
			if err != nil && strings.ContainsAny(err.Error(), "\r\x00\x1b") {
				t.Errorf("the error has control characters: %q", err)
			}
			if len(c.sent) > 0 {
				t.Error("a mail was sent, though one of them cannot be")
			}
		})
	}
}

func TestAllProblemsAtOnce(t *testing.T) {
	t.Parallel()
	m, err := mail.New(&capture{}, mail.Options{})
	if err != nil {
		t.Fatal(err)
	}
	err = m.Send(t.Context(), &mail.Message{To: []string{"x", "y"}, Subject: "a\nb"})
	for _, field := range []string{"From", "To[0]", "To[1]", "Subject"} {
		if err == nil || !strings.Contains(err.Error(), "mail: "+field+" ") {
			t.Errorf("%s is not in %v", field, err)
		}
	}
}

func TestTooLarge(t *testing.T) {
	t.Parallel()
	small, err := mail.New(&capture{}, mail.Options{From: "shop@example.com", MaxSize: 1000})
	if err != nil {
		t.Fatal(err)
	}
	usedUp := &mail.Message{To: []string{"ada@example.com"}, Attachments: []mail.Attachment{{Name: "a", Reader: strings.NewReader(strings.Repeat("x", 1500))}}}
	for name, m := range map[string]*mail.Message{
		"text":          {To: []string{"ada@example.com"}, Text: strings.Repeat("x", 1001)},
		"text, encoded": {To: []string{"ada@example.com"}, Text: strings.Repeat("ü", 300)},
		"file":          {To: []string{"ada@example.com"}, Attachments: []mail.Attachment{{Name: "a", Content: make([]byte, 1001)}}},
		"file, encoded": {To: []string{"ada@example.com"}, Attachments: []mail.Attachment{{Name: "a", Content: make([]byte, 900)}}},
		"reader":        usedUp,
		"files":         {To: []string{"ada@example.com"}, Attachments: []mail.Attachment{{Name: "a", Content: make([]byte, 600)}, {Name: "b", Content: make([]byte, 600)}}},
	} {
		if err := small.Send(t.Context(), m); !errors.Is(err, mail.ErrTooLarge) || problem.Of(err) != problem.TooLarge {
			t.Errorf("%s: the error is %v, want ErrTooLarge", name, err)
		}
	}
	c := &capture{}
	big, err := mail.New(c, mail.Options{From: "shop@example.com"})
	if err != nil {
		t.Fatal(err)
	}
	if err := big.Send(t.Context(), usedUp); err == nil {
		t.Error("what was left of a reader that was too long was sent")
	}
	broken := errors.New("the disk is gone")
	err = big.Send(t.Context(), &mail.Message{To: []string{"ada@example.com"}, Attachments: []mail.Attachment{{Name: "a", Reader: iotest.ErrReader(broken)}}})
	if !errors.Is(err, broken) || len(c.sent) > 0 {
		t.Errorf("a file that cannot be read: %v", err)
	}
}

// TestRoundTrip: whatever text is allowed comes out as it went in.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	for _, subject := range []string{
		"plain", "Grüße aus Köln", "日本語の件名 " + strings.Repeat("長い", 60), "=?utf-8?q?not_encoded?=", " leading and trailing ",
		"a" + strings.Repeat(" ", 200) + "b", strings.Repeat("long ", 150) + "end", strings.Repeat("x", 900), "\"quotes\" <angles> (parens), commas; colons:",
		"emoji 🙂🙂🙂", "",
	} {
		e := encoded(t, &mail.Message{To: []string{"ada@example.com"}, Subject: subject}, mail.Options{})
		got, err := netmail.ReadMessage(strings.NewReader(string(e.Data)))
		if err != nil {
			t.Fatal(err)
		}
		if s := decodeHeader(t, got.Header.Get("Subject")); s != subject {
			t.Errorf("%q came out as %q", subject, s)
		}
	}
	for _, addr := range []string{
		"ada@example.com", "Ada Lovelace <ada@example.com>", "Zoë <zoe@example.com>", `"a, b; c" <ada@example.com>`, `"O\"Brien" <ada@example.com>`,
		`"=?utf-8?q?x?=" <ada@example.com>`, `"a      b" <ada@example.com>`, `"a b"@example.com`, "jörg@example.com", "a+b@[192.0.2.1]", "日本 <a@example.com>",
	} {
		want, err := netmail.ParseAddress(addr)
		if err != nil {
			t.Fatal(err)
		}
		e := encoded(t, &mail.Message{To: []string{addr}, From: addr, ReplyTo: []string{addr}}, mail.Options{})
		got, err := netmail.ReadMessage(strings.NewReader(string(e.Data)))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"To", "From", "Reply-To"} {
			list, err := got.Header.AddressList(name)
			if err != nil || len(list) != 1 || *list[0] != *want {
				t.Errorf("%s of %q came out as %q (%v)", name, addr, got.Header.Get(name), err)
			}
		}
	}
}

// TestEnvelope: the server gets addresses as SMTP writes them, each once.
func TestEnvelope(t *testing.T) {
	t.Parallel()
	e := encoded(t, &mail.Message{From: `Shop <"the shop"@example.com>`, To: []string{`"a b"@example.com`, "B <b@BÜCHER.example>"},
		Cc: []string{"b@xn--bcher-kva.example"}, Bcc: []string{"c@example.com"}}, mail.Options{})
	if to := strings.Join(e.To, " "); e.From != `"the shop"@example.com` || to != `"a b"@example.com b@xn--bcher-kva.example c@example.com` || e.UTF8 {
		t.Errorf("the envelope is from %s to %s (UTF8 %v)", e.From, to, e.UTF8)
	}
}

// TestWire: what goes over the wire has no bare line ends, no long lines, and is ASCII wherever addresses allow it.
func TestWire(t *testing.T) {
	t.Parallel()
	m := mailtest.Message()
	m.Text = "bare\rreturns\nand\r\nall, " + strings.Repeat("long", 1000) + "\r\n.\r\n"
	m.HTML = "<p>" + strings.Repeat("ü", 2000) + "\n.\n</p>"
	m.Headers["References"] = strings.TrimSpace(strings.Repeat("<abc@example.com> ", 49))
	data := string(encoded(t, m, mail.Options{}).Data)
	for line := range strings.SplitSeq(data, "\r\n") {
		if len(line) > 998 || strings.ContainsAny(line, "\r\n") {
			t.Errorf("a line has %d bytes or a bare line end: %.100q", len(line), line)
		}
	}
	for _, c := range []byte(data) {
		if c >= 0x80 {
			t.Fatal("what goes over the wire is not ASCII")
		}
	}
}

// TestBccOnly: a mail to hidden recipients has no address but the author's in it.
func TestBccOnly(t *testing.T) {
	t.Parallel()
	e := encoded(t, &mail.Message{Bcc: []string{"secret@example.net"}, Text: "x"}, mail.Options{})
	if strings.Contains(string(e.Data), "secret") || !strings.Contains(string(e.Data), "To: undisclosed-recipients:;") || len(e.To) != 1 {
		t.Errorf("to %v:\n%s", e.To, e.Data)
	}
}

func TestMessageID(t *testing.T) {
	t.Parallel()
	m, other := simple(), simple()
	first := encoded(t, m, mail.Options{Now: noon})
	id := m.ID
	second := encoded(t, m, mail.Options{})
	encoded(t, other, mail.Options{})
	if id == "" || m.ID != id || id == other.ID || !strings.HasSuffix(id, "@example.com") {
		t.Errorf("the IDs are %q, %q and %q", id, m.ID, other.ID)
	}
	if string(first.Data) != string(second.Data) {
		t.Errorf("the same message is another mail the second time:\n%s\n%s", first.Data, second.Data)
	}
	a, b := mail.StableID("example.com", "order", "17"), mail.StableID("example.com", "order1", "7")
	if a == b || a != mail.StableID("example.com", "order", "17") {
		t.Errorf("StableID gives %q and %q", a, b)
	}
	own := simple()
	own.ID = a
	if e := encoded(t, own, mail.Options{}); !strings.Contains(string(e.Data), "Message-ID: <"+a+">\r\n") {
		t.Errorf("the given ID is missing:\n%s", e.Data)
	}
}

func TestConsole(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	m, err := mail.Open("console://", mail.Options{From: "shop@example.com", Console: &b, Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	err = m.Send(t.Context(), &mail.Message{
		To: []string{"ada@example.com"}, Bcc: []string{"bob@example.com"}, Subject: "Grüße", ID: "1@example.com",
		Text: "clear \x1b[2J the screen\r\n", HTML: `<p>hello <a href="https://shop.example/x?a=1&amp;b=2">there</a></p>`,
		Attachments: []mail.Attachment{{Name: "a.pdf", ContentType: "application/pdf", Content: make([]byte, 3)}},
	})
	if err != nil {
		t.Fatal(err)
	}
	const line = "────────────────────────────────────────────────────────────────────────\n"
	want := line + `From: shop@example.com
To: ada@example.com
Bcc (not in the mail): bob@example.com
Subject: Grüße
Date: Mon, 04 May 2026 12:00:00 +0000
Message-ID: <1@example.com>

clear �[2J the screen

Link: https://shop.example/x?a=1&b=2

Attachment: a.pdf (application/pdf, 3 bytes)
` + line
	if b.String() != want {
		t.Errorf("the console shows\n%s\nwant\n%s", b.String(), want)
	}
	closed, err := mail.Open("console://", mail.Options{From: "shop@example.com", Console: brokenWriter{}})
	if err != nil {
		t.Fatal(err)
	}
	if err := closed.Send(t.Context(), simple()); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a console that is closed: %v", err)
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }
