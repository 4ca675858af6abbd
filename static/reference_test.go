package static

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func targets(refs []reference) []string {
	out := []string{}
	for _, r := range refs {
		out = append(out, r.target)
	}
	return out
}

func TestCSSReferences(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		`a { background: url(img/x.png) }`:                  {"img/x.png"},
		`a { background: URL( "a b.png" ) , url('c.png') }`: {"a b.png", "c.png"},
		`@import "a.css"; @IMPORT 'b.css' screen;`:          {"a.css", "b.css"},
		`@import url(a.css); @import url("b.css") print;`:   {"a.css", "b.css"},
		"@import/**/\"a.css\";":                             {},
		`/* url(no.png) */ a { b: url(yes.png) }`:           {"yes.png"},
		`a::before { content: "url(no.png)" }`:              {},
		`a { content: 'it\'s url(no.png)'; b: url(x) }`:     {"x"},
		`a { b: url(a\)b.png) url(\61 b.png) }`:             {"a)b.png", "ab.png"},
		`a { b: url() url( ) url('') }`:                     {"", "", ""},
		`a { src: url(f.eot?#iefix), url(data:x;a,b) }`:     {"f.eot?#iefix", "data:x;a,b"},
		`my-url(x) .url (y) curl(z)`:                        {},
		`a{b:url(unclosed`:                                  {"unclosed"},
		`a{b:"unclosed url(x)`:                              {},
		"a{b:\"line\nurl(x)\"}":                             {"x"},
		`/*# sourceMappingURL=a.css.map */`:                 {"a.css.map"},
		`/*# sourceMappingURL=a.css.map*/`:                  {"a.css.map"},
		`/* unclosed url(x)`:                                {},
		`\`:                                                 {},
		`a{b:url(x\`:                                        {`x\`},
		``:                                                  {},
	} {
		if got := targets(cssReferences(text)); !slices.Equal(got, want) {
			t.Errorf("%s\nhas %q, want %q", text, got, want)
		}
	}
}

func TestJSReferences(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		`import "./a.js"`: {"./a.js"},
		`import a from "./a.js"; import {b, c as d} from './b.js'`:         {"./a.js", "./b.js"},
		`import a, {b} from "./a.js"; import * as c from "../c.js";`:       {"./a.js", "../c.js"},
		`import a, * as b from "./a.js"`:                                   {"./a.js"},
		`import from from "./a.js"; import from, {x} from "./b.js"`:        {"./a.js", "./b.js"},
		`import {from} from "./a.js"; import {"x y" as z} from "./b.js"`:   {"./a.js", "./b.js"},
		`import json from "./a.json" with {type: "json"}`:                  {"./a.json"},
		`import"./a.js";import{b}from"./b.js"`:                             {"./a.js", "./b.js"},
		"import {\n  a,\n  // from \"./no.js\"\n  b\n} from \"./a.js\"":    {"./a.js"},
		`export * from "./a.js"; export * as b from "./b.js"`:              {"./a.js", "./b.js"},
		`export {a, b as c} from "./a.js"`:                                 {"./a.js"},
		"export {a}\nconst from = './no.js'":                               {},
		"export {a}; x('./no.js')":                                         {},
		`export default "./no.js"; export const a = "./no.js"`:             {},
		`export function f() { return "./no.js" }`:                         {},
		`const m = await import("./a.js"); import('./b.js', {with: {}})`:   {"./a.js", "./b.js"},
		`import("./a" + name); import(name); import.meta.url; "./no.js"`:   {},
		`x.import("./no.js"); a = {import: "./no.js"}`:                     {},
		`import "lit"; import {x} from "@scope/x"; import "https://x/y"`:   {},
		`import "/static/a.js"`:                                            {"/static/a.js"},
		`// import "./no.js"`:                                              {},
		`/* import "./no.js" */ import "./a.js"`:                           {"./a.js"},
		"x = `import \"./no.js\"`; import './a.js'":                        {"./a.js"},
		"x = `a${import('./a.js')}b${`${1}`} import './no.js'`":            {"./a.js"},
		"x = {a: `}`}; y = `${ {b: 1}.b }`; import './a.js'":               {"./a.js"},
		`x = /"/; import "./a.js"`:                                         {"./a.js"},
		`x = /[/"]/g.test(y) ? a / b : c / d; import "./a.js"`:             {"./a.js"},
		`if (x) return /'/.exec(y); import "./a.js"`:                       {"./a.js"},
		`s = "it's"; t = 'say "x"'; import "./a.js"`:                       {"./a.js"},
		`s = "a\"import './no.js'"`:                                        {},
		"//# sourceMappingURL=a.js.map":                                    {"a.js.map"},
		"x()\n//@ sourceMappingURL=a.js.map\n":                             {"a.js.map"},
		`y = "//# sourceMappingURL=no.map"`:                                {},
		"importScripts('./no.js'); reimport('./no.js'); _import './no.js'": {},
		"import":      {},
		"import {":    {},
		"`${":         {},
		"`import ./x": {},
		"import '":    {},
	} {
		if got := targets(jsReferences(text)); !slices.Equal(got, want) {
			t.Errorf("%s\nhas %q, want %q", text, got, want)
		}
	}
}

// FuzzReferences wants every reference to be a part of the text, in order, whatever the text is.
func FuzzReferences(f *testing.F) {
	for _, s := range []string{`a{b:url(x)}`, `@import "x`, "import{a}from'./b'", "`${`${'}", `/[/]/`, `\`, "//# sourceMappingURL=", `/*#sourceMappingURL=`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, refs := range [][]reference{cssReferences(text), jsReferences(text)} {
			at := 0
			for _, r := range refs {
				if r.start < at || r.end < r.start || r.end > len(text) {
					t.Fatalf("%q: the reference %d–%d %q after %d", text, r.start, r.end, r.target, at)
				}
				at = r.end
			}
		}
	})
}

// TestReferencesAreLinear gives texts that make naive readers go back again and again. A mebibyte takes some ten milliseconds;
// what is quadratic takes minutes.
func TestReferencesAreLinear(t *testing.T) {
	t.Parallel()
	for _, part := range []string{"/*", "url(", `"`, "`${", "import{", "/[", "/]", "=/[/]", "\\", "export*", "@import ", "//#", "import'./x"} {
		text := strings.Repeat(part, (1<<20)/len(part))
		start := time.Now()
		_ = cssReferences(text)
		_ = jsReferences("import" + text)
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("a mebibyte of %q took %s", part, took)
		}
	}
}
