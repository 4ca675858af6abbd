package web

import (
	_ "embed"
	"html/template"
	"sync"
)

// debugStyle is the whole style of the page in debug.
//
//go:embed debug.css
var debugStyle string

//go:embed debug.html
var debugSource string

// debugTemplate is parsed when an error is shown for the first time.
var debugTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("debug.html").Parse(debugSource))
})

// styleOf marks a style sheet of this package as safe to stand in a page.
func styleOf(css string) template.CSS { return template.CSS(css) } //nolint:gosec // a constant of this package
