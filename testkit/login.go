package testkit

import (
	"net/http"
	"net/http/httptest"

	"github.com/musette-go/musette/auth"
)

// Login logs a user in without a password: the next requests of the client are theirs. It is Django's force_login.
//
//	kit.Login(ada)
//	kit.Get("/account/").Status(200)
func (c *Client) Login(u *auth.User) {
	c.kit.t.Helper()
	c.visit(func(w http.ResponseWriter, r *http.Request) error { return auth.Login(w, r, u) })
}

// As returns a new client that is logged in as the user, for one line of a test with several people: DRF's force_authenticate.
//
//	kit.As(ada).JSON("POST", "/api/products/", product).Status(201)
func (k *Kit) As(u *auth.User) *Client {
	k.t.Helper()
	c := k.NewClient()
	c.Login(u)
	return c
}

// Logout ends the client's session.
func (c *Client) Logout() {
	c.kit.t.Helper()
	c.visit(func(_ http.ResponseWriter, r *http.Request) error { return auth.Logout(r) })
}

// visit runs something as a request of this client.
func (c *Client) visit(do func(w http.ResponseWriter, r *http.Request) error) {
	c.kit.t.Helper()
	var failed error
	h, err := c.kit.site.Visit(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if failed = do(w, r); failed == nil {
			w.WriteHeader(http.StatusNoContent)
		}
	}))
	if err != nil {
		c.kit.t.Fatalf("testkit: %v", err)
	}
	r := c.Request(http.MethodGet, "/", nil)
	r = r.WithContext(c.kit.within(r.Context()))
	for _, cookie := range c.jar.Cookies(c.origin) {
		r.AddCookie(cookie)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if failed != nil {
		c.kit.t.Fatalf("testkit: %v", failed)
	}
	c.jar.SetCookies(c.origin, w.Result().Cookies())
}
