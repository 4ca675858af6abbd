package tokens

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/orm"
)

func commands() []app.Command {
	return []app.Command{createCommand(), listCommand(), revokeCommand()}
}

// words is a flag that may be given several times.
type words []string

func (w *words) String() string { return strings.Join(*w, " ") }

// Set implements flag.Value.
func (w *words) Set(s string) error {
	*w = append(*w, s)
	return nil
}

func createCommand() app.Command {
	return app.Command{Name: "createtoken", Short: "make a token with which a program acts for an account",
		Long: "The token is printed once, alone on its line; nobody can read it afterwards. Programs send it as\n" +
			"  Authorization: Token <token>",
		New: func(f *flag.FlagSet) app.Run {
			var spec Spec
			username := f.String("username", "", "the `name` of the account; required")
			f.StringVar(&spec.Name, "name", "", "what the token is called, `text` for those who see the list")
			f.DurationVar(&spec.Expires, "expires", 0, "after how long it ends: 720h (default never)")
			f.Var((*words)(&spec.Scopes), "scope", "a `word` that says what it may be used for; may be given several times (default everything)")
			return func(ctx context.Context, env *app.Env) error {
				u, err := named(ctx, *username)
				if err != nil {
					return err
				}
				key, _, err := Create(ctx, u, spec)
				if err == nil {
					fmt.Fprintln(env.Out, key)
				}
				return err
			}
		}}
}

func named(ctx context.Context, name string) (*auth.User, error) {
	if name == "" {
		return nil, app.Usagef("--username is required")
	}
	u, err := auth.Users.Unrestricted().Get(ctx, auth.Users.Username.Eq(auth.NormalizeName(name)))
	if errors.Is(err, orm.ErrNotFound) {
		return nil, fmt.Errorf("tokens: there is no user %q", name)
	}
	return u, err
}

func listCommand() app.Command {
	return app.Command{Name: "tokens", Short: "list tokens: how they begin, whose they are, when they were used and when they end",
		New: func(f *flag.FlagSet) app.Run {
			username := f.String("username", "", "only those of the account with this `name`")
			return func(ctx context.Context, env *app.Env) error {
				s, err := serviceOf(ctx)
				if err != nil {
					return err
				}
				var u *auth.User
				if *username != "" {
					if u, err = named(ctx, *username); err != nil {
						return err
					}
				}
				all, err := s.store.list(ctx, u)
				if err != nil {
					return err
				}
				return print(env, all, s.Now())
			}
		}}
}

// print writes a table.
func print(env *app.Env, all []*Token, now time.Time) error {
	w := tabwriter.NewWriter(env.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "PREFIX\tUSER\tNAME\tLAST USE\tEXPIRES\tSCOPES")
	for _, t := range all {
		ends := date(t.ExpiresAt)
		if t.ExpiresAt != nil && !now.Before(*t.ExpiresAt) {
			ends += " (over)"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", t.Prefix, t.User.Row().Username, dash(t.Name), date(t.LastUsed), ends, dash(t.Scopes))
	}
	return w.Flush()
}

func date(t *time.Time) string {
	if t == nil {
		return "never"
	}
	return t.UTC().Format("2006-01-02 15:04")
}

// dash keeps a cell from being empty, and from holding what a terminal obeys.
func dash(s string) string {
	if s == "" {
		return "-"
	}
	return strings.Map(func(c rune) rune {
		if c < ' ' || c >= 0x7f && c < 0xa0 {
			return '?'
		}
		return c
	}, s)
}

func revokeCommand() app.Command {
	return app.Command{Name: "revoketoken", Args: "PREFIX", Short: "end a token; PREFIX is how it begins",
		New: func(f *flag.FlagSet) app.Run {
			username := f.String("username", "", "the `name` of its account, where several tokens begin alike")
			return func(ctx context.Context, env *app.Env) error {
				s, err := serviceOf(ctx)
				if err != nil {
					return err
				}
				var u *auth.User
				if *username != "" {
					if u, err = named(ctx, *username); err != nil {
						return err
					}
				}
				t, err := s.byPrefix(ctx, env.Args[0], u)
				if err != nil {
					return err
				}
				owner := t.User.Row()
				if err := Revoke(ctx, owner, t.ID); err != nil {
					return err
				}
				fmt.Fprintf(env.Out, "The token %s… of %s is gone.\n", t.Prefix, owner.Username)
				return nil
			}
		}}
}
