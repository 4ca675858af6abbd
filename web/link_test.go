package web_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/musette-go/musette/web"
)

const (
	homeLink    = web.Link0("home")
	productLink = web.Link1[int64]("catalog:detail")
	pageLink    = web.Link2[string, int]("page")
	tripleLink  = web.Link3[string, int, web.Link0]("triple")
)

func TestLinks(t *testing.T) {
	t.Parallel()
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Get("/", func(w http.ResponseWriter, r *http.Request) error {
			ctx := r.Context()
			home, err1 := homeLink.Reverse(ctx, web.WithFragment("top"))
			product, err2 := productLink.Reverse(ctx, 12, web.WithQuery("tab", "a&b"))
			page, err3 := pageLink.Reverse(ctx, "über uns", 2)
			triple, err4 := tripleLink.Reverse(ctx, "a", 1, "b")
			_, bad := productLink.Reverse(ctx, -1)
			_, err := fmt.Fprintln(w, home, product, page, triple, err1, err2, err3, err4, bad != nil)
			return err
		}).Link(homeLink)
		r.Get("/p/{id:int}/", say("p")).Link(productLink)
		r.Get("/{slug}/{n:int}/", say("page")).Link(pageLink)
		r.Get("/{a}/{b:int}/{c}/", say("triple")).Link(tripleLink)
		r.Require(homeLink, productLink)
	})
	want := "/#top /p/12/?tab=a%26b /%C3%BCber%20uns/2/ /a/1/b/ <nil> <nil> <nil> <nil> true\n"
	if got := get(h, "GET", "/").Body.String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestLinkMistakes(t *testing.T) {
	t.Parallel()
	r := web.New(web.Options{})
	r.Converters(year())
	r.Get("/a/{id:int}/", say("")).Link(web.Link1[string]("a"))
	r.Get("/b/{id:int}/", say("")).Link(web.Link0("b"))
	r.Get("/c/{y:year}/", say("")).Link(web.Link1[int]("c"))
	r.Get("/d/{y:year}/", say("")).Link(web.Link1[time.Time]("d")) // has a String
	r.Get("/e/{y:year}/", say("")).Link(web.Link1[float64]("e"))
	r.Get("/f/{id:uuid}/", say("")).Link(web.Link1[int]("f"))
	r.Require(web.Link0("nowhere"), web.Link2[int, int]("c"))
	_, err := r.Build()
	wantErr(t, err, `the link "a" gives a string for {id:int}`, `the route "b" (/b/{id:int}/) takes 1 argument (id:int), not 0`,
		`the link "e" gives a float64`, `the link "f" gives a int for {id:uuid}`, `no route has the name "nowhere"`,
		`the route "c" (/c/{y:year}/) takes 1 argument (y:year), not 2 (required at web/link_test.go:`)
	for _, fine := range []string{`link "c"`, `link "d"`} {
		if contains(err.Error(), fine) {
			t.Errorf("%v", err)
		}
	}
}
