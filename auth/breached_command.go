package auth

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth/password"
)

// breachedList packs a list of breached passwords into a small file that a site asks without a network.
func breachedList() app.Command {
	return app.Command{Name: "breachedlist", Args: "LIST FILE", Short: "pack a list of breached passwords into a file for password.OpenBloom", Offline: true,
		Long: "LIST has the SHA-1 of a password on each line, in hexadecimal digits, and may have \":\" and a number behind it, as the\n" +
			"downloads of Have I Been Pwned. FILE is written whole or not at all.",
		New: func(f *flag.FlagSet) app.Run {
			items := f.Int("items", 0, "how many `lines` the list has at most; they are counted when this is left out")
			least := f.Int("min-count", 1, "leave out what was seen less `often`")
			return func(ctx context.Context, env *app.Env) error {
				return packList(ctx, env, password.BloomOptions{Items: *items, MinCount: *least})
			}
		}}
}

func packList(ctx context.Context, env *app.Env, opt password.BloomOptions) (err error) {
	list, err := os.Open(env.Args[0])
	if err != nil {
		return err
	}
	defer list.Close()
	if opt.Items == 0 {
		info, err := list.Stat()
		if err != nil {
			return err
		}
		opt.Items = int(info.Size()/41) + 1 // a line has 40 digits and its end at least
	}
	part, err := os.CreateTemp(filepath.Dir(env.Args[1]), ".breached-*")
	if err != nil {
		return err
	}
	defer func() {
		_ = part.Close()
		if err != nil {
			_ = os.Remove(part.Name())
		}
	}()
	n, err := password.BuildBloom(ctx, part, list, opt)
	if err != nil {
		return err
	}
	if err := part.Close(); err != nil {
		return err
	}
	if err := os.Rename(part.Name(), env.Args[1]); err != nil {
		return err
	}
	fmt.Fprintf(env.Out, "%d passwords packed into %s.\n", n, env.Args[1])
	return nil
}
