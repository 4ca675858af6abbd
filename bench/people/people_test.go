package people_test

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/password"
	"github.com/musette-go/musette/bench/people"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/testkit"
)

// shop runs a test in the site with 60 products and a person whose hash costs little.
func shop(t *testing.T, test func(t *testing.T, kit *testkit.Kit, ada *auth.User)) {
	t.Parallel()
	fast := &password.Policy{Preferred: password.Argon2id{Memory: 64, Time: 1}}
	testkit.Run(t, people.Site(auth.Options{Passwords: fast}), func(t *testing.T, kit *testkit.Kit) {
		ctx := kit.Context()
		c := &people.Category{Name: "Paper & pens"}
		kit.Must(people.Categories.Create(ctx, c))
		rows := make([]*people.Product, 60)
		for i := range rows {
			rows[i] = &people.Product{Name: fmt.Sprintf("Lamp %02d", i), Category: orm.To[people.Category](c.ID), Price: decimal.New(95, 2),
				Stock: int32(i % 3), InStock: i%3 > 0, CreatedAt: time.Now()}
		}
		_, err := people.Products.BulkCreate(ctx, rows)
		kit.Must(err)
		ada := &auth.User{Username: "ada", FirstName: "Ada", LastName: "Example", IsActive: true}
		kit.Must(auth.CreateUser(ctx, ada, "correct horse"))
		test(t, kit, ada)
	})
}

// The page costs four statements for who is logged in: session, user, count, rows. A page that asks for neither session nor user costs
// none, also for who is logged in.
func TestStatements(t *testing.T) {
	shop(t, func(t *testing.T, kit *testkit.Kit, ada *auth.User) {
		kit.Get("/plain").Status(200).Queries(0)
		kit.Login(ada)
		kit.Get("/products/?page=2").Status(200).Queries(4).ValidHTML().
			Contains("26–50 of 60", "Ada Example", "Paper &amp; pens", `name="csrfmiddlewaretoken"`, "0.95 €", "2 of 3").ContainsCount(`<article class="card">`, 25)
		kit.Get("/plain").Status(200).Queries(0)
	})
}

func TestLoginAndLogout(t *testing.T) {
	shop(t, func(t *testing.T, kit *testkit.Kit, _ *auth.User) {
		kit.Get("/products/").Redirects("/login?next=%2Fproducts%2F")
		kit.Get("/login").Status(200).ValidHTML()
		kit.Post("/login", url.Values{"username": {"ada"}, "password": {"wrong"}}).Status(400)
		kit.Post("/login", url.Values{"username": {"eve"}, "password": {"wrong"}}).Status(400)
		kit.Post("/login", url.Values{"username": {"ada"}, "password": {"correct horse"}}).Redirects("/products/").Follow().Contains("Ada Example")
		kit.Post("/logout", nil).Redirects("/login")
		kit.Get("/products/").Status(302)
	})
}
