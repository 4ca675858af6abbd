package web

import (
	"bufio"
	"errors"
	"net/http"
	"os"
	"path"
	"reflect"
	"runtime"
	"strings"
)

// A debugFrame is one place in the program, with the lines around it.
type debugFrame struct {
	Func, File string
	Line       int
	Own        bool // outside the standard library and this package
	Open       bool // the first one of its own
	Source     []debugLine
}

type debugLine struct {
	Number  int
	Text    string
	Failing bool
}

// The bounds of what is shown of the source.
const (
	maxFrames   = 40
	linesAround = 6
	maxLine     = 300
)

// framesOf finds the places that an error tells of: the stack of a panic or of an error with a method Callers() []uintptr,
// the file and line of one with a method Position() (file string, line int), and else the handler that returned it.
func framesOf(r *http.Request, err error) []debugFrame {
	var frames []debugFrame
	var at interface{ Position() (string, int) }
	if errors.As(err, &at) {
		file, line := at.Position()
		frames = append(frames, newFrame("", file, line))
	}
	var stack interface{ Callers() []uintptr }
	if errors.As(err, &stack) {
		frames = append(frames, stackFrames(stack.Callers())...)
	} else if st := stateOf(r.Context()); st != nil && st.search.route != nil {
		if f, ok := handlerFrame(st.search.route.handler); ok {
			frames = append(frames, f)
		}
	}
	for i := range frames {
		if frames[i].Own {
			frames[i].Open = true
			break
		}
	}
	return frames
}

// stackFrames resolves a stack, without the functions of the runtime that stand above a panic.
func stackFrames(pcs []uintptr) []debugFrame {
	var frames []debugFrame
	it := runtime.CallersFrames(pcs)
	for len(frames) < maxFrames {
		f, more := it.Next()
		if f.File != "" && !(len(frames) == 0 && strings.HasPrefix(f.Function, "runtime.")) && !isRecovery(f.Function) {
			frames = append(frames, newFrame(f.Function, f.File, f.Line))
		}
		if !more {
			break
		}
	}
	return frames
}

// isRecovery recognises the functions of this package that catch panics, which stand above them on the stack.
func isRecovery(function string) bool {
	for _, s := range []string{"/web.recovered", "/web.Recover.", "/web.(*mux).finish", "/web.(*Task).catch"} {
		if strings.Contains(function, s) {
			return true
		}
	}
	return false
}

func handlerFrame(h http.Handler) (debugFrame, bool) {
	v := reflect.ValueOf(h)
	if v.Kind() != reflect.Func {
		return debugFrame{}, false
	}
	fn := runtime.FuncForPC(v.Pointer())
	if fn == nil {
		return debugFrame{}, false
	}
	file, line := fn.FileLine(fn.Entry())
	return newFrame(fn.Name(), file, line), true
}

func newFrame(function, file string, line int) debugFrame {
	f := debugFrame{Func: function[strings.LastIndexByte(function, '/')+1:], File: file, Line: line, Own: isOwn(file)}
	if f.Own {
		f.Source = sourceLines(file, line)
	}
	return f
}

// isOwn reports whether a file belongs to the site, and not to the standard library or this package. Files tell more than
// names of functions, since the compiler names inlined closures after their caller.
func isOwn(file string) bool {
	library := path.Dir(path.Dir(path.Dir(fileOf(http.Error)))) // net/http/server.go
	return !strings.HasPrefix(file, library+"/") && (path.Dir(file) != path.Dir(fileOf(isOwn)) || strings.HasSuffix(file, "_test.go"))
}

func fileOf(fn any) string {
	f := runtime.FuncForPC(reflect.ValueOf(fn).Pointer())
	file, _ := f.FileLine(f.Entry())
	return file
}

// sourceLines reads the lines around a place, none when the source is not there, as in a program built elsewhere.
func sourceLines(file string, line int) []debugLine {
	in, err := os.Open(file)
	if err != nil {
		return nil
	}
	defer in.Close()
	var lines []debugLine
	scan := bufio.NewScanner(in)
	for n := 1; n <= line+linesAround && scan.Scan(); n++ {
		if n >= line-linesAround {
			text := strings.ReplaceAll(scan.Text(), "\t", "    ")
			lines = append(lines, debugLine{n, shorten(strings.ToValidUTF8(text, "�"), maxLine), n == line})
		}
	}
	return lines
}
