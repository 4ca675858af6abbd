package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestNewAndAppFromTheCommandLine looks at what the commands say and return.
func TestNewAndAppFromTheCommandLine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, s := range []step{
		{"new", misuse, "", "expected one argument, the name of the project"},
		{"new a b", misuse, "", "expected one argument"},
		{"new --nope", misuse, "", "-nope"},
		{"help new", done, "Usage: musette new NAME", ""},
		{"new -C DIR a/b", failed, "", `musette new: scaffold: the name "a/b" holds "/"`},
		{"new -C DIR net", failed, "", `the standard library begins with "net"`},
		{"new -C DIR site --replace DIR", failed, "", "is no checkout of Musette"},
		{"new -C DIR site --module example.com/site", done, "Created site, a site with the app home.", ""},
		{"new -C DIR site", failed, "", "is not empty"},
		{"app", misuse, "", "expected one argument, the name of the app"},
		{"app --help", done, "Usage: musette app", ""},
		{"app -C DIR/site auth", failed, "", "the name auth means github.com/musette-go/musette/auth there"},
		{"app -C DIR/site type", failed, "", "a keyword of Go"},
		{"app -C DIR/site blog --model Post", done, "Created the app blog.\nmain.go lists it.\n", ""},
		{"app blog -C DIR/site", done, "The app blog is there, and main.go lists it: nothing was changed.", ""},
		{"app -C DIR blog", failed, "", "no Go project here"},
		{"dev a b", misuse, "", "expected at most one package"},
		{"dev --help", done, "Usage: musette dev", ""},
		{"dev -C DIR/site --addr 0.0.0.0:0", failed, "", "is reachable from other machines"},
	} {
		s.check(t, dir)
	}
}

// site is a new project in a test, and the musette that made it.
type site struct {
	t       *testing.T
	dir     string
	musette string
}

// newSite builds musette and makes a project with it.
func newSite(t *testing.T) *site {
	t.Helper()
	if testing.Short() {
		t.Skip("builds a project")
	}
	bin := filepath.Join(t.TempDir(), "musette.exe")
	s := &site{t: t, dir: t.TempDir(), musette: bin}
	s.run("building musette", exec.Command("go", "build", "-o", bin, "github.com/musette-go/musette/cmd/musette"), ".")
	s.run("musette new", exec.Command(bin, "new", "site"), s.dir)
	s.dir = filepath.Join(s.dir, "site")
	return s
}

// run runs a command that may not ask the network, and returns what it prints.
func (s *site) run(what string, cmd *exec.Cmd, dir string, env ...string) string {
	s.t.Helper()
	cmd.Dir = dir
	cmd.Env = append(append(os.Environ(), "GOPROXY=off", "GOSUMDB=off", "GOWORK=off", "GOFLAGS="), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		s.t.Fatalf("%s: %v\n%s", what, err, out)
	}
	return string(out)
}

// tool runs the go command in the project.
func (s *site) tool(args ...string) string {
	s.t.Helper()
	return s.run("go "+strings.Join(args, " "), exec.Command("go", args...), s.dir)
}

// TestNewProject goes through the first hour with a project: it is made, vetted, tested and checked, gets an app, and is all
// that again.
func TestNewProject(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	sound := func(apps string) {
		t.Helper()
		if out := s.run("gofmt", exec.Command("gofmt", "-l", "."), s.dir); out != "" {
			t.Errorf("with %s gofmt would change %s", apps, out)
		}
		s.tool("vet", "./...")
		s.tool("test", "./...")
		s.tool("tool", "musette", "generate", "--check", "./...")
		s.tool("tool", "musette", "vet", "./...")
		s.tool("build", "-o", "site.exe", ".")
		binary := filepath.Join(s.dir, "site.exe")
		if out := s.run("makemigrations", exec.Command(binary, "makemigrations", "--check"), s.dir); !strings.Contains(out, "No changes detected") {
			t.Errorf("with %s: %s", apps, out)
		}
		out := s.run("check --deploy", exec.Command(binary, "check", "--deploy", "--fail-level", "info"), s.dir,
			"MUSETTE_ENV=production", "SECRET_KEY=correct-horse-battery-staple-correct-horse-battery-staple", "ALLOWED_HOSTS=site.example", "TRUSTED_PROXIES=127.0.0.1/32",
			"EMAIL_URL=smtp://mail.example", "DEFAULT_FROM_EMAIL=site@site.example")
		if !strings.Contains(out, "No issues found.") {
			t.Errorf("with %s check --deploy says\n%s", apps, out)
		}
	}
	sound("home")
	s.run("musette app", exec.Command(s.musette, "app", "blog", "--model", "Category"), s.dir)
	sound("home and blog")
}

// serving runs a command that serves until the test ends, and returns its address. The command's last output is shown when the
// test fails.
func (s *site) serving(cmd *exec.Cmd, ready string) string {
	s.t.Helper()
	out := newOutput(ready)
	cmd.Dir, cmd.Stdout, cmd.Stderr = s.dir, out, out
	cmd.Env = append(os.Environ(), "GOPROXY=off", "GOWORK=off", "GOFLAGS=", "ADDR=127.0.0.1:0")
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = cmd.Wait() // it is ended by a signal
	}()
	s.t.Cleanup(func() {
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			_ = cmd.Process.Kill()
		}
		<-ended
		if s.t.Failed() {
			s.t.Logf("%s printed\n%s", cmd, out)
		}
	})
	ctx, cancel := context.WithTimeout(s.t.Context(), generous)
	defer cancel()
	select {
	case url := <-out.found:
		return url
	case <-ended:
	case <-ctx.Done():
	}
	s.t.Fatalf("%s is not ready:\n%s", cmd, out)
	return ""
}
