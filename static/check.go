package static

import "github.com/musette-go/musette/check"

// CheckReference is the ID of what [Files.Check] reports.
const CheckReference = "static.E001" // a style sheet or script refers to a file that does not exist

// Check reports references to files that do not exist, and a file on disk that can no longer be read. Without debug [New]
// refuses them, so that there is nothing to report.
func (f *Files) Check() []check.Message {
	s, err := f.state()
	if err == nil {
		err = s.broken
	}
	var out []check.Message
	for _, one := range each(err) {
		out = append(out, check.Message{ID: CheckReference, Level: check.Error, Object: "static files", Text: one.Error(),
			Hint: "Add the file, or mend the reference; outside debug the site does not start with it."})
	}
	return out
}

// each takes joined errors apart.
func each(err error) []error {
	if err == nil {
		return nil
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	return []error{err}
}
