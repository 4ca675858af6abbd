package contact

import (
	"context"
	"errors"
	"net/http"

	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/storage"
	"github.com/musette-go/musette/views"
)

// Letter is what the form asks for.
type Letter struct {
	Name, Email string
	Topic       Topic
	Text        string
	Attachment  *form.Upload
}

// maxFile is the largest attachment in bytes.
const maxFile = 2 << 20

var letterForm = form.Define(func(l *Letter) form.Fields {
	return form.Fields{
		form.Text(&l.Name).Label("Your name").MaxLength(100).Autocomplete("name"),
		form.Email(&l.Email).Label("Your email address").MaxLength(254).Help("We answer to this address."),
		form.Enum(&l.Topic),
		form.LongText(&l.Text).Label("Your message").MinLength(10).MaxLength(5000),
		form.File(&l.Attachment).Optional().MaxSize(maxFile).Types("application/pdf", "image/png", "image/jpeg").Extensions("pdf", "png", "jpg", "jpeg").
			Help("A PDF or a picture (PNG, JPEG) of at most 2 MiB, if it helps."),
		form.Honeypot("website"),
	}
})

var (
	formPage   = render.Page[views.FormPage[Letter]]("contact/form.html")
	thanksPage = render.Page[struct{}]("contact/thanks.html")
)

var (
	write  = views.Form(letterForm, formPage, views.FormOptions[Letter]{Save: keep, Success: "contact:thanks"})
	thanks = views.Template(thanksPage, func(*http.Request) (struct{}, error) { return struct{}{}, nil })
)

// folder is where attachments are in the site's bucket.
const folder = "contact"

// keep stores a letter: the file in the site's bucket, the rest in a row. Without the row the file goes too.
func keep(ctx context.Context, l *Letter) error {
	bucket, err := storage.From(ctx)
	if err != nil {
		return err
	}
	m := &Message{Name: l.Name, Email: l.Email, Topic: l.Topic, Text: l.Text}
	if l.Attachment != nil {
		if m.Attachment, err = l.Attachment.Save(ctx, bucket, folder); err != nil {
			return err
		}
	}
	if err = Messages.Create(ctx, m); err == nil || m.Attachment == "" {
		return err
	}
	return errors.Join(err, bucket.Delete(context.WithoutCancel(ctx), m.Attachment))
}
