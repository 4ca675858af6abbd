package manage

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/internal/suggest"
)

func (r *runner) checkCommand() app.Command {
	return app.Command{Name: "check", Short: "look for mistakes in the site's parts", Offline: true,
		Long: "The exit code is 1 when a message is at least as serious as --fail-level. Run it with --deploy and the settings of production before each release.",
		New: func(f *flag.FlagSet) app.Run {
			opt := check.Options{}
			f.BoolVar(&opt.Database, "database", false, "look at the database too")
			f.BoolVar(&opt.Deploy, "deploy", false, "look at the settings for production too")
			fail := check.Error
			f.Func("fail-level", "the `level` that fails: info, warning, error (the default) or critical", func(s string) (err error) {
				fail, err = parseLevel(s)
				return err
			})
			f.Func("tag", "only checks with one of these `tags`, a comma list", func(s string) error {
				for t := range strings.SplitSeq(s, ",") {
					opt.Tags = append(opt.Tags, check.Tag(strings.TrimSpace(t)))
				}
				return nil
			})
			list := f.Bool("list", false, "list the checks and their tags, and run none")
			return func(ctx context.Context, env *app.Env) error {
				if *list {
					return r.listChecks(env)
				}
				if err := r.knownTags(opt.Tags); err != nil {
					return err
				}
				return r.check(ctx, env, opt, fail)
			}
		}}
}

// check runs the checks, with a connection when they look at the database.
func (r *runner) check(ctx context.Context, env *app.Env, opt check.Options, fail check.Level) (err error) {
	if opt.Database {
		if err := r.boot.Open(ctx); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, r.boot.Close()) }()
	}
	return printMessages(env, r.boot.Messages(ctx, opt), fail)
}

func (r *runner) listChecks(env *app.Env) error {
	var rows [][]string
	for _, c := range r.boot.Checks() {
		var tags []string
		for _, t := range c.Tags {
			tags = append(tags, string(t))
		}
		rows = append(rows, []string{c.Name, strings.Join(tags, ", ")})
	}
	for _, line := range columns(rows) {
		fmt.Fprintln(env.Out, line)
	}
	return nil
}

// knownTags refuses a tag that no check has: it would run nothing and look like success.
func (r *runner) knownTags(tags []check.Tag) error {
	known := check.Tags(r.boot.Checks())
	for _, t := range tags {
		if slices.Contains(known, t) {
			continue
		}
		var names []string
		for _, k := range known {
			names = append(names, string(k))
		}
		if near := suggest.Nearest(string(t), names); near != "" {
			return app.Usagef("no check has the tag %q: did you mean %q?", t, near)
		}
		return app.Usagef("no check has the tag %q: the tags are %s", t, strings.Join(names, ", "))
	}
	return nil
}

func parseLevel(s string) (check.Level, error) {
	for _, l := range []check.Level{check.Debug, check.Info, check.Warning, check.Error, check.Critical} {
		if strings.EqualFold(l.String(), s) {
			return l, nil
		}
	}
	return 0, errors.New("expected info, warning, error or critical")
}

func printMessages(env *app.Env, ms []check.Message, fail check.Level) error {
	for _, m := range ms {
		fmt.Fprintln(env.Out, m)
	}
	switch len(ms) {
	case 0:
		fmt.Fprintln(env.Out, "No issues found.")
	case 1:
		fmt.Fprintln(env.Out, "1 issue found.")
	default:
		fmt.Fprintf(env.Out, "%d issues found.\n", len(ms))
	}
	if check.Worst(ms) >= fail {
		return &app.ExitError{Code: 1}
	}
	return nil
}
