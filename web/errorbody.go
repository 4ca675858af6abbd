package web

import (
	"encoding/json"
	"errors"
	"html/template"
	"net/http"
	"strings"

	"github.com/musette-go/musette/problem"
)

// ErrorPage writes the page of an error: the status and the whole body. It must work without database and session, since
// those may be what failed; when it panics before writing, [DefaultErrorPage] takes its place. Whatever it shows of err it
// takes from [ErrorText]. JSON answers do not come here.
type ErrorPage func(w http.ResponseWriter, r *http.Request, status int, err error)

// ErrorText returns what may be shown of err to the person who made the request: the text that the error declares to be
// public, or else a sentence that belongs to the status. For a validation error it is a general sentence; its fields are in
// problem.ValidationError.
func ErrorText(status int, err error) string {
	if text := problem.Public(err); text != "" {
		return shorten(text, 1<<10)
	}
	switch status {
	case http.StatusBadRequest:
		var v *problem.ValidationError
		if errors.As(err, &v) {
			return "Some values are not valid."
		}
		return "The request could not be understood."
	case http.StatusUnauthorized:
		return "You need to log in to see this."
	case http.StatusForbidden:
		return "You are not allowed to do this."
	case http.StatusNotFound:
		return "What you are looking for is not here."
	case http.StatusMethodNotAllowed:
		return "This address does not take this method."
	case http.StatusConflict:
		return "Somebody or something else has changed this in the meantime."
	case http.StatusRequestTimeout:
		return "What you sent came too slowly. Please try again."
	case http.StatusNotAcceptable:
		return "This address has no form that you accept."
	case http.StatusRequestEntityTooLarge:
		return "What you sent is larger than this site accepts."
	case http.StatusTooManyRequests:
		return "That was too often. Please wait a moment."
	case http.StatusServiceUnavailable:
		return "This is taking too long or is not available right now. Please try again in a moment."
	}
	if status >= 500 {
		return "Something went wrong on our side. It has been noted."
	}
	return http.StatusText(status) + "."
}

// writeErrorJSON answers in the shape of Django REST framework: {"detail": "..."}, or the fields of a validation error with
// their messages.
func writeErrorJSON(w http.ResponseWriter, opt Options, status int, err error) {
	text := ErrorText(status, err)
	var body any = detail{Detail: text, Debug: debugText(opt.Debug, text, err)}
	var v *problem.ValidationError
	if errors.As(err, &v) {
		fields := make(map[string][]string, len(v.Fields))
		for name, list := range v.Fields {
			for _, f := range list {
				fields[name] = append(fields[name], f.Message)
			}
		}
		body = fields
	}
	b, jsonErr := json.Marshal(body)
	if jsonErr != nil { // maps and strings always marshal
		b = []byte(`{"detail":"Something went wrong on our side."}`)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(append(b, '\n'))
}

type detail struct {
	Detail string `json:"detail"`
	Debug  string `json:"debug,omitempty"`
}

// debugText is what a site in debug shows besides the public text.
func debugText(debug bool, public string, err error) string {
	if !debug || err.Error() == public {
		return ""
	}
	return shorten(strings.ToValidUTF8(err.Error(), "�"), 8<<10)
}

// DefaultErrorPage is the page that a site has before it makes its own: one small document in light and dark, without
// scripts, images, fonts or other requests. Its style stands in a style element whose hash is [ErrorStyleHash], so that a
// content security policy can allow it without allowing inline styles.
func DefaultErrorPage(w http.ResponseWriter, r *http.Request, status int, err error) {
	opt := Options{}
	if st := stateOf(r.Context()); st != nil {
		opt = st.mux.opt
	}
	page := errorPageData{Status: status, Title: http.StatusText(status), Text: ErrorText(status, err), ID: RequestID(r.Context())}
	page.Debug = debugText(opt.Debug, page.Text, err)
	if page.Title == "" {
		page.Title = "Error"
	}
	var v *problem.ValidationError
	if errors.As(err, &v) {
		for _, name := range v.Names() {
			for _, f := range v.Fields[name] {
				page.Fields = append(page.Fields, fieldLine{name, f.Message})
			}
		}
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	page.write(w)
}

type fieldLine struct{ Name, Message string }

type errorPageData struct {
	Status                 int
	Title, Text, Debug, ID string
	Fields                 []fieldLine
}

// write composes the document by hand: an error page must not depend on a template engine that may be what failed.
func (p errorPageData) write(w http.ResponseWriter) {
	var b strings.Builder
	esc := template.HTMLEscapeString
	b.WriteString("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n" +
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"robots\" content=\"noindex\">\n<title>")
	b.WriteString(esc(p.Title) + "</title>\n<style>" + errorStyle + "</style>\n</head>\n<body>\n<main>\n")
	b.WriteString("<p class=\"status\">" + itoa(p.Status) + "</p>\n<h1>" + esc(p.Title) + "</h1>\n<p>" + esc(p.Text) + "</p>\n")
	if len(p.Fields) > 0 {
		b.WriteString("<ul>\n")
		for _, f := range p.Fields {
			b.WriteString("<li>")
			if f.Name != problem.NonField {
				b.WriteString("<strong>" + esc(f.Name) + "</strong>: ")
			}
			b.WriteString(esc(f.Message) + "</li>\n")
		}
		b.WriteString("</ul>\n")
	}
	if p.Debug != "" {
		b.WriteString("<pre>" + esc(p.Debug) + "</pre>\n")
	}
	if p.Status < 500 {
		b.WriteString("<p><a href=\"/\">To the start page</a></p>\n")
	} else if p.ID != "" {
		b.WriteString("<p class=\"id\">Request " + esc(p.ID) + "</p>\n")
	}
	b.WriteString("</main>\n</body>\n</html>\n")
	_, _ = w.Write([]byte(b.String()))
}
