package messages_test

import (
	"fmt"
	"html/template"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/musette-go/musette/messages"
	"github.com/musette-go/musette/web"
)

// docs:begin add

func order(w http.ResponseWriter, r *http.Request) error {
	messages.Success(r.Context(), "Your order has been sent.", "order")
	http.Redirect(w, r, "/orders/", http.StatusSeeOther)
	return nil
}

// docs:end add

func Example() {
	r := web.New(web.Options{})
	r.Use(web.Cookies(web.CookieOptions{}), messages.Middleware(messages.Options{}))
	r.Post("/order/", order)
	r.Get("/orders/", func(w http.ResponseWriter, r *http.Request) error {
		for _, m := range messages.All(r.Context()) {
			fmt.Fprintf(w, "[%s] %s", m.Tags(), m.Text)
		}
		return nil
	})
	h, err := r.Build()
	if err != nil {
		panic(err)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("POST", "https://shop.example/order/", nil))
	page := httptest.NewRequest("GET", "https://shop.example"+w.Header().Get("Location"), nil)
	page.AddCookie(w.Result().Cookies()[0])
	w = httptest.NewRecorder()
	h.ServeHTTP(w, page)
	fmt.Println(w.Body)
	fmt.Println("forgotten:", w.Result().Cookies()[0].MaxAge < 0)
	// Output:
	// [order success] Your order has been sent.
	// forgotten: true
}

// The partial that shows messages, as the documentation has it.
func ExampleMessage_Tags() {
	partial := `
<!-- docs:begin partial -->
{{with messages}}
<ul class="messages" role="status">
  {{range .}}<li class="{{.Tags}}">{{.Text}}</li>
  {{end}}
</ul>
{{end}}
<!-- docs:end partial -->`
	t := template.Must(template.New("").Funcs(template.FuncMap{"messages": func() []messages.Message {
		return []messages.Message{{Level: messages.LevelError, Text: "1 < 2", Extra: "math"}}
	}}).Parse(partial))
	var out strings.Builder
	if err := t.Execute(&out, nil); err != nil {
		panic(err)
	}
	for line := range strings.Lines(out.String()) {
		if strings.Contains(line, "<li") {
			fmt.Println(strings.TrimSpace(line))
		}
	}
	// Output: <li class="math error">1 &lt; 2</li>
}
