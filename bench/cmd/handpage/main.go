// Command handpage serves the shop's /products/ as somebody would write it by hand with net/http, pgx and html/template:
// the yardstick for the shop's own page.
package main

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"strconv"

	"github.com/jackc/pgx/v5/pgxpool"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := serve(ctx, os.Getenv("DATABASE_URL"), os.Getenv("ADDR"))
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(ctx context.Context, databaseURL, addr string) error {
	pool, err := pgxpool.New(ctx, databaseURL)
	if err != nil {
		return err
	}
	defer pool.Close()
	mux := http.NewServeMux()
	mux.Handle("GET /products/{$}", &page{pool})
	server := &http.Server{Handler: mux}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	fmt.Printf("handpage is ready at http://%s/\n", ln.Addr())
	context.AfterFunc(ctx, func() { _ = server.Close() })
	if err := server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

//go:embed page.html
var pageSource string

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{"thousands": thousands}).Parse(pageSource))

// thousands writes a number with commas.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// The orders that ?ordering= may name.
var orders = map[string]string{
	"": "p.name, p.id", "name": "p.name, p.id", "price": "p.price, p.id", "-price": "p.price DESC, p.id",
	"category": "c.name, p.id", "-created": "p.created_at DESC, p.id",
}

type choice struct{ Key, Label string }

var sorting = []choice{{"name", "Name"}, {"price", "Price, low to high"}, {"-price", "Price, high to low"}, {"category", "Category"}, {"-created", "Newest"}}

type product struct {
	ID       int64
	Name     string
	Price    string
	Stock    int32
	InStock  bool
	Category string
}

type step struct {
	Number int // 0 is a gap
	URL    string
}

type view struct {
	Search, Ordering  string
	Sorting           []choice
	Products          []product
	Start, End, Count int
	Page, Pages       int
	Previous, Next    string
	HasOther          bool
	Steps             []step
}

const pageSize = 25

type page struct{ pool *pgxpool.Pool }

func (p *page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	v := view{Page: 1, Sorting: sorting}
	query := r.URL.Query()
	v.Search, v.Ordering = query.Get("search"), query.Get("ordering")
	if text := query.Get("page"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			http.Error(w, "page is not a number", http.StatusBadRequest)
			return
		}
		v.Page = n
	}
	if _, ok := orders[v.Ordering]; !ok {
		http.Error(w, "unknown ordering", http.StatusBadRequest)
		return
	}
	if err := p.load(r.Context(), &v); err != nil {
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	if v.Page > v.Pages {
		http.NotFound(w, r)
		return
	}
	v.turn(query)
	var buf bytes.Buffer
	if err := pageTemplate.Execute(&buf, &v); err != nil {
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(buf.Len()))
	_, _ = w.Write(buf.Bytes())
}

func (p *page) load(ctx context.Context, v *view) error {
	where, args := "", []any{}
	if v.Search != "" {
		where = " WHERE upper(p.name) LIKE upper($1) OR upper(p.description) LIKE upper($1)"
		args = append(args, "%"+v.Search+"%")
	}
	if err := p.pool.QueryRow(ctx, "SELECT count(*) FROM catalog_product p"+where, args...).Scan(&v.Count); err != nil {
		return err
	}
	v.Pages = max(1, (v.Count+pageSize-1)/pageSize)
	sql := "SELECT p.id, p.name, p.price::text, p.stock, p.in_stock, c.name FROM catalog_product p JOIN catalog_category c ON c.id = p.category_id" +
		where + " ORDER BY " + orders[v.Ordering] + " LIMIT 25 OFFSET $" + strconv.Itoa(len(args)+1)
	rows, err := p.pool.Query(ctx, sql, append(args, (v.Page-1)*pageSize)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	v.Products = make([]product, 0, pageSize)
	for rows.Next() {
		var x product
		if err := rows.Scan(&x.ID, &x.Name, &x.Price, &x.Stock, &x.InStock, &x.Category); err != nil {
			return err
		}
		v.Products = append(v.Products, x)
	}
	return rows.Err()
}

// turn fills in the pager.
func (v *view) turn(query url.Values) {
	if len(v.Products) > 0 {
		v.Start = (v.Page-1)*pageSize + 1
		v.End = v.Start + len(v.Products) - 1
	}
	v.HasOther = v.Pages > 1
	to := func(n int) string { query.Set("page", strconv.Itoa(n)); return "?" + query.Encode() }
	if v.Page > 1 {
		v.Previous = to(v.Page - 1)
	}
	if v.Page < v.Pages {
		v.Next = to(v.Page + 1)
	}
	for n := 1; n <= v.Pages; n++ {
		switch {
		case n == 1 || n == v.Pages || n >= v.Page-2 && n <= v.Page+2:
			v.Steps = append(v.Steps, step{n, to(n)})
		case v.Steps[len(v.Steps)-1].Number != 0:
			v.Steps = append(v.Steps, step{})
		}
	}
}
