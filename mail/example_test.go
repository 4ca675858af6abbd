package mail_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/musette-go/musette/mail"
	"github.com/musette-go/musette/problem"
)

func Example() {
	ctx := context.Background()
	// docs:begin send
	shop, err := mail.Open("memory://", mail.Options{From: "The shop <shop@example.com>"})
	if err != nil {
		slog.Error("the mailer cannot be opened", "err", err)
		return
	}
	ctx = mail.With(ctx, shop)

	err = mail.Send(ctx, &mail.Message{
		To:      []string{"Ada <ada@example.com>"},
		Subject: "Your order",
		Text:    "It is on its way.",
		HTML:    "<p>It is <b>on its way</b>.</p>",
		Attachments: []mail.Attachment{
			{Name: "invoice.txt", ContentType: "text/plain; charset=utf-8", Reader: strings.NewReader("20 €")},
		},
	})
	fmt.Println(err)

	for _, m := range shop.Outbox() { // a mailer of memory:// shows what it sent
		fmt.Println(m.From, m.To, m.Subject, len(m.Attachments))
	}
	// docs:end send
	// Output:
	// <nil>
	// The shop <shop@example.com> [Ada <ada@example.com>] Your order 1
}

func ExampleOpen_console() {
	m, err := mail.Open("console://", mail.Options{
		From: "shop@example.com", Console: os.Stdout,
		Now: func() time.Time { return time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC) },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	err = m.Send(context.Background(), &mail.Message{
		To: []string{"ada@example.com"}, Subject: "Confirm your address", ID: "1@example.com",
		HTML: `<p>Welcome! <a href="https://shop.example/confirm/x7k2/">Confirm your address</a></p>`,
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// ────────────────────────────────────────────────────────────────────────
	// From: shop@example.com
	// To: ada@example.com
	// Subject: Confirm your address
	// Date: Mon, 04 May 2026 12:00:00 +0000
	// Message-ID: <1@example.com>
	//
	// Welcome! Confirm your address (https://shop.example/confirm/x7k2/)
	// ────────────────────────────────────────────────────────────────────────
}

func ExampleFieldError() {
	m, err := mail.Open("memory://", mail.Options{From: "shop@example.com"})
	if err != nil {
		fmt.Println(err)
		return
	}
	// docs:begin refused
	name := "Ada\r\nBcc: everybody@example.com" // typed into a form
	err = m.Send(context.Background(), &mail.Message{
		To:      []string{"ada@example.com", "bob"},
		Subject: "Welcome, " + name,
	})
	fmt.Println(err)
	fmt.Println(problem.Of(err), len(m.Outbox()))
	// docs:end refused
	// Output:
	// mail: To[1] "bob" is not an address: write ada@example.com or Ada <ada@example.com>
	// mail: Subject has a line break, which would begin another header: remove it where the text comes in
	// invalid 0
}

func ExampleSendError() {
	m, err := mail.Open("smtp://127.0.0.1:1?tls=none", mail.Options{From: "shop@example.com"})
	if err != nil {
		fmt.Println(err)
		return
	}
	// docs:begin failed
	err = m.Send(context.Background(), &mail.Message{To: []string{"ada@example.com"}, Text: "hello"})
	var failed *mail.SendError
	if errors.As(err, &failed) {
		fmt.Println(failed.Step, failed.Temporary, problem.Of(err))
	}
	// docs:end failed
	// Output:
	// connect true unavailable
}

func ExampleNamed() {
	site, _ := mail.Open("memory://", mail.Options{From: "shop@example.com"})
	news, _ := mail.Open("memory://", mail.Options{From: "news@example.com"})
	// docs:begin named
	ctx := mail.With(context.Background(), site)
	ctx = mail.WithNamed(ctx, "newsletter", news)

	m, err := mail.Named(ctx, "newsletter")
	if err == nil {
		err = m.Send(ctx, &mail.Message{To: []string{"ada@example.com"}, Subject: "New books"})
	}
	// docs:end named
	fmt.Println(err, len(site.Outbox()), len(news.Outbox()))
	// Output: <nil> 0 1
}

func ExampleStableID() {
	// docs:begin stable
	m := &mail.Message{
		To:      []string{"ada@example.com"},
		Subject: "Your receipt",
		ID:      mail.StableID("example.com", "order", "17", "receipt"),
	}
	// docs:end stable
	fmt.Println(m.To, m.Subject, m.ID)
	// Output: [ada@example.com] Your receipt ex4cigunblfjonivpnlxfj2nfjwoi7xf@example.com
}
