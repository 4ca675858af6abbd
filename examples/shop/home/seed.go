package home

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/musette-go/musette"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/examples/shop/catalog"
	"github.com/musette-go/musette/examples/shop/library"
	"github.com/musette-go/musette/examples/shop/wallet"
	"github.com/musette-go/musette/orm"
)

var seedCommand = musette.Command{
	Name:  "seed",
	Short: "fill the shop with data, the same for every run",
	New: func(f *flag.FlagSet) musette.Run {
		products, authors, books, users := rows(200), rows(40), rows(300), rows(30)
		f.Var(&products, "products", "how `many` products")
		f.Var(&authors, "authors", "how `many` authors")
		f.Var(&books, "books", "how `many` books")
		f.Var(&users, "users", "how `many` users; each gets a wallet")
		return func(ctx context.Context, env *musette.Env) error {
			return seed(ctx, env, int(products), int(authors), int(books), int(users))
		}
	},
}

// rows is a flag: a number of rows.
type rows int

func (n *rows) String() string { return strconv.Itoa(int(*n)) }

func (n *rows) Set(s string) error {
	v, err := strconv.Atoi(s)
	if err != nil || v < 0 || v > 10_000_000 {
		return errors.New("expected a whole number from 0 to 10000000")
	}
	*n = rows(v)
	return nil
}

// FirstRun fills a new shop with a little of everything, and makes an account that may do everything. Its password is shown this once.
// The site calls it for an empty database in development only.
func FirstRun(ctx context.Context, env *musette.Env) error {
	if err := seed(ctx, env, 200, 40, 300, 30); err != nil {
		return err
	}
	plain := strings.ToLower(rand.Text()[:20])
	admin := &auth.User{Username: "admin", FirstName: "Admin", Email: "admin@shop.example", IsStaff: true, IsSuperuser: true, IsActive: true}
	if err := auth.CreateUser(ctx, admin, plain); err != nil {
		return err
	}
	fmt.Fprintf(env.Out, "Log in as admin with the password %s, which is shown this once. `shop changepassword reader1` gives a reader one.\n", plain)
	return nil
}

// seed fills the shop in one transaction: a shop is seeded whole or not at all.
func seed(ctx context.Context, env *musette.Env, products, authors, books, users int) error {
	bar := newProgress(env, "Seeding", products+authors+books+users)
	err := orm.Atomic(ctx, func(ctx context.Context) error {
		people, err := seedUsers(ctx, users)
		if err != nil {
			return err
		}
		bar.add(len(people))
		if err := wallet.Seed(ctx, people); err != nil {
			return err
		}
		if err := catalog.Seed(ctx, products, bar.add); err != nil {
			return err
		}
		return library.Seed(ctx, authors, books, people, bar.add)
	})
	bar.end(err == nil)
	return err
}

// seedUsers creates users that nobody can log in as: their password is unusable.
func seedUsers(ctx context.Context, n int) ([]*auth.User, error) {
	joined := time.Date(2026, 1, 1, 8, 0, 0, 0, time.UTC)
	us := make([]*auth.User, n)
	for i := range us {
		us[i] = &auth.User{
			Username: fmt.Sprintf("reader%d", i+1), FirstName: fmt.Sprintf("Reader %d", i+1), Email: fmt.Sprintf("reader%d@shop.example", i+1),
			Password: "!", IsActive: true, DateJoined: joined.Add(time.Duration(i) * time.Hour),
		}
	}
	if _, err := auth.Users.BulkCreate(ctx, us, orm.IgnoreConflicts[*auth.User]()); err != nil {
		return nil, err
	}
	return auth.Users.Unrestricted().Filter(auth.Users.Username.StartsWith("reader")).OrderBy(auth.Users.ID.Asc()).Limit(max(n, 0)).All(ctx)
}
