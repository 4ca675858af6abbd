package web_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/musette-go/musette/web"
)

func loadPrices(context.Context) error { panic("a bug") }
func loadStock(context.Context) error  { return nil }

// serve sends one request to one handler and prints the answer.
func serve(opt web.Options, req *http.Request, h web.HandlerFunc) {
	opt.Logger = discardLog()
	r := web.New(opt)
	r.Handle(req.Method, "/", h)
	handler, err := r.Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	req.Header.Set("Accept", "application/json")
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, req)
	fmt.Println(w.Code, strings.TrimSpace(w.Body.String()))
}

func ExampleQueryValues() {
	// docs:begin query
	search := func(w http.ResponseWriter, r *http.Request) error {
		q, err := web.QueryValues(r)
		if err != nil {
			return err
		}
		most, err := q.Float("price_max", 100)
		if err != nil {
			return err // a 400 that names price_max
		}
		_, err = fmt.Fprintf(w, "%q in %q up to %g", q.Text("q"), q.All("category"), most)
		return err
	}
	// docs:end query
	serve(web.Options{}, httptest.NewRequest("GET", "/?q=tea&category=black&category=green&price_max=7.5", nil), search)
	serve(web.Options{}, httptest.NewRequest("GET", "/?price_max=cheap", nil), search)
	// Output:
	// 200 "tea" in ["black" "green"] up to 7.5
	// 400 {"detail":"\"price_max\": \"cheap\" is not a number."}
}

func ExampleReadForm() {
	// docs:begin form
	contact := func(w http.ResponseWriter, r *http.Request) error {
		form, err := web.ReadForm(r)
		if err != nil {
			return err
		}
		if photo := form.File("photo"); photo != nil {
			content, err := photo.Open()
			if err != nil {
				return err
			}
			defer content.Close()
			// … look at what it is, not at what photo.ContentType says
		}
		_, err = fmt.Fprintf(w, "from %s", form.Text("name"))
		return err
	}
	// docs:end form
	req := httptest.NewRequest("POST", "/", strings.NewReader("name=Ada&message=hello"))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	serve(web.Options{}, req, contact)
	// Output:
	// 200 from Ada
}

func ExampleDecodeJSON() {
	// docs:begin decode
	type transfer struct {
		To     int64 `json:"to"`
		Amount int64 `json:"amount"`
	}
	handler := func(w http.ResponseWriter, r *http.Request) error {
		var in transfer
		if err := web.DecodeJSON(r, &in); err != nil {
			return err
		}
		return web.JSON(w, http.StatusCreated, in)
	}
	// docs:end decode
	for _, body := range []string{`{"to": 7, "amount": 100}`, `{"to": 7, "amuont": 100}`, `{"to": "me"}`, `{"to": 7`} {
		req := httptest.NewRequest("POST", "/", strings.NewReader(body))
		req.Header.Set("Content-Type", "application/json")
		serve(web.Options{}, req, handler)
	}
	// Output:
	// 201 {"to":7,"amount":100}
	// 400 {"amuont":["There is no field of this name."]}
	// 400 {"to":["This is a string, and a whole number in its range is expected."]}
	// 400 {"detail":"The body is not valid JSON: it ends too early."}
}

// docs:begin upload
// stored is a file that is written as it arrives.
type stored struct{ *os.File }

func (s stored) Commit() error { return s.Close() }

func (s stored) Abort() error {
	_ = s.Close()
	return os.Remove(s.Name())
}

// receive puts the files of a form straight into a folder.
func receive(folder string) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		form, err := web.ReadFormTo(r, func(_ context.Context, f *web.FormFile) (web.Upload, error) {
			out, err := os.CreateTemp(folder, "upload-*")
			return stored{out}, err
		})
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(w, "%d bytes", form.File("video").Size)
		return err
	}
}

// docs:end upload

func ExampleReadFormTo() {
	folder, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	body, contentType := multi(part{"video", "a.mp4", "not really a video"})
	req := httptest.NewRequest("POST", "/", body)
	req.Header.Set("Content-Type", contentType)
	serve(web.Options{}, req, receive(folder))
	files, _ := filepath.Glob(filepath.Join(folder, "upload-*"))
	fmt.Println(len(files))
	// Output:
	// 200 18 bytes
	// 1
}

func ExampleLimits() {
	upload := func(w http.ResponseWriter, r *http.Request) error {
		n, err := io.Copy(io.Discard, r.Body)
		if err != nil {
			return err
		}
		_, err = fmt.Fprint(w, n)
		return err
	}
	// docs:begin limits
	r := web.New(web.Options{Limits: web.Limits{Body: 1 << 20}})                                 // the site: 1 MiB
	r.Post("/videos/", upload).Limits(web.Limits{Body: 2 << 30, FileBytes: 1 << 30}).Timeout(-1) // one route
	// docs:end limits
	r.Post("/", upload)
	h, _ := r.Build()
	for _, path := range []string{"/", "/videos/"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("POST", path, strings.NewReader(strings.Repeat("x", 2<<20))))
		fmt.Println(w.Code)
	}
	// Output:
	// 413
	// 200
}

func ExampleAttachment() {
	// docs:begin attachment
	invoice := func(w http.ResponseWriter, r *http.Request) error {
		pdf := strings.NewReader("%PDF-1.7 …") // any io.ReadSeeker
		return web.Attachment(w, r, "Rechnung März.pdf", time.Time{}, pdf)
	}
	// docs:end attachment
	w := httptest.NewRecorder()
	web.HandlerFunc(invoice).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	fmt.Println(w.Header().Get("Content-Type"))
	fmt.Println(w.Header().Get("Content-Disposition"))
	// Output:
	// application/pdf
	// attachment; filename="Rechnung M_rz.pdf"; filename*=UTF-8''Rechnung%20M%C3%A4rz.pdf
}

func ExampleNegotiate() {
	// docs:begin negotiate
	list := func(w http.ResponseWriter, r *http.Request) error {
		form, err := web.Negotiate(w, r, "text/html", "application/json")
		switch {
		case err != nil:
			return err
		case form == "application/json":
			return web.JSON(w, http.StatusOK, []string{"tea"})
		}
		_, err = io.WriteString(w, "<p>tea")
		return err
	}
	r := web.New(web.Options{})
	r.Get("/products", list)
	r.Get("/products.{format}", list)
	// docs:end negotiate
	h, _ := r.Build()
	for _, path := range []string{"/products", "/products.json", "/products.exe"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		fmt.Printf("%d %.8s\n", w.Code, strings.TrimSpace(w.Body.String()))
	}
	// Output:
	// 200 <p>tea
	// 200 ["tea"]
	// 404 <!doctyp
}
