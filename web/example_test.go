package web_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/web"
)

var errNotFound = problem.New(problem.NotFound, "There is no such product.")

// docs:begin handlers
func productDetail(w http.ResponseWriter, r *http.Request) error {
	id := web.Int(r, "id") // {id:int} cannot fail here
	if id > 100 {
		return errNotFound // becomes a 404, in one place
	}
	_, err := fmt.Fprintf(w, "product %d", id)
	return err
}

func productList(w http.ResponseWriter, r *http.Request) error {
	page, err := web.Page(r)
	if err != nil {
		return err // ?page=abc becomes a 400 that names the parameter
	}
	_, err = fmt.Fprintf(w, "page %d", page)
	return err
}

// docs:end handlers

func Example() {
	// docs:begin routes
	r := web.New(web.Options{})
	r.Get("/products/", productList).Name("catalog:list")
	r.Get("/products/{id:int}/", productDetail).Name("catalog:detail")
	h, err := r.Build()
	// docs:end routes
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, target := range []string{"/products/?page=2", "/products/7/", "/products/101/", "/products/abc/", "/products"} {
		w := httptest.NewRecorder()
		req := httptest.NewRequest("GET", target, nil)
		req.Header.Set("Accept", "application/json")
		h.ServeHTTP(w, req)
		fmt.Println(w.Code, w.Header().Get("Location")+w.Body.String())
	}
	// Output:
	// 200 page 2
	// 200 product 7
	// 404 {"detail":"There is no such product."}
	//
	// 404 {"detail":"There is no page at this address."}
	//
	// 301 /products/
}

func ExampleRouter_Group() {
	// docs:begin group
	shop := func(r *web.Router) {
		r.Use(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Cache-Control", "private")
				next.ServeHTTP(w, r)
			})
		})
		r.Get("/", productList).Name("shop:list")
		r.Get("/{id:int}/", productDetail).Name("shop:detail")
	}
	r := web.New(web.Options{})
	r.Use(web.Defaults(slog.New(slog.DiscardHandler))...)
	r.Group("/shop", shop)
	r.Mount("/downloads/", http.FileServer(http.Dir("downloads")))
	// docs:end group
	for _, route := range r.Routes() {
		fmt.Printf("%-4s %-17s %s\n", route.Method, route.Pattern, route.Name)
	}
	// Output:
	// GET  /shop/            shop:list
	// GET  /shop/{id:int}/   shop:detail
	// *    /downloads/
}

func ExampleURLs_Reverse() {
	r := web.New(web.Options{})
	r.Get("/products/{id:int}/", productDetail).Name("catalog:detail")
	r.Get("/files/{rest:path}", productDetail).Name("file")
	// docs:begin reverse
	urls := r.URLs()
	fmt.Println(urls.Reverse("catalog:detail", 12))
	fmt.Println(urls.Reverse("file", "a b/c?.txt"))
	fmt.Println(urls.Reverse("catalog:detail"))
	fmt.Println(urls.Reverse("catalog:detial", 12))
	// docs:end reverse

	// Output:
	// /products/12/ <nil>
	// /files/a%20b/c%3F.txt <nil>
	//  web: the route "catalog:detail" (/products/{id:int}/) takes 1 argument (id:int), not 0
	//  web: no route has the name "catalog:detial": did you mean "catalog:detail"?
}

func ExampleErrorPage() {
	// docs:begin page
	r := web.New(web.Options{Logger: slog.New(slog.DiscardHandler), ErrorPage: func(w http.ResponseWriter, r *http.Request, status int, err error) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(status)
		fmt.Fprintf(w, "%d: %s", status, web.ErrorText(status, err))
	}})
	// docs:end page
	r.Get("/", func(http.ResponseWriter, *http.Request) error { return errors.New("the password is hunter2") })
	h, _ := r.Build()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	fmt.Println(w.Body)
	// Output:
	// 500: Something went wrong on our side. It has been noted.
}

func ExampleServer() {
	r := web.New(web.Options{})
	// docs:begin health
	health := web.NewHealth(web.HealthOptions{})
	health.Add("database", func(ctx context.Context) error { return nil })
	health.Routes(r)
	// docs:end health
	h, err := r.Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	// docs:begin serve
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	srv := web.NewServer(web.ServerOptions{Handler: h, Health: health, DrainLimit: 10 * time.Second})
	// docs:end serve
	stop() // here the example sends itself home; a site waits for the signal
	fmt.Println(srv.ListenAndServe(ctx, "127.0.0.1:0"))
	// Output:
	// <nil>
}
