package mailpage_test

import (
	"context"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/musette-go/musette/mail"
	"github.com/musette-go/musette/mail/mailpage"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/web"
)

var update = flag.Bool("update", false, "write the golden files anew")

// site is a router with one page, and a context with an engine for the templates.
func site(t testing.TB, pairs ...string) (context.Context, *render.Engine) {
	t.Helper()
	files := make(fstest.MapFS)
	for i := 0; i < len(pairs); i += 2 {
		files[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	r := web.New(web.Options{})
	r.Get("/reset/{token}/", func(http.ResponseWriter, *http.Request) error { return nil }).Name("accounts:reset")
	static := func(path string) (string, error) { return "/static/" + path, nil }
	funcs, err := mailpage.Funcs(mailpage.Options{Base: "https://shop.example", Allowed: []string{".shop.example"}, URLs: r.URLs(), Static: static})
	if err != nil {
		t.Fatal(err)
	}
	e, err := render.New(render.Options{Funcs: funcs, URLs: r.URLs(), Static: static,
		Sources: []render.Source{{Name: "mailpage", FS: mailpage.Templates}, {Name: "app", FS: files}}})
	if err != nil {
		t.Fatal(err)
	}
	return render.With(t.Context(), e), e
}

type resetData struct{ Name, Token string }

const resetTemplate = `{{extends "mailpage/base.html"}}
{{define "subject"}}A new password for {{.Name}}{{end}}
{{define "preview"}}Choose a new password{{end}}
{{define "content"}}
<h1>Hello {{.Name}}</h1>
<p>Somebody asked for a new password. If it was you:</p>
<p><a class="button" href="{{absurl "accounts:reset" .Token}}">Choose a new password</a></p>
<ul><li>The link works once.</li><li>It ends after an hour.</li></ul>
<img src="{{absstatic "img/logo.png"}}" alt="The shop">
{{end}}
{{define "footer"}}<p>The shop</p>{{end}}
`

func TestMessage(t *testing.T) {
	t.Parallel()
	ctx, e := site(t, "accounts/reset.mail.html", resetTemplate)
	page := mailpage.New[resetData]("accounts/reset.mail.html")
	for _, m := range e.Check(page) {
		t.Errorf("check: %v", m)
	}
	m, err := page.Message(ctx, resetData{Name: `Zoë "Z" <O'Brien> & co`, Token: "x7&k2 %2f"})
	if err != nil {
		t.Fatal(err)
	}
	if want := `A new password for Zoë "Z" <O'Brien> & co`; m.Subject != want {
		t.Errorf("the subject is %q, want %q", m.Subject, want)
	}
	if strings.Contains(m.HTML, "<template") || strings.Contains(m.HTML, "<O'Brien>") {
		t.Errorf("the page is\n%s", m.HTML)
	}
	out := sent(t, m)
	const want = `Hello Zoë "Z" <O'Brien> & co
============================

Somebody asked for a new password. If it was you:

Choose a new password (https://shop.example/reset/x7&k2%20%252f/)

- The link works once.
- It ends after an hour.

The shop

The shop
`
	if !strings.Contains(out, want) {
		t.Errorf("the text is\n%s\nwant\n%s", out, want)
	}
	golden(t, filepath.Join("testdata", "reset", "mail.html"), m.HTML)
}

// sent returns the mail as the console shows it.
func sent(t *testing.T, m *mail.Message) string {
	t.Helper()
	var b strings.Builder
	mailer, err := mail.Open("console://", mail.Options{From: "shop@example.com", Console: &b})
	if err != nil {
		t.Fatal(err)
	}
	m.To = []string{"ada@example.com"}
	if err := mailer.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if w := strings.ReplaceAll(string(want), "\r\n", "\n"); got != w {
		t.Errorf("the page is\n%s\nwant\n%s", got, w)
	}
}

func TestOwnText(t *testing.T) {
	t.Parallel()
	ctx, e := site(t, "a.mail.html", `{{extends "mailpage/base.html"}}
{{define "subject"}}s{{end}}
{{define "content"}}<p>page</p>{{end}}
{{define "text"}}
Dear {{.Name}},

  {{absurl "accounts:reset" .Token}}
{{end}}`)
	page := mailpage.New[resetData]("a.mail.html")
	for _, m := range e.Check(page) {
		t.Errorf("check: %v", m)
	}
	m, err := page.Message(ctx, resetData{"<b>Ada</b> & Bob", "t"})
	if err != nil {
		t.Fatal(err)
	}
	if want := "Dear <b>Ada</b> & Bob,\n\n  https://shop.example/reset/t/\n"; m.Text != want {
		t.Errorf("the text is %q, want %q", m.Text, want)
	}
}

// TestSubjectInjection: a line break in the data reaches the subject and is refused there, not folded away.
func TestSubjectInjection(t *testing.T) {
	t.Parallel()
	ctx, _ := site(t, "accounts/reset.mail.html", resetTemplate)
	m, err := mailpage.New[resetData]("accounts/reset.mail.html").Message(ctx, resetData{Name: "Ada\r\nBcc: eve@example.com", Token: "t"})
	if err == nil {
		m.To = []string{"ada@example.com"}
		mailer, _ := mail.Open("memory://", mail.Options{From: "shop@example.com"})
		err = mailer.Send(t.Context(), m)
	}
	if err == nil || !strings.Contains(err.Error(), "mail: Subject has a line break") {
		t.Errorf("the error is %v", err)
	}
}

// TestHostOfRequests: whatever host a request brings, a mail leads to the configured one (X43).
func TestHostOfRequests(t *testing.T) {
	t.Parallel()
	ctx, e := site(t, "accounts/reset.mail.html", resetTemplate)
	page := mailpage.New[resetData]("accounts/reset.mail.html")
	for _, host := range []string{"evil.example", "shop.example:evil@evil.example", "shop.example.evil.example", "evil.example#shop.example", "www.shop.example"} {
		r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/reset/", nil)
		r.Host = host
		r.Header.Set("X-Forwarded-Host", host)
		var m *mail.Message
		var err error
		e.Middleware(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			m, err = page.Message(r.Context(), resetData{"Ada", "@evil.example"})
		})).ServeHTTP(httptest.NewRecorder(), r)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(m.HTML, `href="https://shop.example/reset/`) || strings.Contains(m.HTML, "//evil") || strings.Contains(m.HTML, "www.") {
			t.Errorf("with the host %q the mail is\n%s", host, m.HTML)
		}
	}
}

func TestMistakes(t *testing.T) {
	t.Parallel()
	page := func(content string) string {
		return `{{extends "mailpage/base.html"}}{{define "subject"}}s{{end}}{{define "content"}}` + content + `{{end}}`
	}
	for name, tt := range map[string]struct{ template, want string }{
		"no subject":        {`{{extends "mailpage/base.html"}}{{define "content"}}x{{end}}`, "there is no subject"},
		"a relative link":   {page(`<a href="{{url "accounts:reset" "x"}}">x</a>`), `href="/reset/x/"> has no host`},
		"no scheme":         {page(`<a href="//evil.example/">x</a>`), "has no host"},
		"a relative image":  {page(`<img src="logo.png">`), "has no host"},
		"a script":          {page(`<script>x()</script>`), "it has a script"},
		"a style half done": {page(`<style>p { color: red</style>`), "a style cannot be read"},
		"the request":       {page(`{{request.Path}}`), "without a request"},
	} {
		ctx, _ := site(t, "a.mail.html", tt.template)
		if _, err := mailpage.New[struct{}]("a.mail.html").Message(ctx, struct{}{}); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: the error is %v, want one with %q", name, err, tt.want)
		}
	}
	if _, err := mailpage.New[struct{}]("a.mail.html").Message(context.Background(), struct{}{}); err == nil {
		t.Error("a mail without an engine gave no error")
	}
}

// TestChecks: the mistakes of a mail are found at start, as those of pages are.
func TestChecks(t *testing.T) {
	t.Parallel()
	_, e := site(t, "a.mail.html", `{{extends "mailpage/base.html"}}{{define "subjet"}}s{{end}}{{define "content"}}{{.Nobody}}{{absurl "accounts:rest" 1}}{{end}}`)
	found := ""
	for _, m := range e.Check(mailpage.New[resetData]("a.mail.html"), mailpage.New[resetData]("b.mail.html")) {
		found += m.String() + "\n"
	}
	for _, id := range []string{render.CheckBlock, render.CheckField, render.CheckURL, render.CheckTemplate} {
		if !strings.Contains(found, id) {
			t.Errorf("%s is not in\n%s", id, found)
		}
	}
}

func TestFuncs(t *testing.T) {
	t.Parallel()
	for _, base := range []string{"https://shop.example", "https://SHOP.example:8443/", "http://127.0.0.1:8000", "https://a.b.shop.example", "http://[::1]:8000"} {
		if _, err := mailpage.Funcs(mailpage.Options{Base: base, Allowed: []string{".shop.example", "127.0.0.1", "[::1]"}}); err != nil {
			t.Errorf("%s: %v", base, err)
		}
	}
	for _, base := range []string{"shop.example", "//shop.example", "ftp://shop.example", "https://", "https://user@shop.example", "https://shop.example/x", "https://shop.example?x",
		"https://shop.example#", "https://evil.example", "https://evilshop.example", "https://shop.example.evil.example", "https://shop.example\\@evil.example"} {
		if _, err := mailpage.Funcs(mailpage.Options{Base: base, Allowed: []string{".shop.example"}}); err == nil {
			t.Errorf("%s was accepted", base)
		}
	}
	funcs, err := mailpage.Funcs(mailpage.Options{Static: func(path string) (string, error) { return "https://cdn.example/" + path, nil }})
	if err != nil {
		t.Fatal(err)
	}
	abs := funcs["absstatic"].(func(string) (string, error))
	if got, err := abs("a.png"); got != "https://cdn.example/a.png" || err != nil {
		t.Errorf("a static file of another host is at %q (%v)", got, err)
	}
	funcs, err = mailpage.Funcs(mailpage.Options{Static: func(path string) (string, error) { return "/static/" + path, nil }})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := funcs["absstatic"].(func(string) (string, error))("a.png"); err == nil {
		t.Errorf("without Base there is an address: %q", got)
	}
}
