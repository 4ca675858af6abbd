package web

import (
	"crypto/sha256"
	"encoding/base64"
)

// errorStyle is the whole style of the default error page. It stands in one place, so that it can move into a file or be
// allowed by its hash.
const errorStyle = `
:root{color-scheme:light dark;--paper:#faf8f5;--ink:#24201c;--soft:#6f675e;--line:#e2dcd3;--warm:#b4472e}
@media (prefers-color-scheme:dark){:root{--paper:#191715;--ink:#ece7e0;--soft:#a39a8f;--line:#37322d;--warm:#ee8a6c}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;background:var(--paper);color:var(--ink);
font:1.0625rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{width:100%;max-width:34rem;overflow-wrap:anywhere}
.status{margin:0;font-size:clamp(3.5rem,14vw,6rem);font-weight:750;line-height:1;letter-spacing:-.04em;color:var(--warm)}
h1{margin:.6rem 0 .2rem;font-size:1.5rem;line-height:1.25}
p{margin:.5rem 0}
ul{padding-left:1.2rem}
a{color:var(--warm);text-underline-offset:.2em}
a:focus-visible{outline:2px solid;outline-offset:3px}
pre{padding:1rem;border:1px solid var(--line);border-radius:.5rem;white-space:pre-wrap;font-size:.875rem}
.id{margin-top:1.5rem;padding-top:.8rem;border-top:1px solid var(--line);color:var(--soft);font-size:.875rem}
`

// ErrorStyleHash returns the hash of the style of [DefaultErrorPage] as a source for the style-src directive of a content
// security policy: 'sha256-…', quotes included.
func ErrorStyleHash() string { return styleHash(errorStyle) }

func styleHash(css string) string {
	sum := sha256.Sum256([]byte(css))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
