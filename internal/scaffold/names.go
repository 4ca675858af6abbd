package scaffold

import (
	"errors"
	"fmt"
	"go/token"
	"go/types"
	"path"
	"slices"
	"strings"
)

// maxName is the longest name of a project, app or model in bytes.
const maxName = 50

// checkProject refuses what cannot name a folder, a binary and an SQLite file everywhere.
func checkProject(name string) error {
	switch {
	case name == "":
		return errors.New("a project needs a name: letters, digits, - and _")
	case len(name) > maxName:
		return fmt.Errorf("the name of the project has %d characters: at most %d are allowed", len(name), maxName)
	case !isLetter(name[0]):
		return fmt.Errorf("the name %q does not begin with a letter: expected letters, digits, - and _", name)
	}
	for _, c := range []byte(name) {
		if !isLetter(c) && !isDigit(c) && c != '-' && c != '_' {
			return fmt.Errorf("the name %q holds %q: expected letters, digits, - and _; the path of the module is the flag --module", name, string(rune(c)))
		}
	}
	if isDevice(name) {
		return fmt.Errorf("%q is the name of a device on Windows: choose another one", name)
	}
	return nil
}

// checkModule refuses what is not the path of a Go module (go.dev/ref/mod, "Module paths") and what would hide a package
// of the standard library.
func checkModule(module string) error {
	wrong := func(why string) error { return fmt.Errorf("%q is not the path of a module: %s", module, why) }
	if module == "" {
		return wrong("it is empty")
	}
	if len(module) > 200 {
		return wrong("it is longer than 200 characters")
	}
	if path.Clean(module) != module || module[0] == '/' {
		return wrong("expected elements with one / between them")
	}
	elements := strings.Split(module, "/")
	for _, e := range elements {
		if strings.HasPrefix(e, ".") || strings.HasSuffix(e, ".") || strings.HasPrefix(e, "-") {
			return wrong("an element does not begin or end with a dot, nor begin with -")
		}
		for _, c := range []byte(e) {
			if !isLetter(c) && !isDigit(c) && !strings.ContainsRune("-._~", rune(c)) {
				return wrong(fmt.Sprintf("it holds %q; expected letters, digits and - . _ ~", string(rune(c))))
			}
		}
		if stem, _, _ := strings.Cut(e, "."); isDevice(stem) {
			return wrong(fmt.Sprintf("%q is the name of a device on Windows", e))
		}
		if e == "internal" || e == "vendor" || e == "testdata" {
			return wrong(fmt.Sprintf("a folder named %q means something else to Go", e))
		}
	}
	if slices.Contains(standard(), elements[0]) {
		return wrong(fmt.Sprintf("the standard library begins with %q: choose a path with a dot, such as example.com/%s", elements[0], path.Base(module)))
	}
	if module == musetteModule || strings.HasPrefix(module, musetteModule+"/") {
		return wrong("it is Musette's own")
	}
	return nil
}

// checkApp refuses what cannot name a package, the label of an app and the beginning of its tables.
func checkApp(name string) error {
	switch {
	case name == "":
		return errors.New("an app needs a name: lower-case letters and digits")
	case len(name) > maxName:
		return fmt.Errorf("the name of the app has %d characters: at most %d are allowed", len(name), maxName)
	case token.IsKeyword(name):
		return fmt.Errorf("%q is a keyword of Go: choose another name for the app", name)
	case types.Universe.Lookup(name) != nil:
		return fmt.Errorf("%q means something in every Go file: choose another name for the app", name)
	case isDevice(name):
		return fmt.Errorf("%q is the name of a device on Windows: choose another name for the app", name)
	case slices.Contains(taken(), name):
		return fmt.Errorf("%q has a meaning of its own in a project: choose another name for the app", name)
	}
	for i, c := range []byte(name) {
		if (c < 'a' || c > 'z') && (i == 0 || !isDigit(c)) {
			return fmt.Errorf("the name %q holds %q: expected lower-case letters and digits, a letter first, as in the name of a Go package", name, string(rune(c)))
		}
	}
	return nil
}

// checkModel refuses what cannot name a model of a new app.
func checkModel(name string) error {
	if len(name) > maxName || !token.IsIdentifier(name) || name[0] < 'A' || name[0] > 'Z' {
		return fmt.Errorf("%.60q cannot name a model: expected letters and digits with a capital first, as in Post", name)
	}
	for _, c := range []byte(name) {
		if !isLetter(c) && !isDigit(c) {
			return fmt.Errorf("%q cannot name a model: it holds %q, expected letters and digits", name, string(rune(c)))
		}
	}
	if slices.Contains([]string{"App", "Detail", "List", "Model", "Page"}, name) {
		return fmt.Errorf("the app has something else named %s: choose another name for the model", name)
	}
	return nil
}

// taken are the names that files of a new app or a main package use already, and folders that mean something else.
func taken() []string {
	return []string{
		"app", "cmd", "decimal", "deploy", "embed", "errors", "fmt", "fstest", "http", "internal", "main", "migrate", "migrations",
		"musette", "orm", "problem", "render", "schema", "static", "staticfiles", "template", "templates", "test", "testdata",
		"testing", "testkit", "time", "vendor", "web", "media", "bin", "detail", "list", "routes", "site",
	}
}

// standard are the first elements of the standard library's import paths, and those that the go command keeps for itself.
func standard() []string {
	return strings.Fields(`archive arena bufio builtin bytes cmd cmp compress container context crypto database debug embed encoding errors
		expvar flag fmt go hash html image index io iter log maps math mime net os path plugin reflect regexp runtime simd slices sort
		strconv strings structs sync syscall testing text time unicode unique unsafe uuid weak
		all main std test tool work`)
}

func isDevice(name string) bool {
	name = strings.ToLower(name)
	if slices.Contains([]string{"aux", "con", "nul", "prn"}, name) {
		return true
	}
	return len(name) == 4 && (strings.HasPrefix(name, "com") || strings.HasPrefix(name, "lpt")) && isDigit(name[3])
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }

// plural is how several of a model are called, by the regular rules of English.
func plural(s string) string {
	n := len(s)
	switch {
	case n > 1 && s[n-1] == 'y' && !strings.ContainsRune("aeiou", rune(s[n-2])):
		return s[:n-1] + "ies"
	case strings.HasSuffix(s, "s") || strings.HasSuffix(s, "x") || strings.HasSuffix(s, "z") || strings.HasSuffix(s, "ch") || strings.HasSuffix(s, "sh"):
		return s + "es"
	}
	return s + "s"
}

// identifier makes a name that PostgreSQL and nginx take without quotes.
func identifier(name string) string { return strings.ToLower(strings.ReplaceAll(name, "-", "_")) }
