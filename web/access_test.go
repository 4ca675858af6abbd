package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/web"
)

// login lets in who has a cookie, and sends others to log in.
func login() web.Access {
	return web.Access{Rule: "login", Guard: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if _, ok := web.CookieValue(r, "session"); !ok {
				http.Redirect(w, r, "/login/", http.StatusFound)
				return
			}
			next.ServeHTTP(w, r)
		})
	}}
}

func staff() web.Access {
	return web.Access{Rule: "permission staff", Guard: func(http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			web.Fail(w, r, problem.New(problem.Denied, "Staff only."))
		})
	}}
}

// TestAccess shows a site whose policy asks for a login: a new route does so by itself.
func TestAccess(t *testing.T) {
	t.Parallel()
	r := web.New(web.Options{})
	r.Get("/new/", say("new"))
	r.Access(login()) // also for routes that were registered before
	r.Get("/login/", say("form")).Public()
	r.Group("/office", func(r *web.Router) {
		r.Access(staff())
		r.Get("/", say("office"))
		r.Get("/lobby/", say("lobby")).Access(web.Public())
		r.Get("/desk/", say("desk")).Access(login())
		r.Group("/", func(r *web.Router) { r.Get("inner/", say("inner")) })
	})
	r.Mount("/files/", say("files"))
	h, err := r.Build()
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string][2]int{
		"/new/": {302, 200}, "/login/": {200, 200}, "/office/": {403, 403}, "/office/lobby/": {200, 200}, "/office/desk/": {302, 200},
		"/office/inner/": {403, 403}, "/files/x": {302, 200},
	} {
		if got := [2]int{get(h, "GET", path).Code, get(h, "GET", path, "Cookie", "session=x").Code}; got != want {
			t.Errorf("%s: %v, want %v", path, got, want)
		}
	}
	var public, opened, rules []string
	for _, rt := range r.Routes() {
		if rt.Opened {
			opened = append(opened, rt.Pattern)
		}
		rules = append(rules, rt.Access)
		if rt.Public() {
			public = append(public, rt.Pattern)
		}
	}
	if want := []string{"/login/", "/office/lobby/"}; !slices.Equal(public, want) || !slices.Equal(opened, want) {
		t.Errorf("public routes: %q, opened ones %q, want %q", public, opened, want)
	}
	if want := "login public permission staff public login permission staff login"; strings.Join(rules, " ") != want {
		t.Errorf("rules: %q, want %q", rules, want)
	}
}

func TestAccessWithoutRule(t *testing.T) {
	t.Parallel()
	r := web.New(web.Options{})
	r.Get("/", say(""))
	r.Group("/open", func(r *web.Router) { r.Access(web.Public()); r.Get("/", say("")) })
	for _, rt := range r.Routes() {
		if rt.Opened {
			t.Errorf("%s, where nothing is closed, counts as opened", rt.Pattern)
		}
	}
	if !r.Routes()[0].Public() {
		t.Error("without any rule a route is not listed as public")
	}
	r.Access(web.Access{Guard: staff().Guard})
	_, err := r.Build()
	wantErr(t, err, "its access rule has no word")
}

// marked adds a word to a header, so that the order shows.
func marked(word string) web.Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Add("Order", word)
			next.ServeHTTP(w, r)
		})
	}
}

func TestOrderOfMiddlewareAndAccess(t *testing.T) {
	t.Parallel()
	guard := web.Access{Rule: "x", Guard: marked("guard")}
	r := web.New(web.Options{})
	r.Use(marked("site"))
	r.Group("/g", func(r *web.Router) {
		r.Use(marked("group"), web.Recover())
		r.Get("/", say("x")).With(marked("route"), web.NeverCache()).Access(guard).With(marked("inner"))
	})
	h, err := r.Build()
	if err != nil {
		t.Fatal(err)
	}
	if got := get(h, "GET", "/g/").Header()["Order"]; !slices.Equal(got, []string{"site", "group", "guard", "route", "inner"}) {
		t.Errorf("%q", got)
	}
	info := r.Routes()[0]
	want := []string{"web.marked", "web.marked", "web.Recover", "web.marked", "web.NeverCache", "web.marked"}
	if !slices.Contains(info.Middleware, "web.Recover") || len(info.Middleware) != len(want) {
		t.Errorf("middleware: %q, want %q", info.Middleware, want)
	}
	if info.Access != "x" || info.Handler == "" || !strings.HasPrefix(info.Where, "web/access_test.go:") {
		t.Errorf("%+v", info)
	}
}
