package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// repository returns the folder of the module Musette, which the module of the benchmarks replaces.
func repository(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", "github.com/musette-go/musette").Output()
	if err != nil {
		return "", fmt.Errorf("go list: %w", err)
	}
	return strings.TrimSpace(string(out)), nil
}

// tempDir makes a folder that goes with the suite.
func (b *bench) tempDir() (string, error) {
	dir, err := os.MkdirTemp("", "musette-bench-*")
	if err == nil {
		b.onClose(func() error { return os.RemoveAll(dir) })
	}
	return dir, err
}

// build builds a main package, run from the folder of its module, and returns the binary's path.
func (b *bench) build(ctx context.Context, dir, pkg string) (string, error) {
	to, err := b.tempDir()
	if err != nil {
		return "", err
	}
	path := filepath.Join(to, "program")
	if err := command(ctx, dir, nil, "go", "build", "-o", path, pkg); err != nil {
		return "", err
	}
	return path, nil
}

// buildShop builds the example shop.
func (b *bench) buildShop(ctx context.Context) (string, error) {
	root, err := repository(ctx)
	if err != nil {
		return "", err
	}
	return b.build(ctx, root, "./examples/shop")
}

// environ is the environment without what is meant for the benchmarks: a site refuses settings that it does not know.
func environ() []string {
	return slices.DeleteFunc(os.Environ(), func(kv string) bool { return strings.HasPrefix(kv, "MUSETTE_") })
}

// command runs a program to its end; the error holds what it said.
func command(ctx context.Context, dir string, env []string, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = dir, append(environ(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s: %w\n%s", filepath.Base(name), strings.Join(args, " "), err, out)
	}
	return nil
}

// site is a running server.
type site struct {
	url     string        // without the slash at its end
	started time.Duration // from the start of the process until it said where it listens
	cmd     *exec.Cmd
}

// readyAt is what a server prints when it listens.
var readyAt = regexp.MustCompile(`ready at (http://[^/\s]+)`)

// productionEnv has a server work as in production, without a log line for each request.
func productionEnv(databaseURL string) []string {
	return []string{"MUSETTE_ENV=production", "DEBUG=false", "SECRET_KEY=0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN",
		"ALLOWED_HOSTS=127.0.0.1", "TRUSTED_PROXIES=127.0.0.1", "LOG_LEVEL=warn", "ADDR=127.0.0.1:0", "DATABASE_URL=" + databaseURL}
}

// get is a request as the proxy in front of a site in production makes it.
func get(ctx context.Context, url string) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err == nil {
		req.Header.Set("X-Forwarded-Proto", "https")
	}
	return req, err
}

// serve starts a server and waits until it listens. It is stopped with the suite, if not before.
func (b *bench) serve(ctx context.Context, path, databaseURL string) (*site, error) {
	return b.serveWith(exec.CommandContext(ctx, path), productionEnv(databaseURL)...)
}

// serveLogged is serve for measurements with the access log, which is written and thrown away.
func (b *bench) serveLogged(ctx context.Context, path, databaseURL string, args ...string) (*site, error) {
	cmd := exec.CommandContext(ctx, path, args...)
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	b.onClose(null.Close)
	cmd.Stderr = null
	return b.serveWith(cmd, append(productionEnv(databaseURL), "LOG_LEVEL=info")...)
}

func (b *bench) serveWith(cmd *exec.Cmd, env ...string) (*site, error) {
	s := &site{cmd: cmd}
	s.cmd.Env = append(environ(), env...)
	s.cmd.Dir = filepath.Dir(cmd.Path)
	var errs strings.Builder
	if s.cmd.Stderr == nil {
		s.cmd.Stderr = &errs
	}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	start := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewReader(out)
	line, err := lines.ReadString('\n')
	s.started = time.Since(start)
	if m := readyAt.FindStringSubmatch(line); m != nil {
		s.url = m[1]
		b.onClose(s.stop)
		go func() { _, _ = io.Copy(io.Discard, lines) }()
		return s, nil
	}
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
	return nil, fmt.Errorf("the server said %q and no address: %w\n%s", line, err, errs.String())
}

// stop interrupts the server and waits for its end. A second stop does nothing.
func (s *site) stop() error {
	if s.cmd.ProcessState != nil {
		return nil
	}
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	err := s.cmd.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() < 0 {
		return nil // the signal ended it
	}
	return err
}
