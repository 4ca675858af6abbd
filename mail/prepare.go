package mail

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"path"
	"slices"
	"strings"

	"github.com/musette-go/musette/mail/internal/plaintext"
	"github.com/musette-go/musette/problem"
)

// prepared is a message while it is checked.
type prepared struct {
	opt  Options
	msg  *Message
	errs []error

	from                 address
	to, cc, bcc, replyTo []address
	text                 string
	contentType          []string // of the attachments
}

// prepare checks a message, fills in what it leaves open and turns it into what a driver gets.
func (m *Mailer) prepare(msg *Message) (*Envelope, error) {
	if msg == nil {
		return nil, errors.New("mail: the message is nil")
	}
	p := &prepared{opt: m.opt, msg: msg}
	p.addresses()
	p.headers()
	p.attachments()
	p.id()
	if err := errors.Join(p.errs...); err != nil {
		return nil, err
	}
	if err := p.body(); err != nil {
		return nil, err
	}
	p.fill()
	data, err := p.encode()
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > p.opt.MaxSize {
		return nil, tooLarge(p.opt.MaxSize)
	}
	e := &Envelope{From: p.from.mailbox(), To: recipients(p.to, p.cc, p.bcc), Data: data, Message: msg.Clone()}
	for _, list := range [][]address{{p.from}, p.to, p.cc, p.bcc} {
		e.UTF8 = e.UTF8 || slices.ContainsFunc(list, func(a address) bool { return a.utf8 })
	}
	return e, nil
}

func (p *prepared) wrong(field, reason string) {
	p.errs = append(p.errs, &FieldError{Field: field, Reason: reason})
}

func tooLarge(limit int64) error {
	return fmt.Errorf("mail: the message has more than %d bytes, which Options.MaxSize allows: send a link to large files: %w", limit, ErrTooLarge)
}

func (p *prepared) addresses() {
	from := p.msg.From
	if from == "" {
		from = p.opt.From
	}
	if from == "" {
		p.wrong("From", "is empty, and the mailer has no Options.From (DEFAULT_FROM_EMAIL)")
	} else {
		p.from = p.address("From", from)
	}
	p.to = p.list("To", p.msg.To)
	p.cc = p.list("Cc", p.msg.Cc)
	p.bcc = p.list("Bcc", p.msg.Bcc)
	p.replyTo = p.list("ReplyTo", p.msg.ReplyTo)
	switch n := len(p.to) + len(p.cc) + len(p.bcc); {
	case n == 0:
		p.wrong("To", "is empty, and so are Cc and Bcc: a mail needs a recipient")
	case n > p.opt.MaxRecipients:
		p.wrong("To", fmt.Sprintf("has with Cc and Bcc %d addresses, and Options.MaxRecipients allows %d: send several mails", n, p.opt.MaxRecipients))
	}
}

func (p *prepared) list(field string, values []string) []address {
	if len(values) > p.opt.MaxRecipients {
		p.wrong(field, fmt.Sprintf("has %d addresses, and Options.MaxRecipients allows %d: send several mails", len(values), p.opt.MaxRecipients))
		return nil
	}
	var list []address
	for i, v := range values {
		list = append(list, p.address(fmt.Sprintf("%s[%d]", field, i), v))
	}
	return list
}

func (p *prepared) address(field, value string) address {
	a, err := parseAddress(value)
	if err != nil {
		p.wrong(field, quote(value)+" "+err.Error())
	}
	return a
}

func (p *prepared) headers() {
	if reason := badValue(p.msg.Subject); reason != "" {
		p.wrong("Subject", reason)
	}
	seen := make(map[string]bool)
	for _, name := range slices.Sorted(maps.Keys(p.msg.Headers)) {
		if err := CheckHeader(name, p.msg.Headers[name]); err != nil {
			p.errs = append(p.errs, err)
		}
		if lower := strings.ToLower(name); seen[lower] {
			p.wrong("Headers", "has the name "+quote(name)+" twice, once in another case")
		} else {
			seen[lower] = true
		}
	}
}

// attachments checks the files and reads those that come from readers.
func (p *prepared) attachments() {
	left := p.opt.MaxSize
	ids := make(map[string]bool)
	for i := range p.msg.Attachments {
		a := &p.msg.Attachments[i]
		field := fmt.Sprintf("Attachments[%d].", i)
		if reason := badFileName(a.Name); reason != "" {
			p.wrong(field+"Name", reason)
		}
		if a.Inline() {
			if reason := badContentID(a.ContentID); reason != "" {
				p.wrong(field+"ContentID", reason)
			}
			if ids[a.ContentID] {
				p.wrong(field+"ContentID", quote(a.ContentID)+" is also that of another file")
			}
			ids[a.ContentID] = true
		}
		typ, reason := contentTypeOf(*a)
		if reason != "" {
			p.wrong(field+"ContentType", reason)
		}
		p.contentType = append(p.contentType, typ)
		if err := a.read(left); err != nil {
			p.errs = append(p.errs, err)
		}
		if left -= int64(len(a.Content)); left < 0 {
			p.errs = append(p.errs, tooLarge(p.opt.MaxSize))
			return
		}
	}
}

// read takes the content from the reader, once. A reader that failed or gave too much is used up: later tries get the same error, not
// the rest of the file.
func (a *Attachment) read(limit int64) error {
	if a.Reader == nil || a.Content != nil {
		return nil
	}
	content, err := io.ReadAll(io.LimitReader(a.Reader, limit+1))
	switch {
	case err != nil:
		err = fmt.Errorf("mail: reading the attachment %s: %w", quote(a.Name), err)
	case int64(len(content)) > limit:
		err = tooLarge(limit)
	default:
		a.Reader, a.Content = nil, content
		return nil
	}
	if _, again := a.Reader.(failed); !again {
		a.Reader = failed{err}
	}
	return err
}

// failed is a reader that is used up.
type failed struct{ err error }

func (f failed) Read([]byte) (int, error) { return 0, f.err }

// maxFileName is the most bytes of the name of an attachment.
const maxFileName = 200

func badFileName(name string) string {
	switch {
	case name == "":
		return "is empty: it is what readers see and save the file as"
	case len(name) > maxFileName:
		return fmt.Sprintf("has %d bytes, and at most %d are allowed", len(name), maxFileName)
	case strings.ContainsAny(name, `/\`):
		return quote(name) + " is a path: give the name of the file alone"
	}
	return badText(name)
}

func badContentID(id string) string {
	if len(id) > 100 {
		return "is too long"
	}
	for _, c := range []byte(id) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && !strings.ContainsRune("._-@", rune(c)) {
			return quote(id) + ` is not allowed: use letters, digits, ".", "_", "-" and "@"`
		}
	}
	return ""
}

// contentTypeOf returns the type of a file, without the parameters that say its name.
func contentTypeOf(a Attachment) (typ, reason string) {
	typ = a.ContentType
	if typ == "" {
		if typ = mime.TypeByExtension(strings.ToLower(path.Ext(a.Name))); typ == "" {
			typ = "application/octet-stream"
		}
	}
	if bad := badValue(typ); bad != "" {
		return "", bad
	}
	media, params, err := mime.ParseMediaType(typ)
	if err != nil || !strings.Contains(media, "/") {
		return "", quote(typ) + " is not a media type, such as application/pdf"
	}
	if strings.HasPrefix(media, "multipart/") || strings.HasPrefix(media, "message/") {
		return "", quote(typ) + " is for mails themselves: use application/octet-stream"
	}
	delete(params, "name")
	return mime.FormatMediaType(media, params), ""
}

// id checks a Message-ID that the caller gave.
func (p *prepared) id() {
	id := p.msg.ID
	if id == "" {
		return
	}
	local, domain, ok := strings.Cut(id, "@")
	if !ok || len(id) > 250 || !isIDPart(local) || !isIDPart(domain) {
		p.wrong("ID", quote(id)+` is not a Message-ID: write x7k2@example.com, without angle brackets`)
	}
}

// isIDPart reports whether s is a dot-atom (RFC 5322, 3.2.3).
func isIDPart(s string) bool {
	for part := range strings.SplitSeq(s, ".") {
		if part == "" {
			return false
		}
		for _, c := range []byte(part) {
			if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", rune(c)) {
				return false
			}
		}
	}
	return true
}

// body checks text and page, and makes the text of the page where there is none.
func (p *prepared) body() error {
	p.text = p.msg.Text
	if int64(len(p.msg.Text))+int64(len(p.msg.HTML)) > p.opt.MaxSize {
		return tooLarge(p.opt.MaxSize)
	}
	if p.text != "" || p.msg.HTML == "" {
		return nil
	}
	text, err := plaintext.FromHTML(p.msg.HTML)
	if err != nil {
		return problem.Wrap(problem.Invalid, fmt.Errorf("mail: HTML cannot be turned into text: %w: set Text", err))
	}
	p.text = text
	return nil
}

// fill writes into the message what it left open. The text made of the page is not kept: the page may change before the message is
// sent again.
func (p *prepared) fill() {
	if p.msg.From == "" {
		p.msg.From = p.opt.From
	}
	if p.msg.ID == "" {
		p.msg.ID = strings.ToLower(rand.Text()) + "@" + idDomain(p.from)
	}
	if p.msg.Date.IsZero() {
		p.msg.Date = p.opt.Now()
	}
}

// idDomain is the domain of Message-IDs: that of the author, if it is a name.
func idDomain(a address) string {
	if d := a.domain(); isIDPart(d) {
		return d
	}
	return "localhost"
}
