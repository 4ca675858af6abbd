package devloop

import (
	"bytes"
	_ "embed"
	"html/template"
	"regexp"
	"strings"
)

// A Failure is why there is no site to answer.
type Failure struct {
	Title string // "The build failed"
	Text  string // what the command or the site printed
	Spots []Spot // the places in the source that the text names
}

// A Spot is a place in the source.
type Spot struct {
	File    string // relative to the module, with slashes
	Line    int
	Message string
	Lines   []SourceLine // the line and its neighbours
}

// A SourceLine is a line of an excerpt.
type SourceLine struct {
	Number int
	Text   string
	Here   bool // the line that is meant
}

//go:embed failure.html
var failurePage string

var failureTemplate = template.Must(template.New("failure").Parse(failurePage))

// escapes are the colours and other commands to terminals in what programs print.
var escapes = regexp.MustCompile("\x1b\\[[0-9;?]*[a-zA-Z]")

func newFailure(title, text string, src *source) *Failure {
	text = strings.TrimSpace(escapes.ReplaceAllString(text, ""))
	return &Failure{Title: title, Text: text, Spots: src.spots(text)}
}

// page is the page that shows the failure; the script on it loads the page again when something has changed.
func (f *Failure) page(v version) ([]byte, error) {
	var b bytes.Buffer
	err := failureTemplate.Execute(&b, struct {
		*Failure
		Version version
		Prefix  string
	}{f, v, prefix})
	return b.Bytes(), err
}

// summary is the failure in a line or a few, for the terminal.
func (f *Failure) summary() string { return f.Title + ":\n" + f.Text }
