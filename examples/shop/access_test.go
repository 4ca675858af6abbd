package main

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/examples/shop/catalog"
	"github.com/musette-go/musette/examples/shop/library"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/testkit"
)

var update = flag.Bool("update", false, "write the tables of testdata anew")

// The table says what each route answers to whom.
const (
	accessFile = "testdata/access.txt"
	accessHead = `# What every route answers to whom, whatever the method: the status for a browser and, behind a bar where it differs, for a program that
# asks for JSON. "others" are GET, POST, PUT, PATCH and DELETE where a route does not have them. The owner is who has written the book of the route.
# TestAccess compares; go test -update writes it anew.
`
)

// role is somebody who asks.
type role struct {
	name   string
	user   *auth.User // nil for a visitor
	client map[string]*testkit.Client
}

// matrix asks every route as everybody.
type matrix struct {
	t       *testing.T
	kit     *testkit.Kit
	roles   []*role
	kitchen *catalog.Category
	author  *library.Author
}

// TestAccess is X57: every route with every method, in both formats, answers everybody as the table says, and the table knows every route.
func TestAccess(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, Site(), testkit.Options{Budget: -1})
	m := &matrix{t: t, kit: kit, kitchen: &catalog.Category{Name: "Kitchen", Slug: "kitchen"}}
	kit.Must(catalog.Categories.Create(kit.Context(), m.kitchen))
	owner := member(kit, "owner")
	m.author = &library.Author{Name: "Ada Abel", User: orm.To[auth.User](owner.ID)}
	kit.Must(library.Authors.Create(kit.Context(), m.author))
	for _, r := range []*role{{name: "visitor"}, {name: "reader", user: member(kit, "reader")}, {name: "owner", user: owner},
		{name: "clerk", user: clerk(kit)}, {name: "superuser", user: superuser(kit)}} {
		r.client = map[string]*testkit.Client{"": kit.NewClient(), "application/json": kit.NewClient()}
		m.roles = append(m.roles, r)
	}
	got := m.table()
	if *update {
		if err := os.WriteFile(accessFile, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(accessFile)
	if err != nil {
		t.Fatal(err)
	}
	differences(t, string(want), got)
}

// differences names the lines in which two tables differ.
func differences(t *testing.T, want, got string) {
	t.Helper()
	wants, gots := strings.Split(want, "\n"), strings.Split(got, "\n")
	for _, line := range wants {
		if !slices.Contains(gots, line) {
			t.Errorf("declared: %s", line)
		}
	}
	for _, line := range gots {
		if !slices.Contains(wants, line) {
			t.Errorf("answered: %s", line)
		}
	}
}

// table asks, and writes down what came back.
func (m *matrix) table() string {
	var out strings.Builder
	w := tabwriter.NewWriter(&out, 0, 8, 2, ' ', 0)
	fmt.Fprint(w, "METHOD\tPATTERN")
	for _, r := range m.roles {
		fmt.Fprint(w, "\t"+r.name)
	}
	fmt.Fprintln(w)
	patterns, methods := m.routes()
	for _, pattern := range patterns {
		for _, method := range methods[pattern] {
			fmt.Fprintln(w, m.line(method, pattern, method))
		}
		if rest := others(methods[pattern]); len(rest) > 0 {
			fmt.Fprintln(w, m.line("others", pattern, rest...))
		}
	}
	_ = w.Flush() // into memory
	text := out.String()
	var lines []string
	for line := range strings.Lines(text) {
		lines = append(lines, strings.TrimRight(line, " \n"))
	}
	return accessHead + strings.Join(lines, "\n") + "\n"
}

// routes are the site's patterns, in the order in which they are declared, with their methods.
func (m *matrix) routes() (patterns []string, methods map[string][]string) {
	m.t.Helper()
	_, out, _ := runShop(m.t, []string{"MUSETTE_ENV=test"}, "routes")
	methods = map[string][]string{}
	for i, line := range strings.Split(strings.TrimSpace(out), "\n") {
		fields := strings.Fields(line)
		if i == 0 || len(fields) < 2 {
			continue
		}
		method, pattern := fields[0], fields[1]
		if methods[pattern] == nil {
			patterns = append(patterns, pattern)
		}
		methods[pattern] = append(methods[pattern], method)
	}
	if len(patterns) < 40 {
		m.t.Fatalf("routes prints\n%s", out)
	}
	return patterns, methods
}

// others are the methods that a route does not have.
func others(have []string) (rest []string) {
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		if !slices.Contains(have, method) {
			rest = append(rest, method)
		}
	}
	return rest
}

// line is what a pattern answers to everybody with some methods, which must answer alike.
func (m *matrix) line(title, pattern string, methods ...string) string {
	cells := []string{title, pattern}
	for _, r := range m.roles {
		var seen []string
		for _, method := range methods {
			html, json := m.ask(r, method, pattern, ""), m.ask(r, method, pattern, "application/json")
			cell := strconv.Itoa(html)
			if json != html {
				cell += "|" + strconv.Itoa(json)
			}
			if !slices.Contains(seen, cell) {
				seen = append(seen, cell)
			}
		}
		cells = append(cells, strings.Join(seen, "/"))
	}
	return strings.Join(cells, "\t")
}

// ask asks once. Whatever the route changes is made for it, and a session that may end begins anew.
func (m *matrix) ask(r *role, method, pattern, accept string) int {
	c := r.client[accept]
	if r.user != nil && (method != http.MethodGet || c.Cookie("session") == "") {
		c.Login(r.user)
	}
	if method == http.MethodGet {
		m.same(r, c, pattern, accept)
	}
	req := c.Request(method, m.path(pattern), nil)
	if accept != "" {
		req.Header.Set("Accept", accept)
	}
	if method != http.MethodGet {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return c.Do(req).Code
}

// same wants HEAD to answer as GET does.
func (m *matrix) same(r *role, c *testkit.Client, pattern, accept string) {
	path := m.path(pattern)
	codes := map[string]int{}
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		req := c.Request(method, path, nil)
		if accept != "" {
			req.Header.Set("Accept", accept)
		}
		res := c.Do(req)
		codes[method] = res.Code
		m.private(r, pattern, res)
	}
	if codes[http.MethodGet] != codes[http.MethodHead] {
		m.t.Errorf("%s as %s: GET answers %d and HEAD %d", pattern, r.name, codes[http.MethodGet], codes[http.MethodHead])
	}
}

// private wants answers to people to stay out of shared caches (X54).
func (m *matrix) private(r *role, pattern string, res *testkit.Response) {
	control := res.Header.Get("Cache-Control")
	if strings.HasPrefix(pattern, "/static/") || pattern == "/healthz" || pattern == "/readyz" || r.user == nil || res.Code != http.StatusOK {
		return
	}
	if !strings.Contains(control, "private") && !strings.Contains(control, "no-store") || strings.Contains(control, "public") {
		m.t.Errorf("%s as %s: Cache-Control is %q", pattern, r.name, control)
	}
}

// path fills in the parameters of a pattern: a product and a draft of their own for each request.
func (m *matrix) path(pattern string) string {
	ctx := m.kit.Context()
	id := "1"
	switch {
	case strings.HasPrefix(pattern, "/products/{id"):
		p := &catalog.Product{Name: "Kettle", Category: orm.To[catalog.Category](m.kitchen.ID), Price: decimal.New(1990, 2), Stock: 4}
		m.kit.Must(catalog.Products.Create(ctx, p))
		id = strconv.FormatInt(p.ID, 10)
	case strings.HasPrefix(pattern, "/books/{id"):
		b := &library.Book{Title: "Another winter", Author: orm.To[library.Author](m.author.ID), Price: decimal.New(990, 2)}
		m.kit.Must(library.Books.Create(ctx, b))
		id = strconv.FormatInt(b.ID, 10)
	}
	return strings.NewReplacer("{id:int}", id, "{file:path}", "shop/shop.css", "{name:path}", "contact/none.pdf", "{for}", "login",
		"{token}", "none", "{uid}", "MQ", "{code}", "none").Replace(pattern)
}
