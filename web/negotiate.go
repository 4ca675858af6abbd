package web

import (
	"net/http"
	"strings"

	"github.com/musette-go/musette/problem"
)

// Negotiate chooses the form of an answer among what the handler offers, media types in the order of its own preference.
//
// A format in the address decides alone: the parameter {format} of the route, as in "/products.{format}", or else "format" in
// the query string. It is the last part of a type ("json", "csv"), or "txt", "js", "ics", "md". Another one is a 404. Without a
// format the header Accept decides; Vary is set. When it takes none of the offers, the error is a 406. At most 1 KiB and 32
// parts of Accept are read.
func Negotiate(w http.ResponseWriter, r *http.Request, offers ...string) (string, error) {
	if name := formatOf(r); name != "" {
		for _, o := range offers {
			if formatName(o) == name {
				return o, nil
			}
		}
		return "", problem.New(problem.NotFound, "This address has no such format.")
	}
	w.Header().Add("Vary", "Accept")
	header := r.Header.Get("Accept")
	if header == "" && len(offers) > 0 {
		return offers[0], nil
	}
	best, most := "", 0
	for _, o := range offers {
		if q := wants(header, o); q > most {
			best, most = o, q
		}
	}
	if best == "" {
		return "", NewError(http.StatusNotAcceptable, "This address has no form that you accept.")
	}
	return best, nil
}

// formatOf returns the format that the address names, "" when it names none.
func formatOf(r *http.Request) string {
	if st := stateOf(r.Context()); st != nil && st.search.route != nil && st.search.route.pat.has("format") {
		return Param(r, "format")
	}
	name, _ := Query(r, "format")
	return name
}

// formatName is the name in an address of a media type: "json" for "application/json; charset=utf-8" and for
// "application/problem+json".
func formatName(typ string) string {
	switch typ = mediaType(typ); typ {
	case "text/plain":
		return "txt"
	case "text/javascript":
		return "js"
	case "text/calendar":
		return "ics"
	case "text/markdown":
		return "md"
	}
	name := typ[strings.LastIndexByte(typ, '/')+1:]
	return strings.TrimPrefix(name[strings.LastIndexByte(name, '+')+1:], "x-")
}

// wants returns how much an Accept header wants a type, from 0 to 1000: what the most exact of its ranges says.
func wants(header, offer string) int {
	typ := mediaType(offer)
	main, _, _ := strings.Cut(typ, "/")
	if len(header) > maxAccept {
		header = header[:maxAccept]
	}
	q, rank := 0, 0
	for range maxAcceptParts {
		part, rest, more := strings.Cut(header, ",")
		switch mediaType(part) {
		case typ:
			set(&q, &rank, quality(part), 3)
		case main + "/*":
			set(&q, &rank, quality(part), 2)
		case "*/*":
			set(&q, &rank, quality(part), 1)
		}
		if !more {
			break
		}
		header = rest
	}
	return q
}
