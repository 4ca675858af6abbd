package web

import (
	"fmt"
	"maps"
	"net/http"
	"runtime"
	"slices"
	"strings"
)

// A DebugSection is a table that the page of an error shows in debug: the statements of the request, the settings.
type DebugSection struct {
	Title  string
	Header []string   // of the columns; may be empty
	Rows   [][]string // the first column names what the last one holds: where that name looks secret, the value is masked
}

// The bounds of the page in debug.
const (
	maxDebugValue = 4 << 10
	maxDebugRows  = 500
)

// debugPage returns the page of an error in debug: what failed and where, with the lines of the source, then the request and
// the sections of the site. It shows text only, escaped, without scripts; its own content security policy allows its style and
// nothing else.
func debugPage(opt Options) ErrorPage {
	return func(w http.ResponseWriter, r *http.Request, status int, err error) {
		d := debugData{
			Status: status, Title: http.StatusText(status), Method: clip(r.Method), Path: clip(shownPath(r)), ID: RequestID(r.Context()),
			Go: runtime.Version(), Style: styleOf(debugStyle),
		}
		for e := err; e != nil && len(d.Chain) < 16; e = unwrapOne(e) {
			d.Chain = append(d.Chain, debugError{strings.TrimPrefix(fmt.Sprintf("%T", e), "*"), clip(e.Error())})
		}
		d.Frames = framesOf(r, err)
		d.Sections = append(requestSections(r), siteSections(opt, r)...)
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src "+styleHash(debugStyle))
		w.WriteHeader(status)
		_ = debugTemplate().Execute(w, d) // what fails here is the connection
	}
}

type debugData struct {
	Status                      int
	Title, Method, Path, ID, Go string
	Style                       any
	Chain                       []debugError
	Frames                      []debugFrame
	Sections                    []DebugSection
}

type debugError struct{ Type, Text string }

func unwrapOne(err error) error {
	switch e := err.(type) { //nolint:errorlint // this is the walk itself
	case interface{ Unwrap() error }:
		return e.Unwrap()
	case interface{ Unwrap() []error }:
		if list := e.Unwrap(); len(list) > 0 {
			return list[0]
		}
	}
	return nil
}

// clip makes text from outside fit for the page.
func clip(s string) string { return shorten(strings.ToValidUTF8(s, "�"), maxDebugValue) }

// requestSections describe the request. The body is not shown, except the fields of a form that has been read.
func requestSections(r *http.Request) []DebugSection {
	about := [][]string{{"method", r.Method}, {"path", shownPath(r)}, {"protocol", r.Proto}, {"host", r.Host}, {"from", r.RemoteAddr}}
	st := stateOf(r.Context())
	if st != nil && st.search.route != nil {
		rt := st.search.route
		info := rt.info()
		about = append(about, []string{"route", rt.String()}, []string{"handler", info.Handler}, []string{"access", info.Access},
			[]string{"middleware", strings.Join(info.Middleware, ", ")})
		for i, p := range rt.pat.params {
			about = append(about, []string{"{" + p.name + "}", st.search.values[i]})
		}
	}
	sections := []DebugSection{{Title: "Request", Rows: about}}
	sections = append(sections, DebugSection{Title: "Query", Rows: withoutProofs(valueRows(r.URL.Query()))})
	if st != nil && st.form() != nil {
		sections = append(sections, DebugSection{Title: "Form", Rows: withoutProofs(valueRows(st.form().all))})
	}
	headers := maps.Clone(r.Header)
	if from, query, found := strings.Cut(headers.Get("Referer"), "?"); found && query != "" {
		headers["Referer"] = []string{from + "?" + Masked} // a query may hold secrets under any name
	}
	if st != nil && st.search.route != nil && st.search.route.pat.secret && len(headers["Referer"]) > 0 {
		headers["Referer"] = []string{Masked} // most likely the page itself
	}
	sections = append(sections, DebugSection{Title: "Headers", Rows: valueRows(headers)})
	for i := range sections {
		sections[i] = maskSection(sections[i])
	}
	return sections
}

// shownPath is the path, or the route's pattern where a parameter is a secret, as in logs.
func shownPath(r *http.Request) string {
	if st := stateOf(r.Context()); st != nil && st.search.route != nil && st.search.route.pat.secret {
		return st.search.route.pat.text
	}
	return r.URL.Path
}

// withoutProofs masks what people and providers prove with who somebody is, under names that mean nothing elsewhere: a code of an app, of a
// mail or of OAuth with its state, and the three fields in which a password is changed.
func withoutProofs(rows [][]string) [][]string {
	for _, row := range rows {
		switch row[0] {
		case "code", "state", "old", "new", "again":
			row[1] = Masked
		}
	}
	return rows
}

func valueRows(values map[string][]string) [][]string {
	var rows [][]string
	for name, list := range values {
		for _, v := range list {
			rows = append(rows, []string{name, v})
		}
	}
	slices.SortFunc(rows, slices.Compare)
	return rows
}

// siteSections asks the site for its sections. A site that fails here must not hide the first error.
func siteSections(opt Options, r *http.Request) (sections []DebugSection) {
	if opt.DebugSections == nil {
		return nil
	}
	defer func() {
		if v := recover(); v != nil {
			sections = append(sections, DebugSection{Title: "Sections of the site", Rows: [][]string{{"panic", clip(fmt.Sprint(v))}}})
		}
	}()
	for _, s := range opt.DebugSections(r) {
		sections = append(sections, maskSection(s))
	}
	return sections
}

// maskSection masks, clips and bounds the rows of a section.
func maskSection(s DebugSection) DebugSection {
	out := DebugSection{Title: clip(s.Title), Header: s.Header}
	for i, row := range s.Rows {
		if i == maxDebugRows {
			out.Rows = append(out.Rows, []string{fmt.Sprintf("and %d more", len(s.Rows)-i)})
			break
		}
		cells := make([]string, len(row))
		for j, cell := range row {
			if j > 0 {
				cell = mask(row[0], cell)
			}
			cells[j] = clip(cell)
		}
		out.Rows = append(out.Rows, cells)
	}
	return out
}
