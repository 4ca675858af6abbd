package rest_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/rest"
	"github.com/musette-go/musette/testkit"
	"github.com/musette-go/musette/web"
)

// byHand is what a careful programmer writes for the same answer: the same two statements, a struct, encoding/json.
func byHand(w http.ResponseWriter, r *http.Request) error {
	type row struct {
		ID     int64           `json:"id"`
		Title  string          `json:"title"`
		Author int64           `json:"author"`
		Price  decimal.Decimal `json:"price"`
		Pages  int32           `json:"pages"`
	}
	var out struct {
		Count          int64 `json:"count"`
		Next, Previous *string
		Results        []row `json:"results"`
	}
	n, err := books.Count(r.Context())
	if err != nil {
		return err
	}
	rows, err := books.OrderBy(books.Title.Asc(), books.ID.Asc()).Limit(10).All(r.Context())
	if err != nil {
		return err
	}
	out.Count = n
	for _, b := range rows {
		out.Results = append(out.Results, row{b.ID, b.Title, b.Author.Key(), b.Price, b.Pages})
	}
	return web.JSON(w, http.StatusOK, out)
}

// BenchmarkRequest asks for a page of 10 of 100 books with the total, by hand and by a view set, and for one book.
func BenchmarkRequest(b *testing.B) {
	kit := testkit.New(b, siteOf(b, nil), testkit.Options{Budget: -1})
	ada := &shelf.Author{Name: "Ada"}
	kit.Must(shelf.Authors.Create(kit.Context(), ada))
	rows := make([]*shelf.Book, 100)
	for i := range rows {
		rows[i] = &shelf.Book{Title: string(rune('a'+i%26)) + string(rune('a'+i/26)), Author: orm.To[shelf.Author](ada.ID), Price: decimal.New(1250, 2), Shelf: "x", Place: int32(i)}
	}
	_, err := books.BulkCreate(kit.Context(), rows)
	kit.Must(err)
	set := bookSet(func(o *rest.Options[shelf.Book]) {
		o.Fields, o.Pagination = rest.Fields(books.ID, books.Title, books.Author, books.Price, books.Pages), rest.PageNumber{PageSize: 10}
	})
	r := web.New(web.Options{})
	kit.Must(rest.Mount(r, []app.Part{set}))
	r.Get("/hand/", byHand)
	h, err := r.Build()
	kit.Must(err)
	for _, path := range []string{"/hand/", "/api/books/", "/api/books/5/"} {
		b.Run(path, func(b *testing.B) {
			b.ReportAllocs()
			req := kit.Request("GET", path, nil).WithContext(kit.Context())
			for b.Loop() {
				w := httptest.NewRecorder()
				if h.ServeHTTP(w, req); w.Code != http.StatusOK {
					b.Fatal(w.Body)
				}
			}
		})
	}
}
