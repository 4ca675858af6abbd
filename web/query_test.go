package web_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/web"
)

func TestQuery(t *testing.T) {
	t.Parallel()
	tests := []struct{ raw, want, err string }{
		{"", "", ""},
		{"search=a", "a", ""},
		{"search=a+b%26c", "a b&c", ""},
		{"search=a&x=1&search=b", "b", ""},
		{"%73earch=a", "a", ""},
		{"search", "", ""},
		{"search=a;search=b", "a;search=b", ""},
		{"&&search=a&", "a", ""},
		{"other=%zz&search=a", "a", ""},
		{"%zz=1&search=a", "a", ""},
		{"search=%zz", "", `"search": "%zz" is not percent-encoded correctly.`},
		{"search=a%00b", "", `"search": "a\x00b" holds a NUL character.`},
		{"search=%ff", "", `"search": "\xff" is not valid UTF-8.`},
		{"search=%00" + strings.Repeat("x", 100), "", "…"},
	}
	for _, tt := range tests {
		r := httptest.NewRequest("GET", "/", nil)
		r.URL.RawQuery = tt.raw
		got, err := web.Query(r, "search")
		if tt.err != "" {
			wantErr(t, err, tt.err)
			if problem.Of(err) != problem.BadRequest || problem.Public(err) == "" || len(err.Error()) > 200 {
				t.Errorf("%q: %v is a %s", tt.raw, err, problem.Of(err))
			}
			continue
		}
		if err != nil || got != tt.want {
			t.Errorf("%q: %q, %v, want %q", tt.raw, got, err, tt.want)
		}
	}
}

func TestPageAndQueryInt(t *testing.T) {
	t.Parallel()
	tests := []struct {
		value string
		page  int
		n     int64
		ok    [2]bool // page, n
	}{
		{"", 1, 7, [2]bool{true, true}},
		{"1", 1, 1, [2]bool{true, true}},
		{"25", 25, 25, [2]bool{true, true}},
		{"0", 0, 0, [2]bool{false, true}},
		{"-3", 0, -3, [2]bool{false, true}},
		{"abc", 0, 0, [2]bool{false, false}},
		{"1.5", 0, 0, [2]bool{false, false}},
		{"%201", 0, 0, [2]bool{false, false}},
		{"0x10", 0, 0, [2]bool{false, false}},
		{"2147483647", 2147483647, 2147483647, [2]bool{true, true}},
		{"2147483648", 0, 2147483648, [2]bool{false, true}},
		{"9223372036854775807", 0, 9223372036854775807, [2]bool{false, true}},
		{"-9223372036854775809", 0, 0, [2]bool{false, false}},
		{"9223372036854775808", 0, 0, [2]bool{false, false}},
		{strings.Repeat("9", 5000), 0, 0, [2]bool{false, false}},
	}
	for _, tt := range tests {
		r := httptest.NewRequest("GET", "/?page="+tt.value, nil)
		page, err := web.Page(r)
		if tt.ok[0] {
			if err != nil || page != tt.page {
				t.Errorf("Page(%q) = %d, %v", tt.value, page, err)
			}
		} else {
			wantErr(t, err, `"page": "`)
			if s := err.Error(); !strings.HasSuffix(s, "is not a whole number ≥ 1.") && !strings.HasSuffix(s, "is larger than any page number.") {
				t.Error(s)
			}
		}
		n, err := web.QueryInt(r, "page", 7)
		if tt.ok[1] {
			if err != nil || n != tt.n {
				t.Errorf("QueryInt(%q) = %d, %v", tt.value, n, err)
			}
		} else {
			wantErr(t, err, `"page": "`, "is not a whole number.")
		}
	}
}

func FuzzQuery(f *testing.F) {
	f.Add("search=%00&page=1")
	f.Fuzz(func(t *testing.T, raw string) {
		r := httptest.NewRequest("GET", "/", nil)
		r.URL.RawQuery = raw
		s, err := web.Query(r, "search")
		if err == nil && (strings.Contains(s, "\x00") || strings.ToValidUTF8(s, "") != s) {
			t.Fatalf("%q let %q through", raw, s)
		}
		if page, err := web.Page(r); page < 1 {
			t.Fatalf("page %d, %v", page, err)
		}
	})
}
