package mail

import (
	"bytes"
	"fmt"
	"maps"
	"mime"
	"slices"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// encode writes the mail as it goes over the wire. Headers are checked and encoded here; the parts are go-mail's.
func (p *prepared) encode() ([]byte, error) {
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithEncoding(gomail.EncodingQP))
	p.setHeaders(m)
	m.SetBodyString(gomail.TypeTextPlain, newlines(p.text))
	if p.msg.HTML != "" {
		m.AddAlternativeString(gomail.TypeTextHTML, newlines(p.msg.HTML))
	}
	for i, a := range p.msg.Attachments {
		if err := addFile(m, a, p.contentType[i]); err != nil {
			return nil, err
		}
	}
	var b bytes.Buffer
	if _, err := m.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	return b.Bytes(), nil
}

// setHeaders writes all headers but those of the parts. Bcc is not among them.
func (p *prepared) setHeaders(m *gomail.Msg) {
	set := func(name string, values ...string) { m.SetGenHeader(gomail.Header(name), values...) }
	for name, list := range map[string][]address{"From": {p.from}, "To": p.to, "Cc": p.cc, "Reply-To": p.replyTo} {
		var values []string
		for _, a := range list {
			values = append(values, a.header())
		}
		switch {
		case len(values) == 0:
		case slices.ContainsFunc(list, func(a address) bool { return a.utf8 }): // such an address stands there as it is (RFC 6532)
			m.SetGenHeaderPreformatted(gomail.Header(name), strings.Join(values, ",\r\n "))
		default:
			set(name, values...)
		}
	}
	if len(p.to)+len(p.cc) == 0 {
		set("To", "undisclosed-recipients:;")
	}
	set("Subject", headerText(p.msg.Subject))
	set("Date", p.msg.Date.Format(time.RFC1123Z))
	set("Message-ID", "<"+p.msg.ID+">")
	for _, name := range slices.Sorted(maps.Keys(p.msg.Headers)) {
		set(name, headerText(p.msg.Headers[name]))
	}
}

// addFile adds an attachment, or a file of the page.
func addFile(m *gomail.Msg, a Attachment, contentType string) error {
	disposition := "attachment"
	add := m.AttachReadSeeker
	if a.Inline() {
		disposition, add = "inline", m.EmbedReadSeeker
	}
	media, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return fmt.Errorf("mail: the type of the attachment %s: %w", quote(a.Name), err)
	}
	params["name"] = a.Name
	add(a.Name, bytes.NewReader(a.Content), func(f *gomail.File) {
		f.Header.Set("Content-Type", foldParams(mime.FormatMediaType(media, params)))
		f.Header.Set("Content-Disposition", foldParams(mime.FormatMediaType(disposition, map[string]string{"filename": a.Name})))
		if a.Inline() {
			f.Header.Set("Content-ID", "<"+a.ContentID+">")
		}
	})
	return nil
}

// foldParams puts each parameter on a line of its own, where the line would be long.
func foldParams(s string) string {
	if len(s) < 60 {
		return s
	}
	return strings.Replace(s, "; ", ";\r\n ", 1)
}

// newlines gives text the line ends that quoted-printable takes for such.
func newlines(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}
