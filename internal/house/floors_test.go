package house

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// A floor says where a battery stands and what it may import of the product,
// besides itself. An import goes down, never up, never around.
type floor struct {
	dir    string // the folder, "." for the root; its sub-folders stand there too
	level  int
	may    []string // folders, with their sub-folders
	mayAll bool     // everything on a lower level
}

// floors is the plan of the house, as in the documentation of its design.
// A new package gets a line here before it gets a file.
func floors() []floor {
	return []floor{
		{dir: "check", level: 0},
		{dir: "decimal", level: 0},
		{dir: "problem", level: 0},
		{dir: "schema", level: 0},
		{dir: "sign", level: 0},
		{dir: "netguard", level: 0},
		{dir: "storage", level: 1, may: []string{"problem"}},
		{dir: "mail", level: 1, may: []string{"problem"}},
		{dir: "mail/preview", level: 2, may: []string{"mail", "web", "problem"}},
		{dir: "mail/mailpage", level: 4, may: []string{"mail", "render", "web", "check", "problem"}},
		{dir: "validate", level: 1, may: []string{"decimal"}},

		{dir: "db", level: 1, may: []string{"schema", "problem", "decimal"}},
		{dir: "web", level: 1, may: []string{"check", "problem", "sign", "internal/suggest"}},

		{dir: "form", level: 2, may: []string{"schema", "decimal", "problem", "validate", "storage"}},

		{dir: "orm", level: 2, may: []string{"db", "schema", "decimal", "problem", "check", "validate"}},

		{dir: "migrate", level: 3, may: []string{"db", "orm", "schema", "decimal", "problem", "check"}},
		{dir: "static", level: 3, may: []string{"web", "check", "problem", "internal/suggest"}},
		{dir: "render", level: 3, may: []string{"web", "check", "problem", "internal/suggest"}},
		{dir: "session", level: 3, may: []string{"web", "sign", "problem", "internal/personal"}},
		{dir: "session/dbsession", level: 5, mayAll: true},
		{dir: "session/sessiontest", level: 5, mayAll: true},
		{dir: "messages", level: 4, may: []string{"session", "web", "sign", "problem", "internal/personal"}},
		{dir: "app", level: 4, may: []string{"schema", "web", "migrate", "orm", "check", "problem", "sign", "internal/suggest"}},

		{dir: "auth", level: 6, mayAll: true},
		{dir: "auth/password", level: 1, may: []string{"problem", "netguard"}},
		{dir: "views", level: 5, mayAll: true},

		{dir: "django", level: 7, mayAll: true},
		{dir: "rest", level: 7, mayAll: true},

		{dir: "internal/boot", level: 7, mayAll: true},
		{dir: "manage", level: 8, mayAll: true},
		{dir: ".", level: 9, mayAll: true},

		// The generator knows the words for models, and nothing that is generated.
		{dir: "internal/generate", level: 1, may: []string{"schema", "decimal", "internal/suggest"}},
		{dir: "internal/sqlvet", level: 0},
		{dir: "internal/suggest", level: 0},

		// What answers for one person say to caches.
		{dir: "internal/personal", level: 0},

		// What the global tool does beside generating: it knows no site.
		{dir: "internal/scaffold", level: 2, may: []string{"internal/generate"}},
		{dir: "internal/devloop", level: 2, may: []string{"internal/generate"}},

		// Models for tests.
		{dir: "internal/testmodels", level: 5, mayAll: true},
		{dir: "internal/testmodels/members", level: 7, mayAll: true},

		// The harness of the tests knows addresses, not batteries.
		{dir: "internal/testenv", level: 0},
		{dir: "internal/house", level: 0},

		// The tests that break what a site stands on.
		{dir: "internal/torture", level: 11, mayAll: true},

		{dir: "testkit", level: 10, mayAll: true},
		{dir: "cmd/musette", level: 10, mayAll: true},
		{dir: "examples", level: 10, mayAll: true},
	}
}

// floorOf returns the floor of a folder: the longest entry that it lies under.
func floorOf(plan []floor, dir string) (floor, bool) {
	best, found := floor{}, false
	for _, f := range plan {
		if under(dir, f.dir) && (!found || len(f.dir) > len(best.dir)) {
			best, found = f, true
		}
	}
	return best, found
}

// under reports whether dir is the folder base or lies below it. Nothing lies
// below the root in this sense: every folder names its floor.
func under(dir, base string) bool {
	return dir == base || base != "." && strings.HasPrefix(dir, base+"/")
}

// allows reports whether a package on the floor may import the folder.
func (f floor) allows(plan []floor, dir string) bool {
	if under(dir, f.dir) {
		return true
	}
	if f.mayAll {
		other, ok := floorOf(plan, dir)
		return ok && other.level < f.level
	}
	return slices.ContainsFunc(f.may, func(base string) bool { return under(dir, base) })
}

// checkFloors returns what is wrong with the imports of the tree.
func checkFloors(t *tree, plan []floor) []string {
	var wrong []string
	for _, p := range t.pkgs {
		f, ok := floorOf(plan, p.dir)
		if !ok {
			wrong = append(wrong, fmt.Sprintf("%s stands on no floor: add it to floors() and to the plan in the documentation", p.dir))
			continue
		}
		for _, file := range p.product() {
			for _, imported := range file.imports() {
				dir, ours := folderOf(imported)
				if ours && !f.allows(plan, dir) {
					wrong = append(wrong, fmt.Sprintf("%s/%s imports %s, which its floor does not allow: declare a small interface here and let a higher floor implement it",
						p.dir, file.name, imported))
				}
			}
		}
	}
	return wrong
}

// folderOf returns the folder of an import path of this module.
func folderOf(importPath string) (string, bool) {
	if importPath == module {
		return ".", true
	}
	return strings.CutPrefix(importPath, module+"/")
}

func TestFloors(t *testing.T) {
	t.Parallel()
	for _, problem := range checkFloors(house(t), floors()) {
		t.Error(problem)
	}
}

// TestFloorsPlan holds the plan to its own rule.
func TestFloorsPlan(t *testing.T) {
	t.Parallel()
	plan := floors()
	for _, f := range plan {
		for _, dir := range f.may {
			below, ok := floorOf(plan, dir)
			if !ok || below.level >= f.level {
				t.Errorf("%s (level %d) may import %s, which does not stand below it", f.dir, f.level, dir)
			}
		}
	}
}

func TestFloorsFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	bad, err := parseTree("testdata/floors")
	if err != nil {
		t.Fatal(err)
	}
	plan := []floor{
		{dir: "low", level: 0},
		{dir: "low/inner", level: 0},
		{dir: "high", level: 1, may: []string{"low"}},
		{dir: "top", level: 2, mayAll: true},
		{dir: "side", level: 2, mayAll: true},
	}
	got := checkFloors(bad, plan)
	want := []string{
		"low/low.go imports " + module + "/high",
		"stray stands on no floor",
		"top/top.go imports " + module + "/side",
	}
	if len(got) != len(want) {
		t.Errorf("found %d problems, want %d:\n%s", len(got), len(want), strings.Join(got, "\n"))
	}
	for i := range min(len(got), len(want)) {
		if !strings.HasPrefix(got[i], want[i]) {
			t.Errorf("problem %d is %q, want it to begin with %q", i, got[i], want[i])
		}
	}
}
