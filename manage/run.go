package manage

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/internal/boot"
	"github.com/musette-go/musette/internal/suggest"
)

// Options are the surroundings of a run. The zero value is a program without environment, input and output.
type Options struct {
	Environ  []string // as os.Environ gives it
	Dir      string   // the working directory; makemigrations writes below it
	In       io.Reader
	Out, Err io.Writer
	Terminal bool // a person sits at In and Err
}

// runner is one run of the binary.
type runner struct {
	site app.Site
	opt  Options
	boot *boot.Site

	settings []app.Setting
	list     []app.Command
}

// Run runs one command of the site and returns the exit code: 0, 1 for a failure, 2 for wrong usage. Without arguments it
// serves.
func Run(ctx context.Context, site app.Site, args []string, opt Options) int {
	if opt.In == nil {
		opt.In = strings.NewReader("")
	}
	if opt.Out == nil {
		opt.Out = io.Discard
	}
	if opt.Err == nil {
		opt.Err = io.Discard
	}
	site.Apps = app.Flatten(site.Apps)
	r := &runner{site: site, opt: opt}
	r.list = r.commands()
	if len(args) == 0 || strings.HasPrefix(args[0], "-") && !isHelp(args[0]) {
		args = append([]string{serveName}, args...)
	}
	if isHelp(args[0]) || args[0] == "help" {
		return r.help(args[1:])
	}
	c := r.find(args[0])
	if c == nil {
		r.unknown(args[0])
		return 2
	}
	return r.run(ctx, c, args[1:])
}

func isHelp(s string) bool { return s == "-h" || s == "-help" || s == "--help" }

func (r *runner) find(name string) *app.Command {
	i := slices.IndexFunc(r.list, func(c app.Command) bool { return c.Name == name })
	if i < 0 {
		return nil
	}
	return &r.list[i]
}

func (r *runner) unknown(name string) {
	var names []string
	for _, c := range r.list {
		names = append(names, c.Name)
	}
	fmt.Fprintf(r.opt.Err, "%s: unknown command %q", r.site.Name, name)
	if near := suggest.Nearest(name, names); near != "" {
		fmt.Fprintf(r.opt.Err, ": did you mean %q?", near)
	}
	fmt.Fprintf(r.opt.Err, "\nRun `%s help` for the list of commands.\n", r.site.Name)
}

// run parses a command's flags and runs it.
func (r *runner) run(ctx context.Context, c *app.Command, args []string) int {
	flags := flag.NewFlagSet(c.Name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	run := c.New(flags)
	positional, err := parse(flags, args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		r.usage(r.opt.Out, c, flags)
		return 0
	case err != nil:
		err = flagError(flags, err)
	default:
		err = checkArgs(c.Args, positional)
	}
	if err == nil {
		err = r.start(ctx, c, run, positional)
	}
	return r.exit(c, flags, err)
}

func (r *runner) exit(c *app.Command, flags *flag.FlagSet, err error) int {
	if err == nil {
		return 0
	}
	var code *app.ExitError
	if errors.As(err, &code) {
		return code.Code
	}
	fmt.Fprintf(r.opt.Err, "%s %s: %v\n", r.site.Name, c.Name, err)
	var usage *app.UsageError
	if errors.As(err, &usage) {
		r.usage(r.opt.Err, c, flags)
		return 2
	}
	return 1
}

// start puts the site together as far as the command needs it, and runs the command.
func (r *runner) start(ctx context.Context, c *app.Command, run app.Run, args []string) (err error) {
	config, settings, err := app.ReadConfig(app.Sources{Name: r.site.Name, Environ: r.opt.Environ, Settings: r.site.Settings, ReadFile: os.ReadFile})
	r.settings = settings
	if err != nil {
		return err
	}
	var unkept error
	if !c.Offline {
		unkept = boot.DevelopmentKey(r.site.Name, r.opt.Dir, &config)
	}
	r.boot, err = boot.New(r.site, config, r.logger(config))
	r.boot.Running = r.settings
	if err != nil {
		return err
	}
	env := &app.Env{Args: args, In: r.opt.In, Out: r.opt.Out, Err: r.opt.Err, Terminal: r.opt.Terminal, Environ: r.opt.Environ}
	if c.Offline {
		return run(r.boot.Context(ctx), env)
	}
	open := r.boot.Open
	if c.AnySchema {
		open = r.boot.OpenPatiently
	}
	if err := open(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.boot.Close()) }()
	if unkept != nil {
		r.boot.Log.Warn("the key of this site in development cannot be kept: what it signs ends with the process", "error", unkept)
	}
	ctx = r.boot.Context(ctx)
	if !c.AnySchema {
		if err := r.ready(ctx, c, env); err != nil {
			return err
		}
	}
	return run(ctx, env)
}
