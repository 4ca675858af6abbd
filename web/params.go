package web

import (
	"fmt"
	"net/http"
	"reflect"
)

// Int returns the parameter name of the request's route, declared as {name:int}. The conversion cannot fail here: a
// path that does not convert does not reach the handler. A name that the route does not declare as int is a mistake in the
// program, and Int panics.
func Int(r *http.Request, name string) int64 {
	text, _ := lookup(r, name, "int")
	n, _ := parseInt(text)
	return n
}

// UUID returns the parameter name of the request's route, declared as {name:uuid}, in lower case with hyphens. A name that
// the route does not declare as uuid panics.
func UUID(r *http.Request, name string) string {
	text, _ := lookup(r, name, "uuid")
	return text
}

// Param returns the parameter name of the request's route as text, decoded, whatever its type. A name that the route does
// not declare panics.
func Param(r *http.Request, name string) string {
	text, _ := lookup(r, name, "")
	return text
}

// Value returns the parameter name of the request's route as what its [Converter] made of it. A name that the route does not
// declare, or declares with a converter of another type than T, panics.
func Value[T any](r *http.Request, name string) T {
	text, p := lookup(r, name, "")
	if p.conv.own != nil {
		if v, ok := p.conv.own.value(text).(T); ok {
			return v
		}
	}
	panic(fmt.Sprintf("web: the parameter %q is declared as %s, which is no converter of %s: declare it with one, or use web.Int, web.UUID or web.Param",
		name, p.conv.name, reflect.TypeFor[T]()))
}

func lookup(r *http.Request, name, typ string) (string, *param) {
	st := stateOf(r.Context())
	if st == nil || st.search.route == nil {
		panic(fmt.Sprintf("web: the parameter %q was asked for in a request that no web.Router has routed", name))
	}
	rt := st.search.route
	for i := range rt.pat.params {
		p := &rt.pat.params[i]
		if p.name != name {
			continue
		}
		if typ != "" && p.conv.name != typ {
			panic(fmt.Sprintf("web: the parameter %q of %s is a %s, not a %s: use web.Param or declare {%s:%s}", name, rt, p.conv.name, typ, name, typ))
		}
		return st.search.values[i], p
	}
	panic(fmt.Sprintf("web: %s has no parameter %q; its parameters: %s", rt, name, rt.pat.signature()))
}
