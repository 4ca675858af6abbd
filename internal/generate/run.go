package generate

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Config says what to generate.
type Config struct {
	Dir      string   // where to work; patterns and messages are relative to it. Defaults to the current directory
	Patterns []string // directories, or "./..." for all below. Defaults to the directory itself
	Check    bool     // write nothing, only report what would change
}

// Report is what a run did. Its names are paths relative to [Config.Dir].
type Report struct {
	Packages int      // packages with models or results
	Written  []string // files that were written, removed ones included
	Stale    []string // with Check: files that would be written or removed
}

// Run generates the code of the packages. Its error is a [*Mistakes] when the input has mistakes; then nothing is written.
func Run(ctx context.Context, conf Config) (Report, error) {
	dir, err := filepath.Abs(conf.Dir)
	if err != nil {
		return Report{}, fmt.Errorf("generate: %w", err)
	}
	dirs, err := expand(dir, conf.Patterns)
	if err != nil || len(dirs) == 0 {
		return Report{}, err
	}
	outputs, err := produce(ctx, dir, dirs)
	if err != nil {
		return Report{}, err
	}
	report := Report{}
	for _, o := range outputs {
		if o.source != nil {
			report.Packages++
		}
		changed, err := o.changed()
		if err != nil {
			return report, err
		}
		name := relative(dir, o.file)
		switch {
		case !changed:
		case conf.Check:
			report.Stale = append(report.Stale, name)
		default:
			if err := o.write(); err != nil {
				return report, err
			}
			report.Written = append(report.Written, name)
		}
	}
	return report, nil
}

// output is the generated file of one package; source is nil when there should be none.
type output struct {
	file   string
	source []byte
}

// produce generates the sources of the packages in dirs.
func produce(ctx context.Context, dir string, dirs []target) ([]output, error) {
	main, err := findModule(dirs[0].dir)
	if err != nil {
		return nil, err
	}
	for _, t := range dirs[1:] {
		if m, err := findModule(t.dir); err != nil || m != main {
			return nil, errors.Join(err, fmt.Errorf("generate: %s is not in the module %s: run the generator once for each module", t.dir, main.path))
		}
	}
	return newLoader(ctx, main).produce(dir, dirs)
}

// parseAll reads all packages of a run before their types, so that the go command is asked once for what they import.
func (l *loader) parseAll(dirs []target) error {
	for _, t := range dirs {
		l.own[l.main.importPath(t.dir)] = true
	}
	var paths []string
	for _, t := range dirs {
		p, err := l.parsed(l.main.importPath(t.dir), t.dir)
		if err != nil {
			return err
		}
		for _, f := range p.files {
			for _, path := range f.imports {
				paths = append(paths, path)
			}
		}
	}
	l.ask(paths)
	return nil
}

// produce generates the sources of the packages in dirs, which are of the loader's module.
func (l *loader) produce(dir string, dirs []target) ([]output, error) {
	if err := l.parseAll(dirs); err != nil {
		return nil, err
	}
	outputs := make([]output, 0, len(dirs))
	for _, t := range dirs {
		p, err := l.load(l.main.importPath(t.dir), t.dir)
		if err != nil {
			return nil, err
		}
		ms := l.modelsOf(p)
		if t.named && len(ms.models)+len(ms.results) == 0 && len(l.log.list) == 0 {
			l.log.list = append(l.log.list, Mistake{Text: fmt.Sprintf("no models in %s: a model is a struct that embeds orm.Model", relative(filepath.Dir(dir), t.dir))})
		}
		if len(l.log.list) > 0 {
			continue
		}
		src, err := ms.source()
		if err != nil {
			return nil, err
		}
		outputs = append(outputs, output{filepath.Join(t.dir, outputName), src})
	}
	if len(l.log.list) > 0 {
		m := &Mistakes{Dir: dir, List: l.log.list}
		m.sort()
		return nil, m
	}
	return outputs, nil
}

// changed reports whether the file on disk differs. A file that the generator did not write is an error.
func (o output) changed() (bool, error) {
	old, err := os.ReadFile(o.file)
	if errors.Is(err, os.ErrNotExist) {
		return o.source != nil, nil
	}
	if err != nil {
		return false, fmt.Errorf("generate: %w", err)
	}
	if !bytes.HasPrefix(old, []byte(ourHeader)) {
		if o.source == nil {
			return false, nil
		}
		return false, fmt.Errorf("generate: %s was not written by musette generate: rename it, the name is needed", o.file)
	}
	return !bytes.Equal(old, o.source), nil
}

// write replaces the file in one step, or removes it.
func (o output) write() error {
	if o.source == nil {
		return os.Remove(o.file)
	}
	tmp, err := os.CreateTemp(filepath.Dir(o.file), ".models_gen-*")
	if err != nil {
		return fmt.Errorf("generate: %w", err)
	}
	defer os.RemoveAll(tmp.Name()) // gone already when all went well
	_, err = tmp.Write(o.source)
	err = errors.Join(err, tmp.Chmod(0o644), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), o.file)
	}
	if err != nil {
		return fmt.Errorf("generate: %w", err)
	}
	return nil
}
