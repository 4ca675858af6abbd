package social

import (
	"net/http"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/web"
)

// Choice is a provider on a page.
type Choice struct{ Name, Label string }

// LoginPage is what the template social/login.html gets.
type LoginPage struct {
	Notice    string // what has just been done, which the layout shows
	Providers []Choice
	Next      string
}

// Connection is an account elsewhere on a page.
type Connection struct {
	*Account
	Label string
}

// IndexPage is what the template social/index.html gets.
type IndexPage struct {
	Notice      string // what has just been done, which the layout shows
	Connections []Connection
	Providers   []Choice
}

// GoPage is what the template social/go.html gets.
type GoPage struct {
	Notice   string // what has just been done, which the layout shows
	Provider string
	URL      string // where the browser goes on to by itself
}

// ProblemPage is what the template social/problem.html gets.
type ProblemPage struct {
	Notice     string // what has just been done, which the layout shows
	Provider   string
	Text       string
	Status     int
	Exists     bool // there is an account with the address, which somebody can connect after a login
	Connecting bool // it was not a login
	LoggedIn   bool
}

var (
	loginPage   = render.Page[LoginPage]("social/login.html")
	indexPage   = render.Page[IndexPage]("social/index.html")
	goPage      = render.Page[GoPage]("social/go.html")
	problemPage = render.Page[ProblemPage]("social/problem.html")
)

func (s *service) choices() []Choice {
	var out []Choice
	for _, p := range s.providers {
		out = append(out, Choice{p.Name, p.Label})
	}
	return out
}

// login shows a button for each provider.
func (s *service) login(w http.ResponseWriter, r *http.Request) error {
	return loginPage.Render(w, r, LoginPage{Providers: s.choices(), Next: web.Next(r, "")})
}

// index lists the accounts elsewhere of who is logged in.
func (s *service) index(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	u, err := auth.CurrentUser(ctx)
	if err != nil {
		return err
	}
	rows, err := Accounts.Unrestricted().Filter(Accounts.User.ID.Eq(u.ID)).All(ctx)
	if err != nil {
		return err
	}
	page := IndexPage{Providers: s.choices()}
	for _, row := range rows {
		c := Connection{row, row.Provider}
		if p := s.byName(row.Provider); p != nil {
			c.Label = p.Label
		}
		page.Connections = append(page.Connections, c)
	}
	return indexPage.Render(w, r, page)
}

// beginLogin leads somebody to a provider to log in.
func (s *service) beginLogin(w http.ResponseWriter, r *http.Request) error { return s.lead(w, r, 0) }

// beginConnect leads somebody who is logged in to a provider, to connect an account.
func (s *service) beginConnect(w http.ResponseWriter, r *http.Request) error {
	u, err := auth.CurrentUser(r.Context())
	if err != nil {
		return err
	}
	return s.lead(w, r, u.ID)
}

// lead shows a page from which the browser goes on to the provider by itself. A redirect would be refused by browsers: it follows a form,
// and the content security policy lets forms lead to the site alone.
func (s *service) lead(w http.ResponseWriter, r *http.Request, connect int64) error {
	p := s.byName(web.Param(r, "provider"))
	if p == nil {
		return problem.New(problem.NotFound, "There is no such provider.")
	}
	if _, err := web.ReadForm(r); err != nil {
		return err
	}
	to, err := s.begin(r, p, web.Next(r, s.home(r.Context())), connect)
	if err != nil {
		return s.show(w, r, p, flow{Connect: connect}, err)
	}
	w.Header().Set("Refresh", "0; url="+to)
	return goPage.Render(w, r, GoPage{Provider: p.Label, URL: to})
}
