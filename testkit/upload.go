package testkit

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"strings"
)

// File is a file that a form sends.
type File struct {
	Field   string // the name of its input
	Name    string // of the file on the person's machine: "cat.jpg"
	Content []byte
	Type    string // the content type that the browser names. Defaults to application/octet-stream
}

// PostFiles sends a form with files: multipart/form-data.
func (c *Client) PostFiles(path string, form url.Values, files ...File) *Response {
	c.kit.t.Helper()
	body, contentType, err := multipartBody(form, files)
	if err != nil {
		c.kit.t.Fatalf("testkit: the form for POST %s: %v", path, err)
	}
	return c.send(http.MethodPost, path, body, contentType)
}

func multipartBody(form url.Values, files []File) (body *bytes.Buffer, contentType string, err error) {
	body = new(bytes.Buffer)
	w := multipart.NewWriter(body)
	for _, name := range sortedKeys(form) {
		for _, value := range form[name] {
			if err := w.WriteField(name, value); err != nil {
				return nil, "", err
			}
		}
	}
	for _, f := range files {
		h := textproto.MIMEHeader{}
		quote := strings.NewReplacer(`\`, `\\`, `"`, "%22", "\r", "%0D", "\n", "%0A").Replace // as browsers do
		h.Set("Content-Disposition", fmt.Sprintf(`form-data; name="%s"; filename="%s"`, quote(f.Field), quote(f.Name)))
		if f.Type == "" {
			f.Type = "application/octet-stream"
		}
		h.Set("Content-Type", f.Type)
		part, err := w.CreatePart(h)
		if err != nil {
			return nil, "", err
		}
		if _, err := part.Write(f.Content); err != nil {
			return nil, "", err
		}
	}
	return body, w.FormDataContentType(), w.Close()
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
