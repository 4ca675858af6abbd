package scaffold

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// wantError wants an error that holds a text, or none for "".
func wantError(t *testing.T, what string, err error, want string) {
	t.Helper()
	if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
		t.Errorf("%s: %v, want %q", what, err, want)
	}
}

func TestNamesOfProjects(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"site": "", "my-site": "", "my_site2": "", "Site": "", "com10": "",
		"":                      "needs a name",
		"2site":                 "does not begin with a letter",
		".site":                 "does not begin with a letter",
		"../site":               "does not begin with a letter",
		"a/b":                   `holds "/"`,
		"a.b":                   `holds "."`,
		"a b":                   `holds " "`,
		"a\x00":                 `holds "\x00"`,
		"söte":                  "holds",
		"con":                   "a device on Windows",
		"LPT1":                  "a device on Windows",
		strings.Repeat("x", 51): "at most 50",
	} {
		wantError(t, name, checkProject(name), want)
	}
}

func TestPathsOfModules(t *testing.T) {
	t.Parallel()
	for module, want := range map[string]string{
		"site": "", "example.com/site": "", "example.com/~me/my-site_2": "", "my-site": "", "example.com/site/v2": "",
		"":                       "it is empty",
		"net":                    `the standard library begins with "net"`,
		"test":                   "choose a path with a dot, such as example.com/test",
		"example.com//x":         "one / between them",
		"/x":                     "one / between them",
		"example.com/../x":       "one / between them",
		"example.com/.x":         "begin or end with a dot",
		"example.com/x.":         "begin or end with a dot",
		"-x":                     "begin with -",
		"example.com/a b":        `it holds " "`,
		"example.com/a\n":        `it holds "\n"`,
		"example.com/ä":          "it holds",
		"example.com/con.x":      "a device on Windows",
		"example.com/internal/x": "means something else to Go",
		musetteModule + "/x":     "Musette's own",
		strings.Repeat("x", 201): "longer than 200",
	} {
		wantError(t, module, checkModule(module), want)
	}
}

func TestNamesOfApps(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"blog": "", "blog2": "", "home": "",
		"":                      "needs a name",
		"Blog":                  `holds "B"`,
		"my_blog":               `holds "_"`,
		"my-blog":               `holds "-"`,
		"2blog":                 `holds "2"`,
		"../x":                  `holds "."`,
		"func":                  "a keyword of Go",
		"string":                "in every Go file",
		"error":                 "in every Go file",
		"nul":                   "a device on Windows",
		"migrations":            "a meaning of its own",
		"orm":                   "a meaning of its own",
		strings.Repeat("x", 51): "at most 50",
	} {
		wantError(t, name, checkApp(name), want)
	}
}

func TestNamesOfModels(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Post": "", "BlogPost2": "",
		"":                      "cannot name a model",
		"post":                  "with a capital first",
		"Ärger":                 "with a capital first",
		"Blog_Post":             `it holds "_"`,
		"App":                   "something else named App",
		"A B":                   "cannot name a model",
		strings.Repeat("X", 51): "cannot name a model",
	} {
		wantError(t, name, checkModel(name), want)
	}
}

func TestPlurals(t *testing.T) {
	t.Parallel()
	for one, many := range map[string]string{"Post": "Posts", "Category": "Categories", "Day": "Days", "Box": "Boxes", "Class": "Classes", "Dish": "Dishes", "Y": "Ys"} {
		if got := plural(one); got != many {
			t.Errorf("several of %s are %s, want %s", one, got, many)
		}
	}
}

// TestStandardLibrary compares the list with the standard library that is installed.
func TestStandardLibrary(t *testing.T) {
	t.Parallel()
	out, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(filepath.Join(strings.TrimSpace(string(out)), "src"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() && !slices.Contains([]string{"internal", "vendor", "testdata"}, e.Name()) && !slices.Contains(standard(), e.Name()) {
			t.Errorf("%s is missing", e.Name())
		}
	}
}
