package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/musette-go/musette"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/testkit"
	"github.com/musette-go/musette/web"
)

// broken is the shop with the page /broken/{status}/, which fails with that status.
func broken() musette.Site {
	s := Site()
	s.Apps = append(s.Apps, musette.App{Name: "broken", Routes: func(r *web.Router) {
		r.Get("/broken/{status:int}/", func(_ http.ResponseWriter, r *http.Request) error {
			status := int(web.Int(r, "status"))
			if status == http.StatusInternalServerError {
				return errors.New("disk 7 of marker is full")
			}
			return web.NewError(status, "The <b>kettle</b> is off.")
		})
		r.Get("/panics/", func(http.ResponseWriter, *http.Request) error { panic("marker") })
		r.Get("/invalid/", func(http.ResponseWriter, *http.Request) error {
			var v problem.ValidationError
			v.Add("name", "required", "This field is required.")
			v.Add("", "closed", "The shop is closed.")
			return v.Err()
		})
	}})
	return s
}

// TestErrorPages shows every error in the shop's layout, as valid HTML, without a statement and without what happened inside.
func TestErrorPages(t *testing.T) {
	t.Parallel()
	testkit.RunWith(t, broken(), testkit.Options{Log: io.Discard}, func(t *testing.T, kit *testkit.Kit) {
		for status, heading := range map[int]string{
			400: "We did not understand that", 403: "This door is closed", 404: "This shelf is empty", 413: "That is too much to carry",
			429: "One moment, please", 500: "Something broke", 503: "We are closed for a moment", 410: "Gone", 418: "I&#39;m a teapot", 499: "Error",
		} {
			r := kit.Get(fmt.Sprintf("/broken/%d/", status)).Status(status).Contains("<h1>"+heading+"</h1>", "/static/shop/shop.", `href="/contact/"`).
				Lacks("marker", "<b>kettle").HasHeader("Cache-Control", "no-store").ValidHTML().Queries(0)
			switch {
			case status != 500:
				r.Contains("The &lt;b&gt;kettle&lt;/b&gt; is off.")
			case !strings.Contains(r.Body, "Request <code>"+r.Header.Get("X-Request-ID")):
				t.Error("the page of a 500 does not name the request")
			}
		}
		kit.Get("/panics/").Status(500).Contains("Something broke").Lacks("marker", "goroutine")
		kit.Get("/invalid/").Status(400).Contains("<strong>name</strong>: This field is required.", "<li>The shop is closed.</li>").ValidHTML()
		kit.Post("/", nil).Status(405).UsesTemplate("errors/error.html").ValidHTML()
		kit.Header("Accept", "application/json")
		kit.Get("/nowhere/").Status(404).HasHeader("Content-Type", "application/json; charset=utf-8")
	})
}

// TestErrorPagesWithoutDatabase answers with the shop's pages when the database is gone.
func TestErrorPagesWithoutDatabase(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, Site(), testkit.Options{Log: io.Discard})
	kit.Must(kit.DB().Close())
	if r := kit.Get("/products/"); r.Code < 500 || !strings.Contains(r.Body, "/static/shop/shop.") || !strings.Contains(r.Body, `class="trouble"`) {
		t.Errorf("without a database /products/ answers %d:\n%s", r.Code, r.Body)
	}
	kit.Get("/nowhere/").Status(404).Contains("This shelf is empty")
	kit.Get("/contact/").Status(200)
}
