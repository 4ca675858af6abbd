package devloop

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/musette-go/musette/internal/generate"
)

// moduleRoot finds the folder of the module around dir.
func moduleRoot(ctx context.Context, dir string) (string, error) {
	out, text, err := goRun(ctx, dir, "env", "GOMOD")
	if err != nil {
		return "", fmt.Errorf("devloop: go env: %w: %s", err, text)
	}
	file := strings.TrimSpace(out)
	if file == "" || filepath.Base(file) != "go.mod" {
		return "", fmt.Errorf("devloop: %s is in no Go module: run musette dev in the folder of a site, or name it with -C", dir)
	}
	return filepath.Dir(file), nil
}

// buildError is what the generator or the compiler found.
type buildError struct {
	title, text string
}

func (e *buildError) Error() string { return e.title }

// generateModels brings the generated code up to date. It returns the files that it wrote, relative to root.
func generateModels(ctx context.Context, root string) ([]string, error) {
	report, err := generate.Run(ctx, generate.Config{Dir: root, Patterns: []string{"./..."}})
	if err != nil {
		err = &buildError{"The models have mistakes", err.Error()}
	}
	return report.Written, err
}

// buildSite builds the site's main package, without what debuggers need: that is half of the time.
func buildSite(ctx context.Context, dir, pkg, binary string) error {
	_, text, err := goRun(ctx, dir, "build", "-ldflags=-w", "-o", binary, pkg)
	if err == nil {
		return nil
	}
	if text == "" {
		text = err.Error()
	}
	return &buildError{"The build failed", text}
}

// goRun runs the go command, with what it starts in a group of its own, and returns what it prints.
func goRun(ctx context.Context, dir string, args ...string) (out, text string, err error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	group(cmd)
	cmd.Cancel = func() error { endGroup(cmd); return nil }
	runtime.LockOSThread() // as in startProcess
	defer runtime.UnlockOSThread()
	err = cmd.Run()
	if errors.Is(err, exec.ErrNotFound) {
		return "", "the command go was not found in PATH", err
	}
	return stdout.String(), stderr.String(), err
}
