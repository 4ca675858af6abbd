package torture

import (
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/musette-go/musette"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/web"
)

// probeSite is a site that tells what reaches it.
func probeSite() musette.Site {
	return musette.Site{Name: "probe", Apps: []musette.App{{Name: "probe", Routes: probeRoutes}}}
}

func probeRoutes(r *web.Router) {
	var saved atomic.Int64
	r.Get("/slow/", slow)
	r.Get("/form/", showForm)
	r.Post("/form/", func(w http.ResponseWriter, r *http.Request) error {
		form, err := web.ReadForm(r)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(w, "saved %q, number %d", form.Text("name"), saved.Add(1))
		return err
	})
	r.Post("/json/", func(w http.ResponseWriter, r *http.Request) error {
		var in struct{ Name string }
		if err := web.DecodeJSON(r, &in); err != nil {
			return err
		}
		_, err := fmt.Fprintf(w, "saved %q, number %d", in.Name, saved.Add(1))
		return err
	})
	r.Get("/saved/", func(w http.ResponseWriter, _ *http.Request) error {
		_, err := fmt.Fprint(w, saved.Load())
		return err
	})
	r.Get("/go/", func(w http.ResponseWriter, r *http.Request) error { return web.RedirectNext(w, r, "/form/") })
	for _, add := range []func(string, web.HandlerFunc) *web.Route{r.Get, r.Post} {
		add("/fail/{how}/", fail).CSRFExempt(noBrowser)
		add("/{rest:path}", echo).CSRFExempt(noBrowser)
	}
}

// echoed is what the site has seen of a request.
type echoed struct {
	Method, Path, Query string
	Bytes               int64 // of the body
	ID, Client, Host    string
	Secure              bool
	Header              http.Header
}

// echo answers with what it saw.
func echo(w http.ResponseWriter, r *http.Request) error {
	n, err := io.Copy(io.Discard, r.Body)
	if err != nil {
		return problem.Wrap(problem.BadRequest, err)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("X-Probe-Path", strconv.QuoteToASCII(r.URL.Path))
	w.Header().Set("X-Probe-Method", r.Method)
	return json.NewEncoder(w).Encode(echoed{r.Method, r.URL.Path, r.URL.RawQuery, n, web.RequestID(r.Context()),
		web.ClientIP(r).String(), web.Host(r), web.Secure(r), r.Header})
}

// slow answers after ?ms=, half of it before the time and half after.
func slow(w http.ResponseWriter, r *http.Request) error {
	ms, err := web.QueryInt(r, "ms", 1000)
	if err != nil {
		return err
	}
	w.Header().Set("X-Accel-Buffering", "no") // nginx passes on what it has
	if _, err := io.WriteString(w, "half "); err != nil {
		return err
	}
	if err := http.NewResponseController(w).Flush(); err != nil {
		return err
	}
	select {
	case <-time.After(time.Duration(ms) * time.Millisecond):
		_, err = io.WriteString(w, "whole")
	case <-r.Context().Done():
		err = r.Context().Err()
	}
	return err
}

var formPage = template.Must(template.New("form").Parse(`<!doctype html><html lang="en"><head><title>A form</title></head><body>
<form method="post"><input type="hidden" name="` + web.CSRFField + `" value="{{.}}"><input name="name" value="good"><button>Save</button></form></body></html>`))

func showForm(w http.ResponseWriter, r *http.Request) error {
	token := web.CSRFToken(r)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return formPage.Execute(w, token)
}

// fail fails in the ways that handlers do.
func fail(w http.ResponseWriter, r *http.Request) error {
	err := errors.New("the cause of the failure")
	switch web.Param(r, "how") {
	case "panic":
		panic(err)
	case "late":
		_, _ = io.WriteString(w, strings.Repeat("begun ", 10_000))
		return err
	case "form":
		if _, ferr := web.ReadForm(r); ferr != nil {
			return ferr
		}
	}
	return fmt.Errorf("probe: %w", err)
}
