package boot

import (
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/migrate"
)

// MigrationApps hands the apps to package migrate. Folders are found from the models' import paths and the module around
// the working directory; apps of other modules are read-only.
func (b *Site) MigrationApps() []migrate.App {
	out := make([]migrate.App, len(b.Apps))
	for i, a := range b.Apps {
		m := migrate.App{Label: a.Name, Migrations: a.Migrations, ReadOnly: true}
		for _, d := range a.Models {
			m.Models = append(m.Models, d.Model())
		}
		out[i] = m
	}
	return out
}

// LocateMigrations fills in where the apps' migrations are kept, for makemigrations.
func LocateMigrations(apps []migrate.App, site app.Site, wd string) {
	root, module := moduleAround(wd)
	for i, a := range site.Apps {
		if len(a.Models) == 0 || module == "" {
			continue
		}
		pkg := a.Models[0].GoType().PkgPath()
		if info, ok := debug.ReadBuildInfo(); ok && pkg == "main" {
			pkg = info.Path
		}
		rest, ok := strings.CutPrefix(pkg, module)
		if !ok || rest != "" && rest[0] != '/' {
			continue
		}
		apps[i].Dir = filepath.Join(root, filepath.FromSlash(rest), "migrations")
		apps[i].ReadOnly = false
	}
}

// moduleAround finds the go.mod at or above dir and the module's path.
func moduleAround(dir string) (root, module string) {
	for {
		b, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil {
			return dir, modulePath(string(b))
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", ""
		}
		dir = up
	}
}

func modulePath(mod string) string {
	for line := range strings.Lines(mod) {
		if words := strings.Fields(line); len(words) > 1 && words[0] == "module" {
			return strings.Trim(words[1], "\"`")
		}
	}
	return ""
}
