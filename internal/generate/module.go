package generate

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// module is a Go module whose source is on disk.
type module struct{ path, dir string }

// findModule finds the module that dir belongs to.
func findModule(dir string) (module, error) {
	for at := dir; ; at = filepath.Dir(at) {
		src, err := os.ReadFile(filepath.Join(at, "go.mod"))
		if err == nil {
			name := modulePath(src)
			if name == "" {
				return module{}, fmt.Errorf("generate: %s names no module: it needs a line such as \"module example.com/shop\"", filepath.Join(at, "go.mod"))
			}
			return module{name, at}, nil
		}
		if !errors.Is(err, os.ErrNotExist) {
			return module{}, fmt.Errorf("generate: %w", err)
		}
		if filepath.Dir(at) == at {
			return module{}, fmt.Errorf("generate: %s is in no Go module: run `go mod init` first", dir)
		}
	}
}

// modulePath reads the module line of a go.mod.
func modulePath(src []byte) string {
	lines := bufio.NewScanner(bytes.NewReader(src))
	for lines.Scan() {
		line, _, _ := strings.Cut(lines.Text(), "//")
		rest, ok := strings.CutPrefix(strings.TrimSpace(line), "module")
		if !ok || rest == "" || rest[0] != ' ' && rest[0] != '\t' && rest[0] != '"' {
			continue
		}
		rest = strings.TrimSpace(rest)
		if name, err := strconv.Unquote(rest); err == nil {
			return name
		}
		return rest
	}
	return ""
}

// importPath is the path by which dir, inside the module, is imported.
func (m module) importPath(dir string) string {
	rel, err := filepath.Rel(m.dir, dir)
	if err != nil {
		return m.path
	}
	return path.Join(m.path, filepath.ToSlash(rel))
}

// contains returns the directory of an import path inside the module, if there is one.
func (m module) contains(importPath string) (dir string, ok bool) {
	rest, ok := strings.CutPrefix(importPath, m.path)
	if !ok || rest != "" && rest[0] != '/' {
		return "", false
	}
	dir = filepath.Join(m.dir, filepath.FromSlash(rest))
	info, err := os.Stat(dir)
	return dir, err == nil && info.IsDir()
}

// goList asks the go command where packages of other modules are. Packages that it does not find are left out.
func goList(ctx context.Context, dir string, paths []string) (dirs map[string]string, modules []module) {
	dirs = map[string]string{}
	args := append([]string{"list", "-e", "-find", "-json=ImportPath,Dir,Module", "--"}, paths...)
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	out, _ := cmd.Output() // whatever it found counts; the rest is reported where it is used
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			ImportPath, Dir string
			Module          *struct{ Path, Dir string }
		}
		if err := dec.Decode(&p); err != nil {
			if err != io.EOF {
				return dirs, modules
			}
			break
		}
		if p.Dir != "" {
			dirs[p.ImportPath] = p.Dir
		}
		if p.Module != nil && p.Module.Dir != "" {
			modules = append(modules, module{p.Module.Path, p.Module.Dir})
		}
	}
	return dirs, modules
}
