package static_test

import (
	"fmt"
	"net/http/httptest"
	"testing/fstest"

	"github.com/musette-go/musette/static"
	"github.com/musette-go/musette/web"
)

var assets = fstest.MapFS{ // an app has //go:embed static
	"static/shop/shop.css":  {Data: []byte(`body { background: url("paper.svg") }`)},
	"static/shop/paper.svg": {Data: []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`)},
}

func Example() {
	// docs:begin files
	files, err := static.New(static.Options{Sources: []static.Source{{Name: "shop", FS: assets}}})
	// docs:end files
	if err != nil {
		fmt.Println(err)
		return
	}
	r := web.New(web.Options{})
	files.Routes(r)
	h, err := r.Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	address, err := files.URL("shop/shop.css")
	fmt.Println(address, err)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", address, nil))
	fmt.Println(w.Body)
	fmt.Println(w.Header().Get("Cache-Control"))
	// Output:
	// /static/shop/shop.53cc00c9cce4.css <nil>
	// body { background: url("paper.900fbe934249.svg") }
	// public, max-age=31536000, immutable
}

func ExampleFiles_Find() {
	files, err := static.New(static.Options{Sources: []static.Source{
		{Name: "shop", FS: assets},
		{Name: "site", FS: fstest.MapFS{"shop/shop.css": {Data: []byte("body { color: black }")}}},
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	found, err := files.Find()
	for _, f := range found {
		fmt.Println(f.Path, f.Sources)
	}
	fmt.Println(err)
	// Output:
	// shop/paper.svg [shop]
	// shop/shop.css [site shop]
	// <nil>
}
