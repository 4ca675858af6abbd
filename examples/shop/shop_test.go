package main

import (
	"bytes"
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/musette-go/musette"
	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/manage"
	"github.com/musette-go/musette/testkit"
)

// firstRun is what it prints.
var firstRun = regexp.MustCompile(`^Seeding: 570 rows\.\nLog in as admin with the password ([a-z2-7]{20}), which is shown this once\. .*\n$`)

// seeded is the shop with a little of everything.
func seeded(t *testing.T, test func(t *testing.T, kit *testkit.Kit)) {
	t.Parallel()
	testkit.Run(t, Site(), func(t *testing.T, kit *testkit.Kit) {
		var out bytes.Buffer
		kit.Must(Site().FirstRun(kit.Context(), &musette.Env{Out: &out, Err: &out}))
		if !firstRun.MatchString(out.String()) {
			t.Errorf("the first run printed %q", out.String())
		}
		test(t, kit)
	})
}

func TestPages(t *testing.T) {
	seeded(t, func(t *testing.T, kit *testkit.Kit) {
		kit.Get("/").Status(200).Contains("Small things, well made.", "200 products", "Recently published").Queries(4)
		kit.Get("/products/").Status(200).Contains("1–25 of 200", `aria-current="page">1<`).Queries(2)
		kit.Get("/products/?page=2").Status(200).Contains("26–50 of 200").Queries(2)
		kit.Get("/products/?page=8").Status(200).Contains("176–200 of 200", `aria-disabled="true">Next`)
		kit.Get("/products/?search=LAMP").Status(200).Contains("lamp", "for “LAMP”").Lacks("kettle").Queries(2)
		kit.Get("/products/?search=Paper+%26+pens").Status(200).Contains("Paper &amp; pens").Lacks("Nothing matches.").Queries(2)
		kit.Get("/products/?search=%25").Status(200).Contains("Nothing matches.")
		kit.Get("/products/?ordering=-price&page=2").Status(200).Contains("ordering=-price&amp;page=3")
		kit.Get("/products/3/").Status(200).Contains("In the shop since").Queries(1)
		kit.Get("/authors/").Status(200).Contains("1–40 of 40", "books").Queries(2)
		kit.Get("/books/").Status(200).Contains("1–25 of 270", "nobody yet", "Reader ").Queries(3)
		kit.Get("/books/?page=2").Status(200).Queries(3)
	})
}

func TestBadInput(t *testing.T) {
	seeded(t, func(t *testing.T, kit *testkit.Kit) {
		for path, want := range map[string]int{
			"/products/?page=0":                               400,
			"/products/?page=-1":                              400,
			"/products/?page=abc":                             400,
			"/products/?page=9":                               404,
			"/products/?page=1000000000":                      404,
			"/products/?page=99999999999999999999":            400,
			"/products/?ordering=password":                    400,
			"/products/?ordering=name;drop%20table":           400,
			"/products/?ordering=%22name%22":                  400,
			"/products/?search=%00":                           400,
			"/products/?search=%ff":                           400,
			"/products/?search=" + strings.Repeat("x", 1<<20): 414,
			"/products/99999/":                                404,
			"/products/99999999999999999999/":                 404,
			"/products/abc/":                                  404,
			"/nowhere/":                                       404,
			"/static/shop/nothing.css":                        404,
			"/static/../go.mod":                               404,
		} {
			r := kit.Get(path).Status(want)
			if strings.Contains(r.Body, "panic") || strings.Contains(r.Body, "goroutine") {
				t.Errorf("%.40s shows what happened inside", path)
			}
		}
		kit.Post("/products/", nil).Status(405).HasHeader("Allow", "GET, HEAD, OPTIONS")
		kit.Get("/products").Status(http.StatusMovedPermanently).Redirects("/products/").Follow().Status(200)
	})
}

func TestStaticFiles(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, Site(), testkit.Options{})
	page := kit.Get("/").Status(200)
	_, rest, ok := strings.Cut(page.Body, `href="/static/shop/shop.`)
	hash, _, _ := strings.Cut(rest, `.css"`)
	if !ok || len(hash) != 12 {
		t.Fatalf("the page names no stylesheet with a hash:\n%s", page.Body)
	}
	kit.Get("/static/shop/shop."+hash+".css").Status(200).HasHeader("Cache-Control", "public, max-age=31536000, immutable").HasHeader("Content-Type", "text/css; charset=utf-8")
	kit.Get("/static/shop/shop.css").Status(200).HasHeader("Cache-Control", "no-cache")
	kit.Header("If-None-Match", `"`+hash+`"`)
	kit.Get("/static/shop/shop.css").Status(304)
}

func TestEmptyShop(t *testing.T) {
	t.Parallel()
	testkit.Run(t, Site(), func(t *testing.T, kit *testkit.Kit) {
		kit.Get("/").Status(200).Contains("The shelves are still empty.")
		kit.Get("/products/").Status(200).Contains("Nothing matches.")
		kit.Get("/books/").Status(200).Contains("No books yet.")
		kit.Get("/authors/").Status(200).Contains("No authors yet.")
		kit.Get("/readyz").Status(200).Contains(`"database":"ok"`, `"migrations":"ok"`)
	})
}

func TestChecksAreClean(t *testing.T) {
	t.Parallel()
	testkit.Run(t, Site(), func(t *testing.T, kit *testkit.Kit) { kit.Checks(check.Warning) })
}

// command runs the shop's binary in process.
func command(t *testing.T, url string, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = manage.Run(context.WithoutCancel(t.Context()), Site(), args, manage.Options{
		Environ: []string{"DATABASE_URL=" + url, "LOG_LEVEL=error"}, Dir: ".", Out: &o, Err: &e,
	})
	return code, o.String(), e.String()
}

func TestCommands(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		run := func(wantCode int, wantText string, args ...string) {
			t.Helper()
			code, out, errs := command(t, url, args...)
			if code != wantCode || !strings.Contains(out+errs, wantText) {
				t.Errorf("shop %s: exit code %d, want %d with %q in\n%s%s", strings.Join(args, " "), code, wantCode, wantText, out, errs)
			}
		}
		run(1, "catalog.0001_initial", "migrate", "--check")
		run(0, "Create model Product", "migrate", "--plan")
		run(0, "catalog", "migrate")
		run(0, "[X] 0001_initial", "showmigrations", "catalog")
		run(0, "CREATE TABLE", "sqlmigrate", "catalog", "0001")
		run(0, "No changes detected", "makemigrations", "--check")
		run(0, "No issues found.", "check", "--database")
		run(0, "catalog:detail", "routes")
		run(0, "shop ", "version")
		run(0, "rows.", "seed", "--products", "10", "--authors", "3", "--books", "10", "--users", "4")
		run(0, "Transfer 1: 12.50 from account 1 to account 2.", "transfer", "--from", "1", "--to", "2", "--amount", "12.50")
		run(1, "The balance is not sufficient.", "transfer", "--from", "1", "--to", "2", "--amount", "1000")
		run(1, "Source and target are the same account.", "transfer", "--from", "1", "--to", "1", "--amount", "1")
		run(1, "There is no account 99.", "transfer", "--from", "1", "--to", "99", "--amount", "1")
		run(1, "at most 2 decimal places", "transfer", "--from", "1", "--to", "2", "--amount", "0.001")
		run(2, "amount", "transfer", "--from", "1", "--to", "2", "--amount", "much")
		run(2, `did you mean "migrate"`, "migrat")
		run(2, "unexpected argument", "seed", "everything")
		run(0, "Usage: shop", "help")
		run(0, "--products", "help", "seed")
		run(0, "catalog", "migrate", "catalog", "zero")
		run(1, "run `shop migrate`", "seed")
	})
}

func TestWrongEnvironment(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ env, want string }{
		"scheme":   {"DATABASE_URL=mysql://x", `DATABASE_URL: the scheme "mysql" is not a database's: expected sqlite://path`},
		"host":     {"DATABASE_URL=postgres://127.0.0.1:1/none", "127.0.0.1"},
		"folder":   {"DATABASE_URL=sqlite:///no/such/folder/shop.db", "/no/such/folder"},
		"bool":     {"DEBUG=perhaps", `DEBUG: "perhaps" is not a bool: expected true or false`},
		"mode":     {"MUSETTE_ENV=prod", "expected development, production, test"},
		"unknown":  {"MUSETTE_ENW=test", "MUSETTE_ENW: is not a setting: did you mean MUSETTE_ENV?"},
		"public":   {"ADDR=0.0.0.0:8000", "reachable from other machines"},
		"logs":     {"LOG_LEVEL=loud", "expected debug, info, warn or error"},
		"proxies":  {"TRUSTED_PROXIES=10.0.0.0/99", "TRUSTED_PROXIES"},
		"no hosts": {"MUSETTE_ENV=production", "ALLOWED_HOSTS: is required in production"},
		"no key":   {"MUSETTE_ENV=production", "SECRET_KEY: is required in production"},
		"weak key": {"MUSETTE_ENV=production\nSECRET_KEY=hunter2hunter2", "SECRET_KEY: is too weak"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out, errs bytes.Buffer
			code := manage.Run(t.Context(), Site(), []string{"migrate"}, manage.Options{Environ: strings.Split(c.env, "\n"), Out: &out, Err: &errs})
			if code != 1 || !strings.Contains(errs.String(), c.want) {
				t.Errorf("exit code %d, want 1 with %q in\n%s", code, c.want, errs.String())
			}
			if strings.Contains(errs.String(), "hunter2") {
				t.Errorf("the message shows a secret: %s", errs.String())
			}
		})
	}
}
