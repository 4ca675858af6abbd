package web_test

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/musette-go/musette/web"
)

// year takes four digits and nothing else.
func year() *web.Converter {
	return web.NewConverter("year", func(s string) (int, error) {
		if len(s) != 4 || s[0] == '-' {
			return 0, errors.New("a year has four digits")
		}
		return strconv.Atoi(s)
	}, func(y int) string { return fmt.Sprintf("%04d", y) })
}

// lang takes two lower-case letters of a list.
func lang() *web.Converter {
	return web.NewConverter("lang", func(s string) (string, error) {
		if s != "de" && s != "fr" {
			return "", errors.New("unknown")
		}
		return s, nil
	}, func(s string) string { return s })
}

func TestConverter(t *testing.T) {
	t.Parallel()
	var urls *web.URLs
	h := build(t, web.Options{}, func(r *web.Router) {
		r.Get("/archive/{year:year}/", func(w http.ResponseWriter, r *http.Request) error {
			_, err := fmt.Fprintf(w, "year %d", web.Value[int](r, "year")+1)
			return err
		}).Name("archive")
		r.Get("/archive/{lang:lang}/", say("lang")).Name("lang")
		r.Get("/archive/{slug:slug}/", say("slug"))
		r.Get("/archive/{id:int}/", say("int"))
		r.Converters(year(), lang()) // also after the routes that use them
		urls = r.URLs()
	})
	for path, want := range map[string]string{
		"/archive/2024/": "int", // int is more specific
		"/archive/0999/": "year 1000",
		"/archive/de/":   "lang",
		"/archive/it/":   "slug",
		"/archive/+999/": "Not Found", // parses, but is not what format writes
	} {
		if got := get(h, "GET", path).Body.String(); !strings.Contains(got, want) {
			t.Errorf("%s: %.80q, want %q", path, got, want)
		}
	}
	for _, arg := range []any{987, "0987"} {
		if got, err := urls.Reverse("archive", arg); got != "/archive/0987/" || err != nil {
			t.Errorf("reverse of %#v: %q, %v", arg, got, err)
		}
	}
	for _, arg := range []any{12345, -1, "x", 1.5} {
		if got, err := urls.Reverse("archive", arg); err == nil {
			t.Errorf("reverse of %#v gave %q", arg, got)
		}
	}
}

// TestConverterBelongsToOneRouter shows that nothing is global.
func TestConverterBelongsToOneRouter(t *testing.T) {
	t.Parallel()
	one, two := web.New(web.Options{}), web.New(web.Options{})
	one.Converters(year())
	for _, r := range []*web.Router{one, two} {
		r.Get("/{y:year}/", say("x"))
	}
	if _, err := one.Build(); err != nil {
		t.Error(err)
	}
	_, err := two.Build()
	wantErr(t, err, `there is no type "year"`, "int, uuid, slug, str, path")
}

func TestConverterMistakes(t *testing.T) {
	t.Parallel()
	r := web.New(web.Options{})
	y := year()
	r.Converters(y, y) // an app that is included twice does so
	r.Converters(year(), nil, web.NewConverter("int", strconv.Atoi, strconv.Itoa))
	_, err := r.Build()
	wantErr(t, err, `two converters have the name "year"`, "nil converter", `"int" has the name of a built-in type`)

	defer func() {
		if v := recover(); v == nil || !strings.Contains(fmt.Sprint(v), `"a b"`) {
			t.Errorf("a bad name: %v", v)
		}
	}()
	web.NewConverter("a b", strconv.Atoi, strconv.Itoa)
}

func TestValueOfAnotherType(t *testing.T) {
	t.Parallel()
	log, out := newLog()
	h := build(t, web.Options{Logger: log}, func(r *web.Router) {
		r.Converters(year())
		r.Get("/{y:year}/", func(_ http.ResponseWriter, r *http.Request) error { _ = web.Value[string](r, "y"); return nil })
	})
	if w := get(h, "GET", "/1999/"); w.Code != 500 || !strings.Contains(out.String(), "no converter of string") {
		t.Errorf("%d\n%s", w.Code, out)
	}
}
