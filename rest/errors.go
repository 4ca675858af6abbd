package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/validate"
	"github.com/musette-go/musette/web"
)

// errNode is what is wrong with a value: messages of a field, errors by field of an object, or errors of each item of a list. It has the
// shape in which DRF sends it.
type errNode struct {
	msgs  messages
	keys  []string
	kids  []*errNode
	items []*errNode
}

func leaf(ms messages) *errNode {
	if len(ms) == 0 {
		return nil
	}
	return &errNode{msgs: ms}
}

// add puts messages to a field of an object; "" is the object as a whole.
func (n *errNode) add(name string, ms ...problem.FieldError) {
	if name == "" {
		name = problem.NonField
	}
	for i, k := range n.keys {
		if k == name {
			n.kids[i].msgs = append(n.kids[i].msgs, ms...)
			return
		}
	}
	n.put(name, &errNode{msgs: ms})
}

func (n *errNode) put(name string, kid *errNode) {
	n.keys, n.kids = append(n.keys, name), append(n.kids, kid)
}

func (n *errNode) empty() bool {
	return n == nil || len(n.msgs) == 0 && len(n.keys) == 0 && n.items == nil
}

func (n *errNode) append(b []byte) []byte {
	switch {
	case n == nil:
		return append(b, "{}"...)
	case n.items != nil:
		b = append(b, '[')
		for i, item := range n.items {
			if i > 0 {
				b = append(b, ',')
			}
			b = item.append(b)
		}
		return append(b, ']')
	case len(n.msgs) > 0:
		b = append(b, '[')
		for i, m := range n.msgs {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendText(b, m.Message)
		}
		return append(b, ']')
	}
	b = append(b, '{')
	for i, k := range n.keys {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendText(b, k), ':')
		b = n.kids[i].append(b)
	}
	return append(b, '}')
}

// each calls fn for every message with the path to it, as problem+json lists them.
func (n *errNode) each(path string, fn func(path string, m problem.FieldError)) {
	if n == nil {
		return
	}
	for _, m := range n.msgs {
		fn(path, m)
	}
	under := func(name string) string {
		if path == "" {
			return name
		}
		return path + "." + name
	}
	for i, k := range n.keys {
		n.kids[i].each(under(k), fn)
	}
	for i, item := range n.items {
		item.each(under(fmt.Sprint(i)), fn)
	}
}

// Errors collects what is wrong with an object, in DRF's shape.
type Errors[T any] struct {
	node *errNode
	name func(c orm.Column[*T]) string
}

// Add notes an error of a field with the code "invalid".
func (e *Errors[T]) Add(c orm.Column[*T], message string) { e.AddCode(c, "invalid", message) }

// AddCode notes an error of a field; problem+json tells the code.
func (e *Errors[T]) AddCode(c orm.Column[*T], code, message string) {
	e.node.add(e.name(c), problem.FieldError{Code: code, Message: message})
}

// AddNonField notes an error of the object as a whole; it stands under non_field_errors.
func (e *Errors[T]) AddNonField(message string) {
	e.node.add("", problem.FieldError{Code: "invalid", Message: message})
}

// An Error is an answer that is not a success, as DRF's APIException. Handlers, permissions and hooks may return one; errors of package
// problem and validation errors become one by themselves.
type Error struct {
	Status int    // the HTTP status
	Code   string // stable and short: "not_found"
	Detail string // for people; it stands under "detail"

	fields    *errNode
	challenge bool // whoever asks shall say who they are
	after     time.Duration
}

func (e *Error) Error() string { return fmt.Sprintf("rest: %d %s: %s", e.Status, e.Code, e.Detail) }

// Public is the text for the person who made the request.
func (e *Error) Public() string { return e.Detail }

// HTTPStatus is the status of the answer.
func (e *Error) HTTPStatus() int { return e.Status }

// The errors that DRF has, with its texts.
func errNotFound() *Error {
	return &Error{Status: http.StatusNotFound, Code: "not_found", Detail: "Not found."}
}

func errDenied() *Error {
	return &Error{Status: http.StatusForbidden, Code: "permission_denied", Detail: "You do not have permission to perform this action."}
}

func errNotAuthenticated() *Error {
	return &Error{Status: http.StatusUnauthorized, Code: "not_authenticated", Detail: "Authentication credentials were not provided.", challenge: true}
}

// AuthenticationFailed is what an [Authenticator] returns for credentials that are wrong; "" is DRF's own text.
func AuthenticationFailed(detail string) error {
	if detail == "" {
		detail = "Incorrect authentication credentials."
	}
	return &Error{Status: http.StatusUnauthorized, Code: "authentication_failed", Detail: detail, challenge: true}
}

func errMethod(method string) *Error {
	return &Error{Status: http.StatusMethodNotAllowed, Code: "method_not_allowed", Detail: fmt.Sprintf("Method %q not allowed.", method)}
}

func errParse(text string) *Error {
	return &Error{Status: http.StatusBadRequest, Code: "parse_error", Detail: text}
}

func errInvalid(n *errNode) *Error {
	return &Error{Status: http.StatusBadRequest, Code: "invalid", Detail: "Invalid input.", fields: n}
}

// apiError turns an error into an answer; nil means that it is none of the client's business.
func apiError(err error) *Error {
	var own *Error
	if errors.As(err, &own) {
		return own
	}
	var v *problem.ValidationError
	if errors.As(err, &v) {
		return errInvalid(nodeOf(v, nil))
	}
	var said *validate.Error
	if errors.As(err, &said) { // DRF's ValidationError of one text
		return errInvalid(leaf(wrong(said.Code, said.Message)))
	}
	if text := problem.Public(err); text != "" && problem.Of(err) == problem.Invalid {
		return errInvalid(leaf(wrong("invalid", text)))
	}
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return &Error{Status: http.StatusRequestEntityTooLarge, Code: "too_large", Detail: "The body of the request is too large."}
	}
	e := &Error{Status: web.StatusOf(err), Detail: problem.Public(err)}
	if e.Status >= 500 || errors.Is(err, context.Canceled) {
		return nil
	}
	base, ok := map[int]*Error{
		http.StatusUnauthorized: errNotAuthenticated(), http.StatusForbidden: errDenied(), http.StatusNotFound: errNotFound(),
		http.StatusBadRequest: errParse("Malformed request."), http.StatusConflict: {Code: "conflict", Detail: "The state of the object forbids this."},
		http.StatusTooManyRequests: {Code: "throttled", Detail: "Request was throttled."}, http.StatusRequestEntityTooLarge: {Code: "too_large", Detail: "The body of the request is too large."},
	}[e.Status]
	if !ok {
		base = &Error{Code: "error", Detail: http.StatusText(e.Status)}
	}
	e.Code, e.challenge = base.Code, base.challenge
	var wait interface{ RetryAfter() time.Duration }
	if errors.As(err, &wait) {
		e.after = wait.RetryAfter()
	}
	if e.Detail == "" || e.Status == http.StatusNotFound && errors.Is(err, orm.ErrNotFound) {
		e.Detail = base.Detail
	}
	return e
}

// nodeOf turns a model's errors into those of a serializer, whose fields may have other names.
func nodeOf(v *problem.ValidationError, rename func(field string) string) *errNode {
	n := &errNode{}
	for _, name := range v.Names() {
		to := name
		if rename != nil && name != problem.NonField {
			to = rename(name)
		}
		n.add(to, v.Fields[name]...)
	}
	return n
}
