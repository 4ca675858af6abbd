package form_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/problem"
)

func TestLimits(t *testing.T) {
	t.Parallel()
	many := strings.Repeat("a=1&", 1000) + "a=1"
	var files []sent
	for range 101 {
		files = append(files, sent{"f", "a.txt", "x"})
	}
	encoded := func(body, kind string) *http.Request {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		return r
	}
	const kind = "application/x-www-form-urlencoded"
	for name, c := range map[string]struct {
		r    *http.Request
		want problem.Kind
	}{
		"fits":           {encoded(many[4:], kind), problem.Internal},
		"many values":    {encoded(many, kind), problem.TooLarge},
		"100,000 values": {encoded(strings.Repeat("a&", 100_000), kind), problem.TooLarge},
		"long":           {encoded("a="+strings.Repeat("x", form.DefaultText), kind), problem.TooLarge},
		"very long":      {encoded("a="+strings.Repeat("x", 4*form.DefaultText), kind), problem.TooLarge},
		"bad escape":     {encoded("a=%zz", kind), problem.BadRequest},
		"json":           {encoded(`{"a": 1}`, "application/json"), problem.BadRequest},
		"no type":        {encoded("a=1", ""), problem.BadRequest},
		"no boundary":    {encoded("a=1", "multipart/form-data"), problem.BadRequest},
		"cut off":        {encoded("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nabc", "multipart/form-data; boundary=x"), problem.BadRequest},
		"many files":     {upload(t, files), problem.TooLarge},
		"files":          {upload(t, files[:100], "a", "b"), problem.Internal},
	} {
		in, err := form.Read(c.r)
		if problem.Of(err) != c.want || (err == nil) != (in != nil) || err == nil && c.want != problem.Internal {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestReadTwice(t *testing.T) {
	t.Parallel()
	for _, r := range []*http.Request{post(t, "name", "x"), upload(t, nil, "name", "x")} {
		for range 2 {
			in, err := form.Read(r)
			if err != nil {
				t.Fatal(err)
			}
			f, err := contactForm.New(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := f.Bind(t.Context(), in); err != nil || f.Data.Name != "x" {
				t.Errorf("name %q, %v", f.Data.Name, err)
			}
		}
	}
}

func TestWithReader(t *testing.T) {
	t.Parallel()
	r := post(t)
	r = r.WithContext(form.WithReader(r.Context(), func(*http.Request) (*form.Input, error) {
		return form.NewInput(url.Values{"name": {"from afar"}}, nil), nil
	}))
	if f := from(t, contactForm, r, nil); f.Data.Name != "from afar" {
		t.Errorf("name %q", f.Data.Name)
	}
}

// TestFormsetFlood: a million forms are refused in less than 10 ms and with next to no memory.
func TestFormsetFlood(t *testing.T) {
	set := form.Set(contactForm, form.SetOptions[contact]{Prefix: "people", Max: 10})
	in := form.NewInput(values("people-TOTAL_FORMS", "1000000", "people-INITIAL_FORMS", "0", "people-0-name", "x"), nil)
	var err error
	start := time.Now()
	n := testing.AllocsPerRun(10, func() { _, err = set.Bind(context.Background(), in, nil) })
	if took := time.Since(start); err == nil || problem.Of(err) != problem.BadRequest || n > 0 || took > 100*time.Millisecond {
		t.Errorf("%v, %v allocations, %v for 11 runs", err, n, took)
	}
	for _, total := range []string{"", "x", "-1", "1e6", "99999999999999999999", "0x10", "٣", " 1"} {
		if _, err := set.Bind(t.Context(), form.NewInput(values("people-TOTAL_FORMS", total, "people-INITIAL_FORMS", "0"), nil), nil); err == nil {
			t.Errorf("TOTAL_FORMS=%q was taken", total)
		}
	}
	if _, err := set.Bind(t.Context(), form.NewInput(values("people-TOTAL_FORMS", "1", "people-INITIAL_FORMS", "2"), nil), nil); err == nil {
		t.Error("more old forms than forms were taken")
	}
}

// FuzzBind sends anything to a form with every kind of field: it never panics, its text is fit to be stored, and what it shows is valid HTML
// text that holds no tag of the sender.
func FuzzBind(f *testing.F) {
	f.Add("text=a&int=1&price=1.5&day=2024-01-01&moment=2024-01-01T10:00&colour=r&tags=a&tags=b", "application/x-www-form-urlencoded")
	f.Add("text=%3Cxss-tag%3E&long=%0D%0A&took=1h&yes=on&no=false&town=Neustadt", "application/x-www-form-urlencoded")
	f.Add("--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nabc\r\n--x--\r\n", "multipart/form-data; boundary=x")
	f.Add("--x\r\nContent-Disposition: form-data; name=\"doc\"; filename=\"../a\"\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n--x--\r\n", "multipart/form-data; boundary=x")
	f.Add("price=1e999999999&float=1e999&int=-99999999999999999999&clock=25:00&moment=0000-00-00T00:00", "application/x-www-form-urlencoded")
	f.Add("text=%00&text=%ff&mail=a@b@c&web=http://[&slug=%2e%2e", "application/x-www-form-urlencoded")
	f.Fuzz(func(t *testing.T, body, kind string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		bound, err := everythingForm.From(r, nil)
		if err != nil {
			if k := problem.Of(err); k != problem.BadRequest && k != problem.TooLarge {
				t.Fatalf("%v is a problem of the kind %v", err, k)
			}
			return
		}
		for _, s := range []string{bound.Data.Text, bound.Data.Long, bound.Data.Mail, bound.Data.Web} {
			if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
				t.Fatalf("the text %q was taken", s)
			}
		}
		html, err := bound.AsDiv()
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(html), "<xss-tag") {
			t.Fatal("what was sent is not escaped")
		}
		if bound.Valid() != (bound.Err() == nil) {
			t.Fatalf("valid %v and %v", bound.Valid(), bound.Err())
		}
	})
}

func BenchmarkFrom(b *testing.B) {
	body := values("name", "Ada", "email", "ada@example.com", "age", "36", "born", "1815-12-10", "message", "hello").Encode()
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if f, err := contactForm.From(r, nil); err != nil || !f.Valid() {
			b.Fatal(fmt.Sprint(err))
		}
	}
}

func BenchmarkAsDiv(b *testing.B) {
	f, err := contactForm.New(context.Background(), &contact{Name: "Ada", Email: "ada@example.com"})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := f.AsDiv(); err != nil {
			b.Fatal(err)
		}
	}
}
