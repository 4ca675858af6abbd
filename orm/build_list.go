package orm

import (
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/schema"
)

// Lists of values. PostgreSQL takes a list as one array parameter. SQLite takes one parameter for each value, padded to a
// power of two so that lists of different lengths share their statements; long lists of numbers and texts go as one JSON
// array.

// longList is the length from which on a list goes as JSON where arrays are no parameters.
const longList = 1024

func (b *builder) in(n *node) {
	count := inCount(n.arg, b.ft.ArrayParams)
	if count == 0 {
		b.s("(1 = 0)")
		return
	}
	l := n.left()
	b.comparable(opEq, &l)
	b.node(&l)
	if b.tooNarrow(l.typeOf(), kindType(reflect.TypeOf(n.arg).Elem())) {
		b.s(" = ANY(CAST(")
		b.arg(n.arg)
		b.s(" AS bigint[]))")
		return
	}
	b.members(n.arg, count, l.places())
}

// members writes "= ANY(list)" or "IN (…)".
func (b *builder) members(list any, count, places int) {
	if b.ft.ArrayParams {
		b.s(" = ANY(")
		b.arg(list)
		b.s(")")
		return
	}
	vs := listValues(list)
	b.s(" IN (")
	switch {
	case count == inJSON:
		b.s("SELECT value FROM json_each(")
		b.arg(b.jsonList(vs, places))
		b.s(")")
	case len(vs) > b.ft.MaxParams:
		b.fail(fmt.Errorf("orm: a list of %d values of type %T in In: at most %d are possible here; split it, or ask with a condition on a related model", len(vs), vs[0], b.ft.MaxParams))
	default:
		for i := range count {
			if i > 0 {
				b.s(", ")
			}
			v := node{op: opVal, arg: vs[min(i, len(vs)-1)]}
			b.compared(&v, opEq, places)
		}
	}
	b.s(")")
}

// inJSON is what inCount says of a list that goes as JSON.
const inJSON = -1

// inCount is the number of placeholders of a list: 1 for an array parameter (0 when empty), else the length padded to a
// power of two, or inJSON.
func inCount(list any, array bool) int {
	n := listLen(list)
	switch {
	case n == 0 || array:
		return min(n, 1)
	case n > longList && jsonable(list):
		return inJSON
	case n > longList:
		return n
	}
	p := 1
	for p < n {
		p *= 2
	}
	return p
}

func listLen(list any) int {
	switch l := list.(type) {
	case []int64:
		return len(l)
	case []string:
		return len(l)
	case []any:
		return len(l)
	}
	return reflect.ValueOf(list).Len()
}

var (
	decimalType  = reflect.TypeFor[decimal.Decimal]()
	durationType = reflect.TypeFor[time.Duration]()
	clockType    = reflect.TypeFor[schema.Clock]()
)

// jsonable reports whether the values of a list are the same in JSON as in the database.
func jsonable(list any) bool {
	t := reflect.TypeOf(list).Elem()
	switch t.Kind() {
	case reflect.Int, reflect.Int16, reflect.Int32:
		return true
	case reflect.Int64:
		return t != durationType && t != clockType
	case reflect.String:
		return true
	}
	return t == decimalType
}

func (b *builder) jsonList(vs []any, places int) any {
	out := make([]any, len(vs))
	for i, v := range vs {
		v = b.scale(v, places, opEq)
		if s, ok := basicValue(v).(string); ok {
			if code, msg := plainText(s); code != "" {
				b.fail(fmt.Errorf("orm: In with a text that no database has: %s", msg))
			}
		}
		out[i] = v
	}
	text, err := json.Marshal(out)
	if err != nil {
		b.fail(fmt.Errorf("orm: In: %w", err))
	}
	return string(text)
}

// listValues gives the values of a list one by one.
func listValues(list any) []any {
	switch l := list.(type) {
	case []any:
		return l
	case []int64:
		return boxed(l)
	case []string:
		return boxed(l)
	}
	r := reflect.ValueOf(list)
	out := make([]any, r.Len())
	for i := range out {
		out[i] = r.Index(i).Interface()
	}
	return out
}

func boxed[T any](l []T) []any {
	out := make([]any, len(l))
	for i, v := range l {
		out[i] = v
	}
	return out
}
