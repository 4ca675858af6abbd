package render_test

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/web"
)

// TestURLWithinTheInstance includes an app twice and wants the links of its one template to stay within the instance that
// answers the request (HTTP-02).
func TestURLWithinTheInstance(t *testing.T) {
	t.Parallel()
	var e *render.Engine
	page := func(w http.ResponseWriter, r *http.Request) error { return e.Execute(w, r, "p.html", 7) }
	polls := func(r *web.Router) {
		r.Get("/", page).Name("polls:index")
		r.Get("/{id:int}/", page).Name("polls:detail")
		r.Get("/{id:int}/{other:int}/{third:int}/", page).Name("polls:three")
	}
	r := web.New(web.Options{})
	r.Get("/", page).Name("home")
	r.Include("/author", "author-polls", polls)
	r.Include("/publisher", "publisher-polls", polls)
	h, err := r.Build()
	if err != nil {
		t.Fatal(err)
	}
	e = newEngine(t, render.Options{URLs: r.URLs()}, "p.html",
		`<a href="{{url "polls:index"}}">{{url "polls:detail" .}}</a><a href="{{url "polls:detail" .}}" title='{{url "polls:index"}}'></a>`+
			`<a href="{{url "polls:three" . 2 3}}"></a>{{if request.Under (url "polls:index")}}in{{end}}{{template "_more.html" .}}`,
		"_more.html", ` <a href="{{url "home"}}"></a><a href="{{url "author-polls:index"}}"></a>{{with url "polls:detail" .}}{{.}}{{end}}`)
	want := func(in, under string) string {
		return `<a href="` + in + `">` + in + `7/</a><a href="` + in + `7/" title='` + in + `'></a><a href="` + in + `7/2/3/"></a>` + under +
			` <a href="/"></a><a href="/author/"></a>` + in + `7/`
	}
	var wg sync.WaitGroup
	for path, wanted := range map[string]string{
		"/author/": want("/author/", "in"), "/publisher/": want("/publisher/", "in"), "/publisher/3/": want("/publisher/", "in"), "/": want("/author/", ""),
	} {
		for range 8 { // a page that another request has used keeps nothing of it
			wg.Go(func() {
				w := httptest.NewRecorder()
				h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
				if w.Body.String() != wanted {
					t.Errorf("%s:\n%s\nwant\n%s", path, w.Body, wanted)
				}
			})
		}
	}
	wg.Wait()
	if ms := e.Check(render.Page[int]("p.html")); len(ms) != 0 {
		t.Errorf("the check says %v", ms)
	}
	if got := messages(newEngine(t, render.Options{URLs: r.URLs()}, "q.html", `{{url "polls:detail"}}{{url "polls:indx"}}`), render.Page[int]("q.html")); got == "" {
		t.Error("the check finds nothing wrong with wrong names")
	}
	e = newEngine(t, render.Options{URLs: r.URLs()}, "p.html", `{{url "polls:detail" .}}`)
	if got, err := execute(e, nil, "p.html", 7); err != nil || got != "/author/7/" {
		t.Errorf("without a request: %s (%v)", got, err)
	}
}
