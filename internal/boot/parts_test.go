package boot

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/web"
)

// bell is a part that wants to be mounted.
type bell struct {
	name  string
	calls *[]string
	err   error
}

func (bell) PartOf() string { return "bells" }

func (b bell) MountParts(to *web.Router, parts []app.Part) error {
	var names []string
	for _, p := range parts {
		names = append(names, p.(bell).name)
	}
	*b.calls = append(*b.calls, strings.Join(names, "+"))
	to.Get("/bells/", func(w http.ResponseWriter, _ *http.Request) error { fmt.Fprint(w, "ding"); return nil }).Public()
	return b.err
}

// A battery mounts all of its parts at once, whichever apps they are in, and its error stops the start.
func TestMountParts(t *testing.T) {
	t.Parallel()
	var calls []string
	site := func(err error) app.Site {
		return app.Site{Name: "tower", Apps: []app.App{
			{Name: "one", Parts: []app.Part{bell{"a", &calls, err}, functionless{}}}, {Name: "two", Parts: []app.Part{bell{"b", &calls, nil}}},
		}}
	}
	b, err := New(site(nil), app.Config{Mode: app.Test}, quiet())
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(calls, []string{"a+b"}) {
		t.Errorf("mounted %q", calls)
	}
	w := httptest.NewRecorder()
	b.Handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/bells/", nil))
	if w.Body.String() != "ding" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if _, err := New(site(errors.New("cracked")), app.Config{Mode: app.Test}, quiet()); err == nil || !strings.Contains(err.Error(), "cracked") {
		t.Error(err)
	}
}

type functionless struct{}

func (functionless) PartOf() string { return "silence" }
