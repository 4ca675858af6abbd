package people

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/session"
	"github.com/musette-go/musette/storage"
	"github.com/musette-go/musette/web"
)

// errPicture says that a file begins like a picture and is none.
var errPicture = errors.New("Upload a valid image. The file you uploaded was either not an image or a corrupted image.") //nolint:staticcheck // shown to people as it stands

// folder is where the pictures are in the site's bucket.
const folder = "people"

// keep stores a small square of a picture, and returns its name.
func keep(ctx context.Context, b *storage.Bucket, u *form.Upload) (string, error) {
	f, err := u.Open()
	if err != nil {
		return "", err
	}
	defer f.Close() //nolint:errcheck // it was only read
	small, err := shrink(f, u.Type)
	if err != nil {
		return "", errPicture
	}
	return b.Save(ctx, folder+"/"+strings.ToLower(rand.Text())+".jpg", bytes.NewReader(small))
}

// version changes with the picture, so that the browser asks for it again.
var version = session.NewKey[string]("people_picture")

func renew(ctx context.Context) error { return version.Set(ctx, rand.Text()) }

// functions are what templates know: {{picture}} is the address of the picture of who is logged in. It asks the session, which the
// page has read anyway; the profile is read for the picture itself.
type functions struct{}

// PartOf names the battery that looks for it.
func (functions) PartOf() string { return "render" }

// RequestFuncs are the functions.
func (functions) RequestFuncs() map[string]render.RequestFunc {
	return map[string]render.RequestFunc{"picture": render.PerRequest(func(r *http.Request) (string, error) {
		to, err := web.Reverse(r.Context(), "people:picture")
		if err != nil {
			return "", err
		}
		v, ok, err := version.Get(r.Context())
		if ok {
			to += "?v=" + v
		}
		return to, err
	})}
}

// picture shows who is logged in: their picture, or the first letter of their name.
func picture(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	u, err := auth.CurrentUser(ctx)
	if err != nil {
		return err
	}
	p, err := of(ctx, u)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Cache-Control", "private, max-age=300")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	if p.Picture == "" {
		h.Set("Content-Type", "image/svg+xml")
		_, err := fmt.Fprintf(w, letterSVG, template.HTMLEscapeString(initial(u.FullName())))
		return err
	}
	b, err := storage.From(ctx)
	if err != nil {
		return err
	}
	f, err := b.Open(ctx, p.Picture)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it was only read
	h.Set("Content-Type", "image/jpeg")
	return web.Content(w, r, "picture.jpg", time.Time{}, f)
}

const letterSVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="#a23d26"/>` +
	`<text x="32" y="43" font-family="Georgia,serif" font-size="32" font-weight="600" text-anchor="middle" fill="#fff">%s</text></svg>`

// initial is the first letter of a name.
func initial(name string) string {
	r, _ := utf8.DecodeRuneInString(name)
	return strings.ToUpper(string(r))
}
