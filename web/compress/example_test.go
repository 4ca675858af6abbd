package compress_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/musette-go/musette/web"
	"github.com/musette-go/musette/web/compress"
)

func ExampleResponses() {
	// docs:begin responses
	r := web.New(web.Options{})
	r.Use(web.Recover(), compress.Responses(compress.Options{}))
	// docs:end responses
	r.Get("/", func(w http.ResponseWriter, _ *http.Request) error {
		_, err := io.WriteString(w, strings.Repeat("Lorem ipsum dolor sit amet. ", 100))
		return err
	})
	h, err := r.Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	w := httptest.NewRecorder()
	req := httptest.NewRequest("GET", "/", nil)
	req.Header.Set("Accept-Encoding", "gzip, deflate, br, zstd")
	h.ServeHTTP(w, req)
	fmt.Println(w.Header().Get("Content-Encoding"), w.Body.Len() < 300)
	// Output:
	// zstd true
}
