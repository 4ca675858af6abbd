package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

// JSON answers with v as JSON: Content-Type application/json; charset=utf-8, nosniff, and <, > and & escaped, so that nothing
// in it can pass for markup. The value is encoded before anything is sent: NaN, infinities, cycles and values that JSON cannot
// hold are an error, which the handler returns.
func JSON(w http.ResponseWriter, status int, v any) error {
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(v); err != nil {
		return fmt.Errorf("web: the answer cannot be written as JSON: %w", err)
	}
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, err := w.Write(b.Bytes())
	return err
}
