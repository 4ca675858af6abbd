package accounts_test

import (
	"context"
	"errors"
	"testing"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/accounts"
	"github.com/musette-go/musette/check"
	musetteform "github.com/musette-go/musette/form"
	"github.com/musette-go/musette/internal/testmodels/members"
	"github.com/musette-go/musette/mail"
	"github.com/musette-go/musette/testkit"
)

// AUTH-02's way for own columns: the sign-up asks for them, and the row is made with the user, whose address is their name.
func TestOwnColumns(t *testing.T) {
	t.Parallel()
	m, err := mail.Open("memory://", mail.Options{From: "shop@example.org"})
	if err != nil {
		t.Fatal(err)
	}
	box := app.App{Name: "box", Context: func(ctx context.Context) context.Context { return mail.With(ctx, m) }}
	kit := testkit.New(t, app.Site{Name: "club", Apps: append(members.Apps(), box)}, testkit.Options{})
	w := &world{mailer: m}
	kit.Get("/accounts/signup/").Status(200).ValidHTML().Contains(`name="city"`, `name="newsletter"`).Lacks(`name="username"`)
	sent := form("email", "ada@example.org", "password", horse, "password_again", horse)
	kit.Post("/accounts/signup/", sent).Status(200).FormError("city", "This field is required.").Lacks(horse)
	sent.Set("city", "Porlock")
	sent.Set("newsletter", "on")
	kit.Post("/accounts/signup/", sent).Redirects("/accounts/verify/")
	if n, err := members.Profiles.Unrestricted().Count(kit.Context()); n != 0 || err != nil {
		t.Errorf("%d profiles before the address is confirmed, %v", n, err)
	}
	kit.Post("/accounts/verify/", form("code", code(t, w.last(t, "ada@example.org")))).Redirects("/accounts/")
	u, err := auth.Users.Unrestricted().Get(kit.Context(), auth.Users.Email.Eq("ada@example.org"))
	kit.Must(err)
	if city, err := members.CityOf(kit.Context(), u); city != "Porlock" || err != nil {
		t.Errorf("the city is %q, %v", city, err)
	}
	kit.Checks(check.Warning)
}

// When the site's own part fails there is no user, and the link can be used again.
func TestOwnColumnsFail(t *testing.T) {
	t.Parallel()
	type extra struct{ City string }
	def := musetteform.Define(func(e *extra) musetteform.Fields { return musetteform.Fields{musetteform.Text(&e.City)} })
	broken := errors.New("the disk is full")
	fields := accounts.Fields(def, func(context.Context, *auth.User, *extra) error { return broken })
	onBoth(t, auth.Options{}, accounts.Options{SignUpFields: fields}, func(t *testing.T, w *world, kit *testkit.Kit) {
		kit.Post("/accounts/signup/", form("username", "ada", "email", "ada@example.org", "password", horse, "password_again", horse, "city", "Porlock")).Status(303)
		there := link(t, w.last(t, "ada@example.org"))
		for range 2 {
			kit.Get(there)
			kit.Post("/accounts/verify/", nil).Status(500)
			if find(kit, "ada") != nil {
				t.Error("there is a user whose profile failed")
			}
		}
	})
}
