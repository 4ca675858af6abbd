package web_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/web"
)

func queryOf(t testing.TB, query string) (web.Values, error) {
	t.Helper()
	req := httptest.NewRequest("GET", "/", nil)
	req.URL.RawQuery = query
	return web.QueryValues(req)
}

func TestValues(t *testing.T) {
	t.Parallel()
	v, err := queryOf(t, "a=1&b=x+y&a=2&empty=&&n=-7&f=1.5&on=on&off=No&day=2026-02-03&%C3%A4=%C3%B6")
	if err != nil {
		t.Fatal(err)
	}
	if got := v.All("a"); !slices.Equal(got, []string{"1", "2"}) {
		t.Errorf("repeated keys: %q", got)
	}
	if v.Text("a") != "2" || v.Text("b") != "x y" || v.Text("none") != "" || v.Text("ä") != "ö" {
		t.Error("scalar getters take the last value, decoded")
	}
	if !v.Has("empty") || v.Has("none") || !slices.Equal(v.Names(), []string{"a", "b", "day", "empty", "f", "n", "off", "on", "ä"}) {
		t.Errorf("names: %q", v.Names())
	}
	n, err1 := v.Int("n", 0)
	def, err2 := v.Int("none", 5)
	empty, err3 := v.Int("empty", 6)
	f, err4 := v.Float("f", 0)
	on, err5 := v.Bool("on", false)
	off, err6 := v.Bool("off", true)
	day, err7 := v.Date("day", time.Time{})
	for i, err := range []error{err1, err2, err3, err4, err5, err6, err7} {
		if err != nil {
			t.Errorf("%d: %v", i, err)
		}
	}
	if n != -7 || def != 5 || empty != 6 || f != 1.5 || !on || off || day.Format(time.DateOnly) != "2026-02-03" {
		t.Error(n, def, empty, f, on, off, day)
	}
	v.All("a")[0] = "changed"
	v.URL()["a"][0] = "changed"
	if v.All("a")[0] != "1" {
		t.Error("what a getter returns is the request's own")
	}
}

func TestValuesMistakes(t *testing.T) {
	t.Parallel()
	for _, query := range []string{"a=%zz", "%zz=a", "a=%00", "%00=1", "a=%ff"} {
		if _, err := queryOf(t, query); problem.Of(err) != problem.BadRequest {
			t.Errorf("%q: %v", query, err)
		}
	}
	v, _ := queryOf(t, "n=1.5&f=NaN&g=0x1p4&b=maybe&d=2026-02-30&i=99999999999999999999&inf=Inf")
	_, err1 := v.Int("n", 0)
	_, err2 := v.Float("f", 0)
	_, err3 := v.Float("g", 0)
	_, err4 := v.Bool("b", false)
	_, err5 := v.Date("d", time.Time{})
	_, err6 := v.Int("i", 0)
	_, err7 := v.Float("inf", 0)
	for i, err := range []error{err1, err2, err3, err4, err5, err6, err7} {
		if problem.Of(err) != problem.BadRequest || !strings.Contains(problem.Public(err), `"`) {
			t.Errorf("%d: %v", i, err)
		}
	}
}

// TestSourcesAreNotMixed sends the same name from everywhere.
func TestSourcesAreNotMixed(t *testing.T) {
	t.Parallel()
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Post("/{name}/", func(w http.ResponseWriter, r *http.Request) error {
			form, err := web.ReadForm(r)
			if err != nil {
				return err
			}
			query, err := web.QueryValues(r)
			if err != nil {
				return err
			}
			header, err := web.Header(r, "Name")
			if err != nil {
				return err
			}
			cookie, _ := web.CookieValue(r, "name")
			_, twice := web.Header(r, "Twice")
			return say(strings.Join([]string{web.Param(r, "name"), query.Text("name"), form.Text("name"), header, cookie, form.Text("only-query"), problem.Of(twice).String()}, ","))(w, r)
		})
	})
	req := httptest.NewRequest("POST", "/path/?name=query&only-query=1", strings.NewReader("name=form"))
	req.Header = http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Name": {"header"}, "Cookie": {"name=cookie"}, "Twice": {"a", "b"}}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	if got := w.Body.String(); got != "path,query,form,header,cookie,,bad request" {
		t.Errorf("%q", got)
	}
}
