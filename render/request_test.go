package render

import (
	"net/http/httptest"
	"testing"
)

func TestRequestUnder(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		path, prefix string
		want         bool
	}{
		{"/products/", "/products/", true},
		{"/products/12/", "/products/", true},
		{"/products", "/products/", false},
		{"/productsheet/", "/products", false},
		{"/products/12/", "/products", true},
		{"/", "/products/", false},
	} {
		q := Request{httptest.NewRequest("GET", c.path, nil)}
		if got := q.Under(c.prefix); got != c.want {
			t.Errorf("Under(%q) of %q = %v, want %v", c.prefix, c.path, got, c.want)
		}
	}
}
