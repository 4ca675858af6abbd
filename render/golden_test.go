package render_test

import (
	"bytes"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/web"
)

var update = flag.Bool("update", false, "rewrite the golden files")

type product struct {
	ID    int64
	Name  string
	Price float64
}

func (p *product) Shout() string { return strings.ToUpper(p.Name) }

type branch struct {
	Name     string
	Children []*branch
}

// names is a router with the routes that the tests reverse.
func names(t testing.TB) *web.URLs {
	t.Helper()
	r := web.New(web.Options{})
	none := func(http.ResponseWriter, *http.Request) error { return nil }
	r.Get("/products/{id:int}/", none).Name("catalog:detail")
	r.Get("/n/{name}/", none).Name("catalog:name")
	if _, err := r.Build(); err != nil {
		t.Fatal(err)
	}
	return r.URLs()
}

// TestGolden renders the page of each folder of testdata.
func TestGolden(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		page, target string
		data         any
	}{
		"layouts": {"catalog/page.html", "/", struct{ Product *product }{&product{1, "Tea & Co", 3}}},
		"partials": {"catalog/page.html", "/", map[string]any{
			"Products": []*product{{1, "Tea", 3}, {2, "Pot <big>", 1999.5}},
			"Tree":     &branch{"a", []*branch{{"b", []*branch{{"c", nil}}}, {"d", nil}}},
		}},
		"functions": {"page.html", "/products/?q=a%20b&page=2&sort=name", map[string]any{
			"Tags": []string{"x", "y&z"}, "When": time.Date(2026, 11, 20, 9, 5, 0, 0, time.UTC), "Never": (*time.Time)(nil),
		}},
		"escaping": {"page.html", "/?evil=%3Cscript%3Ealert(1)%3C/script%3E", map[string]any{
			"Evil": `"><script>alert('x')<\script> onerror=1`, "URL": "javascript:alert(1)", "Short": "a\"b<c",
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join("testdata", name)
			e, err := render.New(render.Options{Sources: []render.Source{{Name: name, FS: os.DirFS(dir)}}, URLs: names(t)})
			if err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			if err := e.Execute(&got, httptest.NewRequest("GET", tt.target, nil), tt.page, tt.data); err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join(dir, "want.html")
			if *update {
				if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.Bytes(), want) {
				t.Errorf("got\n%s\nwant\n%s", got.Bytes(), want)
			}
		})
	}
}
