package boot

import (
	"html/template"

	"github.com/musette-go/musette/mail"
	"github.com/musette-go/musette/mail/mailpage"
	"github.com/musette-go/musette/mail/preview"
	"github.com/musette-go/musette/render"
)

// previewPath is where a site in debug shows the mails that it has sent.
const previewPath = "/_mail"

// mailer opens the way that mails go. In debug the site keeps the latest ones to show them.
func (b *Site) mailer() (err error) {
	if b.Config.EmailURL == "" {
		return nil // sending is an error that says so
	}
	opt := mail.Options{From: b.Config.DefaultFromEmail}
	if b.Config.Debug {
		b.sent = preview.New()
		opt.Wrap = b.sent.Wrap
	}
	b.Mail, err = mail.Open(b.Config.EmailURL, opt)
	return err
}

// mailTemplates are the layout of mails and the functions that make whole addresses.
func (b *Site) mailTemplates() (render.Source, template.FuncMap, error) {
	funcs, err := mailpage.Funcs(mailpage.Options{Base: b.Config.SiteURL, Allowed: b.Config.AllowedHosts, URLs: b.Router.URLs(), Static: b.Static.URL})
	return render.Source{Name: "mailpage", FS: mailpage.Templates}, funcs, err
}
