package web

import (
	"net/http"
	"path"
	"reflect"
	"runtime"
	"strings"
)

// funcName names a function for people: the folder of its source and the outermost name, "web.AccessLog" for a closure
// made by AccessLog. The folder comes from the file, since the compiler names inlined closures after their caller.
func funcName(f any) string {
	v := reflect.ValueOf(f)
	if v.Kind() != reflect.Func || v.IsNil() {
		return "?"
	}
	fn := runtime.FuncForPC(v.Pointer())
	if fn == nil {
		return "?"
	}
	file, _ := fn.FileLine(fn.Entry())
	folder := path.Base(path.Dir(file))
	if !strings.Contains(file, "/") { // a method's value, which the compiler wraps: its package instead
		symbol := strings.ReplaceAll(fn.Name(), "[...]", "")
		folder, _, _ = strings.Cut(symbol[strings.LastIndexByte(symbol, '/')+1:], ".")
	}
	return folder + "." + outerName(fn.Name())
}

// outerName cuts a symbol such as "example.com/x/web.Defaults.AccessLog.func2.1" down to "AccessLog", and
// "example.com/x/views.List[...].func1" to "List".
func outerName(symbol string) string {
	symbol = strings.ReplaceAll(symbol, "[...]", "") // type arguments
	name := symbol[strings.LastIndexByte(symbol, '/')+1:]
	_, name, _ = strings.Cut(name, ".")
	parts := strings.Split(name, ".")
	for len(parts) > 1 && isClosure(parts[len(parts)-1]) {
		parts = parts[:len(parts)-1]
	}
	return strings.TrimSuffix(parts[len(parts)-1], "-fm")
}

// isClosure reports whether the compiler made the name up: func1, gowrap1, 2.
func isClosure(s string) bool {
	for _, prefix := range []string{"func", "gowrap", "deferwrap"} {
		s = strings.TrimPrefix(s, prefix)
	}
	return strings.Trim(s, "0123456789-") == ""
}

// handlerName names a handler for people: the function behind it, or the type of its value.
func handlerName(h http.Handler) string {
	if v := reflect.ValueOf(h); v.Kind() == reflect.Func {
		return funcName(h)
	}
	return strings.TrimPrefix(reflect.TypeOf(h).String(), "*")
}
