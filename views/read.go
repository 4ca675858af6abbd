package views

import (
	"io"
	"net/http"
	"net/url"

	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/web"
)

// ReadForm reads the form of a request by web.ReadForm, within the limits of its route. A site puts it into the context of its requests:
//
//	ctx = form.WithReader(ctx, views.ReadForm)
func ReadForm(r *http.Request) (*form.Input, error) {
	f, err := web.ReadForm(r)
	if err != nil {
		return nil, err
	}
	files := make(map[string][]form.SentFile)
	for _, name := range f.FileFields() {
		for _, file := range f.Files(name) {
			files[name] = append(files[name], form.SentFile{Name: file.Name, Size: file.Size, Open: func() (io.ReadSeekCloser, error) { return file.Open() }})
		}
	}
	return form.NewInput(url.Values(f.URL()), files), nil
}
