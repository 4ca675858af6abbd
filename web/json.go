package web

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// JSON answers with v as JSON: Content-Type application/json; charset=utf-8, nosniff, and <, > and & escaped, so that nothing
// in it can pass for markup. The value is encoded before anything is sent: NaN, infinities, cycles and values that JSON cannot
// hold are an error, which the handler returns.
func JSON(w http.ResponseWriter, status int, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("web: the answer cannot be written as JSON: %w", err)
	}
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	if h["X-Content-Type-Options"] == nil { // Headers has set it for whole sites
		h.Set("X-Content-Type-Options", "nosniff")
	}
	w.WriteHeader(status)
	_, err = w.Write(append(b, '\n'))
	return err
}
