package mailpage_test

import (
	"context"
	"fmt"
	"net/http"
	"testing/fstest"

	"github.com/musette-go/musette/mail"
	"github.com/musette-go/musette/mail/mailpage"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/web"
)

// docs:begin page
// ResetData is what the mail shows.
type ResetData struct{ Name, Token string }

// declared once, so that the template is checked against its data at start
var resetMail = mailpage.New[ResetData]("accounts/reset.mail.html")

func sendReset(ctx context.Context, name, address, token string) error {
	m, err := resetMail.Message(ctx, ResetData{Name: name, Token: token})
	if err != nil {
		return err
	}
	m.To = []string{address}
	return mail.Send(ctx, m)
}

// docs:end page

const resetMailTemplate = `
{{extends "mailpage/base.html"}}
{{define "subject"}}A new password{{end}}
{{define "content"}}
<p>Hello {{.Name}},</p>
<p><a class="button" href="{{absurl "accounts:reset" .Token}}">choose a new password</a> within an hour.</p>
{{end}}
`

func Example() {
	r := web.New(web.Options{})
	r.Get("/reset/{token}/", func(http.ResponseWriter, *http.Request) error { return nil }).Name("accounts:reset")
	templates := fstest.MapFS{"accounts/reset.mail.html": {Data: []byte(resetMailTemplate)}}
	// docs:begin engine
	funcs, err := mailpage.Funcs(mailpage.Options{Base: "https://shop.example", Allowed: []string{"shop.example"}, URLs: r.URLs()})
	if err != nil {
		fmt.Println(err)
		return
	}
	engine, err := render.New(render.Options{
		Sources: []render.Source{{Name: "mailpage", FS: mailpage.Templates}, {Name: "accounts", FS: templates}},
		Funcs:   funcs,
		URLs:    r.URLs(),
	})
	// docs:end engine
	if err != nil {
		fmt.Println(err)
		return
	}
	outbox := &mail.Outbox{}
	m, err := mail.New(outbox, mail.Options{From: "shop@example.com"})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := mail.With(render.With(context.Background(), engine), m)
	if err := sendReset(ctx, "Ada", "ada@example.com", "x7k2"); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(outbox.Messages()[0].Subject)
	fmt.Println(len(engine.Check(resetMail)), "mistakes")
	// Output:
	// A new password
	// 0 mistakes
}
