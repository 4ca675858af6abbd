package scaffold

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/musette-go/musette/internal/generate"
)

// An App is what `musette app` makes.
type App struct {
	// Name is the name of the package, its folder and the label of the app: lower-case letters and digits.
	Name string
	// Model is the name of its first model. Defaults to Item.
	Model string
	// Dir is the folder of the site's main package. Defaults to the working directory.
	Dir string
}

// Added is what AddApp did.
type Added struct {
	Created bool     // the app's folder was written; else it was there already
	Main    string   // the file in whose list of apps the app stands, relative to Dir
	Listed  bool     // the file was changed; else the app was listed already
	Files   []string // generated files, relative to Dir
}

// appData is what the templates of an app know.
type appData struct {
	App, Import            string
	Model, Plural, Article string
	PluralLine             bool // the plural is not the model's name and an s
}

// ErrNoList means that the list of apps was not found: the app is written, and a line is to be added by hand.
var ErrNoList = errors.New("the list of apps was not found")

// AddApp writes an app into a folder of the project and adds it to the site's list of apps. An app that an earlier call wrote
// is left as it is, so that a call that was interrupted can be repeated. When the list cannot be found the error is an
// [ErrNoList] that says which line to add.
func AddApp(ctx context.Context, a App) (Added, error) {
	var done Added
	if a.Dir == "" {
		a.Dir = "."
	}
	if a.Model == "" {
		a.Model = "Item"
	}
	if err := errors.Join(checkApp(a.Name), checkModel(a.Model)); err != nil {
		return done, fmt.Errorf("scaffold: %w", err)
	}
	base, err := importPath(ctx, a.Dir)
	if err != nil {
		return done, fmt.Errorf("scaffold: %w", err)
	}
	imported := path.Join(base, a.Name)
	edit, findErr := findList(a.Dir, a.Name, imported)
	if findErr != nil && !errors.Is(findErr, ErrNoList) {
		return done, fmt.Errorf("scaffold: %w", findErr)
	}
	if done.Created, err = a.create(imported); err != nil {
		return done, fmt.Errorf("scaffold: %w", err)
	}
	report, err := generate.Run(ctx, generate.Config{Dir: a.Dir, Patterns: []string{a.Name}})
	done.Files = report.Written
	if err == nil {
		err = findErr
	}
	if err == nil {
		done.Main, done.Listed = edit.name, edit.changed
		err = edit.write()
	}
	if err != nil {
		return done, fmt.Errorf("scaffold: %w", err)
	}
	return done, nil
}

// importPath is the import path of the package in a folder.
func importPath(ctx context.Context, dir string) (string, error) {
	out, err := goCommand(ctx, dir, "list", "-e", "-f", "{{with .Module}}{{.Path}}{{end}} {{.ImportPath}} {{.Name}}", ".")
	if err != nil {
		return "", fmt.Errorf("there is no Go project here: %w", err)
	}
	fields := strings.Split(strings.TrimSpace(string(out)), " ")
	if len(fields) != 3 || fields[0] == "" || fields[2] != "main" {
		return "", errors.New("there is no main package of a site here: run the command in the folder with main.go, or name it with -C")
	}
	return fields[1], nil
}

// create writes the app's folder, unless it is there with an app in it.
func (a App) create(imported string) (bool, error) {
	place := filepath.Join(a.Dir, a.Name)
	entries, err := os.ReadDir(place)
	switch {
	case err == nil && len(entries) > 0:
		if _, err := os.Stat(filepath.Join(place, "app.go")); err != nil {
			return false, fmt.Errorf("the folder %s is not empty, and holds no app: choose another name, or empty it", place)
		}
		return false, nil
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return false, fmt.Errorf("%s is there and is no folder: choose another name, or move it away", place)
	}
	temp, err := os.MkdirTemp(a.Dir, ".musette-app-*")
	if err != nil {
		return false, err
	}
	data := appData{App: a.Name, Import: imported, Model: a.Model, Plural: plural(a.Model), Article: "A", PluralLine: plural(a.Model) != a.Model+"s"}
	if strings.ContainsRune("AEIO", rune(a.Model[0])) {
		data.Article = "An"
	}
	err = writeTree(temp, "app", strings.NewReplacer("APP", a.Name), data)
	if err == nil {
		err = os.Chmod(temp, 0o755)
	}
	if err == nil && entries != nil {
		err = os.Remove(place)
	}
	if err == nil {
		err = os.Rename(temp, place)
	}
	if err != nil {
		return false, errors.Join(err, os.RemoveAll(temp))
	}
	return true, nil
}
