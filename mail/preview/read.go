package preview

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/musette-go/musette/mail"
)

// header is a header of a mail, decoded.
type header struct{ Name, Value string }

// read takes a mail apart again, so that the page shows what was sent and not what was meant.
func read(data []byte) (headers []header, text string, err error) {
	head, _, _ := strings.Cut(string(data), "\r\n\r\n")
	for line := range strings.SplitSeq(strings.ReplaceAll(head, "\r\n ", " "), "\r\n") {
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		value = strings.TrimSpace(value)
		if decoded, err := new(mime.WordDecoder).DecodeHeader(value); err == nil {
			value = decoded
		}
		headers = append(headers, header{name, value})
	}
	m, err := netmail.ReadMessage(bytes.NewReader(data))
	if err != nil {
		return nil, "", fmt.Errorf("preview: the mail cannot be read: %w", err)
	}
	text, err = textPart(m.Header.Get, m.Body, 0)
	return headers, strings.ReplaceAll(text, "\r\n", "\n"), err
}

// textPart finds the text for readers without HTML.
func textPart(header func(string) string, body io.Reader, depth int) (string, error) {
	typ, params, err := mime.ParseMediaType(header("Content-Type"))
	if err != nil {
		return "", fmt.Errorf("preview: the mail cannot be read: %w", err)
	}
	if typ == "text/plain" && header("Content-Disposition") == "" {
		if strings.EqualFold(header("Content-Transfer-Encoding"), "quoted-printable") {
			body = quotedprintable.NewReader(body)
		}
		text, err := io.ReadAll(body)
		return string(text), err
	}
	if !strings.HasPrefix(typ, "multipart/") || depth > 4 {
		return "", nil
	}
	parts := multipart.NewReader(body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return "", nil
		}
		if err != nil {
			return "", fmt.Errorf("preview: the mail cannot be read: %w", err)
		}
		if text, err := textPart(part.Header.Get, part, depth+1); text != "" || err != nil {
			return text, err
		}
	}
}

// framed is the page of a mail for its frame: its links open in a new tab, its own pictures stand in it.
func framed(m *mail.Message) ([]byte, error) {
	doc, err := html.Parse(strings.NewReader(m.HTML))
	if err != nil {
		return nil, err
	}
	for n := range doc.Descendants() {
		switch n.DataAtom {
		case atom.A, atom.Area:
			set(n, "target", "_blank")
			set(n, "rel", "noopener noreferrer")
		case atom.Img:
			for i, a := range n.Attr {
				if id, ok := strings.CutPrefix(a.Val, "cid:"); ok && a.Key == "src" {
					n.Attr[i].Val = embedded(m, id)
				}
			}
		}
	}
	var b bytes.Buffer
	err = html.Render(&b, doc)
	return b.Bytes(), err
}

func set(n *html.Node, name, value string) {
	for i, a := range n.Attr {
		if a.Key == name {
			n.Attr[i].Val = value
			return
		}
	}
	n.Attr = append(n.Attr, html.Attribute{Key: name, Val: value})
}

// embedded is the address of a picture that the mail brings along.
func embedded(m *mail.Message, id string) string {
	for _, a := range m.Attachments {
		if a.ContentID != id {
			continue
		}
		typ := a.ContentType
		if typ == "" {
			typ = mime.TypeByExtension(a.Name[max(0, strings.LastIndexByte(a.Name, '.')):])
		}
		if media, _, err := mime.ParseMediaType(typ); err == nil && strings.HasPrefix(media, "image/") {
			return "data:" + media + ";base64," + base64.StdEncoding.EncodeToString(a.Content)
		}
	}
	return ""
}
