package validate

import "strings"

// Email allows addresses as Django does: a dotted or quoted part of RFC 5322, "@", and a domain, an IP address in brackets, or
// localhost; at most 320 characters. Whether the address exists only a mail to it tells.
func Email(s string) error {
	if !email(s) {
		return Invalid("Enter a valid email address.")
	}
	return nil
}

func email(s string) bool {
	at := strings.LastIndexByte(s, '@')
	if at < 0 || len(s) > 4*320 || len([]rune(s)) > 320 {
		return false
	}
	return mailbox(s[:at]) && mailDomain(s[at+1:])
}

func mailDomain(s string) bool {
	if s == "localhost" || domain(s) {
		return true
	}
	inside, ok := strings.CutPrefix(s, "[")
	if !ok || !strings.HasSuffix(inside, "]") {
		return false
	}
	return IP(strings.TrimSuffix(inside, "]")) == nil
}

// mailbox is what stands before the "@".
func mailbox(s string) bool {
	if len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		return quoted(s[1 : len(s)-1])
	}
	for atom := range strings.SplitSeq(s, ".") {
		if atom == "" || strings.IndexFunc(atom, func(r rune) bool { return !atomRune(r) }) >= 0 {
			return false
		}
	}
	return true
}

// atomRune is atext of RFC 5322, 3.2.3.
func atomRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-!#$%&'*+/=?^_`{}|~", r)
}

// quoted is the inside of a quoted string: no line break, no NUL, quotes and backslashes after a backslash.
func quoted(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '\\' {
			if i++; i == len(s) || !escapable(s[i]) {
				return false
			}
			continue
		}
		if c == '"' || c == ' ' || c == '\t' || !escapable(c) {
			return false
		}
	}
	return true
}

func escapable(c byte) bool { return c != 0 && c != '\n' && c != '\r' && c < 0x80 }
