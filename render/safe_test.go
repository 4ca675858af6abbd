package render_test

import (
	"html/template"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/musette-go/musette/render"
)

// TestFormatHTML escapes each argument for its place.
func TestFormatHTML(t *testing.T) {
	t.Parallel()
	const evil = `"><script>alert(1)</script>`
	for _, c := range []struct{ got, want template.HTML }{
		{render.FormatHTML(`<b>%s</b>`, evil), `<b>&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;</b>`},
		{render.FormatHTML(`<b>%s</b>%s`, template.HTML("<i>x</i>"), 3), `<b><i>x</i></b>3`},
		{render.FormatHTML(`<a href="%s" title='%s'>`, "javascript:alert(1)", evil), `<a href="#ZgotmplZ" title='&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;'>`},
		{render.FormatHTML(`<a onclick="f(%s)">`, evil), `<a onclick="f(&#34;\&#34;\u003e\u003cscript\u003ealert(1)\u003c/script\u003e&#34;)">`},
		{render.FormatHTML(`100%% {{.}} {{`), `100% {{.}} {{`},
	} {
		if c.got != c.want {
			t.Errorf("%s, want %s", c.got, c.want)
		}
	}
	for name, call := range map[string]func(){
		"too few": func() { render.FormatHTML(`%s`) }, "too many": func() { render.FormatHTML(`x`, 1) }, "verb": func() { render.FormatHTML(`%d`, 1) },
		"half a tag": func() { render.FormatHTML(`<a href="%s`, 1) },
	} {
		func() {
			defer func() {
				if v, ok := recover().(string); !ok || !strings.HasPrefix(v, "render: ") {
					t.Errorf("%s: recovered %v", name, v)
				}
			}()
			call()
		}()
	}
}

// combiners are templates that put .Safe, which is HTML, and .Evil, which is not, together in every way that functions allow.
var combiners = []string{
	`{{printf "%s%s" .Safe .Evil}}`, `{{printf "%v" .Evil}}`, `{{print .Safe .Evil}}`, `{{println .Safe .Evil}}`, `{{join .Evil .Both}}`, `{{join "" .Both}}`,
	`{{cut "b" .Safe}}{{cut "x" .Evil}}`, `{{truncate 5000 .Evil}}`, `{{truncatewords 5000 .Evil}}`, `{{lower .Evil}}{{upper .Evil}}{{title .Evil}}{{capfirst .Evil}}`,
	`{{linebreaks .Evil}}`, `{{linebreaksbr .Evil}}`, `{{linebreaks (print .Safe .Evil)}}`, `{{urlize .Evil}}`, `{{urlizetrunc 9 .Evil}}`, `{{unordered_list .Both}}`,
	`{{json_script .Evil .Evil}}`, `{{formatHTML "%s%s" .Safe .Evil}}`, `{{formatHTML "<a href='%s'>%s</a>" .Evil .Evil}}`, `{{wordwrap 80 .Evil}}{{linenumbers .Evil}}`,
	`{{center 80 .Evil}}{{ljust 80 .Evil}}{{rjust 80 .Evil}}`, `{{addslashes .Evil}}{{slugify .Evil}}{{striptags .Evil}}`, `{{default .Evil ""}}{{or "" .Evil}}{{yesno .Words true}}`,
	`{{first .Evils}}{{last .Evils}}{{random .Evils}}{{range take 3 .Evils}}{{.}}{{end}}`, `{{take 5000 .Evil}}`, `{{cycle 1 .Safe .Evil}}`, `{{index .Both 1}}`,
	`{{range regroup "X" .Rows}}{{.Grouper}}{{range .List}}{{.X}}{{end}}{{end}}`, `{{range dictsort "X" .Rows}}{{.X}}{{end}}`, `{{pluralize .Ends 2}}`,
	`{{with dict "a" .Evil}}{{.a}}{{end}}`, `{{html .Evil}}{{js .Evil}}{{urlquery .Evil}}`, `{{.Safe | print .Evil}}`, `{{slice .Evil 1}}`, `{{default_if_none .Evil nil}}`,
}

// TestNothingMakesHTMLOfText is the property that no function makes markup of text, alone or together with HTML (TPL-03): whatever
// is combined, the text's "<" and quotes come out escaped.
func TestNothingMakesHTMLOfText(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"<script>", "</script>", "<img src=x onerror=alert(1)>", `"`, "'", ">", "<", "&lt;", "\n", "\n\n", " ", "http://a.example/", "www.x.com", "a@b.co", "--><!--", "%s", "{{", "\x00", "\u2028", "=", "`"}
	for _, text := range combiners {
		e := newEngine(t, render.Options{}, "p.html", text)
		for range 40 {
			evil := "<xss a='b' c=\"d\">"
			for range random.IntN(8) {
				evil += pieces[random.IntN(len(pieces))]
			}
			got, err := execute(e, nil, "p.html", map[string]any{
				"Safe": template.HTML("<b>ok</b>"), "Evil": evil, "Both": []any{template.HTML("<b>ok</b>"), evil}, "Evils": []string{evil, evil},
				"Words": strings.ReplaceAll(evil, ",", "") + ",no", "Ends": "," + strings.ReplaceAll(evil, ",", ""), "Rows": []map[string]string{{"X": evil}},
			})
			if err != nil {
				t.Errorf("%s with %q: %v", text, evil, err)
				break
			}
			low := strings.ToLower(got)
			for _, bad := range []string{"<xss", "<img", "<script>", "a='b'"} {
				if strings.Contains(low, bad) && (bad[0] == '<' || !strings.Contains(text, "json_script")) {
					t.Errorf("%s\nwith %q\ngives %s", text, evil, got)
				}
			}
		}
	}
}
