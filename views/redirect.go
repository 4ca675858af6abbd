package views

import (
	"net/http"

	"github.com/musette-go/musette/web"
)

// RedirectOptions configure [Redirect]. The zero value redirects for now and drops the query.
type RedirectOptions struct {
	// Permanent answers 308 in place of 307: clients remember the new address for ever. Defaults to false.
	Permanent bool
	// Query keeps the query of the request. Defaults to false.
	Query bool
	// Params are the parameters of the request's route that the other route takes, in order. Defaults to none.
	Params []string
}

// Redirect leads to the route with that name. The method stays as it is, so that a form sent to the old address arrives whole.
func Redirect(name string, opt RedirectOptions) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		args := make([]any, len(opt.Params))
		for i, p := range opt.Params {
			args[i] = web.Param(r, p)
		}
		to, err := web.Reverse(r.Context(), name, args...)
		if err != nil {
			return err
		}
		if opt.Query && r.URL.RawQuery != "" {
			to += "?" + r.URL.RawQuery
		}
		status := http.StatusTemporaryRedirect
		if opt.Permanent {
			status = http.StatusPermanentRedirect
		}
		http.Redirect(w, r, to, status)
		return nil
	}
}

// success leads to the page after a form was taken: the route with that name, which takes no argument or the row's key.
func success(w http.ResponseWriter, r *http.Request, name string, key func() any) error {
	var args []any
	if u := web.URLsOf(r.Context()); key != nil && u.For(r.Context()).Check(name, 1) == nil {
		args = []any{key()}
	}
	to, err := web.Reverse(r.Context(), name, args...)
	if err != nil {
		return err
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
