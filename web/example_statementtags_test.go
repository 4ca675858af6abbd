package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/web"
)

func ExampleStatementTags() {
	// docs:begin tags
	d, err := db.Open(context.Background(), "sqlite://:memory:", db.Options{Comment: web.StatementTags})
	// docs:end tags
	if err != nil {
		fmt.Println(err)
		return
	}
	defer d.Close()
	rec := db.NewRecorder(db.RecorderOptions{Statements: true})
	r := web.New(web.Options{})
	r.Use(web.RequestIDs())
	r.Get("/items/{id:int}/", func(w http.ResponseWriter, r *http.Request) error {
		_, err := d.Exec(db.Record(r.Context(), rec), "SELECT 1")
		w.WriteHeader(http.StatusNoContent)
		return err
	})
	h, err := r.Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	req := httptest.NewRequest("GET", "/items/7/", nil)
	req.Header.Set("X-Request-ID", "7f3a9c0b1d2e4f56")
	h.ServeHTTP(httptest.NewRecorder(), req)
	fmt.Println(rec.Statements()[0].SQL)
	// Output: SELECT 1 /*request_id='7f3a9c0b1d2e4f56',route='%2Fitems%2F%7Bid%3Aint%7D%2F'*/
}
