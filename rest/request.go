package rest

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/schema"
	"github.com/musette-go/musette/web"
)

// A Request is one request to the API, as permissions and actions see it.
type Request struct {
	// R is the request; its context knows the person that was authenticated.
	R *http.Request
	// Action is what is asked for: "list", "create", "retrieve", "update", "partial_update", "destroy", "metadata", or the name of an extra
	// action. It is "" for a method that the address does not take.
	Action string
	// Auth is what the authenticator knows besides the user, such as a token; nil for a session.
	Auth any

	w     http.ResponseWriter
	user  *auth.User
	known bool // an authenticator recognised the request
	model *orm.Descriptor
	query url.Values
	form  renderer
	end   *endpoint
}

// Context is the request's.
func (rq *Request) Context() context.Context { return rq.R.Context() }

// User is who made the request; never nil, see [auth.User.IsAnonymous].
func (rq *Request) User() *auth.User { return rq.user }

// Safe reports whether the request only reads.
func (rq *Request) Safe() bool {
	return rq.R.Method == http.MethodGet || rq.R.Method == http.MethodHead || rq.R.Method == http.MethodOptions
}

// Query returns the last value of a parameter of the query string, "" for none.
func (rq *Request) Query(name string) string {
	v, _ := rq.param(name)
	return v
}

func (rq *Request) param(name string) (string, bool) {
	vs := rq.params(name)
	if len(vs) == 0 {
		return "", false
	}
	return vs[len(vs)-1], true
}

// params are all values of a parameter.
func (rq *Request) params(name string) []string {
	if rq.R.URL.RawQuery == "" {
		return nil
	}
	if rq.query == nil {
		rq.query, _ = url.ParseQuery(rq.R.URL.RawQuery) // what is broken is left out, as Django does
	}
	return rq.query[name]
}

// body reads what was sent, by its content type. Nothing at all is an empty object, as in DRF.
func (rq *Request) body() (value, error) {
	r := rq.R
	typ, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if r.Body == nil || r.Body == http.NoBody || r.ContentLength == 0 {
		return value{kind: objectValue, form: isForm(typ)}, nil
	}
	if err != nil && typ == "" {
		typ = strings.TrimSpace(r.Header.Get("Content-Type"))
	}
	if cs := params["charset"]; cs != "" && !strings.EqualFold(cs, "utf-8") && !strings.EqualFold(cs, "utf8") && !strings.EqualFold(cs, "us-ascii") {
		return value{}, &Error{Status: http.StatusUnsupportedMediaType, Code: "unsupported_media_type", Detail: `Unsupported charset "` + cs + `" in request.`}
	}
	switch {
	case typ == "application/json":
		return rq.jsonBody()
	case isForm(typ):
		return rq.formBody()
	}
	return value{}, &Error{Status: http.StatusUnsupportedMediaType, Code: "unsupported_media_type", Detail: `Unsupported media type "` + r.Header.Get("Content-Type") + `" in request.`}
}

func isForm(typ string) bool {
	return typ == "application/x-www-form-urlencoded" || typ == "multipart/form-data"
}

func (rq *Request) jsonBody() (value, error) {
	if rq.R.ContentLength > maxBody {
		return value{}, &http.MaxBytesError{Limit: maxBody}
	}
	data, err := io.ReadAll(io.LimitReader(rq.R.Body, maxBody+1))
	if err != nil {
		return value{}, err
	}
	if len(data) > maxBody {
		return value{}, &http.MaxBytesError{Limit: maxBody}
	}
	v, err := readJSON(data, maxDepth)
	if err != nil {
		return value{}, errParse("JSON parse error - " + err.Error())
	}
	return v, nil
}

// formBody reads a form: every field is a list of texts.
func (rq *Request) formBody() (value, error) {
	f, err := web.ReadForm(rq.R)
	if err != nil {
		return value{}, err
	}
	v := value{kind: objectValue, form: true}
	for _, name := range f.Names() {
		list := value{kind: listValue}
		for _, text := range f.All(name) {
			list.list = append(list.list, value{kind: textValue, text: text, form: true})
		}
		v.keys, v.list = append(v.keys, name), append(v.list, list)
	}
	return v, nil
}

func derefUUID(ptr any) any {
	if u, ok := ptr.(*schema.UUID); ok {
		return *u
	}
	return nil
}

// Bind reads the body of an extra action into declared parameters; see [Params].
func (rq *Request) Bind(ps Params) error {
	v, err := rq.body()
	if err != nil {
		return err
	}
	return ps.bind(rq, &v)
}

// asError makes an answer of any error; nil means that it is one of the program.
func (rq *Request) asError(err error) *Error {
	e := apiError(err)
	if e == nil {
		return nil
	}
	if e.challenge && e.Status == http.StatusUnauthorized && rq.end != nil && rq.end.challenge() == "" {
		own := *e
		own.Status = http.StatusForbidden
		return &own
	}
	return e
}

var errSilent = errors.New("rest: an action returned neither an answer nor an error")
