package scaffold

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
)

// musetteModule is the path of the framework's module.
const musetteModule = "github.com/musette-go/musette"

// A Source says where a new project finds Musette.
type Source struct {
	// Replace is the folder of a checkout that takes the place of the published module. Defaults to none.
	Replace string
	// Version is the published version. It counts without Replace only.
	Version string
}

// ThisSource is the Musette that the running program was built from: a published version, or the checkout.
func ThisSource() (Source, error) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return Source{}, errors.New("the program does not know what it was built from: name a checkout with --replace")
	}
	main := info.Main
	if main.Path != musetteModule { // built as a tool of another module
		for _, d := range info.Deps {
			if d.Path == musetteModule {
				main = *d
			}
		}
	}
	if main.Replace != nil && filepath.IsAbs(main.Replace.Path) && isCheckout(main.Replace.Path) {
		return Source{Replace: main.Replace.Path}, nil
	}
	if main.Sum != "" {
		return Source{Version: main.Version}, nil
	}
	_, file, _, _ := runtime.Caller(0)
	dir := filepath.Dir(filepath.Dir(filepath.Dir(file)))
	if !filepath.IsAbs(dir) || !isCheckout(dir) {
		return Source{}, errors.New("the program was built from a checkout that it does not find any more: name it with --replace")
	}
	return Source{Replace: dir}, nil
}

// isCheckout reports whether a folder holds Musette's module.
func isCheckout(dir string) bool {
	b, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	return err == nil && bytes.HasPrefix(b, []byte("module "+musetteModule+"\n"))
}

// module is what the go.mod and go.sum of a project need.
type module struct {
	goVersion string
	version   string // of Musette
	replace   string // the folder in its place, or ""
	requires  []requirement
	sums      []byte
}

type requirement struct{ Path, Version string }

// load reads the requirements and checksums of Musette, from the checkout or from the module cache. It asks the network only
// for a version that is not in the cache.
func (s Source) load(ctx context.Context) (*module, error) {
	m := &module{version: s.Version}
	dir := ""
	var own []byte
	if s.Replace != "" {
		abs, err := filepath.Abs(s.Replace)
		if err != nil {
			return nil, err
		}
		if !isCheckout(abs) {
			return nil, fmt.Errorf("%s is no checkout of Musette: it has no go.mod of the module %s", s.Replace, musetteModule)
		}
		dir, m.replace, m.version = abs, filepath.ToSlash(abs), "v0.0.0"
	} else {
		var err error
		if dir, own, err = download(ctx, s.Version); err != nil {
			return nil, err
		}
	}
	var mod struct {
		Go      string
		Require []requirement
	}
	out, err := goCommand(ctx, dir, "mod", "edit", "-json")
	if err == nil {
		err = json.Unmarshal(out, &mod)
	}
	if err != nil {
		return nil, fmt.Errorf("reading what Musette requires: %w", err)
	}
	m.goVersion, m.requires = mod.Go, mod.Require
	sums, err := os.ReadFile(filepath.Join(dir, "go.sum"))
	m.sums = append(sums, own...)
	return m, err
}

// download finds a published version in the module cache, and its lines of go.sum.
func download(ctx context.Context, version string) (dir string, sums []byte, err error) {
	out, err := goCommand(ctx, "", "mod", "download", "-json", musetteModule+"@"+version)
	var got struct{ Dir, Sum, GoModSum, Error string }
	if jerr := json.Unmarshal(out, &got); jerr == nil && got.Error != "" {
		err = errors.New(got.Error)
	}
	if err != nil {
		return "", nil, fmt.Errorf("finding %s@%s: %w", musetteModule, version, err)
	}
	return got.Dir, fmt.Appendf(nil, "%[1]s %[2]s %[3]s\n%[1]s %[2]s/go.mod %[4]s\n", musetteModule, version, got.Sum, got.GoModSum), nil
}

// goCommand runs the go command and returns what it prints.
func goCommand(ctx context.Context, dir string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		if text := strings.TrimSpace(errs.String()); text != "" {
			err = errors.New(text)
		}
		return out.Bytes(), err
	}
	return out.Bytes(), nil
}

// goMod is the project's go.mod. It has all requirements of Musette, so that the project builds without asking anybody;
// `go mod tidy` takes out what it does not need.
func (m *module) goMod(path string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "module %s\n\ngo %s\n\ntool %s/cmd/musette\n\nrequire %s %s\n", path, m.goVersion, musetteModule, musetteModule, m.version)
	if len(m.requires) > 0 {
		b.WriteString("\nrequire (\n")
		for _, r := range m.requires {
			fmt.Fprintf(&b, "\t%s %s // indirect\n", r.Path, r.Version)
		}
		b.WriteString(")\n")
	}
	if m.replace != "" {
		fmt.Fprintf(&b, "\nreplace %s => %s\n", musetteModule, quoted(m.replace))
	}
	return b.Bytes()
}

// quoted writes a path as go.mod wants it.
func quoted(s string) string {
	if strings.ContainsAny(s, " \t\"'`,()[]") || strings.Contains(s, "//") {
		return `"` + strings.ReplaceAll(s, `"`, `\"`) + `"`
	}
	return s
}
