package web

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
)

// maxFormToken is how much of a body is searched for the token.
const maxFormToken = 64 << 10

// formToken finds the token in the beginning of a form and puts what it read back, so that whoever handles the form finds all
// of it, and files are not read before their handler asks for them. The error is that of a body that is too large to be read
// at all, as one sees from its declared length.
func formToken(r *http.Request) (token string, err error) {
	if r.Body == nil || r.Body == http.NoBody {
		return "", nil
	}
	typ, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return "", nil //nolint:nilerr // no form, hence no token in one
	}
	var read bytes.Buffer
	start := &noting{in: r.Body}
	head := io.TeeReader(io.LimitReader(start, maxFormToken), &read)
	switch typ {
	case "application/x-www-form-urlencoded":
		token = urlencodedToken(head)
	case "multipart/form-data":
		token = multipartToken(head, params["boundary"])
	}
	r.Body = &unread{Reader: io.MultiReader(&read, r.Body), Closer: r.Body}
	return token, start.tooLarge
}

// noting remembers that a body was refused for its size.
type noting struct {
	in       io.Reader
	tooLarge error
}

func (n *noting) Read(p []byte) (int, error) {
	k, err := n.in.Read(p)
	if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
		n.tooLarge = err
	}
	return k, err
}

// unread is a body whose beginning has been put back.
type unread struct {
	io.Reader
	io.Closer
}

func urlencodedToken(body io.Reader) string {
	b, _ := io.ReadAll(body) // the handler meets the error again
	for pair := range strings.SplitSeq(string(b), "&") {
		if raw, ok := strings.CutPrefix(pair, CSRFField+"="); ok {
			token, err := url.QueryUnescape(raw)
			if err != nil {
				return ""
			}
			return token
		}
	}
	return ""
}

// multipartToken looks at the parts in order, as far as they stand in the beginning of the body.
func multipartToken(body io.Reader, boundary string) string {
	if boundary == "" || len(boundary) > 70 {
		return ""
	}
	parts := multipart.NewReader(body, boundary)
	for {
		p, err := parts.NextRawPart()
		if err != nil {
			return ""
		}
		if p.FormName() != CSRFField || p.FileName() != "" {
			continue
		}
		token, err := io.ReadAll(io.LimitReader(p, 256))
		if err != nil {
			return ""
		}
		return string(token)
	}
}
