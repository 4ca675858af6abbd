package scaffold

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/musette-go/musette/internal/generate"
)

// A Project is what `musette new` makes.
type Project struct {
	// Name is the name of the folder, the site and its binary: letters, digits, - and _.
	Name string
	// Module is the path of the module. Defaults to Name.
	Module string
	// Dir is where the folder is made. Defaults to the working directory.
	Dir string
	// Source is where the project finds Musette.
	Source Source
}

// projectData is what the templates of a project know.
type projectData struct {
	Name, Module string
	Ident        string // the name for PostgreSQL and nginx
	Host         string // an example of a host name
	GoVersion    string // 1.26
}

// New writes the project. The folder must not exist, or be empty. When it fails nothing is left behind.
func New(ctx context.Context, p Project) error {
	if err := p.check(); err != nil {
		return fmt.Errorf("scaffold: %w", err)
	}
	if p.Module == "" {
		p.Module = p.Name
	}
	m, err := p.Source.load(ctx)
	if err != nil {
		return fmt.Errorf("scaffold: %w", err)
	}
	temp, err := os.MkdirTemp(p.Dir, ".musette-new-*")
	if err != nil {
		return fmt.Errorf("scaffold: %w", err)
	}
	err = p.write(ctx, temp, m)
	if err == nil {
		err = p.move(temp)
	}
	if err != nil {
		return fmt.Errorf("scaffold: %w", errors.Join(err, os.RemoveAll(temp)))
	}
	return nil
}

// check refuses wrong names and a place that is taken.
func (p *Project) check() error {
	if p.Dir == "" {
		p.Dir = "."
	}
	errs := []error{checkProject(p.Name)}
	switch {
	case p.Module != "":
		errs = append(errs, checkModule(p.Module))
	case errs[0] == nil:
		if err := checkModule(p.Name); err != nil {
			errs = append(errs, fmt.Errorf("%w; the flag --module names another path than the project's name", err))
		}
	}
	if errs[0] == nil {
		errs = append(errs, p.free())
	}
	return errors.Join(errs...)
}

// free refuses a place where something is.
func (p *Project) free() error {
	place := filepath.Join(p.Dir, p.Name)
	entries, err := os.ReadDir(place)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("%s is there and is no folder: choose another name, or move it away", place)
	case len(entries) > 0:
		return fmt.Errorf("the folder %s is not empty, it holds %s: choose another name, or empty it", place, entries[0].Name())
	}
	return nil
}

func (p *Project) write(ctx context.Context, dir string, m *module) error {
	version := m.goVersion
	if parts := strings.SplitN(version, ".", 3); len(parts) == 3 {
		version = parts[0] + "." + parts[1]
	}
	data := projectData{Name: p.Name, Module: p.Module, Ident: identifier(p.Name),
		Host: strings.ReplaceAll(identifier(p.Name), "_", "-") + ".example", GoVersion: version}
	if err := writeTree(dir, "project", strings.NewReplacer("NAME", p.Name), data); err != nil {
		return err
	}
	if err := writeFile(filepath.Join(dir, "go.mod"), m.goMod(p.Module)); err != nil {
		return err
	}
	if err := writeFile(filepath.Join(dir, "go.sum"), m.sums); err != nil {
		return err
	}
	if _, err := generate.Run(ctx, generate.Config{Dir: dir, Patterns: []string{"./..."}}); err != nil {
		return err
	}
	return ctx.Err() // an interrupt until now leaves nothing
}

// move puts the finished folder in its place.
func (p *Project) move(temp string) error {
	if err := os.Chmod(temp, 0o755); err != nil {
		return err
	}
	place := filepath.Join(p.Dir, p.Name)
	if err := os.Remove(place); err != nil && !errors.Is(err, fs.ErrNotExist) { // an empty folder
		return err
	}
	return os.Rename(temp, place)
}
