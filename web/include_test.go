package web_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/musette-go/musette/web"
)

// polls is an app that leads to its own pages by its own name.
func polls(r *web.Router) {
	r.Get("/", func(w http.ResponseWriter, r *http.Request) error {
		url, err := web.Reverse(r.Context(), "polls:detail", 7)
		if err != nil {
			return err
		}
		_, err = fmt.Fprint(w, url)
		return err
	}).Name("polls:index")
	r.Get("/{id:int}/", say("detail")).Name("polls:detail")
}

func TestIncludeTwice(t *testing.T) {
	t.Parallel()
	r := web.New(web.Options{})
	r.Include("/author", "author-polls", polls)
	r.Include("/publisher", "publisher-polls", polls)
	h, err := r.Build()
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{"/author/": "/author/7/", "/publisher/": "/publisher/7/", "/author/3/": "detail", "/publisher/3/": "detail"} {
		if got := get(h, "GET", path).Body.String(); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	urls := r.URLs()
	for name, want := range map[string]string{
		"author-polls:detail": "/author/5/", "publisher-polls:detail": "/publisher/5/",
		"polls:detail": "/author/5/", // outside a request: the first
	} {
		if got, err := urls.Reverse(name, 5); got != want || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
		if err := urls.Check(name, 1); err != nil {
			t.Error(err)
		}
		if err := urls.Check(name, 2); err == nil {
			t.Errorf("%s takes two arguments", name)
		}
	}
	for name, want := range map[string]bool{"polls:detail": true, "author-polls:detail": false, "polls:none": false, "": false} {
		if got := urls.PerInstance(name); got != want {
			t.Errorf("%s leads to one route in each instance: %t", name, got)
		}
	}
	info := r.Routes()[2]
	if info.Name != "publisher-polls:index" || info.Instance != "publisher-polls" || info.Pattern != "/publisher/" {
		t.Errorf("%+v", info)
	}
}

// TestIncludeDefault shows that the instance that is named like the app, or the app outside of instances, comes first.
func TestIncludeDefault(t *testing.T) {
	t.Parallel()
	for name, last := range map[string]func(r *web.Router){
		"instance": func(r *web.Router) { r.Include("/main", "polls", polls) },
		"group":    func(r *web.Router) { r.Group("/main", polls) },
	} {
		r := web.New(web.Options{})
		r.Include("/other", "other", polls)
		last(r)
		if _, err := r.Build(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if urls := r.URLs(); !urls.PerInstance("polls:detail") || urls.PerInstance("other:detail") {
			t.Errorf("%s: wrong about what depends on the instance", name)
		}
		if got, err := r.URLs().Reverse("polls:detail", 5); got != "/main/5/" || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestIncludeNested(t *testing.T) {
	t.Parallel()
	r := web.New(web.Options{})
	for _, site := range []string{"north", "south"} {
		r.Include("/"+site, site, func(r *web.Router) {
			r.Include("/a", "a", polls)
			r.Include("/b", "b", polls)
			r.Get("/", func(w http.ResponseWriter, r *http.Request) error {
				url, err := web.URLsOf(r.Context()).For(r.Context()).Reverse("polls:detail", 1)
				if err == nil {
					_, err = fmt.Fprint(w, url)
				}
				return err
			})
		})
	}
	h, err := r.Build()
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{"/south/b/": "/south/b/7/", "/north/a/": "/north/a/7/", "/south/": "/south/a/1/"} {
		if got := get(h, "GET", path).Body.String(); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	if got, err := r.URLs().Reverse("south:b:detail", 2); got != "/south/b/2/" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

func TestIncludeMistakes(t *testing.T) {
	t.Parallel()
	r := web.New(web.Options{})
	r.Include("/a", "same", polls)
	r.Include("/b", "same", polls)
	_, err := r.Build()
	wantErr(t, err, `the name "same:index" stands for`)

	r = web.New(web.Options{})
	r.Include("/a", "one", polls)
	r.Include("/{lang:slug}", "two", polls)
	_, err = r.Build()
	wantErr(t, err, `"polls:detail" takes other parameters`)

	r = web.New(web.Options{})
	r.Include("/a", "x", polls)
	r.Include("/b", "polls", func(r *web.Router) { r.Get("/", say("")).Name("news:index") })
	_, err = r.Build()
	wantErr(t, err, `the name "polls:index" stands for`, "give the instance another name")
}
