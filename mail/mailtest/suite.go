package mailtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/mail"
	"strings"
	"sync"
	"testing"

	musettemail "github.com/musette-go/musette/mail"
)

// A Fixture is a driver under test.
type Fixture struct {
	Driver musettemail.Driver
	// Received returns the mails that arrived, in any order, as RFC 5322 has them; nil for a driver whose mails cannot be read.
	Received func() []string
}

// Run runs the tests. The function open returns a new driver; Run closes it.
func Run(t *testing.T, open func(t *testing.T) Fixture) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, *musettemail.Mailer, func() []string){
		"Whole":            whole,
		"SeveralMessages":  several,
		"Concurrent":       concurrent,
		"CancelledContext": cancelled,
		"SameMessageTwice": twice,
		"BccIsSecret":      bcc,
		"LargeAttachment":  large,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := open(t)
			m, err := musettemail.New(f.Driver, musettemail.Options{From: "Shop <shop@example.com>"})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := m.Close(); err != nil {
					t.Errorf("Close: %v", err)
				}
			})
			test(t, m, f.Received)
		})
	}
}

// Message returns a message that has something of everything.
func Message() *musettemail.Message {
	return &musettemail.Message{
		To:      []string{"Ada Lovelace <ada@example.com>", "grace@example.org"},
		Cc:      []string{"Zoë <zoe@example.com>"},
		Bcc:     []string{"secret@example.net"},
		ReplyTo: []string{"help@example.com"},
		Subject: "Grüße – your order № 17",
		Text:    "Dear Ada,\n.\nit is on its way – 20 € all in all.\nFrom us: a line of more than seventy-six characters, which has to be folded somewhere on its way.\n",
		HTML:    `<p>Dear Ada, it is <b>on its way</b> – 20 €. <img src="cid:logo" alt="the shop"></p>`,
		Headers: map[string]string{"X-Order": "17", "Auto-Submitted": "auto-generated"},
		Attachments: []musettemail.Attachment{
			{Name: "Rechnung Nº 17.txt", ContentType: "text/plain; charset=utf-8", Content: []byte("Summe: 20 €\n")},
			{Name: "logo.png", ContentType: "image/png", Content: []byte("\x89PNG\r\n\x1a\n\x00\xff"), ContentID: "logo"},
		},
	}
}

func send(t *testing.T, m *musettemail.Mailer, messages ...*musettemail.Message) {
	t.Helper()
	if err := m.Send(t.Context(), messages...); err != nil {
		t.Fatalf("Send: %v", err)
	}
}

// parse reads what arrived, which must be n mails.
func parse(t *testing.T, received func() []string, n int) []*mail.Message {
	t.Helper()
	if received == nil {
		return nil
	}
	texts := received()
	if len(texts) != n {
		t.Fatalf("%d mails arrived, want %d", len(texts), n)
	}
	var out []*mail.Message
	for _, text := range texts {
		m, err := mail.ReadMessage(strings.NewReader(text))
		if err != nil {
			t.Fatalf("what arrived is not a mail: %v\n%s", err, text)
		}
		out = append(out, m)
	}
	return out
}

func whole(t *testing.T, m *musettemail.Mailer, received func() []string) {
	want := Message()
	send(t, m, want)
	for _, got := range parse(t, received, 1) {
		subject, err := new(mime.WordDecoder).DecodeHeader(got.Header.Get("Subject"))
		if err != nil || subject != want.Subject {
			t.Errorf("the subject is %q (%v), want %q", subject, err, want.Subject)
		}
		if id := got.Header.Get("Message-Id"); id != "<"+want.ID+">" {
			t.Errorf("the Message-ID is %q, want <%s>", id, want.ID)
		}
		to, err := got.Header.AddressList("To")
		if err != nil || len(to) != 2 || to[0].Address != "ada@example.com" || to[1].Address != "grace@example.org" {
			t.Errorf("To is %v (%v)", to, err)
		}
		body, err := io.ReadAll(got.Body)
		if err != nil || !strings.Contains(string(body), "multipart/alternative") {
			t.Errorf("the body has no alternatives (%v):\n%s", err, body)
		}
	}
}

func several(t *testing.T, m *musettemail.Mailer, received func() []string) {
	var messages []*musettemail.Message
	for i := range 5 {
		messages = append(messages, &musettemail.Message{To: []string{"ada@example.com"}, Subject: fmt.Sprint("mail ", i), Text: "x"})
	}
	send(t, m, messages...)
	checkSubjects(t, parse(t, received, 5))
}

// checkSubjects reports mails with the same subject.
func checkSubjects(t *testing.T, got []*mail.Message) {
	t.Helper()
	seen := make(map[string]bool)
	for _, g := range got {
		if s := g.Header.Get("Subject"); seen[s] {
			t.Errorf("%q arrived twice", s)
		} else {
			seen[s] = true
		}
	}
}

func concurrent(t *testing.T, m *musettemail.Mailer, received func() []string) {
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			err := m.Send(t.Context(), &musettemail.Message{To: []string{"ada@example.com"}, Subject: fmt.Sprint("mail ", i), Text: "x"})
			if err != nil {
				t.Errorf("Send: %v", err)
			}
		})
	}
	wg.Wait()
	checkSubjects(t, parse(t, received, 8))
}

func cancelled(t *testing.T, m *musettemail.Mailer, received func() []string) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := m.Send(ctx, Message()); !errors.Is(err, context.Canceled) {
		t.Errorf("Send in a context that is over: %v, want context.Canceled", err)
	}
	parse(t, received, 0)
}

func twice(t *testing.T, m *musettemail.Mailer, received func() []string) {
	msg := &musettemail.Message{To: []string{"ada@example.com"}, Text: "x", Attachments: []musettemail.Attachment{
		{Name: "a.txt", Reader: strings.NewReader("read once")},
	}}
	send(t, m, msg)
	send(t, m, msg)
	got := parse(t, received, 2)
	if got == nil {
		return
	}
	if a, b := got[0].Header, got[1].Header; a.Get("Message-Id") != b.Get("Message-Id") || a.Get("Date") != b.Get("Date") {
		t.Errorf("the same message has other headers the second time: %v and %v", a, b)
	}
	for _, g := range got {
		if body, _ := io.ReadAll(g.Body); !strings.Contains(string(body), "cmVhZCBvbmNl") { // "read once" in base64
			t.Errorf("the attachment is missing:\n%s", body)
		}
	}
}

func bcc(t *testing.T, m *musettemail.Mailer, received func() []string) {
	send(t, m, Message())
	if received == nil {
		return
	}
	for _, text := range received() {
		if strings.Contains(text, "secret@example.net") || strings.Contains(strings.ToLower(text), "\nbcc:") {
			t.Errorf("who is in Bcc stands in the mail:\n%s", text)
		}
	}
}

func large(t *testing.T, m *musettemail.Mailer, received func() []string) {
	send(t, m, &musettemail.Message{To: []string{"ada@example.com"}, Text: "x", Attachments: []musettemail.Attachment{
		{Name: "big.bin", Content: make([]byte, 1<<20)},
	}})
	for _, got := range parse(t, received, 1) {
		if body, err := io.ReadAll(got.Body); err != nil || len(body) < 1<<20*4/3 {
			t.Errorf("%d bytes of the body arrived (%v)", len(body), err)
		}
	}
}
