package rest_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/rest"
	"github.com/musette-go/musette/testkit"
	"github.com/musette-go/musette/web"
)

const anon = `{"detail":"Authentication credentials were not provided."}`
const denied = `{"detail":"You do not have permission to perform this action."}`

// Every permission against every role and method.
func TestPermissionMatrix(t *testing.T) {
	perms := map[string]rest.Permission{
		"any": rest.AllowAny, "authenticated": rest.IsAuthenticated, "admin": rest.IsAdminUser, "readonly": rest.ReadOnly,
		"orreadonly": rest.IsAuthenticatedOrReadOnly, "model": rest.DjangoModelPermissions, "readwrite": rest.ReadWrite(rest.IsAuthenticated, rest.IsAdminUser),
		"and": rest.And(rest.IsAuthenticated, rest.ReadOnly), "or": rest.Or(rest.ReadOnly, rest.IsAdminUser), "not": rest.Not(rest.IsAuthenticated),
		"peraction": rest.PerAction(rest.IsAdminUser, map[string]rest.Permission{"list": rest.AllowAny}),
	}
	var parts []app.Part
	for name, p := range perms {
		parts = append(parts, rest.ModelViewSet(shelf.Readers, rest.Options[shelf.Reader]{
			Fields: rest.Fields(shelf.Readers.ID, shelf.Readers.Name), Permissions: p, Name: name, Basename: name,
		}))
	}
	// GET, POST by nobody, a user, somebody who may add readers, staff
	want := map[string]string{
		"any": "200 201 200 201 200 201 200 201", "authenticated": "403 403 200 201 200 201 200 201", "admin": "403 403 403 403 403 403 200 201",
		"readonly": "200 403 200 403 200 403 200 403", "orreadonly": "200 403 200 201 200 201 200 201", "model": "403 403 200 403 200 201 200 403",
		"readwrite": "403 403 200 403 200 403 200 201", "and": "403 403 200 403 200 403 200 403", "or": "200 403 200 403 200 403 200 201",
		"not": "200 201 403 403 403 403 403 403", "peraction": "200 403 200 403 200 403 200 201",
	}
	run(t, parts, func(t *testing.T, kit *testkit.Kit) {
		add, err := auth.Permissions.Get(kit.Context(), auth.Permissions.Codename.Eq("add_reader"))
		kit.Must(err)
		roles := []*auth.User{nil, someone(kit, "user", nil), someone(kit, "adder", nil), someone(kit, "staff", func(u *auth.User) { u.IsStaff = true })}
		kit.Must(auth.Users.UserPermissions.Add(kit.Context(), roles[2], add))
		for name, want := range want {
			var got []string
			for _, u := range roles {
				c := kit.NewClient()
				if u != nil {
					c.Login(u)
				}
				for _, res := range []*testkit.Response{c.Get("/api/" + name + "/"), c.JSON("POST", "/api/"+name+"/", m{"name": "R"})} {
					got = append(got, fmt.Sprint(res.Code))
					if res.Code == 403 && res.Body != map[bool]string{true: anon, false: denied}[u == nil] {
						t.Errorf("%s: %s", name, res.Body)
					}
				}
			}
			if s := strings.Join(got, " "); s != want {
				t.Errorf("%s: %s, want %s", name, s, want)
			}
		}
	})
}

// A view set without permissions does not start, and everything that is wrong is told at once.
func TestDefaultDeny(t *testing.T) {
	t.Parallel()
	bad := rest.ModelViewSet(books, rest.Options[shelf.Book]{Fields: rest.Fields(books.ID, books.Author.Name), Ordering: nil})
	err := rest.Mount(web.New(web.Options{}), []app.Part{bad, rest.Handle("GET", "x/", nil, func(context.Context, struct{}) (int, error) { return 1, nil }, rest.EndpointOptions{})})
	for _, want := range []string{"the API of shelf.Book has no Permissions", "author__name in a serializer of shelf.Book belongs to another model", "endpoint GET x/ has no Permissions"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v lacks %q", err, want)
		}
	}
}

// Mistakes of wiring are errors of the start that say what to do.
func TestMountErrors(t *testing.T) {
	t.Parallel()
	set := func(change func(o *rest.Options[shelf.Reader])) *rest.ViewSet {
		o := rest.Options[shelf.Reader]{Fields: rest.Fields(shelf.Readers.Name), Permissions: rest.AllowAny}
		change(&o)
		return rest.ModelViewSet(shelf.Readers, o)
	}
	plain := func(*rest.Options[shelf.Reader]) {}
	for want, parts := range map[string][]app.Part{
		"two rest.Routers":                  {rest.NewRouter(rest.RouterOptions{}), rest.NewRouter(rest.RouterOptions{})},
		`two view sets are named "readers"`: {set(plain), set(plain)},
		"begins and ends with a slash":      {rest.NewRouter(rest.RouterOptions{Prefix: "api"}, set(plain))},
		"PageSize of 0":                     {set(func(o *rest.Options[shelf.Reader]) { o.Pagination = rest.PageNumber{} })},
		"without By":                        {set(func(o *rest.Options[shelf.Reader]) { o.Pagination = rest.Cursor[shelf.Reader]{PageSize: 1} })},
		"DefaultLimit of 0":                 {set(func(o *rest.Options[shelf.Reader]) { o.Pagination = rest.LimitOffset{} })},
		`has no lookup "gte"`:               {rest.ModelViewSet(books, rest.Options[shelf.Book]{Fields: rest.Fields(books.ID), Permissions: rest.AllowAny, Filters: rest.AllFilters[*shelf.Book](nil, rest.Lookups(books.Author, rest.Gte))})},
		"one of Detail and List":            {set(func(o *rest.Options[shelf.Reader]) { o.Actions = []rest.Action[shelf.Reader]{{Name: "x"}} })},
		`two fields named "name"`:           {set(func(o *rest.Options[shelf.Reader]) { o.Fields = rest.Fields(shelf.Readers.Name, shelf.Readers.Name) })},
		"no field of the serializer":        {set(func(o *rest.Options[shelf.Reader]) { o.ReadOnly = rest.Fields(shelf.Readers.ID) })},
		"has no fields":                     {set(func(o *rest.Options[shelf.Reader]) { o.Fields = nil })},
	} {
		if err := rest.Mount(web.New(web.Options{}), parts); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v lacks %q", err, want)
		}
	}
	if err := rest.Mount(web.New(web.Options{}), nil); err != nil {
		t.Error(err)
	}
}

// Who tries too many passwords is told when to come back.
func TestLockout(t *testing.T) {
	set := rest.ModelViewSet(shelf.Readers, rest.Options[shelf.Reader]{Fields: rest.Fields(shelf.Readers.Name), Permissions: rest.IsAuthenticated, Authentication: []rest.Authenticator{rest.Basic()}})
	run(t, []app.Part{set}, func(t *testing.T, kit *testkit.Kit) {
		someone(kit, "ada", nil)
		kit.Header("Authorization", "Basic YWRhOm5v")
		for range 50 {
			if res := kit.Get("/api/readers/"); res.Code != 401 {
				if res.Code != 429 || res.Header.Get("Retry-After") == "" {
					t.Errorf("%d %s %v", res.Code, res.Body, res.Header)
				}
				return
			}
		}
		t.Error("50 wrong passwords were tried")
	})
}

// Sessions are checked against forgery, with 403; the first authenticator's challenge decides about 401.
func TestAuthentication(t *testing.T) {
	read := func(name string, as ...rest.Authenticator) *rest.ViewSet {
		return rest.ModelViewSet(shelf.Readers, rest.Options[shelf.Reader]{Fields: rest.Fields(shelf.Readers.Name), Permissions: rest.IsAuthenticated,
			Name: name, Basename: name, Authentication: as})
	}
	parts := []app.Part{read("both"), read("basic", rest.Basic(), rest.Session()), read("none", rest.Basic())}
	run(t, parts, func(t *testing.T, kit *testkit.Kit) {
		u := someone(kit, "ada", nil)
		text(t, kit.Get("/api/both/"), 403, anon)
		res := kit.Get("/api/basic/")
		text(t, res, 401, anon)
		res.HasHeader("WWW-Authenticate", `Basic realm="api"`)
		kit.Header("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte("ada:a rather long one")))
		text(t, kit.JSON("POST", "/api/both/", m{"name": "R"}), 201, `{"name":"R"}`)
		for header, want := range map[string]string{
			"Basic":          "Invalid basic header. No credentials provided.",
			"Basic a b":      "Invalid basic header. Credentials string should not contain spaces.",
			"Basic =":        "Invalid basic header. Credentials not correctly base64 encoded.",
			"basic YWRhOm5v": "Invalid username/password.",
		} {
			kit.Header("Authorization", header)
			text(t, kit.Get("/api/basic/"), 401, `{"detail":"`+want+`"}`)
		}
		kit.Header("Authorization", "")
		c := kit.NewClient()
		c.Login(u)
		text(t, c.Get("/api/none/"), 401, anon) // its authenticators do not know sessions
		c.EnforceCSRF()
		text(t, c.JSON("POST", "/api/both/", m{"name": "R"}), 403, `{"detail":"CSRF Failed: CSRF token missing or incorrect."}`)
		c.Get("/api/both/").Status(200)
	})
}

// A model's policy decides what is listed, found, changed and added, whatever the permissions say.
func TestPolicies(t *testing.T) {
	t.Parallel()
	mine := auth.RestrictBy(shelf.Readers, "own", auth.Rules[*shelf.Reader]{
		View: func(_ context.Context, u *auth.User) orm.Pred[*shelf.Reader] {
			return orm.Or(shelf.Readers.Name.Eq(u.Username), shelf.Readers.Name.Eq("shared"))
		},
		Change: func(_ context.Context, u *auth.User) orm.Pred[*shelf.Reader] {
			return shelf.Readers.Name.StartsWith(u.Username)
		},
		Add: func(_ context.Context, u *auth.User) orm.Pred[*shelf.Reader] {
			return shelf.Readers.Name.StartsWith(u.Username)
		},
		Delete: func(context.Context, *auth.User) orm.Pred[*shelf.Reader] { return orm.Or[*shelf.Reader]() },
	})
	loans := rest.ModelViewSet(shelf.Loans, rest.Options[shelf.Loan]{Fields: rest.Fields(shelf.Loans.Reader, shelf.Loans.Book, shelf.Loans.Days),
		Permissions: rest.IsAuthenticated, Filters: rest.Filters(shelf.Loans.Reader)})
	set := rest.ModelViewSet(shelf.Readers, rest.Options[shelf.Reader]{Fields: rest.Fields(shelf.Readers.ID, shelf.Readers.Name), Permissions: rest.IsAuthenticated})
	testkit.RunWith(t, siteOf(t, []*orm.Policy{mine}, set, loans), testkit.Options{Budget: -1}, func(t *testing.T, kit *testkit.Kit) {
		for _, name := range []string{"ada", "ben", "shared"} {
			kit.Must(shelf.Readers.Create(kit.Context(), &shelf.Reader{Name: name}))
		}
		kit.Login(someone(kit, "ada", nil))
		text(t, kit.Get("/api/readers/"), 200, `[{"id":1,"name":"ada"},{"id":3,"name":"shared"}]`)
		text(t, kit.Get("/api/readers/2/"), 404, `{"detail":"Not found."}`)
		text(t, kit.JSON("PATCH", "/api/readers/2/", m{"name": "x"}), 404, `{"detail":"Not found."}`)
		text(t, kit.JSON("PATCH", "/api/readers/3/", m{"name": "x"}), 403, denied)
		text(t, kit.Delete("/api/readers/1/"), 403, denied)
		text(t, kit.JSON("PATCH", "/api/readers/1/", m{"name": "ada!"}), 200, `{"id":1,"name":"ada!"}`)
		text(t, kit.JSON("POST", "/api/readers/", m{"name": "ben"}), 403, denied)
		if n, err := shelf.Readers.Unrestricted().Count(kit.Context()); err != nil || n != 3 {
			t.Errorf("%d rows, %v: a row that may not be added was", n, err)
		}
		text(t, kit.JSON("POST", "/api/loans/", m{"reader": 2, "book": 1, "days": 1}), 400,
			`{"reader":["Invalid pk \"2\" - object does not exist."],"book":["Invalid pk \"1\" - object does not exist."]}`)
		text(t, kit.Get("/api/loans/?reader=2"), 400, `{"reader":["Select a valid choice. That choice is not one of the available choices."]}`)
	})
}

// Permissions on rows are asked for every action on one, extra ones included; OPTIONS tells the fields of permitted actions only.
func TestObjectPermissionsAndMetadata(t *testing.T) {
	set := rest.ModelViewSet(shelf.Readers, rest.Options[shelf.Reader]{
		Fields: rest.Fields(shelf.Readers.ID, shelf.Readers.Name), Description: "People.",
		Permissions: rest.And(rest.IsAuthenticatedOrReadOnly, rest.ForObject(func(rq *rest.Request, row *shelf.Reader) (bool, error) {
			return rq.Safe() || row.Name == rq.User().Username, nil
		})),
		Actions: []rest.Action[shelf.Reader]{
			{Name: "shout", Detail: func(_ *rest.Request, row *shelf.Reader) (any, error) { row.Name += "!"; return row, nil }},
			{Name: "total", Methods: []string{"GET"}, List: func(rq *rest.Request) (any, error) {
				n, err := shelf.Readers.Count(rq.Context())
				return m{"n": n}, err
			}},
			{Name: "quit", Permissions: rest.AllowAny, List: func(*rest.Request) (any, error) { return &rest.Response{Status: 202}, nil }},
		},
	})
	run(t, []app.Part{set}, func(t *testing.T, kit *testkit.Kit) {
		for _, name := range []string{"ada", "ben"} {
			kit.Must(shelf.Readers.Create(kit.Context(), &shelf.Reader{Name: name}))
		}
		const head = `{"name":"Reader Instance","description":"People.","renders":["application/json"],"parses":["application/json","application/x-www-form-urlencoded","multipart/form-data"]`
		text(t, kit.Options("/api/readers/1/"), 200, head+"}")
		kit.Login(someone(kit, "ada", nil))
		text(t, kit.Options("/api/readers/1/"), 200, head+`,"actions":{"PUT":{"id":{"type":"integer","required":false,"read_only":true,"label":"ID"},"name":{"type":"string","required":true,"read_only":false,"label":"Name","max_length":100}}}}`)
		text(t, kit.Options("/api/readers/2/"), 200, head+"}")
		text(t, kit.JSON("PATCH", "/api/readers/2/", m{"name": "x"}), 403, denied)
		text(t, kit.JSON("POST", "/api/readers/2/shout/", nil), 403, denied)
		text(t, kit.JSON("POST", "/api/readers/1/shout/", nil), 200, `{"id":1,"name":"ada!"}`)
		text(t, kit.Get("/api/readers/total/"), 200, `{"n":2}`)
		text(t, kit.Get("/api/readers/quit/"), 405, `{"detail":"Method \"GET\" not allowed."}`)
		text(t, kit.JSON("POST", "/api/readers/quit/", nil), 202, "")
		text(t, kit.Get("/api/"), 200, `{"readers":"http://testserver/api/readers/"}`)
		kit.Head("/api/readers/").Status(200)
	})
}

// Other ways to say who one is plug in; what they know travels with the request.
type keyAuth struct{}

func (keyAuth) Challenge() string { return "Key" }

func (keyAuth) Authenticate(r *http.Request) (*auth.User, any, error) {
	switch key := r.Header.Get("X-Key"); key {
	case "":
		return nil, nil, nil
	case "sesame":
		return &auth.User{ID: 7, Username: "key", IsActive: true}, key, nil
	}
	return nil, nil, rest.AuthenticationFailed("")
}

func TestOwnAuthenticator(t *testing.T) {
	type none struct{}
	e := rest.Handle("GET", "who/", nil, func(ctx context.Context, _ none) (string, error) {
		u, err := auth.CurrentUser(ctx)
		return u.Username, err
	}, rest.EndpointOptions{Permissions: func(rq *rest.Request, _ any) (bool, error) { return rq.Auth == "sesame", nil }, Authentication: []rest.Authenticator{keyAuth{}}})
	open := rest.Handle("GET", "open/", nil, func(ctx context.Context, _ none) (string, error) {
		u, err := auth.CurrentUser(ctx)
		return u.Username, err
	}, rest.EndpointOptions{Permissions: rest.AllowAny, Authentication: []rest.Authenticator{keyAuth{}}})
	run(t, []app.Part{e, open}, func(t *testing.T, kit *testkit.Kit) {
		text(t, kit.As(someone(kit, "ada", nil)).Get("/api/open/"), 200, `""`) // a session does not count where nobody asks for it
		res := kit.Get("/api/who/")
		text(t, res, 401, anon)
		res.HasHeader("WWW-Authenticate", "Key")
		kit.Header("X-Key", "open")
		text(t, kit.Get("/api/who/"), 401, `{"detail":"Incorrect authentication credentials."}`)
		kit.Header("X-Key", "sesame")
		text(t, kit.Get("/api/who/"), 200, `"key"`)
	})
}
