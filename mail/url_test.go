package mail_test

import (
	"strings"
	"testing"

	"github.com/musette-go/musette/mail"
)

func TestOpen(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"smtp://mail.example.com", "smtp://shop:p%40ss@mail.example.com:2525/", "smtps://shop:secret@mail.example.com", "smtp://[2001:db8::1]:25",
		"smtp://127.0.0.1?tls=none", "smtp://shop:secret@localhost:1025?tls=none", "smtp://[::1]?tls=none", "smtp://mailhog:1025?tls=none&network=trusted",
		"smtp://mail.example.com?tls=starttls&helo=shop.example.com", "console://", "memory://", "dummy://", "file://mails", "file:///var/mails",
	} {
		m, err := mail.Open(address, mail.Options{})
		if err != nil {
			t.Errorf("Open(%q): %v", address, err)
			continue
		}
		if err := m.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"":                                                          "has no scheme",
		"mail.example.com:25":                                       "has no scheme",
		"http://mail.example.com":                                   `the scheme "http" cannot be opened`,
		"console://x":                                               "cannot be opened as it is",
		"file://":                                                   "cannot be opened as it is",
		"smtp://":                                                   "the host",
		"smtp://a b.example":                                        "cannot be read",
		"smtp://u:s3cret%zz@mail.example.com":                       "cannot be read",
		"smtp://u:s3cret@mail.example.com:0":                        "the port",
		"smtp://mail.example.com/s3cret":                            "it ends behind the host",
		"smtp://mail.example.com?tls=none":                          "is another one",
		"smtp://mail.example.com?tls=maybe":                         "is unknown",
		"smtp://mail.example.com?ssl=1":                             `the option "ssl" is unknown`,
		"smtp://mail.example.com?helo=a%0d%0ab":                     "is no host name",
		"smtp://mail.example.com?tls=starttls&tls=none":             "given twice",
		"smtp://mail.example.com?tls=opportunistic":                 "tls=opportunistic does not exist",
		"smtp://mail.example.com?network=trusted":                   "network=trusted goes with tls=none",
		"smtps://mail.example.com?tls=none":                         "does not go with smtps",
		"smtp://u@mail.example.com":                                 "user and password go together",
		"smtp://u:s3cret%0d%0a@mail.example.com":                    "line break",
		"smtp://u:s3cret@mail.example.com?tls=none&network=trusted": "a password does not go over a network without TLS",
		"smtp://u:s3cret@example.com?tls=none":                      "is another one",
		"smtp://u:s3cret@127.0.0.1.example.com?tls=none":            "is another one",
		"smtp://u:s3cret@localhost.example.com?tls=none":            "is another one",
		"smtp://u:s3cret@mail.example.com\r\n?tls=none":             "cannot be read",
		"smtp://u:s3cret@mail.example.com?tls=none&network=trusted&tls=other": "given twice",
	} {
		m, err := mail.Open(address, mail.Options{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Open(%q): %v, want an error with %q", address, err, want)
		}
		if m != nil {
			t.Errorf("Open(%q) returned a mailer", address)
		}
		if err != nil && strings.Contains(err.Error(), "s3cret") {
			t.Errorf("Open(%q) shows the password: %v", address, err)
		}
	}
	if _, err := mail.Open("dummy://", mail.Options{From: "nobody"}); err == nil {
		t.Error("Options.From that is no address was accepted")
	}
	if _, err := mail.Open("dummy://", mail.Options{MaxSize: -1}); err == nil {
		t.Error("a negative limit was accepted")
	}
}
