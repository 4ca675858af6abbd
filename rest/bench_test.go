package rest

import (
	"testing"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/orm"
)

// shelfPlan is a serializer of books with the types that most models have.
func shelfPlan(tb testing.TB) *plan {
	b := shelf.Books
	p, err := NewSerializer(b, SerializerOptions[shelf.Book]{
		Fields: Fields(b.ID, b.Title, b.ISBN, b.Author, b.Price, b.Rating, b.Pages, b.Stock, b.Out, b.At, b.CreatedAt),
	}).compile()
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

func shelfRows(n int) []any {
	isbn, at := "978-3", time.Date(2024, 5, 6, 7, 8, 9, 123456000, time.UTC)
	rating := decimal.New(45000, 4)
	rows := make([]any, n)
	for i := range rows {
		rows[i] = &shelf.Book{ID: int64(i), Title: "The <art> of “lists”", ISBN: &isbn, Author: orm.To[shelf.Author](7), Price: decimal.New(1250, 2),
			Rating: &rating, Pages: 300, Stock: 5, At: &at, Stamps: shelf.Stamps{CreatedAt: at}}
	}
	return rows
}

// BenchmarkSerialize writes a page of 100 rows; it must not allocate for a row.
func BenchmarkSerialize(b *testing.B) {
	p, rows := shelfPlan(b), shelfRows(100)
	rq := &Request{}
	buf := make([]byte, 0, 64<<10)
	b.ReportAllocs()
	for b.Loop() {
		out, err := p.appendList(rq, buf, rows)
		if err != nil || len(out) < 1000 {
			b.Fatal(err)
		}
	}
}

// BenchmarkReadJSON reads the body of a creation.
func BenchmarkReadJSON(b *testing.B) {
	body := []byte(`{"title":"The art of lists","isbn":"978-3","author":7,"price":"12.50","pages":300,"stock":5,"out":false,"tags":["a","b"]}`)
	b.ReportAllocs()
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if _, err := readJSON(body, maxDepth); err != nil {
			b.Fatal(err)
		}
	}
}

// A row costs at most two allocations; of plain columns it costs none.
func TestSerializeAllocations(t *testing.T) {
	p, rows := shelfPlan(t), shelfRows(50)
	rq := &Request{}
	buf := make([]byte, 0, 64<<10)
	if n := testing.AllocsPerRun(20, func() { _, _ = p.appendList(rq, buf, rows) }); n > 0 {
		t.Errorf("%v allocations for 50 rows", n)
	}
}
