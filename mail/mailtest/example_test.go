package mailtest_test

import (
	"strings"
	"testing"

	"github.com/musette-go/musette/mail"
	"github.com/musette-go/musette/mail/mailtest"
)

// TestServerDown shows a test of what a site does while its mail server does not take mail.
func TestServerDown(t *testing.T) {
	t.Parallel()
	server := mailtest.StartServer(t, mailtest.ServerOptions{Answer: func(command string) string {
		if strings.HasPrefix(command, "MAIL") {
			return "451 come back later"
		}
		return ""
	}})
	m, err := mail.Open("smtp://"+server.Addr(), mail.Options{From: "shop@example.com", RootCAs: server.Roots()})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = m.Close() }()
	if err := m.Send(t.Context(), mailtest.Message()); err == nil || !strings.Contains(err.Error(), "may go through later") {
		t.Errorf("the error is %v", err)
	}
	if n := len(server.Received()); n != 0 {
		t.Errorf("the server took %d mails", n)
	}
}
