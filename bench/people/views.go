package people

import (
	"io"
	"net/http"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/web"
)

// pageSize is how many products a page has.
const pageSize = 25

var (
	listPage  = render.Page[*orm.Page[*Product]]("people/list.html")
	loginPage = render.Page[struct{}]("people/login.html")
)

// products is the page that is measured: the session, the user, the count, and the rows with their categories.
func products(w http.ResponseWriter, r *http.Request) error {
	number, err := web.Page(r)
	if err != nil {
		return err
	}
	page, err := Products.For(r.Context()).SelectRelated(Products.Category).Paginate(r.Context(), number, pageSize)
	if err != nil {
		return err
	}
	return listPage.Render(w, r, page)
}

func loginForm(w http.ResponseWriter, r *http.Request) error {
	return loginPage.Render(w, r, struct{}{})
}

func login(w http.ResponseWriter, r *http.Request) error {
	f, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	defer f.Close()
	u, err := auth.Authenticate(r, auth.Credentials{Name: f.Text("username"), Password: f.Text("password")})
	if err != nil {
		return err
	}
	if err := auth.Login(w, r, u); err != nil {
		return err
	}
	http.Redirect(w, r, "/products/", http.StatusFound)
	return nil
}

func logout(w http.ResponseWriter, r *http.Request) error {
	if err := auth.Logout(r); err != nil {
		return err
	}
	http.Redirect(w, r, "/login", http.StatusFound)
	return nil
}

// plain touches neither the session nor the user.
func plain(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := io.WriteString(w, "Hello, World!")
	return err
}
