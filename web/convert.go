package web

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A converter is the type of a parameter: which texts it takes.
type converter struct {
	name  string
	rank  int  // lower is more specific and tried first
	rest  bool // takes the rest of the path
	match func(s string) bool
	want  string     // for messages
	own   *Converter // nil for a built-in type
}

// The ranks of the built-in types; those of a site's own converters begin at rankOwn.
const (
	rankInt  = 0
	rankUUID = 1
	rankOwn  = 2
	rankSlug = 1 << 20
	rankStr  = rankSlug + 1
	rankPath = rankSlug + 2
)

// builtinConverter holds the built-in types by name. It is a function and not a variable, so that nothing can change it.
func builtinConverter(name string) (converter, bool) {
	switch name {
	case "int":
		return converter{name: name, rank: rankInt, match: isInt, want: "a whole number from 0 to 9223372036854775807"}, true
	case "uuid":
		return converter{name: name, rank: rankUUID, match: isUUID, want: "a UUID in lower case with hyphens"}, true
	case "slug":
		return converter{name: name, rank: rankSlug, match: isSlug, want: "letters, digits, - and _"}, true
	case "str":
		return converter{name: name, rank: rankStr, match: isStr, want: `text without a slash, not empty, not "." or ".."`}, true
	case "path":
		return converter{name: name, rank: rankPath, rest: true, match: isPath, want: `text without empty, "." or ".." segments`}, true
	}
	return converter{}, false
}

// isInt reports whether s is a canonical non-negative int64.
func isInt(s string) bool { _, ok := parseInt(s); return ok }

// parseInt converts digits without leading zeros; anything else, and what does not fit, is refused.
func parseInt(s string) (int64, bool) {
	if s == "" || len(s) > 19 || s[0] == '0' && len(s) > 1 {
		return 0, false
	}
	var n uint64
	for i := 0; i < len(s); i++ {
		d := s[i] - '0'
		if d > 9 {
			return 0, false
		}
		n = n*10 + uint64(d)
	}
	return int64(n), n <= math.MaxInt64
}

func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if c != '-' {
				return false
			}
		} else if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

func isSlug(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	return s != ""
}

func isStr(s string) bool {
	return s != "" && s != "." && s != ".." && strings.IndexByte(s, '/') < 0
}

// isPath reports whether s is a rest of a path in which no segment is empty (but the last), "." or "..".
func isPath(s string) bool { return s != "" && s[0] != '/' && cleanRest(s) }

// cleanRest is isPath that also takes the empty rest, as mounted handlers do.
func cleanRest(s string) bool {
	for {
		seg, tail, more := strings.Cut(s, "/")
		if seg == "." || seg == ".." || seg == "" && more {
			return false
		}
		if !more {
			return true
		}
		s = tail
	}
}

// cleanText reports whether s holds neither control characters nor invalid UTF-8, which no path of ours does.
func cleanText(s string) bool {
	ascii := true
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] == 0x7f {
			return false
		}
		ascii = ascii && s[i] < utf8.RuneSelf
	}
	return ascii || utf8.ValidString(s)
}

// argText gives an argument of Reverse as text.
func argText(arg any) (string, error) {
	switch v := arg.(type) {
	case string:
		return v, nil
	case int64:
		return strconv.FormatInt(v, 10), nil
	case int:
		return strconv.Itoa(v), nil
	case fmt.Stringer:
		if rv := reflect.ValueOf(v); rv.Kind() == reflect.Pointer && rv.IsNil() {
			return "", fmt.Errorf("a nil %T", arg)
		}
		return v.String(), nil
	}
	v := reflect.ValueOf(arg)
	switch {
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10), nil
	case v.CanUint():
		return strconv.FormatUint(v.Uint(), 10), nil
	case v.Kind() == reflect.String:
		return v.String(), nil
	}
	return "", fmt.Errorf("a %T, which is neither text nor a whole number", arg)
}
