package books

import (
	"context"
	"flag"
	"fmt"

	"github.com/musette-go/musette"
	"github.com/musette-go/musette/orm"
)

// addCommand is `shelf add --author NAME TITLE`.
var addCommand = musette.Command{
	Name:  "add",
	Args:  "TITLE",
	Short: "add a book to the shelf",
	New: func(f *flag.FlagSet) musette.Run {
		author := f.String("author", "", "the author's `name`")
		stars := f.Int("stars", 0, "how many `stars` it gets, 0 to 5")
		return func(ctx context.Context, env *musette.Env) error {
			b, err := Add(ctx, env.Args[0], *author, int16(*stars))
			if err != nil {
				return err
			}
			fmt.Fprintf(env.Out, "Book %d: %s.\n", b.ID, b.Title)
			return nil
		}
	},
}

// docs:begin add

// Add puts a book on the shelf, and its author too where they are new.
func Add(ctx context.Context, title, author string, stars int16) (*Book, error) {
	b := &Book{Title: title, Stars: stars, Shared: true}
	err := orm.Atomic(ctx, func(ctx context.Context) error {
		a, _, err := Authors.Unrestricted().GetOrCreate(ctx, &Author{Name: author}, Authors.Name.Eq(author))
		if err != nil {
			return err
		}
		b.Author = orm.To[Author](a.ID)
		return Books.Create(ctx, b)
	})
	if err != nil {
		return nil, err
	}
	return b, nil
}

// docs:end add
