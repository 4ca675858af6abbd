package shop_test

import (
	"context"
	"testing"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/examples/shop/catalog"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/testkit"
)

// docs:begin clock

func TestSoldOutAt(t *testing.T) {
	t.Parallel()
	noon := time.Date(2031, 5, 6, 12, 0, 0, 0, time.UTC)
	testkit.RunWith(t, site(), testkit.Options{Now: noon}, func(t *testing.T, kit *testkit.Kit) {
		p := products.Create(kit)
		kit.Advance(3 * time.Hour)
		p.Stock = 0
		kit.Must(catalog.Products.Save(kit.Context(), p))
		if !p.CreatedAt.Equal(noon) || !p.SoldOutAt.Equal(noon.Add(3*time.Hour)) {
			t.Errorf("made at %s, sold out at %s", p.CreatedAt, p.SoldOutAt)
		}
	})
}

// docs:end clock

// docs:begin hooks

// register makes an account and sends a letter when it is there to stay.
func register(ctx context.Context, name string, send func(name string)) error {
	return orm.Atomic(ctx, func(ctx context.Context) error {
		orm.OnCommit(ctx, func(context.Context) { send(name) })
		return auth.Users.Create(ctx, &auth.User{Username: name, Password: "!"})
	})
}

func TestRegister(t *testing.T) {
	t.Parallel()
	testkit.RunWith(t, site(), testkit.Options{Rollback: true}, func(t *testing.T, kit *testkit.Kit) {
		var letters []string
		send := func(name string) { letters = append(letters, name) }
		kit.Must(register(kit.Context(), "ada", send))
		if err := register(kit.Context(), "ada", send); err == nil {
			t.Error("two people have one name")
		}
		if len(letters) != 1 {
			t.Errorf("letters went to %q, want one", letters)
		}
		hooks := kit.CaptureOnCommit(func(ctx context.Context) { kit.Must(register(ctx, "bob", send)) })
		if len(hooks) != 1 || len(letters) != 1 {
			t.Errorf("%d hooks were captured, letters went to %q", len(hooks), letters)
		}
	})
}

// docs:end hooks

// docs:begin settings

func TestProduction(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, site(), testkit.Options{Settings: map[string]string{
		"MUSETTE_ENV":   "production",
		"ALLOWED_HOSTS": "testserver",
	}})
	kit.Get("/contact/").Status(200).HasHeader("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
}

// docs:end settings
