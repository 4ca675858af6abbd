package web_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/musette-go/musette/web"
)

func contains(s, part string) bool { return strings.Contains(s, part) }

func TestReverseWithSuffix(t *testing.T) {
	t.Parallel()
	r := web.New(web.Options{})
	r.Get("/items/{id:int}/", say("")).Name("item")
	urls := r.URLs()
	tests := []struct {
		args []any
		want string
	}{
		{[]any{1, web.WithQuery("q", "a b"), web.WithFragment("x")}, "/items/1/?q=a+b#x"},
		{[]any{1, web.WithFragment("ä/?#"), web.WithQuery("q", "&=#", "page", 2, "all", true)}, "/items/1/?q=%26%3D%23&page=2&all=true#%C3%A4/?%23"},
		{[]any{1, web.WithQuery("t", []string{"a", "b"}), web.WithQuery("u", "c")}, "/items/1/?t=a&t=b&u=c"},
		{[]any{1, web.WithQuery()}, "/items/1/"},
	}
	for _, tt := range tests {
		got, err := urls.Reverse("item", tt.args...)
		if got != tt.want || err != nil {
			t.Errorf("%q, %v, want %q", got, err, tt.want)
		}
		if u, err := url.Parse(got); err != nil || u.Path != "/items/1/" {
			t.Errorf("%q does not parse: %v", got, err)
		}
	}
	for _, args := range [][]any{{1, web.WithQuery("q")}, {1, web.WithQuery(1, "q")}, {1, web.WithQuery("q", 1.5)}, {web.WithQuery("q", "x"), 1}, {web.WithFragment("x")}} {
		if got, err := urls.Reverse("item", args...); err == nil {
			t.Errorf("%v gave %q", args, got)
		}
	}
}

func FuzzReverseSuffix(f *testing.F) {
	f.Add("q", "a b", "x")
	f.Add("&", "#\x00", "\n?")
	r := web.New(web.Options{})
	r.Get("/i/", nil).Name("i")
	urls := r.URLs()
	f.Fuzz(func(t *testing.T, name, value, fragment string) {
		got, err := urls.Reverse("i", web.WithQuery(name, value), web.WithFragment(fragment))
		if err != nil {
			return
		}
		u, err := url.Parse(got)
		if err != nil || u.Path != "/i/" || u.Host != "" || u.Query().Get(name) != value || u.Fragment != fragment {
			t.Errorf("%q: %v", got, err)
		}
	})
}
