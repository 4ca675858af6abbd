package preview_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/musette-go/musette/mail"
	"github.com/musette-go/musette/mail/preview"
	"github.com/musette-go/musette/web"
)

func Example() {
	r := web.New(web.Options{})
	// docs:begin preview
	sent := preview.New()
	m, err := mail.Open("dummy://", mail.Options{From: "shop@example.com", Wrap: sent.Wrap})
	r.Group("/_mail", sent.Routes)
	// docs:end preview
	if err != nil {
		fmt.Println(err)
		return
	}
	site, err := r.Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	_ = m.Send(context.Background(), &mail.Message{To: []string{"ada@example.com"}, Subject: "Your order", Text: "It is on its way."})
	w := httptest.NewRecorder()
	site.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/_mail/", nil))
	fmt.Println(w.Code, strings.Contains(w.Body.String(), "Your order"))
	// Output: 200 true
}
