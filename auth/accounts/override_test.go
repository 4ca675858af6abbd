package accounts_test

import (
	"testing"
	"testing/fstest"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/accounts"
	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/testkit"
)

// A site overrides the layout, a single page, or a mail, by its path.
func TestOverride(t *testing.T) {
	t.Parallel()
	w := newWorld(t, auth.Options{}, accounts.Options{})
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	w.site.Templates = fstest.MapFS{
		"base.html": file(`<!doctype html><html lang="en"><head><title>{{block "title" .}}{{end}} · The shop</title></head>` +
			`<body><header>The shop</header><main>{{block "content" .}}{{end}}</main></body></html>`),
		"accounts/base.html":       file(`{{extends "base.html"}}`),
		"accounts/login.html":      file(`{{extends "accounts/base.html"}}{{define "title"}}Come in{{end}}{{define "content"}}<h1>Come in</h1><form method="post">{{csrf}}{{.Form.AsDiv}}<button>Go</button></form>{{end}}`),
		"accounts/mail/known.html": file(`{{extends "accounts/mail/base.html"}}{{define "subject"}}We know you{{end}}{{define "content"}}<p>{{.Email}}</p>{{end}}`),
	}
	kit := testkit.New(t, w.site, testkit.Options{})
	kit.Checks(check.Warning)
	person(kit, "ada")
	kit.Get("/accounts/login/").Status(200).ValidHTML().Contains("<title>Come in · The shop</title>", "<header>The shop</header>", `name="password"`).Lacks("accounts.css")
	kit.Get("/accounts/signup/").Status(200).ValidHTML().Contains("<header>The shop</header>", "Create an account")
	signUp(kit.Client, "eve", "ada@example.org")
	if m := w.last(t, "ada@example.org"); m.Subject != "We know you" {
		t.Errorf("the mail is %q", m.Subject)
	}
}
