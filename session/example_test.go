package session_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/musette-go/musette/session"
	"github.com/musette-go/musette/sign"
	"github.com/musette-go/musette/web"
)

// docs:begin key

// Cart is what somebody wants to buy, by product.
type Cart map[int64]int

var cartKey = session.NewKey[Cart]("cart")

func addToCart(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	cart, ok, err := cartKey.Get(ctx)
	if err != nil {
		return err
	}
	if !ok {
		cart = Cart{}
	}
	cart[7]++
	if err := cartKey.Set(ctx, cart); err != nil {
		return err
	}
	_, err = fmt.Fprintln(w, cart)
	return err
}

// docs:end key

func ExampleKey() {
	sessions, err := session.New(session.Memory(), session.Options{})
	if err != nil {
		panic(err)
	}
	r := web.New(web.Options{})
	r.Use(web.Cookies(web.CookieOptions{}), sessions.Middleware)
	r.Get("/add/", addToCart)
	h, err := r.Build()
	if err != nil {
		panic(err)
	}
	var cookie *http.Cookie
	for range 2 {
		req := httptest.NewRequest("GET", "https://shop.example/add/", nil)
		if cookie != nil {
			req.AddCookie(cookie)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, req)
		cookie = w.Result().Cookies()[0]
		fmt.Print(cookie.Name, " ", w.Body)
	}
	// Output:
	// __Host-session map[7:1]
	// __Host-session map[7:2]
}

// docs:begin rotate

var levelKey = session.NewKey[string]("level")

func unlock(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := session.From(ctx).Rotate(ctx); err != nil { // a key that somebody else may know is dead
		return err
	}
	if err := levelKey.Set(ctx, "secret"); err != nil {
		return err
	}
	return web.RedirectNext(w, r, "/")
}

func leave(w http.ResponseWriter, r *http.Request) error {
	if err := session.From(r.Context()).Flush(r.Context()); err != nil {
		return err
	}
	return web.RedirectNext(w, r, "/")
}

// docs:end rotate

func ExampleSession_Rotate() {
	sessions, err := session.New(session.Memory(), session.Options{})
	if err != nil {
		panic(err)
	}
	r := web.New(web.Options{})
	r.Use(web.Cookies(web.CookieOptions{}), sessions.Middleware)
	r.Post("/unlock/", unlock)
	r.Post("/leave/", leave)
	h, err := r.Build()
	if err != nil {
		panic(err)
	}
	var cookie *http.Cookie
	for _, path := range []string{"/unlock/", "/unlock/", "/leave/"} {
		req := httptest.NewRequest("POST", "https://shop.example"+path, nil)
		before := ""
		if cookie != nil {
			before = cookie.Value
			req.AddCookie(cookie)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, req)
		cookie = w.Result().Cookies()[0]
		fmt.Println(path, "another key:", cookie.Value != before, "forgotten:", cookie.MaxAge < 0)
	}
	// Output:
	// /unlock/ another key: true forgotten: false
	// /unlock/ another key: true forgotten: false
	// /leave/ another key: true forgotten: true
}

func ExampleNewCookie() {
	keys := sign.RandomKeys() // a site has its own: sign.From(ctx)
	// docs:begin cookie
	sessions, err := session.NewCookie(keys, session.Options{
		IdleAge:     2 * time.Hour,
		AbsoluteAge: 12 * time.Hour,
		Browser:     true,
	})
	// docs:end cookie
	fmt.Println(sessions != nil, err)
	_, err = session.NewCookie(keys, session.Options{IdleAge: time.Millisecond})
	fmt.Println(err)
	// Output:
	// true <nil>
	// session: IdleAge is 1ms: expected a second or more
}
