package mail

import (
	"errors"
	"mime"
	"net/mail"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// maxAddress is the most bytes of an address on the wire (RFC 5321, 4.5.3.1.3, without the angle brackets).
const maxAddress = 254

// maxAddressField is the most bytes of an address with its name.
const maxAddressField = 512

// CheckAddress returns an error unless s is one address, with or without a name: "ada@example.com", "Ada <ada@example.com>". It is
// what [Mailer.Send] asks of every address. A name may be in any script; a domain that is not ASCII is sent in its ASCII form.
func CheckAddress(s string) error {
	_, err := parseAddress(s)
	return err
}

// address is an address that has been checked.
type address struct {
	name string
	addr string // local@domain, the domain in ASCII
	utf8 bool   // the local part is not ASCII: the server must know SMTPUTF8 (RFC 6531)
}

func parseAddress(s string) (address, error) {
	switch {
	case s == "":
		return address{}, errors.New("is empty")
	case len(s) > maxAddressField:
		return address{}, errors.New("is too long")
	}
	if reason := badText(s); reason != "" {
		return address{}, errors.New(reason)
	}
	parsed, err := mail.ParseAddress(s)
	if err != nil {
		return address{}, errors.New(`is not an address: write ada@example.com or Ada <ada@example.com>`)
	}
	if reason := badText(parsed.Name + parsed.Address); reason != "" { // a name in encoded words can hold anything
		return address{}, errors.New(reason)
	}
	return checkParts(parsed)
}

// checkParts checks what stands on both sides of the @.
func checkParts(parsed *mail.Address) (address, error) {
	at := strings.LastIndexByte(parsed.Address, '@')
	local, domain := parsed.Address[:at], parsed.Address[at+1:]
	if !strings.HasPrefix(domain, "[") {
		ascii, err := idna.Lookup.ToASCII(domain)
		if err != nil || !isHost(ascii) {
			return address{}, errors.New("has a domain that cannot exist")
		}
		domain = ascii
	}
	if len(local) > 64 || len(local)+1+len(domain) > maxAddress {
		return address{}, errors.New("is too long")
	}
	return address{name: parsed.Name, addr: local + "@" + domain, utf8: !isASCII(local)}, nil
}

// isHost reports whether s is a host name in ASCII.
func isHost(s string) bool {
	if s == "" || len(s) > 253 {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for _, c := range []byte(label) {
			if c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
				return false
			}
		}
	}
	return true
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// path is the address with angle brackets: <ada@example.com>, a local part with spaces in quotes.
func (a address) path() string { return (&mail.Address{Address: a.addr}).String() }

// mailbox is the address as SMTP writes it between the angle brackets.
func (a address) mailbox() string {
	p := a.path()
	return p[1 : len(p)-1]
}

// domain is what stands behind the @.
func (a address) domain() string { return a.addr[strings.LastIndexByte(a.addr, '@')+1:] }

// header is the address as a header writes it.
func (a address) header() string {
	if needsEncoding(a.name) {
		return encodeWords(a.name) + " " + a.path()
	}
	return (&mail.Address{Name: a.name, Address: a.addr}).String()
}

// needsEncoding reports whether text must become encoded words (RFC 2047): what is not ASCII, what looks encoded already and would be
// decoded by the reader's program, and runs of spaces, which could end up as an empty line where a header is folded.
func needsEncoding(s string) bool {
	return !isASCII(s) || strings.Contains(s, "=?") || strings.Contains(s, "  ") || strings.TrimSpace(s) != s
}

// encodeWords writes text as encoded words.
func encodeWords(s string) string {
	if !isASCII(s) {
		q, b := mime.QEncoding.Encode("utf-8", s), mime.BEncoding.Encode("utf-8", s)
		if len(q) <= len(b) {
			return q // which people can read, mostly
		}
		return b
	}
	return forceWords(s) // package mime leaves ASCII as it is
}
