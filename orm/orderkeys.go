package orm

import (
	"fmt"
	"slices"
	"strings"

	"github.com/musette-go/musette/problem"
)

// OrderKeys are the orders that people may choose by text: the key of a URL's ?ordering= on the left, what it means on the
// right. Only declared keys exist; the text itself never becomes SQL.
//
//	var orders = orm.OrderKeys[*Product]{"name": Products.Name.Asc(), "price": Products.Price.Asc(), "category": Products.Category.Name.Asc()}
type OrderKeys[R any] map[string]Order[R]

// OrderKeyError is a text that is no declared order.
type OrderKeyError struct {
	Key  string   // as given, shortened
	Keys []string // what would be accepted
}

func (e *OrderKeyError) Error() string {
	return fmt.Sprintf("orm: %q is not an order key: expected %s, with - before it for descending", e.Key, strings.Join(e.Keys, ", "))
}

// Kind is BadRequest: web answers 400.
func (e *OrderKeyError) Kind() problem.Kind { return problem.BadRequest }

// Public is the text for the person who made the request.
func (e *OrderKeyError) Public() string {
	return "Unknown ordering. Choose one of " + strings.Join(e.Keys, ", ") + "."
}

// maxOrderKeys bounds how many keys one text may name.
const maxOrderKeys = 8

// Parse reads a comma list of keys, each with an optional - for descending: "-price,name". The empty text gives no order.
// The error is an [*OrderKeyError].
//
//go:noinline
func (k OrderKeys[R]) Parse(text string) ([]Order[R], error) {
	if text == "" {
		return nil, nil
	}
	parts := strings.SplitN(text, ",", maxOrderKeys+1)
	if len(parts) > maxOrderKeys {
		return nil, k.bad(text)
	}
	out := make([]Order[R], 0, len(parts))
	for _, p := range parts {
		name, desc := strings.CutPrefix(strings.TrimSpace(p), "-")
		o, ok := k[name]
		if !ok {
			return nil, k.bad(p)
		}
		o.desc = o.desc != desc
		out = append(out, o)
	}
	return out, nil
}

//go:noinline
func (k OrderKeys[R]) bad(text string) error {
	keys := make([]string, 0, len(k))
	for name := range k {
		keys = append(keys, name)
	}
	slices.Sort(keys)
	if r := []rune(text); len(r) > 40 {
		text = string(r[:40]) + "…"
	}
	return &OrderKeyError{Key: text, Keys: keys}
}
