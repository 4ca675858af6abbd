package preview

import (
	"bytes"
	_ "embed"
	"html/template"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/musette-go/musette/mail"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/web"
)

//go:embed static/preview.css
var style []byte

//go:embed static/preview.html
var pages string

// The content security policies: of the pages, and of a mail in its frame.
const (
	pagePolicy  = "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	framePolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: https: http:; font-src https: data:; base-uri 'none'; " +
		"form-action 'none'; frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)

// Routes registers the pages: a list, a page for each mail, and what stands on it. They are open to everybody who reaches the site, so
// they belong into development only.
func (p *Preview) Routes(r *web.Router) {
	r.Get("/", p.index).Public()
	r.Get("/preview.css", css).Public()
	r.Get("/{id:int}/", p.detail).Public()
	r.Get("/{id:int}/page/", p.page).Public()
	r.Get("/{id:int}/source/", p.source).Public()
	r.Get("/{id:int}/files/{n:int}/", p.file).Public()
}

func css(w http.ResponseWriter, _ *http.Request) error {
	return write(w, "text/css; charset=utf-8", pagePolicy, style)
}

// write answers with headers that go before those of the site.
func write(w http.ResponseWriter, contentType, policy string, body []byte) error {
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(body) // what fails here is the connection
	return nil
}

var templates = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").Funcs(template.FuncMap{"join": func(list []string) string { return strings.Join(list, ", ") }}).Parse(pages))
})

func show(w http.ResponseWriter, name string, data any) error {
	var b bytes.Buffer
	if err := templates().ExecuteTemplate(&b, name, data); err != nil {
		return err
	}
	return write(w, "text/html; charset=utf-8", pagePolicy, b.Bytes())
}

func (p *Preview) index(w http.ResponseWriter, _ *http.Request) error {
	return show(w, "index", p.list())
}

var errGone = problem.New(problem.NotFound, "There is no such mail any more: the last 100 of this process are kept.")

// wanted returns the mail of a request.
func (p *Preview) wanted(r *http.Request) (*sent, error) {
	if s := p.get(web.Int(r, "id")); s != nil {
		return s, nil
	}
	return nil, errGone
}

// detailData is what the page of a mail shows.
type detailData struct {
	*sent
	Headers []header
	Text    string
	Files   []file
}

type file struct {
	mail.Attachment
	Size int
}

func (p *Preview) detail(w http.ResponseWriter, r *http.Request) error {
	s, err := p.wanted(r)
	if err != nil {
		return err
	}
	d := detailData{sent: s}
	if d.Headers, d.Text, err = read(s.Envelope.Data); err != nil {
		return err
	}
	for _, a := range s.Envelope.Message.Attachments {
		d.Files = append(d.Files, file{a, len(a.Content)})
	}
	return show(w, "detail", d)
}

// page is the mail itself, for its frame.
func (p *Preview) page(w http.ResponseWriter, r *http.Request) error {
	s, err := p.wanted(r)
	if err != nil {
		return err
	}
	page, err := framed(s.Envelope.Message)
	if err != nil {
		return err
	}
	w.Header().Set("X-Frame-Options", "SAMEORIGIN")
	return write(w, "text/html; charset=utf-8", framePolicy, page)
}

// source is the mail as it went over the wire.
func (p *Preview) source(w http.ResponseWriter, r *http.Request) error {
	s, err := p.wanted(r)
	if err != nil {
		return err
	}
	return write(w, "text/plain; charset=utf-8", pagePolicy, s.Envelope.Data)
}

// file is an attachment. Whatever it is, it is saved and not shown.
func (p *Preview) file(w http.ResponseWriter, r *http.Request) error {
	s, err := p.wanted(r)
	if err != nil {
		return err
	}
	files, n := s.Envelope.Message.Attachments, web.Int(r, "n")
	if n >= int64(len(files)) {
		return errGone
	}
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": files[n].Name}))
	return write(w, "application/octet-stream", pagePolicy, files[n].Content)
}
