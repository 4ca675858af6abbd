// Command peoplehand serves the pages of package people as somebody would write them by hand with net/http, pgx and html/template, on
// the tables of that site: the yardstick for it.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/musette-go/musette/bench/duties"
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

// hand is the site.
type hand struct {
	pool *pgxpool.Pool
	key  []byte // of the signatures; it lasts as long as the process
}

func serve(ctx context.Context, databaseURL, addr string) error {
	pool, err := pgxpool.New(ctx, databaseURL)
	if err != nil {
		return err
	}
	defer pool.Close()
	h := &hand{pool, []byte(rand.Text())}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /products/{$}", h.products)
	mux.HandleFunc("GET /login", h.loginForm)
	mux.HandleFunc("POST /login", h.login)
	mux.HandleFunc("GET /plain", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, "Hello, World!")
	})
	server := &http.Server{Handler: duties.Around(mux)}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	fmt.Printf("peoplehand is ready at http://%s/\n", ln.Addr())
	context.AfterFunc(ctx, func() { _ = server.Close() })
	if err := server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
