package web

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// A Suffix is what [Reverse] appends to a path: a query string or a fragment. It stands behind the arguments.
type Suffix struct {
	query    string
	fragment string
	isQuery  bool
	err      error
}

// WithQuery appends a query string of names and values in the given order, escaped: WithQuery("q", "a b", "page", 2) is
// ?q=a+b&page=2. A value is text, a whole number, a bool, a fmt.Stringer, or a []string, which repeats the name. An odd number
// of arguments, a name that is no text, or another type is an error of Reverse.
func WithQuery(pairs ...any) Suffix {
	s := Suffix{isQuery: true}
	if len(pairs)%2 != 0 {
		s.err = errors.New("web: WithQuery takes pairs of a name and a value")
		return s
	}
	var b strings.Builder
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		values, err := queryTexts(pairs[i+1])
		if !ok || err != nil {
			s.err = errors.Join(fmt.Errorf("web: WithQuery takes pairs of a name and a value, not %v", pairs[i]), err)
			return s
		}
		for _, v := range values {
			if b.Len() > 0 {
				b.WriteByte('&')
			}
			b.WriteString(url.QueryEscape(name) + "=" + url.QueryEscape(v))
		}
	}
	s.query = b.String()
	return s
}

func queryTexts(v any) ([]string, error) {
	switch v := v.(type) {
	case []string:
		return v, nil
	case bool:
		if v {
			return []string{"true"}, nil
		}
		return []string{"false"}, nil
	}
	text, err := argText(v)
	return []string{text}, err
}

// WithFragment appends a fragment, escaped: WithFragment("review 3") is #review%203.
func WithFragment(fragment string) Suffix { return Suffix{fragment: fragment} }

// cutSuffixes separates the arguments of a path from what is appended to it.
func cutSuffixes(args []any) (rest []any, suffixes []any) {
	n := len(args)
	for n > 0 {
		if _, ok := args[n-1].(Suffix); !ok {
			break
		}
		n--
	}
	return args[:n], args[n:]
}

// appendSuffixes writes the query string and the fragment behind path; of two of a kind the last counts for the fragment,
// and queries are joined.
func appendSuffixes(path string, suffixes []any) (string, error) {
	var query []string
	fragment := ""
	for _, a := range suffixes {
		s, _ := a.(Suffix) // cutSuffixes has looked
		switch {
		case s.err != nil:
			return "", s.err
		case !s.isQuery:
			fragment = s.fragment
		case s.query != "":
			query = append(query, s.query)
		}
	}
	if len(query) > 0 {
		path += "?" + strings.Join(query, "&")
	}
	if fragment != "" {
		path += "#" + (&url.URL{Fragment: fragment}).EscapedFragment()
	}
	return path, nil
}
