package render

import (
	"fmt"
	"html/template"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The longest addresses in bytes that are made into links.
const (
	maxLink = 2048
	maxMail = 320
)

// urlize makes links of the addresses in a text: https://…, www.…, example.com and mail addresses. Everything else is
// escaped. The links say nofollow.
func urlize(value any) template.HTML { return link(text(value), 0) }

// urlizeTruncated also cuts the text of links to n characters: {{urlizetrunc 30 .Text}}.
func urlizeTruncated(n int, value any) (template.HTML, error) {
	if n < 1 {
		return "", fmt.Errorf("urlizetrunc takes a length of at least 1, not %d", n)
	}
	return link(text(value), n), nil
}

// link goes through a text word by word.
func link(s string, limit int) template.HTML {
	var b strings.Builder
	for s != "" {
		n := strings.IndexFunc(s, isWordBreak)
		if n == 0 {
			_, n = utf8.DecodeRuneInString(s)
			b.WriteString(escapeText(s[:n]))
		} else {
			if n < 0 {
				n = len(s)
			}
			linkWord(&b, s[:n], limit)
		}
		s = s[n:]
	}
	return template.HTML(b.String())
}

func isWordBreak(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`<>"'`, r) }

// linkWord writes a word, as a link if it is an address. Punctuation around it does not belong to it.
func linkWord(b *strings.Builder, word string, limit int) {
	if !strings.ContainsAny(word, ".@:") {
		b.WriteString(escapeText(word))
		return
	}
	lead, middle, trail := trimPunctuation(word)
	href := addressOf(middle)
	if href == "" {
		b.WriteString(escapeText(word))
		return
	}
	shown := middle
	if limit > 0 {
		shown, _ = truncate(limit, middle) // limit is at least 1
	}
	b.WriteString(escapeText(lead))
	rel := ` rel="nofollow"`
	if strings.HasPrefix(href, "mailto:") {
		rel = ""
	}
	b.WriteString(`<a href="` + escapeAddress(href) + `"` + rel + `>` + escapeText(shown) + `</a>`)
	b.WriteString(escapeText(trail))
}

// trimPunctuation takes opening brackets off the beginning, and off the end punctuation and brackets that were not opened.
func trimPunctuation(word string) (lead, middle, trail string) {
	middle = strings.TrimLeft(word, "([")
	lead = word[:len(word)-len(middle)]
	round := strings.Count(middle, ")") - strings.Count(middle, "(")
	square := strings.Count(middle, "]") - strings.Count(middle, "[")
	end := len(middle)
	for end > 0 {
		c := middle[end-1]
		if c == ')' && round > 0 {
			round--
		} else if c == ']' && square > 0 {
			square--
		} else if strings.IndexByte(".,:;!?", c) < 0 {
			break
		}
		end--
	}
	return lead, middle[:end], middle[end:]
}

// addressOf is where a word leads, "" for a word that is no address.
func addressOf(word string) string {
	if len(word) > maxLink {
		return ""
	}
	low := strings.ToLower(word[:min(len(word), 8)])
	switch {
	case strings.HasPrefix(low, "http://"), strings.HasPrefix(low, "https://"):
		host := word[strings.Index(word, "//")+2:]
		if host == "" || host[0] == '/' {
			return ""
		}
		return word
	case strings.HasPrefix(low, "www."), isDomain(word):
		return "https://" + word
	case len(word) <= maxMail && isMail(word):
		return "mailto:" + word
	}
	return ""
}

// isDomain reports whether a word begins with a name in one of the oldest top-level domains.
func isDomain(word string) bool {
	host, _, _ := strings.Cut(word, "/")
	i := strings.LastIndexByte(host, '.')
	if i < 1 || !isHost(host) {
		return false
	}
	switch strings.ToLower(host[i+1:]) {
	case "com", "edu", "gov", "int", "mil", "net", "org":
		return true
	}
	return false
}

func isMail(word string) bool {
	user, host, ok := strings.Cut(word, "@")
	return ok && user != "" && strings.Trim(user, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$*+-=_~") == "" &&
		strings.Contains(host, ".") && isHost(host)
}

// isHost reports whether all labels of a name are letters, digits and inner hyphens.
func isHost(s string) bool {
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for _, r := range label {
			if r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				return false
			}
		}
	}
	return true
}
