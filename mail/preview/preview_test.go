package preview_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/musette-go/musette/mail"
	"github.com/musette-go/musette/mail/mailtest"
	"github.com/musette-go/musette/mail/preview"
	"github.com/musette-go/musette/web"
)

// site is a site with a mailer of dummy:// and the pages of its mails under /_mail/, with the headers that every site sends.
func site(t *testing.T, wrap func(mail.Driver) mail.Driver) (*mail.Mailer, http.Handler) {
	t.Helper()
	p := preview.New()
	m, err := mail.Open("dummy://", mail.Options{From: "shop@example.com", Wrap: func(d mail.Driver) mail.Driver {
		if wrap != nil {
			d = wrap(d)
		}
		return p.Wrap(d)
	}})
	if err != nil {
		t.Fatal(err)
	}
	r := web.New(web.Options{})
	r.Use(web.SecurityHeaders())
	r.Access(web.Access{Rule: "nobody", Guard: func(http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) })
	}})
	r.Group("/_mail", p.Routes)
	h, err := r.Build()
	if err != nil {
		t.Fatal(err)
	}
	return m, h
}

func get(t *testing.T, h http.Handler, path string, status int) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	if w.Code != status {
		t.Fatalf("%s: status %d, want %d:\n%s", path, w.Code, status, w.Body)
	}
	return w
}

func send(t *testing.T, m *mail.Mailer, msg *mail.Message) {
	t.Helper()
	if err := m.Send(t.Context(), msg); err != nil {
		t.Fatal(err)
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	m, h := site(t, nil)
	if body := get(t, h, "/_mail/", 200).Body.String(); !strings.Contains(body, "Nothing was sent yet") {
		t.Errorf("the empty list is\n%s", body)
	}
	msg := mailtest.Message()
	msg.HTML += `<a href="https://shop.example/" target="_top">shop</a><script>x()</script>`
	msg.Subject = "<b>" + msg.Subject
	send(t, m, msg)
	send(t, m, &mail.Message{To: []string{"ada@example.com"}, Subject: "second", Text: "x"})

	list := get(t, h, "/_mail/", 200).Body.String()
	if !strings.Contains(list, `href="1/"`) || strings.Index(list, "second") > strings.Index(list, "&lt;b&gt;Grüße") {
		t.Errorf("the list is\n%s", list)
	}
	w := get(t, h, "/_mail/1/", 200)
	for _, part := range []string{"&lt;b&gt;Grüße", "secret@example.net", "it is on its way – 20 € all in all.", `<th scope="row">X-Order</th><td>17</td>`,
		"Rechnung Nº 17.txt", `sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"`, "in the page as cid:logo"} {
		if !strings.Contains(w.Body.String(), part) {
			t.Errorf("%q is not in the page of the mail:\n%s", part, w.Body)
		}
	}
	if csp := w.Header().Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'; style-src 'self';") || strings.Contains(csp, "script") {
		t.Errorf("the policy of the page is %q", csp)
	}
	if strings.Contains(w.Body.String(), "<script") || strings.Contains(w.Body.String(), "<style") || strings.Contains(w.Body.String(), "style=") {
		t.Error("the page has a script or a style in it")
	}

	w = get(t, h, "/_mail/1/page/", 200)
	if body := w.Body.String(); !strings.Contains(body, `src="data:image/png;base64,iVBORw0KGgoA/w=="`) || !strings.Contains(body, `target="_blank" rel="noopener noreferrer"`) {
		t.Errorf("the framed page is\n%s", body)
	}
	csp := w.Header().Get("Content-Security-Policy")
	if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "script") || !strings.Contains(csp, "; sandbox allow-same-origin allow-popups") ||
		!strings.Contains(csp, "frame-ancestors 'self'") || w.Header().Get("X-Frame-Options") != "SAMEORIGIN" {
		t.Errorf("the policy of the frame is %q (%s)", csp, w.Header().Get("X-Frame-Options"))
	}

	w = get(t, h, "/_mail/1/files/0/", 200)
	if w.Body.String() != "Summe: 20 €\n" || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment;") || w.Header().Get("Content-Type") != "application/octet-stream" {
		t.Errorf("the file is %q with %v", w.Body, w.Header())
	}
	if body := get(t, h, "/_mail/1/source/", 200).Body.String(); !strings.Contains(body, "MIME-Version: 1.0\r\n") || strings.Contains(body, "secret@example.net") {
		t.Errorf("the source is\n%s", body)
	}
	get(t, h, "/_mail/preview.css", 200)
	for _, path := range []string{"/_mail/3/", "/_mail/0/page/", "/_mail/9/source/", "/_mail/1/files/2/", "/_mail/1/files/99999999999999999/"} {
		get(t, h, path, 404)
	}
}

func TestFailed(t *testing.T) {
	t.Parallel()
	m, h := site(t, func(mail.Driver) mail.Driver { return broken{} })
	if err := m.Send(t.Context(), mailtest.Message()); err == nil {
		t.Fatal("the mail was sent")
	}
	if body := get(t, h, "/_mail/", 200).Body.String(); !strings.Contains(body, "not sent") {
		t.Errorf("the list is\n%s", body)
	}
	if body := get(t, h, "/_mail/1/", 200).Body.String(); !strings.Contains(body, "Not sent: the cable is cut") {
		t.Errorf("the page of the mail is\n%s", body)
	}
}

type broken struct{}

func (broken) Send(context.Context, *mail.Envelope) error { return errors.New("the cable is cut") }
func (broken) Close() error                               { return nil }

// TestBounds: the last 100 mails are kept, and fewer large ones.
func TestBounds(t *testing.T) {
	t.Parallel()
	m, h := site(t, nil)
	for i := range 105 {
		send(t, m, &mail.Message{To: []string{"ada@example.com"}, Subject: fmt.Sprint("mail ", i), Text: "x"})
	}
	get(t, h, "/_mail/5/", 404)
	get(t, h, "/_mail/6/", 200)
	for range 4 {
		send(t, m, &mail.Message{To: []string{"ada@example.com"}, Attachments: []mail.Attachment{{Name: "a", Content: make([]byte, 10<<20)}}})
	}
	get(t, h, "/_mail/105/", 404)
	get(t, h, "/_mail/108/", 200)
	get(t, h, "/_mail/109/", 200)
}

func TestDriver(t *testing.T) {
	t.Parallel()
	mailtest.Run(t, func(t *testing.T) mailtest.Fixture {
		return mailtest.Fixture{Driver: preview.New().Wrap(&mail.Outbox{})}
	})
}
