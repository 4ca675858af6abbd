package forms

import (
	"net/http"

	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/storage"
	"github.com/musette-go/musette/views"
	"github.com/musette-go/musette/web"
)

// docs:begin files

// FileRoutes serves what people uploaded: pictures to everybody, contracts to those who may.
func FileRoutes(r *web.Router, pictures, contracts *storage.Bucket, mayRead func(r *http.Request, name string) bool) {
	r.Get("/media/{name:path}", views.Files(pictures, views.FilesOptions{Public: true}))
	r.Get("/contracts/{name:path}", views.Files(contracts, views.FilesOptions{Allow: func(r *http.Request, name string) error {
		if !mayRead(r, name) {
			return problem.New(problem.Denied, "This contract is not yours.")
		}
		return nil
	}}))
}

// docs:end files
