package mail

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

// A Message is a mail. An address is written as in the mail itself: "ada@example.com" or "Ada Lovelace <ada@example.com>".
//
// Sending fills in From, ID and Date where they are empty, and the content of attachments that come from a reader, so that the same
// Message can be sent again and is the same mail. Two goroutines must not send one Message at a time.
type Message struct {
	From    string   // the author. Defaults to Options.From of the mailer
	To      []string // each one address
	Cc      []string
	Bcc     []string // get the mail and do not stand in it
	ReplyTo []string // where answers go. Defaults to none, which means From

	Subject string // one line of at most [MaxHeader] bytes
	Text    string // for readers without HTML. Defaults to a text made of HTML
	HTML    string // a whole page. Defaults to none

	// Headers are further ones, by name. Those that other fields write (To, Subject, Content-Type) are refused.
	Headers     map[string]string
	Attachments []Attachment

	// ID is the Message-ID without its angle brackets: "x7k2@example.com". Defaults to a random one at the domain of From.
	ID string
	// Date is when the mail was written. Defaults to the time of the first Send.
	Date time.Time
}

// An Attachment is a file in a mail.
type Attachment struct {
	Name        string    // "invoice.pdf": a name, not a path
	ContentType string    // "application/pdf". Defaults to the type that belongs to the name's extension
	Content     []byte    // what is in the file
	Reader      io.Reader // read into Content by the first Send where that is nil. Defaults to none
	// ContentID makes the file a part of the page: the HTML shows it as <img src="cid:logo"> where ContentID is "logo". Defaults to
	// an attachment.
	ContentID string
}

// Inline reports whether the file is a part of the page.
func (a Attachment) Inline() bool { return a.ContentID != "" }

// Clone returns a copy that shares nothing with m but the readers of attachments.
func (m *Message) Clone() *Message {
	c := *m
	c.To, c.Cc, c.Bcc, c.ReplyTo = slices.Clone(m.To), slices.Clone(m.Cc), slices.Clone(m.Bcc), slices.Clone(m.ReplyTo)
	c.Headers = maps.Clone(m.Headers)
	c.Attachments = slices.Clone(m.Attachments)
	for i, a := range c.Attachments {
		c.Attachments[i].Content = slices.Clone(a.Content)
	}
	return &c
}

// StableID returns a Message-ID at the domain that is the same whenever the parts are: mail.StableID("example.com", "order", "17",
// "receipt"). A mail that is built anew for each try keeps its ID so, and arrives once.
func StableID(domain string, parts ...string) string {
	h := sha256.New()
	for _, p := range parts { // with their lengths, so that ("ab", "c") is not ("a", "bc")
		_ = binary.Write(h, binary.BigEndian, uint64(len(p))) // a hash does not fail
		_, _ = io.WriteString(h, p)
	}
	sum := base32.StdEncoding.EncodeToString(h.Sum(nil)[:20])
	return strings.ToLower(sum) + "@" + domain
}
