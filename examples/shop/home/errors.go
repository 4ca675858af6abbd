package home

import (
	"errors"
	"net/http"

	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/web"
)

// Trouble is what the page of an error shows.
type Trouble struct {
	Status  int
	Title   string
	Text    string // one sentence for the person who asked
	Fields  []WrongField
	Request string // its id, by which the log knows it; "" below 500
}

// WrongField is a value of a request that is not valid.
type WrongField struct{ Name, Message string }

// The pages of errors. Each is a template of its own over errors/error.html, which shows all others. They ask no database.
var (
	errorPage       = render.Page[Trouble]("errors/error.html")
	badRequestPage  = render.Page[Trouble]("errors/400.html")
	deniedPage      = render.Page[Trouble]("errors/403.html")
	notFoundPage    = render.Page[Trouble]("errors/404.html")
	tooLargePage    = render.Page[Trouble]("errors/413.html")
	tooManyPage     = render.Page[Trouble]("errors/429.html")
	internalPage    = render.Page[Trouble]("errors/500.html")
	unavailablePage = render.Page[Trouble]("errors/503.html")
)

// pageOf chooses the template of a status.
func pageOf(status int) *render.PageOf[Trouble] {
	switch status {
	case http.StatusBadRequest:
		return badRequestPage
	case http.StatusForbidden:
		return deniedPage
	case http.StatusNotFound:
		return notFoundPage
	case http.StatusRequestEntityTooLarge:
		return tooLargePage
	case http.StatusTooManyRequests:
		return tooManyPage
	case http.StatusInternalServerError:
		return internalPage
	case http.StatusServiceUnavailable:
		return unavailablePage
	}
	return errorPage
}

// ErrorPage shows errors in the shop's own layout. A template that fails leaves the page to web.DefaultErrorPage.
func ErrorPage(w http.ResponseWriter, r *http.Request, status int, err error) {
	t := Trouble{Status: status, Title: http.StatusText(status), Text: web.ErrorText(status, err), Fields: wrongFields(err)}
	if t.Title == "" {
		t.Title = "Error"
	}
	if status >= http.StatusInternalServerError {
		t.Request = web.RequestID(r.Context())
	}
	if renderErr := pageOf(status).RenderStatus(w, r, status, t); renderErr != nil {
		web.DefaultErrorPage(w, r, status, err)
	}
}

// wrongFields lists what a validation error says.
func wrongFields(err error) (out []WrongField) {
	var v *problem.ValidationError
	if !errors.As(err, &v) {
		return nil
	}
	for _, name := range v.Names() {
		for _, f := range v.Fields[name] {
			if name == problem.NonField {
				name = ""
			}
			out = append(out, WrongField{name, f.Message})
		}
	}
	return out
}
