package web_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"time"

	"github.com/musette-go/musette/web"
)

func ExampleNewConverter() {
	// docs:begin converter
	month := web.NewConverter("month",
		func(s string) (time.Month, error) {
			t, err := time.Parse("January", s)
			return t.Month(), err
		},
		time.Month.String)

	r := web.New(web.Options{})
	r.Converters(month)
	r.Get("/archive/{m:month}/", func(w http.ResponseWriter, r *http.Request) error {
		m := web.Value[time.Month](r, "m")
		_, err := fmt.Fprintf(w, "month %d", m)
		return err
	}).Name("archive")
	// docs:end converter
	h, err := r.Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, path := range []string{"/archive/May/", "/archive/may/"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		fmt.Printf("%s %d %.7s\n", path, w.Code, w.Body)
	}
	fmt.Println(r.URLs().Reverse("archive", time.June))
	// Output:
	// /archive/May/ 200 month 5
	// /archive/may/ 404 <!docty
	// /archive/June/ <nil>
}

func ExampleRouter_Include() {
	// docs:begin include
	shop := func(r *web.Router) {
		r.Get("/", productList).Name("shop:list")
		r.Get("/{id:int}/", productDetail).Name("shop:detail")
	}
	r := web.New(web.Options{})
	r.Include("/shop", "shop", shop)
	r.Include("/wholesale", "wholesale", shop)
	// docs:end include
	urls := r.URLs()
	fmt.Println(urls.Reverse("wholesale:detail", 3))
	fmt.Println(urls.Reverse("shop:detail", 3))
	// Output:
	// /wholesale/3/ <nil>
	// /shop/3/ <nil>
}

func ExampleRouter_Regexp() {
	r := web.New(web.Options{})
	week := web.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		_, err := fmt.Fprintf(w, "week %s of %s", web.Param(r, "week"), web.Param(r, "year"))
		return err
	})
	// docs:begin regexp
	r.Regexp("GET", `/archive/(?P<year>[0-9]{4})-(?P<week>[0-9]{2})/`, week).Name("week")
	// docs:end regexp
	h, err := r.Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/archive/2026-07/", nil))
	fmt.Println(w.Body)
	fmt.Println(r.URLs().Reverse("week", "2026", "08"))
	// Output:
	// week 07 of 2026
	// /archive/2026-08/ <nil>
}

func ExampleLink() {
	// docs:begin link
	const productLink = web.Link1[int64]("catalog:detail") // beside the handlers of the app

	r := web.New(web.Options{})
	r.Get("/products/{id:int}/", productDetail).Link(productLink)
	r.Get("/", func(w http.ResponseWriter, r *http.Request) error {
		url, err := productLink.Reverse(r.Context(), 12, web.WithQuery("tab", "reviews"), web.WithFragment("new"))
		if err != nil {
			return err
		}
		_, err = fmt.Fprint(w, url)
		return err
	})
	// docs:end link
	h, err := r.Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	fmt.Println(w.Body)
	// Output:
	// /products/12/?tab=reviews#new
}

func ExampleRouter_Access() {
	loggedIn := func(r *http.Request) bool { _, ok := web.CookieValue(r, "session"); return ok }
	// docs:begin access
	login := web.Access{Rule: "login", Guard: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !loggedIn(r) {
				http.Redirect(w, r, "/login/", http.StatusFound)
				return
			}
			next.ServeHTTP(w, r)
		})
	}}
	r := web.New(web.Options{})
	r.Access(login) // the policy of the site
	r.Get("/products/", productList)
	r.Get("/login/", productList).Public() // the exception
	for _, rt := range r.Routes() {
		fmt.Println(rt.Pattern, rt.Access)
	}
	// docs:end access

	// Output:
	// /products/ login
	// /login/ public
}

func ExampleRoute_With() {
	r := web.New(web.Options{})
	// docs:begin with
	version := func(r *http.Request) (string, error) { return "v" + strconv.FormatInt(web.Int(r, "id"), 10), nil }
	r.Get("/products/{id:int}/", productDetail).With(
		web.CacheControl(web.CachePolicy{MaxAge: time.Minute}),
		web.Condition(web.Validators{ETag: version}),
	)
	// docs:end with
	h, err := r.Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, have := range []string{"", `"v7"`} {
		w := httptest.NewRecorder()
		req := httptest.NewRequest("GET", "/products/7/", nil)
		req.Header.Set("If-None-Match", have)
		h.ServeHTTP(w, req)
		fmt.Println(w.Code, w.Header().Get("ETag"), w.Header().Get("Cache-Control"), w.Body)
	}
	// Output:
	// 200 "v7" max-age=60 product 7
	// 304 "v7" max-age=60
}

func ExampleGo() {
	r := web.New(web.Options{Logger: discardLog()})
	// docs:begin go
	r.Get("/", func(w http.ResponseWriter, r *http.Request) error {
		prices := web.Go(r.Context(), loadPrices)
		stock := web.Go(r.Context(), loadStock)
		if err := errors.Join(prices.Wait(), stock.Wait()); err != nil {
			return err
		}
		return web.JSON(w, http.StatusOK, "both are there")
	})
	// docs:end go
	h, err := r.Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	fmt.Println(w.Code)
	// Output:
	// 500
}
