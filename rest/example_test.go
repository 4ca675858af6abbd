package rest_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/rest"
	"github.com/musette-go/musette/web"
)

// docs:begin viewset

var bookAPI = rest.ModelViewSet(shelf.Books, rest.Options[shelf.Book]{
	Fields:      rest.Fields(books.ID, books.Title, books.Author, books.Price, books.Stock, rest.Keys(books.Tags)),
	ReadOnly:    rest.Fields(books.Stock),
	Permissions: rest.ReadWrite(rest.IsAuthenticated, rest.IsAdminUser),
	Filters:     rest.AllFilters(rest.Filters(books.Author, books.Out), rest.Lookups(books.Price, rest.Gte, rest.Lt)),
	Search:      rest.Search(books.Title, books.Author.Name),
	Ordering:    rest.Ordering(books.Price, books.Title),
	Pagination:  rest.PageNumber{PageSize: 10},
})

// docs:end viewset

// docs:begin nested

var (
	publisherSerializer = rest.NewSerializer(shelf.Publishers, rest.SerializerOptions[shelf.Publisher]{
		Fields: rest.Fields(shelf.Publishers.ID, shelf.Publishers.Name),
	})

	authorAPI = rest.ReadOnlyModelViewSet(shelf.Authors, rest.Options[shelf.Author]{
		Fields: rest.Fields(shelf.Authors.ID, shelf.Authors.Name,
			rest.Nested(shelf.Authors.Publisher, publisherSerializer),
			rest.SlugRelated(shelf.Authors.Mentor, shelf.Authors.Name),
			rest.Computed("num_books", func(_ context.Context, a *shelf.Author) (int, error) {
				list, err := shelf.Authors.Books.Of(a)
				return len(list), err
			}).Prefetch(shelf.Authors.Books)),
		Permissions: rest.AllowAny,
	})
)

// docs:end nested

// docs:begin children

var lineSerializer = rest.NewSerializer(shelf.Loans, rest.SerializerOptions[shelf.Loan]{
	Fields: rest.Fields(shelf.Loans.ID, shelf.Loans.Book, shelf.Loans.Days),
})

var readerAPI = rest.ModelViewSet(shelf.Readers, rest.Options[shelf.Reader]{
	Fields: rest.Fields(shelf.Readers.ID, shelf.Readers.Name,
		rest.Children("loans", shelf.Readers.Loans, shelf.Loans.Reader, lineSerializer)),
	Permissions: rest.DjangoModelPermissions,
})

// docs:end children

// docs:begin rules

var priceRules = rest.Options[shelf.Book]{
	Fields: rest.Fields(books.ID, books.Title, books.Price, books.Out),
	Checks: rest.Checks(rest.Check(books.Price, func(_ context.Context, b *shelf.Book) error {
		if !b.Price.IsPositive() {
			return rest.Invalid("Price must be positive.")
		}
		return nil
	})),
	Validate: func(_ context.Context, b *shelf.Book, errs *rest.Errors[shelf.Book]) {
		if b.Out && b.Title == "" {
			errs.Add(books.Title, "A book that is out has a title.")
		}
	},
	OnCreate:    func(rq *rest.Request, b *shelf.Book) error { b.Shelf = rq.User().Username; return nil },
	Permissions: rest.IsAuthenticated,
}

// docs:end rules

// docs:begin actions

var shelfActions = []rest.Action[shelf.Book]{
	{Name: "sell", Detail: func(rq *rest.Request, b *shelf.Book) (any, error) {
		if b.Stock == 0 {
			return nil, rest.Invalid("Sold out.")
		}
		b.Stock--
		return b, books.Save(rq.Context(), b) // shown by the serializer
	}},
	{Name: "total", Methods: []string{"GET"}, Permissions: rest.AllowAny, List: func(rq *rest.Request) (any, error) {
		n, err := books.Count(rq.Context())
		return map[string]int64{"total": n}, err
	}},
}

// docs:end actions

// A function becomes an address of the API.
func ExampleHandle() {
	type in struct{ Name string }
	greet := rest.Handle("POST", "greetings/", func(p *in) rest.Params {
		return rest.Params{rest.Body("name", &p.Name).MaxLength(10)}
	}, func(_ context.Context, p in) (map[string]string, error) {
		return map[string]string{"text": "Hello " + p.Name}, nil
	}, rest.EndpointOptions{Permissions: rest.AllowAny, Authentication: []rest.Authenticator{}})

	r := web.New(web.Options{})
	if err := rest.Mount(r, []app.Part{greet}); err != nil {
		fmt.Println(err)
	}
	h, _ := r.Build()
	for _, body := range []string{`{"name": "Django"}`, `{"name": "Jean Reinhardt"}`, `{}`} {
		w := httptest.NewRecorder()
		post := httptest.NewRequest("POST", "/api/greetings/", strings.NewReader(body))
		post.Header.Set("Content-Type", "application/json")
		h.ServeHTTP(w, post)
		fmt.Println(w.Code, w.Body)
	}
	// Output:
	// 200 {"text":"Hello Django"}
	// 400 {"name":["Ensure this field has no more than 10 characters."]}
	// 400 {"name":["This field is required."]}
}

// A view set without permissions does not start.
func ExampleModelViewSet() {
	set := rest.ModelViewSet(shelf.Tags, rest.Options[shelf.Tag]{Fields: rest.Fields(shelf.Tags.Name)})
	fmt.Println(rest.Mount(web.New(web.Options{}), []app.Part{set}))
	// Output:
	// rest: the API of shelf.Tag has no Permissions: say who may use it, and rest.AllowAny if everybody may
}
