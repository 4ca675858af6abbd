// Package mail sends e-mail.
//
// A [Mailer] is what sends, behind one address:
//
//	m, err := mail.Open("smtp://shop:secret@mail.example.com", mail.Options{From: "The shop <shop@example.com>"})
//	err = m.Send(ctx, &mail.Message{
//		To:      []string{"Ada <ada@example.com>"},
//		Subject: "Your order",
//		Text:    "It is on its way.",
//	})
//
// The address decides what happens to mails, and no other line of a program changes with it:
//
//	smtp://user:password@host    a server, over TLS by STARTTLS (port 587)
//	smtps://user:password@host   a server, over TLS from the first byte (port 465)
//	console://                   text for people, on the standard error stream
//	file://folder                one .eml file for each mail
//	memory://                    the process's memory, for tests: [Mailer.Outbox]
//	dummy://                     nowhere
//
// A site puts the mailer of EMAIL_URL into the context of its requests, where [Send] finds it. A second one, say for newsletters,
// goes in by name: [WithNamed] and [Named].
//
// # What is refused
//
// A [Message] is checked as a whole before a byte of it leaves. An address that is none, a line break or another control character in
// an address, a subject, a header or the name of a file, too many recipients, too many bytes: each is an error that names the field,
// and nothing is repaired in silence. So text that somebody typed into a form can end up in a subject, and cannot add a recipient.
//
// # TLS
//
// A mail or a password crosses a network over TLS to a server whose certificate is right, or not at all. There is no mode that
// tries TLS and goes on without. Servers without TLS are for loopback (?tls=none), or, said aloud and without a password, for a
// network that is trusted as a whole (?tls=none&network=trusted).
//
// # Sending again
//
// Each message has a Message-ID, which it keeps: what is sent again after an error arrives once where the server or the
// reader's program looks at it. [StableID] makes one from the names of things, for mails that a task builds anew on each try.
//
// A new way to send is a [Driver]; the package mailtest holds the tests that every driver passes.
package mail
