package db

import (
	"path/filepath"
	"runtime"
	"strings"
)

// module is the path below which the packages stand that run statements for others.
const module = "github.com/musette-go/musette/"

// caller is the place that asked for a statement, as "file.go:12": the first frame outside this package, orm, migrate
// and generated code.
func caller() string {
	var pcs [32]uintptr
	skip := 2
	for {
		n := runtime.Callers(skip, pcs[:])
		frames := runtime.CallersFrames(pcs[:n])
		for more := n > 0; more; {
			var f runtime.Frame
			f, more = frames.Next()
			if f.File != "" && !internalFrame(f.Function, f.File) {
				return shortFile(f.File) + ":" + itoa(f.Line)
			}
		}
		if n < len(pcs) {
			return "unknown"
		}
		skip += n
	}
}

// internalFrame reports whether a frame belongs to what runs statements for others, or to the runtime.
func internalFrame(function, file string) bool {
	if strings.HasSuffix(file, "_test.go") {
		return false
	}
	if strings.HasSuffix(file, "_gen.go") || strings.HasPrefix(function, "runtime.") ||
		strings.HasPrefix(function, "iter.") {
		return true
	}
	rest, ok := strings.CutPrefix(function, module)
	if !ok {
		return false
	}
	for _, pkg := range [...]string{"db", "orm", "migrate"} {
		if after, ok := strings.CutPrefix(rest, pkg); ok && after != "" && (after[0] == '.' || after[0] == '/') {
			return true
		}
	}
	return false
}

// shortFile is a file's name with its folder: "catalog/views.go".
func shortFile(file string) string {
	dir, name := filepath.Split(file)
	return filepath.ToSlash(filepath.Join(filepath.Base(dir), name))
}
