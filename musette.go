// Package musette puts a site together from its apps and runs it. It is what a site's main imports; the batteries are
// packages of their own and can be used without it.
//
//	func main() {
//		musette.Main(musette.Site{Name: "shop", Apps: []musette.App{auth.App(), catalog.App()}})
//	}
//
// The binary is the site's manage.py: run without arguments it serves, `shop help` lists what else it can do.
package musette

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/term"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/manage"
)

// What a site's code says musette. for; the types are those of package app.
type (
	// App is one part of a site.
	App = app.App
	// Site is a list of apps and what they have in common.
	Site = app.Site
	// Command is a command of the site's binary.
	Command = app.Command
	// Env is what a command sees of its surroundings.
	Env = app.Env
	// Run carries a command out.
	Run = app.Run
	// Page is a page with the type of its data.
	Page = app.Page
	// Part is something that a higher battery puts into an app.
	Part = app.Part
	// Security is how careful a site is.
	Security = app.Security
	// Settings are a site's own defaults of settings, by mode.
	Settings = app.Settings
	// Mode is where a site runs.
	Mode = app.Mode
	// Config is the site's configuration.
	Config = app.Config
)

// The modes, as MUSETTE_ENV names them.
const (
	Development = app.Development
	Production  = app.Production
	Test        = app.Test
)

// Pages lists an app's pages.
func Pages(ps ...Page) []Page { return ps }

// Parts lists what higher batteries put into an app.
func Parts(ps ...Part) []Part { return ps }

// Usagef returns the error of a command that was called wrongly: it is printed with the command's usage, and the exit code
// is 2. The text is made as by fmt.Sprintf.
func Usagef(format string, args ...any) error { return app.Usagef(format, args...) }

// ConfigFrom returns the configuration of the site that the context of a request, a command or a check belongs to, and outside
// a site the zero Config, whose Mode is none of the modes.
func ConfigFrom(ctx context.Context) Config { return app.ConfigFrom(ctx) }

// Main runs the command that the program's arguments name, with the environment of the process, and exits with its code.
// An interrupt or SIGTERM ends the command in good order; a second one ends it at once.
func Main(site Site) { os.Exit(run(site, os.Args[1:])) }

func run(site Site, args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // the next signal is not caught
	dir, err := os.Getwd()
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", site.Name, err)
		return 1
	}
	return manage.Run(ctx, site, args, manage.Options{Environ: os.Environ(), Dir: dir, In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		Terminal: term.IsTerminal(int(os.Stdin.Fd())) && term.IsTerminal(int(os.Stderr.Fd()))})
}
