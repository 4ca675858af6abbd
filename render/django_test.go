package render_test

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/web"
)

// An equivalent is what a tag or filter of Django is written as, with its result.
type equivalent struct {
	django, musette, gives string
	hidden                 bool // not in the reference: a second case of the row before
}

type city struct {
	Name, Country string
	People        int
}

func (c city) Big() bool { return c.People > 1_000_000 }

var djangoData = map[string]any{
	"Name": "Ann & Bob", "Text": "one two three four", "HTML": template.HTML("<b>bold</b>"), "Tags": []string{"tea", "pot"}, "Empty": []string{}, "Nil": nil,
	"N": 3, "Big": 1234567, "Half": 2.5, "Yes": true, "Path": "/a b/?x=ü",
	"When": time.Date(2026, 11, 20, 9, 5, 0, 0, time.UTC), "Soon": time.Date(2026, 11, 20, 14, 30, 0, 0, time.UTC),
	"Poem": "Roses\n\nViolets\nblue", "Cities": []city{{"Paris", "FR", 2_100_000}, {"Lyon", "FR", 520_000}, {"Bonn", "DE", 330_000}},
	"Mail": "see www.example.com.", "Nested": []any{"Tea", []any{"green", "black"}, "Coffee"},
}

var djangoNow = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func djangoTags() []equivalent {
	return []equivalent{
		{django: `{{ name }}`, musette: `{{.Name}}`, gives: `Ann &amp; Bob`},
		{django: `{% autoescape %}`, musette: `<a title="{{.Name}}">`, gives: `<a title="Ann &amp; Bob">`},
		{django: `{% comment %}, {# #}`, musette: `a{{/* note */}}b`, gives: `ab`},
		{django: `{% if x %} {% elif %} {% else %}`, musette: `{{if eq .N 1}}a{{else if gt .N 2}}b{{else}}c{{end}}`, gives: `b`},
		{django: `{% if a and not b %}`, musette: `{{if and .Yes (not .Nil)}}a{{end}}`, gives: `a`},
		{django: `{% for x in list %}`, musette: `{{range .Tags}}{{.}};{{end}}`, gives: `tea;pot;`},
		{django: `{% empty %}`, musette: `{{range .Empty}}{{.}}{{else}}none{{end}}`, gives: `none`},
		{django: `forloop.counter`, musette: `{{range $i, $t := .Tags}}{{add $i 1}}{{$t}} {{end}}`, gives: `1tea 2pot `},
		{django: `forloop.first, forloop.last`, musette: `{{range $i, $t := .Tags}}{{if $i}}, {{end}}{{$t}}{{end}}`, gives: `tea, pot`},
		{django: `{% cycle %}`, musette: `{{range $i, $t := .Tags}}{{cycle $i "odd" "even"}} {{end}}`, gives: `odd even `},
		{django: `{% with a=b %}`, musette: `{{$n := .N}}{{$n}}`, gives: `3`},
		{django: `{% firstof a b "c" %}`, musette: `{{or .Nil .Name "nobody"}}`, gives: `Ann &amp; Bob`},
		{django: `{% ifchanged %}`, musette: `{{$c := ""}}{{range .Cities}}{{if ne $c .Country}}{{.Country}}: {{end}}{{$c = .Country}}{{.Name}} {{end}}`, gives: `FR: Paris Lyon DE: Bonn `},
		{django: `{% regroup cities by country as g %}`, musette: `{{range regroup "Country" .Cities}}{{.Grouper}}: {{len .List}} {{end}}`, gives: `FR: 2 DE: 1 `},
		{django: `{% include "x" %}`, musette: `{{template "_tag.html" .N}}`, gives: `<i>3</i>`},
		{django: `{% include "x" with a=1 only %}`, musette: `{{template "_two.html" dict "a" 1 "b" .Name}}`, gives: `1 Ann &amp; Bob`},
		{django: `{% partialdef %}, {% partial %}`, musette: `{{define "row"}}<p>{{.}}</p>{{end}}{{template "row" .N}}`, gives: `<p>3</p>`},
		{django: `{% now "Y" %}`, musette: `{{date "2006" now}}`, gives: `2026`},
		{django: `{% url "detail" 12 %}`, musette: `<a href="{{url "catalog:detail" 12}}">`, gives: `<a href="/products/12/">`},
		{django: `{% url … as u %}`, musette: `{{$u := url "catalog:detail" 12}}{{$u}}`, gives: `/products/12/`},
		{django: `{% static "a.css" %}`, musette: `<link href="{{static "a.css"}}">`, gives: `<link href="/static/a.css">`},
		{django: `{% querystring page=2 %}`, musette: `<a href="{{querystring "page" 2}}">`, gives: `<a href="?q=x&amp;page=2">`},
		{django: `{% csrf_token %}`, musette: `<form method="post">{{csrf}}</form>`, gives: `<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="TOKEN"></form>`},
		{django: `{{ csp_nonce }}`, musette: `<style nonce="{{nonce}}"></style>`, gives: `<style nonce="NONCE"></style>`},
		{django: `{{ request.path }}`, musette: `{{request.Path}}`, gives: `/list/`},
		{django: `{% widthratio a b 100 %}`, musette: `{{widthratio .N 12 100}}`, gives: `25`},
		{django: `{% spaceless %}`, musette: `<p> {{- .N -}} </p>`, gives: `<p>3</p>`},
		{django: `{% verbatim %}, {% templatetag %}`, musette: "{{`{{raw}}`}}", gives: `{{raw}}`},
	}
}

func djangoFilters() []equivalent {
	return []equivalent{
		{django: `add:"2"`, musette: `{{add .N 2}}`, gives: `5`},
		{django: `addslashes`, musette: `{{addslashes "it's"}}`, gives: `it\&#39;s`},
		{django: `capfirst`, musette: `{{capfirst .Text}}`, gives: `One two three four`},
		{django: `center:"9"`, musette: `[{{center 9 "tea"}}]`, gives: `[   tea   ]`},
		{django: `cut:" "`, musette: `{{cut " " .Text}}`, gives: `onetwothreefour`},
		{django: `date:"j F Y"`, musette: `{{date "2 January 2006" .When}}`, gives: `20 November 2026`},
		{django: `time:"H:i"`, musette: `{{date "15:04" .When}}`, gives: `09:05`},
		{django: `default:"none"`, musette: `{{default "none" .Empty}}`, gives: `none`},
		{django: `default_if_none:"none"`, musette: `{{default_if_none "none" .Nil}}`, gives: `none`},
		{django: `dictsort:"name"`, musette: `{{range dictsort "Name" .Cities}}{{.Name}} {{end}}`, gives: `Bonn Lyon Paris `},
		{django: `dictsortreversed:"people"`, musette: `{{range dictsortreversed "People" .Cities}}{{.Name}} {{end}}`, gives: `Paris Lyon Bonn `},
		{django: `divisibleby:"3"`, musette: `{{if divisibleby 3 .N}}yes{{end}}`, gives: `yes`},
		{django: `escape, force_escape`, musette: `{{html .Name}}`, gives: `Ann &amp; Bob`},
		{django: `escapejs`, musette: `<script>let s = {{.Name}}</script>`, gives: `<script>let s = "Ann \u0026 Bob"</script>`},
		{django: `filesizeformat`, musette: `{{filesizeformat .Big}}`, gives: "1.2\u00a0MB"},
		{musette: `{{filesizeformat 1}}, {{filesizeformat 900}}, {{filesizeformat -2048}}`, gives: "1\u00a0byte, 900\u00a0bytes, -2.0\u00a0KB", hidden: true},
		{django: `first`, musette: `{{first .Tags}}`, gives: `tea`},
		{django: `floatformat`, musette: `{{floatformat .Half}}, {{floatformat 3.0}}`, gives: `2.5, 3`},
		{django: `floatformat:2`, musette: `{{floatformat 2 .Half}}`, gives: `2.50`},
		{musette: `{{floatformat -2 "3.10"}} {{floatformat -2 "3.00"}} {{floatformat 0 2.5}} {{floatformat "-34.26"}}`, gives: `3.10 3 3 -34.3`, hidden: true},
		{django: `intcomma (humanize)`, musette: `{{number .Big}}`, gives: `1,234,567`},
		{django: `iriencode`, musette: `<a href="{{.Path}}">`, gives: `<a href="/a%20b/?x=%c3%bc">`},
		{django: `join:", "`, musette: `{{join ", " .Tags}}`, gives: `tea, pot`},
		{django: `json_script:"id"`, musette: `{{json_script "tags" .Tags}}`, gives: `<script id="tags" type="application/json">["tea","pot"]</script>`},
		{django: `last`, musette: `{{last .Tags}}`, gives: `pot`},
		{django: `length`, musette: `{{len .Tags}}`, gives: `2`},
		{django: `linebreaks`, musette: `{{linebreaks .Poem}}`, gives: "<p>Roses</p>\n\n<p>Violets<br>blue</p>"},
		{musette: `{{linebreaks "\n\r\n<a>\n"}}|{{linebreaks ""}}`, gives: "<p>&lt;a&gt;</p>|", hidden: true},
		{django: `linebreaksbr`, musette: `{{linebreaksbr .Poem}}`, gives: `Roses<br><br>Violets<br>blue`},
		{django: `linenumbers`, musette: `{{linenumbers "a\nb"}}`, gives: "1. a\n2. b"},
		{django: `ljust:"5"`, musette: `[{{ljust 5 "tea"}}]`, gives: `[tea  ]`},
		{django: `lower`, musette: `{{lower .Name}}`, gives: `ann &amp; bob`},
		{django: `pluralize`, musette: `{{.N}} book{{pluralize .N}}`, gives: `3 books`},
		{django: `pluralize:"y,ies"`, musette: `{{.N}} cherr{{pluralize "y,ies" .N}}`, gives: `3 cherries`},
		{django: `pprint`, musette: `{{printf "%+v" (first .Cities)}}`, gives: `{Name:Paris Country:FR People:2100000}`},
		{django: `random`, musette: `{{random (take 1 .Tags)}}`, gives: `tea`},
		{django: `rjust:"5"`, musette: `[{{rjust 5 "tea"}}]`, gives: `[  tea]`},
		{django: `safe`, musette: `{{.HTML}}`, gives: `<b>bold</b>`},
		{django: `slice:":2"`, musette: `{{range take 2 .Cities}}{{.Name}} {{end}}`, gives: `Paris Lyon `},
		{django: `slice:"1:2"`, musette: `{{range slice .Cities 1 2}}{{.Name}}{{end}}`, gives: `Lyon`},
		{django: `slugify`, musette: `{{slugify "  Crème brûlée & Co! "}}`, gives: `creme-brulee-co`},
		{django: `stringformat:"05d"`, musette: `{{printf "%05d" .N}}`, gives: `00003`},
		{django: `striptags`, musette: `{{striptags "<p>a <b>b</b><!-- c --></p> 1 < 2"}}`, gives: `a b 1 &lt; 2`},
		{django: `timesince`, musette: `{{timesince .When}}`, gives: "2\u00a0hours, 55\u00a0minutes"},
		{django: `timeuntil`, musette: `{{timeuntil .Soon}}`, gives: "2\u00a0hours, 30\u00a0minutes"},
		{django: `title`, musette: `{{title "o'neill's 2nd TEA"}}`, gives: `O&#39;neill&#39;s 2nd Tea`},
		{django: `truncatechars:9`, musette: `{{truncate 9 .Text}}`, gives: `one two …`},
		{django: `truncatewords:2`, musette: `{{truncatewords 2 .Text}}`, gives: `one two …`},
		{musette: `{{truncatewords 4 .Text}}`, gives: `one two three four`, hidden: true},
		{django: `unordered_list`, musette: `<ul>{{unordered_list .Nested}}</ul>`, gives: `<ul><li>Tea<ul><li>green</li><li>black</li></ul></li><li>Coffee</li></ul>`},
		{django: `upper`, musette: `{{upper .Text}}`, gives: `ONE TWO THREE FOUR`},
		{django: `urlencode`, musette: `{{urlquery .Name}}`, gives: `Ann&#43;%26&#43;Bob`},
		{django: `urlize`, musette: `{{urlize .Mail}}`, gives: `see <a href="https://www.example.com" rel="nofollow">www.example.com</a>.`},
		{django: `urlizetrunc:5`, musette: `{{urlizetrunc 5 .Mail}}`, gives: `see <a href="https://www.example.com" rel="nofollow">www.…</a>.`},
		{django: `wordcount`, musette: `{{wordcount .Text}}`, gives: `4`},
		{django: `wordwrap:9`, musette: `{{wordwrap 9 .Text}}`, gives: "one two\nthree\nfour"},
		{django: `yesno:"on,off,unset"`, musette: `{{yesno "on,off,unset" .Yes}} {{yesno "on,off,unset" .Nil}}`, gives: `on unset`},
		{musette: `{{yesno "on,off" .Nil}} {{yesno "on,off,unset" 0}}`, gives: `off off`, hidden: true},
	}
}

// TestDjangoEquivalents shows what tags and filters of Django are written as (TPL-01).
func TestDjangoEquivalents(t *testing.T) {
	t.Parallel()
	shown := 0
	for _, eq := range append(djangoTags(), djangoFilters()...) {
		if !eq.hidden {
			shown++
		}
		e := newEngine(t, render.Options{URLs: names(t), Now: func() time.Time { return djangoNow }},
			"p.html", eq.musette, "_tag.html", "<i>{{.}}</i>", "_two.html", "{{.a}} {{.b}}")
		r := guarded(t, httptest.NewRequest("GET", "/list/?q=x&page=1", nil))
		got, err := execute(e, r, "p.html", djangoData)
		got = strings.NewReplacer(web.CSRFToken(r), "TOKEN", web.Nonce(r), "NONCE").Replace(got)
		if err != nil || got != eq.gives {
			t.Errorf("%s\ngives %q (%v)\nwant  %q", eq.musette, got, err, eq.gives)
		}
	}
	if shown < 60 {
		t.Errorf("%d equivalents, want at least 60", shown)
	}
}

// TestDjangoReference keeps the tables of the reference page equal to what the test above shows. The flag -update writes them.
func TestDjangoReference(t *testing.T) {
	t.Parallel()
	const page = "../docs/reference/template-functions.md"
	b, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	for name, rows := range map[string][]equivalent{"tags": djangoTags(), "filters": djangoFilters()} {
		begin, end := "<!-- table: "+name+", written by go test ./render -run Django -update -->\n", "<!-- end of "+name+" -->\n"
		from, to := strings.Index(text, begin), strings.Index(text, end)
		if from < 0 || to < from {
			t.Fatalf("%s lacks the place for the table of %s", page, name)
		}
		text = text[:from] + begin + referenceTable(rows) + end + text[to+len(end):]
	}
	if *update {
		if err := os.WriteFile(page, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if text != string(b) {
		t.Errorf("%s is not up to date: run go test ./render -run Django -update", page)
	}
}

func referenceTable(rows []equivalent) string {
	var b bytes.Buffer
	b.WriteString("| Django | Musette | gives |\n|---|---|---|\n")
	for _, eq := range rows {
		if !eq.hidden {
			fmt.Fprintf(&b, "| %s | %s | %s |\n", codeCell(eq.django), codeCell(eq.musette), codeCell(eq.gives))
		}
	}
	return b.String()
}

// codeCell is text as code within a table.
func codeCell(s string) string {
	s = strings.NewReplacer("|", `\|`, "\n", "⏎", "\u00a0", " ").Replace(s)
	if strings.Contains(s, "`") {
		return "`` " + s + " ``"
	}
	return "`" + s + "`"
}

// TestEveryFunctionIsDocumented looks for each function in the reference.
func TestEveryFunctionIsDocumented(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../docs/reference/template-functions.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range render.FunctionNames() {
		if !bytes.Contains(b, []byte("`"+name)) && !bytes.Contains(b, []byte("{{"+name)) && !bytes.Contains(b, []byte(" "+name+" ")) && !bytes.Contains(b, []byte("("+name+" ")) {
			t.Errorf("the reference lacks %s", name)
		}
	}
}

// TestFunctionsRefuse wants wrong values to be refused with the name of the function.
func TestFunctionsRefuse(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{{add .Text 1}}`: "add: a string is not a number", `{{add 9223372036854775807 1}}`: "too large", `{{divisibleby 0 .N}}`: "divisibleby", `{{divisibleby 2 .Text}}`: "divisibleby",
		`{{widthratio .Text 1 2}}`: "widthratio", `{{widthratio 1e300 1e-300 100}}`: "no width", `{{filesizeformat .Text}}`: "filesizeformat", `{{floatformat 99 1.5}}`: "places",
		`{{floatformat .Text}}`: "number formats a number", `{{floatformat 1 2 3}}`: "3 arguments", `{{truncatewords 0 .Text}}`: "at least 1", `{{wordwrap 0 .Text}}`: "width from 1",
		`{{center 99999999 .Text}}`: "10000", `{{ljust -1 .Text}}`: "width", `{{join ", " .N}}`: "join takes a list", `{{first .N}}`: "first takes a list", `{{last .N}}`: "last takes a list",
		`{{take -1 .Tags}}`: "at least 0", `{{take 1 .N}}`: "take takes a list", `{{random .N}}`: "random takes a list", `{{cycle 1}}`: "cycle takes", `{{cycle -1 "a"}}`: "cycle takes",
		`{{regroup "Nope" .Cities}}`: `no field, method or key "Nope"`, `{{dictsort "Nope" .Cities}}`: `"Nope"`, `{{dictsort "Name" .Mixed}}`: "cannot be put in order",
		`{{yesno "a" true}}`: "two or three words", `{{timesince .Text}}`: "expected a time.Time", `{{timeuntil .N}}`: "expected a time.Time", `{{date "date" .N}}`: "formats a time.Time",
		`{{unordered_list .N}}`: "takes a list", `{{unordered_list .Deep}}`: "more than 50 deep", `{{json_script "x" .Func}}`: "json_script", `{{urlizetrunc 0 .Text}}`: "at least 1",
		`{{widthratio 1 0 2}}{{pluralize .Text}}`: "pluralize takes a whole number",
	} {
		data := map[string]any{"Text": "x", "N": 3, "Tags": []string{"a"}, "Cities": []city{{}}, "Func": func() {},
			"Mixed": []any{map[string]any{"Name": "x"}, map[string]any{"Name": 1}}}
		deep := []any{"x"}
		for range 60 {
			deep = []any{"x", deep}
		}
		data["Deep"] = deep
		e := newEngine(t, render.Options{}, "p.html", text)
		_, err := execute(e, nil, "p.html", data)
		wantErr(t, err, want)
	}
}

// TestFunctionEdges are the cases at the edge of single functions.
func TestFunctionEdges(t *testing.T) {
	t.Parallel()
	type label string
	var none *time.Time
	word := "pointed"
	data := map[string]any{"Label": label("Some Label"), "Nil": (*string)(nil), "Word": &word, "Never": none, "Zero": time.Time{}, "HTML": template.HTML("<b>x</b>"),
		"Array": [3]int{1, 2, 3}, "Cities": []*city{{"b", "x", 2}, {"a", "x", 1}}, "Ptr": &[]string{"p"}, "Past": djangoNow.AddDate(-1, -2, 0), "Jan": time.Date(2026, 10, 31, 12, 0, 0, 0, time.UTC)}
	for text, want := range map[string]string{
		`{{lower .Label}} {{truncate 4 .Label}} {{upper .Word}} [{{lower .Nil}}] {{lower 3}}`: "some label Som… POINTED [] 3",
		`{{timesince .Never}}{{timesince .Zero}}[{{timeuntil nil}}]`:                          "[]",
		`{{timesince .Past}}`:                                    "1\u00a0year, 2\u00a0months",
		`{{timesince .Jan}}`:                                     "2\u00a0weeks, 6\u00a0days",
		`{{timesince now}}`:                                      "0\u00a0minutes",
		`{{range take 2 .Array}}{{.}}{{end}}`:                    "12",
		`{{take 2 "äöü"}} {{take 9 "ab"}}`:                       "äö ab",
		`{{first "äö"}}{{last "aö"}}{{first ""}}`:                "äö",
		`[{{first nil}}{{last nil}}{{random nil}}]`:              "[]",
		`{{join "-" .Array}} {{join "," .Ptr}} {{join "," nil}}`: "1-2-3 p ",
		`{{range dictsort "Name" .Cities}}{{.Name}}{{end}}{{range dictsort "Big" .Cities}}{{.Name}}{{end}}`: "abba",
		`{{linebreaks .HTML}} {{linebreaksbr .HTML}} {{lower .HTML}}`:                                       "<p><b>x</b></p> <b>x</b> &lt;b&gt;x&lt;/b&gt;",
		`{{wordwrap 5 "a  b\r\n\nverylongword x"}}`:                                                         "a  b\n\nverylongword\nx",
		`{{slugify "--_Ab  c-_d--é_"}}|{{slugify "日本"}}`:                                                    "ab-c-_d-e|",
		`{{striptags "<a"}} {{striptags "a<b>c<"}} {{striptags "< a > b"}} {{striptags "<!--x"}}`:           "&lt;a ac&lt; &lt; a &gt; b &lt;!--x",
		`{{add 1.5 2}} {{add "1" "2"}} {{add -1 1}}`:                                                        "3.5 3 0",
		`{{floatformat "0.05"}} {{floatformat 2 "-0.005"}}`:                                                 "0.1 -0.01",
		`{{cut "" "abc"}}{{capfirst ""}}`:                                                                   "abc",
		`{{with default_if_none "x" .Never}}{{.}}{{end}}{{default_if_none "x" 0}}`:                          "x0",
		`{{linenumbers "1\n2\n3\n4\n5\n6\n7\n8\n9\n10"}}`:                                                   "01. 1\n02. 2\n03. 3\n04. 4\n05. 5\n06. 6\n07. 7\n08. 8\n09. 9\n10. 10",
		`{{json_script "a\"b" "</script><script>"}}`:                                                        `<script id="a&#34;b" type="application/json">"\u003c/script\u003e\u003cscript\u003e"</script>`,
	} {
		e := newEngine(t, render.Options{Now: func() time.Time { return djangoNow }}, "p.html", text)
		got, err := execute(e, nil, "p.html", data)
		if err != nil || got != want {
			t.Errorf("%s\ngives %q (%v)\nwant  %q", text, got, err, want)
		}
	}
}

func TestUrlize(t *testing.T) {
	t.Parallel()
	link := func(href, shown string) string { return `<a href="` + href + `" rel="nofollow">` + shown + `</a>` }
	for text, want := range map[string]string{
		"http://a.example":                              link("http://a.example", "http://a.example"),
		"(see https://a.example/x_(y)).":                "(see " + link("https://a.example/x_%28y%29", "https://a.example/x_(y)") + ").",
		"HTTPS://A.example/?a=1&b=2!":                   link("HTTPS://A.example/?a=1&amp;b=2", "HTTPS://A.example/?a=1&amp;b=2") + "!",
		"example.com example.co.uk foo.bar":             link("https://example.com", "example.com") + " example.co.uk foo.bar",
		"ann@example.co.uk,":                            `<a href="mailto:ann@example.co.uk">ann@example.co.uk</a>,`,
		"a@b @b.com a@ a@b@c.com":                       "a@b @b.com a@ a@b@c.com",
		"javascript:alert(1) data:text/html,x":          "javascript:alert(1) data:text/html,x",
		`<a href="http://a.example">`:                   "&lt;a href=&#34;" + link("http://a.example", "http://a.example") + "&#34;&gt;",
		"http:// https:///x www.":                       "http:// https:///x www.",
		"http://a.example/" + strings.Repeat("x", 3000): "http://a.example/" + strings.Repeat("x", 3000),
		"a\u00a0www.x.org\n":                            "a\u00a0" + link("https://www.x.org", "www.x.org") + "\n",
		"":                                              "",
	} {
		e, err := render.New(render.Options{Sources: []render.Source{{Name: "a", FS: fstest.MapFS{"p.html": {Data: []byte(`{{urlize .}}`)}}}}})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := execute(e, nil, "p.html", text); err != nil || got != want {
			t.Errorf("%.80q\ngives %.200s (%v)\nwant  %.200s", text, got, err, want)
		}
	}
}
