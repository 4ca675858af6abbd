package testkit

import (
	"strings"
	"testing"
)

// TestValidHTML names for each page the mistakes, in their order.
func TestValidHTML(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, html string
		want       []string
	}{
		{"a good page", "<!doctype html><html lang=en><head><meta charset=utf-8><title>x</title></head><body><p>a<p>b<br><img src=x alt=''></body></html>", nil},
		{"ends left out", "<ul><li>a<li>b<ul><li>c</ul></ul><dl><dt>a<dd>b<dt>c</dl><select><optgroup label=x><option>a<option>b<optgroup label=y><option>c</select><p>a<div>b</div>", nil},
		{"a table with ends left out", "<table><thead><tr><th>a<th>b<tbody><tr><td>1<td>2<tr><td>3<td>4</table>", nil},
		{"foreign elements", `<svg viewBox="0 0 1 1"><path d="M0 0"/><title>x</title></svg>`, nil},
		{"text that looks like tags", "<script>if (a</b>1) {}</script><textarea><b></textarea>", nil},
		{"not closed", "<div>\n<b>x\n</div>", []string{"HTML line 3: </div> ends while <b> of line 2 is still open"}},
		{"never closed", "<p>a</p>\n<section>", []string{"line 2: <section> is never closed"}},
		{"overlapping", "<b><i>x</b></i>", []string{"</b> ends while <i>", "</i> ends nothing that is open"}},
		{"a paragraph that a block ends", "<p><div>x</div></p>", []string{"</p> ends nothing"}},
		{"end of a void element", "x</br>", []string{"</br> ends an element that has no end"}},
		{"self-closing", "<div/><p>x</p>", []string{"<div/> does not end the element"}},
		{"ids", "<b id=a></b>\n<i id=a></i><u id='x y'></u>", []string{`line 2: the id "a" occurs twice, first on line 1`, `the id "x y" is empty or has spaces`}},
		{"attributes", `<a href=x title = ">" HREF='y'>z</a>`, []string{"<a> has the attribute href twice"}},
		{"attributes that are no mistake", `<a data-a="class=b" class=a/b hidden =x></a><input class='c' checked/><a onclick="a = 'b' b='c'"></a>`, nil},
		{"references", `<label for=a>x</label><input id=a aria-describedby="a b">`, []string{`aria-describedby points to the id "b"`}},
		{"pictures", `<img src=x><iframe src=x></iframe>`, []string{"<img> has no alt", "<iframe> has no title"}},
		{"nesting", `<a href=x><a href=y>z</a></a><form><form></form></form>`, []string{"<a> stands within another <a>", "<form> stands within another <form>"}},
		{"a page without", "<html><head><title> </title></head><body></body></html>", []string{"<!doctype html>", "does not say its language", "no <title>"}},
	} {
		got := htmlMistakes(c.html)
		if len(got) != len(c.want) {
			t.Errorf("%s: %d mistakes, want %d:\n%s", c.name, len(got), len(c.want), strings.Join(got, "\n"))
			continue
		}
		for i := range c.want {
			if !strings.Contains(got[i], c.want[i]) {
				t.Errorf("%s: %q lacks %q", c.name, got[i], c.want[i])
			}
		}
	}
}

// FuzzHTML: whatever a body holds, comparing and checking end.
func FuzzHTML(f *testing.F) {
	f.Add("<p>a<div><b id=x x=1 x=2></p>", "<li>a")
	f.Add("<!doctype html><table><select><svg/><", "<html></html>")
	f.Fuzz(func(t *testing.T, a, b string) {
		if d := htmlDifference(a, a); d != "" {
			t.Errorf("%q differs from itself: %s", a, d)
		}
		htmlMistakes(a)
		htmlMissing(a, b)
		formErrors(a)
	})
}
