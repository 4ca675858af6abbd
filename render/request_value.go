package render

import "net/http"

// PerRequest makes a template function of something that every page may want to know of its request: the user, the messages, the
// settings. fn runs only when a template calls the function, and at most once for each page that is rendered:
//
//	RequestFuncs: map[string]render.RequestFunc{
//		"user": render.PerRequest(auth.UserOf), // func(*http.Request) (*User, error)
//	}
//
// Templates then write {{user.Name}}, and the check at start knows the type of user.
func PerRequest[T any](fn func(r *http.Request) (T, error)) RequestFunc {
	return func(get func() *http.Request) any {
		var value T
		var err error
		known := false
		return remembered{
			call: func() (T, error) {
				if known {
					return value, err
				}
				r := get()
				if r == nil {
					return value, errNoRequest
				}
				value, err = fn(r)
				known = true
				return value, err
			},
			forget: func() {
				var none T
				value, err, known = none, nil, false
			},
		}
	}
}

// remembered is a template function that keeps its result until the render ends.
type remembered struct {
	call   any
	forget func()
}
