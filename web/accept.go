package web

import (
	"net/http"
	"strconv"
	"strings"
)

// The budget of an Accept header; what lies beyond is not read.
const (
	maxAccept      = 1 << 10
	maxAcceptParts = 32
)

// wantsJSON reports whether the client prefers JSON to HTML: by Accept, or when that does not say, because it sent JSON.
func wantsJSON(r *http.Request) bool {
	html, js := accepts(r.Header.Get("Accept"))
	if html != js {
		return js > html
	}
	return isJSON(mediaType(r.Header.Get("Content-Type")))
}

// accepts returns how much the header wants HTML and JSON, from 0 to 1000. A type that is named wins over a wildcard that
// merely includes it.
func accepts(header string) (html, js int) {
	if header == "" {
		return 1, 1
	}
	if len(header) > maxAccept {
		header = header[:maxAccept]
	}
	htmlRank, jsRank := 0, 0
	for range maxAcceptParts {
		part, rest, more := strings.Cut(header, ",")
		typ, q := mediaType(part), quality(part)
		switch {
		case typ == "text/html" || typ == "application/xhtml+xml":
			set(&html, &htmlRank, q, 3)
		case isJSON(typ):
			set(&js, &jsRank, q, 3)
		case typ == "text/*":
			set(&html, &htmlRank, q, 2)
		case typ == "application/*":
			set(&js, &jsRank, q, 2)
		case typ == "*/*":
			set(&html, &htmlRank, q, 1)
			set(&js, &jsRank, q, 1)
		}
		if !more {
			break
		}
		header = rest
	}
	return html, js
}

// set takes q when it comes from a more exact range than what is known, or from an equal one that wants more.
func set(have, rank *int, q, exact int) {
	if exact > *rank || exact == *rank && q > *have {
		*have, *rank = q, exact
	}
}

// mediaType is the type of one part of a header, lower case, without parameters.
func mediaType(part string) string {
	typ, _, _ := strings.Cut(part, ";")
	return strings.ToLower(strings.TrimSpace(typ))
}

func isJSON(typ string) bool {
	return typ == "application/json" || strings.HasPrefix(typ, "application/") && strings.HasSuffix(typ, "+json")
}

// quality reads q=0.8 as 800; 1000 where it is missing or makes no sense.
func quality(part string) int {
	_, params, _ := strings.Cut(part, ";")
	for p := range strings.SplitSeq(params, ";") {
		if k, v, ok := strings.Cut(p, "="); ok && strings.EqualFold(strings.TrimSpace(k), "q") {
			f, err := strconv.ParseFloat(strings.TrimSpace(v), 64)
			if err == nil && f >= 0 && f <= 1 {
				return int(f * 1000)
			}
		}
	}
	return 1000
}

func itoa(n int) string { return strconv.Itoa(n) }
