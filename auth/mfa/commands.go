package mfa

import (
	"context"
	"errors"
	"flag"
	"fmt"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/orm"
)

func commands() []app.Command { return []app.Command{resetCommand(), resealCommand()} }

func resetCommand() app.Command {
	return app.Command{Name: "mfareset", Args: "USERNAME", Short: "take an account's second factors away, for somebody who has lost all of them",
		Long: "Apps, passkeys and recovery codes of the account are deleted; its password stays. Make sure who it is that asks.",
		New: func(*flag.FlagSet) app.Run {
			return func(ctx context.Context, env *app.Env) error {
				name := auth.NormalizeName(env.Args[0])
				u, err := auth.Users.Unrestricted().Get(ctx, auth.Users.Username.Eq(name))
				if errors.Is(err, orm.ErrNotFound) {
					return fmt.Errorf("mfa: there is no user %q", name)
				}
				if err != nil {
					return err
				}
				had, err := Reset(ctx, u)
				switch {
				case err != nil:
					return err
				case !had:
					fmt.Fprintf(env.Out, "%s has no second factor.\n", u.Username)
				default:
					fmt.Fprintf(env.Out, "The second factors of %s are gone; the password alone is enough to log in.\n", u.Username)
				}
				return nil
			}
		}}
}

func resealCommand() app.Command {
	return app.Command{Name: "mfareseal", Short: "encrypt the secrets of second factors with the present SECRET_KEY",
		Long: "Run it after SECRET_KEY has changed and before the old one is taken from SECRET_KEY_FALLBACKS.",
		New: func(*flag.FlagSet) app.Run {
			return func(ctx context.Context, env *app.Env) error {
				done, lost, err := reseal(ctx)
				if err != nil {
					return err
				}
				fmt.Fprintf(env.Out, "%d secrets are encrypted anew.\n", done)
				if lost > 0 {
					return fmt.Errorf("mfa: %d secrets open with none of the site's keys: put the key that they were made with into SECRET_KEY_FALLBACKS, or let their owners use recovery codes", lost)
				}
				return nil
			}
		}}
}
