// Package render turns data into pages with html/template, adding what it lacks: layouts, templates of several apps in one
// tree, functions that know the request, and mistakes reported at start.
//
// # A page
//
// A page is declared once, with the type of its data:
//
//	var detailPage = render.Page[struct{ Product *Product }]("catalog/detail.html")
//
//	func productDetail(w http.ResponseWriter, r *http.Request) error {
//		…
//		return detailPage.Render(w, r, struct{ Product *Product }{p})
//	}
//
// The template reads its data directly: {{.Product.Name}}. A page is written to a buffer first, so that a template that
// fails half way sends nothing of the page and returns an error.
//
// # Layouts
//
// A file that begins with {{extends "base.html"}} fills the blocks of that layout:
//
//	{{extends "base.html"}}
//	{{define "title"}}{{.Product.Name}}{{end}}
//	{{define "content"}}<h1>{{.Product.Name}}</h1>{{end}}
//
// The layout marks its blocks, with what stands there by default, as html/template does: {{block "content" .}}{{end}}. A
// layout may extend another one; the definition closest to the page wins, and {{template "super" .}} inside a definition is
// the one that it replaces. Text outside definitions would be lost in a file that extends, so it is refused.
//
// # Partials
//
// {{template "catalog/_card.html" .}} includes a file. What a partial defines is its own; other files reach it as
// {{template "catalog/_card.html#price" .}}. Names of blocks are letters, digits, "-" and "_"; names of files have an
// extension, so the two are never confused.
//
// A name with "#" is also a page that can be shown alone, with the same bytes as within its page.
//
// # Components
//
// A [Component] renders itself, as those of a-h/templ do. [ComponentPage] declares a page that is one; a template function that
// returns one gives HTML; [PageOf.Component] is a file's template as one.
//
// # Sources
//
// Every app brings its templates as an fs.FS, in a folder named for the app. Sources are searched from the last to the
// first: a site that stands behind its apps overrides any of their files by path. With Debug, files on disk are read again
// when they change; embedded ones cannot change.
//
// # Functions and the request
//
// Template functions are fixed when a template is parsed, yet some need the request: querystring, request, csrf, nonce, and those
// that [PerRequest] makes. Passing the request through the data would make every page spell it out and every partial pass
// it on; cloning a template for each request costs more than rendering it. So a page that uses such a function, and only such
// a page, has a few ready clones, each with its own slot for the request; a render takes one, and puts it back. The number
// of clones is bounded by four for each processor, and a page without such functions has none. Nothing of a request stays in
// a clone after its render.
package render
