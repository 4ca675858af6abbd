package static_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/musette-go/musette/static"
)

// BenchmarkNew is what the start of a site pays for a hundred files, a third of which refer to others.
func BenchmarkNew(b *testing.B) {
	source := files("i.svg", strings.Repeat("<g/>", 500))
	for i := range 33 {
		n := strconv.Itoa(i)
		source["css/"+n+".css"] = files("x", strings.Repeat("a{b:url(../i.svg)}", 200))["x"]
		source["js/"+n+".js"] = files("x", "import './"+strconv.Itoa((i+1)%33)+".js';"+strings.Repeat("f(1/2);", 500))["x"]
		source["img/"+n+".png"] = files("x", strings.Repeat("png", 3000))["x"]
	}
	for b.Loop() {
		newFiles(b, static.Options{}, source)
	}
}

type sink struct{ h http.Header }

func (s sink) Header() http.Header         { return s.h }
func (s sink) Write(p []byte) (int, error) { return len(p), nil }
func (s sink) WriteHeader(int)             {}

// BenchmarkServe is one request for a style sheet, without its router.
func BenchmarkServe(b *testing.B) {
	f := newFiles(b, static.Options{}, files("a.css", long))
	name := strings.TrimPrefix(address(b, f, "a.css"), "/static/")
	for _, encoding := range []string{"", "br"} {
		b.Run("encoding="+encoding, func(b *testing.B) {
			r := httptest.NewRequest("GET", "/", nil)
			r.Header.Set("Accept-Encoding", encoding)
			b.ReportAllocs()
			for b.Loop() {
				if err := f.Serve(sink{http.Header{}}, r, name); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
