// Command tfbhand serves TechEmpower's set of pages as somebody would write it by hand with net/http, pgx and html/template:
// the yardstick for the site in package tfb. With the argument bare it leaves out what a site does around its pages.
package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/musette-go/musette/bench/duties"
	"github.com/musette-go/musette/bench/tfb/pages"
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
	h := &hand{pool}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /plaintext", plaintext)
	mux.HandleFunc("GET /json", message)
	mux.HandleFunc("GET /db", answer(h.one))
	mux.HandleFunc("GET /queries", answer(h.several))
	mux.HandleFunc("GET /updates", answer(h.updates))
	mux.HandleFunc("GET /fortunes", answer(h.fortunes))
	mux.HandleFunc("GET /fortunes-templ", answer(h.fortunesTempl))
	var handler http.Handler = mux
	if len(os.Args) < 2 || os.Args[1] != "bare" {
		handler = duties.Around(mux)
	}
	server := &http.Server{Handler: handler}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	fmt.Printf("tfbhand is ready at http://%s/\n", ln.Addr())
	context.AfterFunc(ctx, func() { _ = server.Close() })
	if err := server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

type world struct {
	ID           int32 `json:"id"`
	RandomNumber int32 `json:"randomNumber"`
}

type hand struct{ pool *pgxpool.Pool }

func answer(h func(w http.ResponseWriter, r *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	}
}

func plaintext(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, "Hello, World!")
}

func message(w http.ResponseWriter, _ *http.Request) {
	_ = writeJSON(w, struct {
		Message string `json:"message"`
	}{"Hello, World!"})
}

func writeJSON(w http.ResponseWriter, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, err = w.Write(b)
	return err
}

func (h *hand) get(ctx context.Context) (x world, err error) {
	err = h.pool.QueryRow(ctx, "SELECT id, randomnumber FROM world WHERE id = $1", anyRow()).Scan(&x.ID, &x.RandomNumber)
	return x, err
}

func (h *hand) one(w http.ResponseWriter, r *http.Request) error {
	x, err := h.get(r.Context())
	if err != nil {
		return err
	}
	return writeJSON(w, x)
}

func (h *hand) several(w http.ResponseWriter, r *http.Request) error {
	list, err := h.read(r)
	if err != nil {
		return err
	}
	return writeJSON(w, list)
}

func (h *hand) read(r *http.Request) ([]world, error) {
	n, _ := strconv.Atoi(r.URL.Query().Get("queries"))
	list := make([]world, min(max(n, 1), 500))
	for i := range list {
		var err error
		if list[i], err = h.get(r.Context()); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (h *hand) updates(w http.ResponseWriter, r *http.Request) error {
	list, err := h.read(r)
	if err != nil {
		return err
	}
	slices.SortFunc(list, func(a, b world) int { return cmp.Compare(a.ID, b.ID) })
	list = slices.CompactFunc(list, func(a, b world) bool { return a.ID == b.ID })
	ids, numbers := make([]int32, len(list)), make([]int32, len(list))
	for i := range list {
		list[i].RandomNumber = anyRow()
		ids[i], numbers[i] = list[i].ID, list[i].RandomNumber
	}
	_, err = h.pool.Exec(r.Context(), "UPDATE world SET randomnumber = v.n FROM unnest($1::int4[], $2::int4[]) AS v(id, n) WHERE world.id = v.id", ids, numbers)
	if err != nil {
		return err
	}
	return writeJSON(w, list)
}

func anyRow() int32 { return 1 + rand.Int32N(10_000) }

var fortunesTemplate = template.Must(template.New("fortunes").Parse(`<!DOCTYPE html>
<html>
<head><title>Fortunes</title></head>
<body>
<table>
<tr><th>id</th><th>message</th></tr>
{{range .}}<tr><td>{{.ID}}</td><td>{{.Message}}</td></tr>
{{end}}</table>
</body>
</html>
`))

func (h *hand) fortunes(w http.ResponseWriter, r *http.Request) error {
	list, err := h.sayings(r)
	if err != nil {
		return err
	}
	var page bytes.Buffer
	if err := fortunesTemplate.Execute(&page, list); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, err = w.Write(page.Bytes())
	return err
}

func (h *hand) fortunesTempl(w http.ResponseWriter, r *http.Request) error {
	list, err := h.sayings(r)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return pages.Fortunes(list).Render(r.Context(), w)
}

func (h *hand) sayings(r *http.Request) ([]pages.Fortune, error) {
	rows, err := h.pool.Query(r.Context(), "SELECT id, message FROM fortune")
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (f pages.Fortune, err error) {
		err = row.Scan(&f.ID, &f.Message)
		return f, err
	})
	if err != nil {
		return nil, err
	}
	list = append(list, pages.Fortune{Message: "Additional fortune added at request time."})
	slices.SortFunc(list, func(a, b pages.Fortune) int { return cmp.Compare(a.Message, b.Message) })
	return list, nil
}
