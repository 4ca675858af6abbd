// Command plain is a site of one route that answers with a line of plain text, through all of the middleware that a site
// has by default.
package main

import (
	"io"
	"net/http"

	"github.com/musette-go/musette"
	"github.com/musette-go/musette/web"
)

func main() {
	musette.Main(musette.Site{Name: "plain", Apps: []musette.App{{Name: "plain", Routes: routes}}})
}

func routes(r *web.Router) { r.Get("/plaintext", plaintext).Name("plaintext") }

func plaintext(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := io.WriteString(w, "Hello, World!")
	return err
}
