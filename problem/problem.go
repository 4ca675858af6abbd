// Package problem names the kinds of error that cross package borders.
//
// A package near the database does not know about HTTP, and the web layer does not know about SQL. What they share is
// the kind of a problem: orm.ErrNotFound is a problem of the kind [NotFound], and web answers it with 404. Any error
// type takes part by having a method Kind; [Of] finds it through wrapping.
package problem

import "errors"

// Kind says what went wrong in terms that every layer understands.
type Kind uint8

// The kinds, with the HTTP status that web answers.
const (
	Internal         Kind = iota // 500: a bug or an unexpected failure; the zero value
	BadRequest                   // 400: the request cannot be understood (a page that is not a number)
	Unauthenticated              // 401: nobody is logged in
	Denied                       // 403: this person may not
	NotFound                     // 404: there is no such thing
	MethodNotAllowed             // 405: the thing exists, the method does not
	Conflict                     // 409: the state of the thing forbids it (a row that is gone or still referenced)
	TooLarge                     // 413: more than the limit
	Invalid                      // 400: values that do not validate; pages show them in the form
	TooMany                      // 429: a rate limit
	Unavailable                  // 503: a dependency is away or overloaded; trying again later is right
	Timeout                      // 503: the time allowed ran out
)

var names = [...]string{
	"internal", "bad request", "unauthenticated", "denied", "not found", "method not allowed", "conflict", "too large",
	"invalid", "too many", "unavailable", "timeout",
}

// String gives the kind in words: "not found".
func (k Kind) String() string {
	if int(k) < len(names) {
		return names[k]
	}
	return "unknown"
}

// Kinder is an error that knows its kind.
type Kinder interface {
	error
	Kind() Kind
}

// Of returns the kind of the first error in err's tree that has one, else [Internal].
func Of(err error) Kind {
	var k Kinder
	if errors.As(err, &k) {
		return k.Kind()
	}
	return Internal
}

// New returns an error of the kind k whose text is shown to the person who made the request, so it must hold no secret.
func New(k Kind, text string) error { return &plain{kind: k, text: text} }

// Wrap gives err a kind. The text stays err's own, and errors.Is and errors.As see through. Wrap(k, nil) is nil.
func Wrap(k Kind, err error) error {
	if err == nil {
		return nil
	}
	return &plain{kind: k, text: err.Error(), err: err}
}

type plain struct {
	kind Kind
	text string
	err  error
}

func (p *plain) Error() string { return p.text }
func (p *plain) Kind() Kind    { return p.kind }
func (p *plain) Unwrap() error { return p.err }

// Public returns the text that may be shown to the person who made the request: that of an error made by [New] (or of a
// type with a method Public), else "".
func Public(err error) string {
	var s interface{ Public() string }
	if errors.As(err, &s) {
		return s.Public()
	}
	return ""
}

// Public implements the interface that [Public] looks for. A wrapped error keeps its text to itself.
func (p *plain) Public() string {
	if p.err != nil {
		return ""
	}
	return p.text
}
