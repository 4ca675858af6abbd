package web_test

import (
	"fmt"

	"github.com/musette-go/musette/web"
)

// The file is small, so that the line in its output seldom moves.

func ExampleRouter_Build() {
	r := web.New(web.Options{})
	r.Get("/a/{id:int}/", productDetail).Name("detail")
	r.Get("/b/{id:integer}/", productDetail)
	_, err := r.Build()
	fmt.Println(err)
	// Output:
	// web: bad pattern "/b/{id:integer}/" of GET /b/{id:integer}/ (web/example_build_test.go:14): {id:integer}: there is no type "integer"; the types are int, uuid, slug, str, path
}
