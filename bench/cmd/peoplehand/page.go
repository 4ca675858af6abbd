package main

import (
	"bytes"
	"context"
	_ "embed"
	"html/template"
	"net/http"
	"strconv"

	"github.com/jackc/pgx/v5"
)

//go:embed page.html
var pageSource string

var pageTemplate = template.Must(template.New("page").Parse(pageSource))

const pageSize = 25

type product struct {
	ID                    int64
	Name, Price, Category string
	Description           string
	Stock                 int32
	InStock               bool
}

// view is what the page shows.
type view struct {
	Name, Token                    string
	Products                       []product
	Start, End, Count, Page, Pages int
	Previous, Next                 int
	HasPrevious, HasNext           bool
}

func (h *hand) products(w http.ResponseWriter, r *http.Request) {
	page := 1
	if text := r.URL.Query().Get("page"); text != "" {
		var err error
		if page, err = strconv.Atoi(text); err != nil || page < 1 {
			http.Error(w, "page is not a number", http.StatusBadRequest)
			return
		}
	}
	u, err := h.current(r)
	if err == nil && u == nil {
		http.Redirect(w, r, "/login", http.StatusFound)
		return
	}
	v := &view{Page: page}
	if err == nil {
		v.Name, v.Token = u.fullName(), h.csrfToken(w, r)
		err = h.load(r.Context(), v)
	}
	if err == nil && v.Page > v.Pages {
		http.NotFound(w, r)
		return
	}
	var body bytes.Buffer
	if err == nil {
		err = pageTemplate.Execute(&body, v)
	}
	if err != nil {
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Cache-Control", "private, no-cache")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(body.Len()))
	_, _ = w.Write(body.Bytes())
}

// load runs the two statements of the list.
func (h *hand) load(ctx context.Context, v *view) error {
	if err := h.pool.QueryRow(ctx, "SELECT count(*) FROM people_product").Scan(&v.Count); err != nil {
		return err
	}
	rows, err := h.pool.Query(ctx, `SELECT p.id, p.name, p.price::text, p.description, p.stock, p.in_stock, c.name
		FROM people_product p JOIN people_category c ON c.id = p.category_id ORDER BY p.name, p.id LIMIT 25 OFFSET $1`, (v.Page-1)*pageSize)
	if err != nil {
		return err
	}
	v.Products = make([]product, 0, pageSize)
	var x product
	_, err = pgx.ForEachRow(rows, []any{&x.ID, &x.Name, &x.Price, &x.Description, &x.Stock, &x.InStock, &x.Category}, func() error {
		v.Products = append(v.Products, x)
		return nil
	})
	v.Pages = max(1, (v.Count+pageSize-1)/pageSize)
	v.Start, v.End = (v.Page-1)*pageSize+1, (v.Page-1)*pageSize+len(v.Products)
	v.Previous, v.Next = v.Page-1, v.Page+1
	v.HasPrevious, v.HasNext = v.Page > 1, v.Page < v.Pages
	return err
}
