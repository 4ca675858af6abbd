package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/musette-go/musette/web"
)

// docs:begin cookie

// noteSeen remembers, without a session, that somebody has read a note.
var noteSeen = web.Cookie{Name: "note", MaxAge: 30 * 24 * time.Hour, Signed: true}

func closeNote(w http.ResponseWriter, r *http.Request) error {
	if err := noteSeen.Set(w, r, "welcome"); err != nil {
		return err
	}
	return web.RedirectNext(w, r, "/") // ?next= only when it leads back here
}

// docs:end cookie

func ExampleCookie() {
	r := web.New(web.Options{})
	r.Use(web.Cookies(web.CookieOptions{}))
	r.Post("/note/close/", closeNote)
	h, err := r.Build()
	if err != nil {
		panic(err)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("POST", "https://shop.example/note/close/?next=//evil.example", nil))
	c := w.Result().Cookies()[0]
	fmt.Println(c.Name, c.Secure, c.HttpOnly, c.SameSite == http.SameSiteLaxMode)
	fmt.Println(w.Code, w.Header().Get("Location"))
	// Output:
	// __Host-note true true true
	// 303 /
}

func ExampleRateLimit() {
	login := func(w http.ResponseWriter, _ *http.Request) error {
		_, err := fmt.Fprint(w, "welcome")
		return err
	}
	r := web.New(web.Options{})
	// docs:begin ratelimit
	r.Post("/login/", login).With(web.RateLimit(web.RateOptions{
		Name: "login",
		Rate: web.Rate{Limit: 5, Per: time.Minute},
		Key:  web.ByIP,
	}))
	// docs:end ratelimit
	h, err := r.Build()
	if err != nil {
		panic(err)
	}
	for range 6 {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("POST", "/login/", nil))
		fmt.Println(w.Code)
	}
	// Output:
	// 200
	// 200
	// 200
	// 200
	// 200
	// 429
}

func ExampleWithCSP() {
	page := func(w http.ResponseWriter, r *http.Request) error {
		_, err := fmt.Fprint(w, "a map")
		return err
	}
	r := web.New(web.Options{})
	// docs:begin routes
	r.Get("/map/", page).With(web.WithCSP(web.CSP{Image: []web.CSPSource{web.CSPSelf, "https://tiles.example"}}))
	r.Get("/widget/", page).With(web.AllowFraming("https://partner.example"))
	r.Post("/paid/", page).CSRFExempt("called by the payment service, which signs its requests")
	// docs:end routes
	h, err := r.Build()
	if err != nil {
		panic(err)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/map/", nil))
	fmt.Println(w.Header().Get("Content-Security-Policy")[:60])
	// Output: default-src 'self'; script-src 'self'; style-src 'self' 'sha
}
