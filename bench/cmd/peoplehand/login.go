package main

import (
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"golang.org/x/crypto/argon2"
)

func (h *hand) loginForm(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(w, `<form method="post" action="/login"><input type="hidden" name="csrfmiddlewaretoken" value="%s"><input name="username"><input type="password" name="password"><button>Log in</button></form>`,
		h.csrfToken(w, r))
}

func (h *hand) login(w http.ResponseWriter, r *http.Request) {
	if !h.fromSite(r) {
		http.Error(w, "this form is not from here", http.StatusForbidden)
		return
	}
	u, err := h.find(r.Context(), "username = $1", r.PostFormValue("username"))
	ok := false
	if err == nil && u != nil && u.active {
		ok, err = verify(r.PostFormValue("password"), u.password)
	}
	if err == nil && ok {
		err = h.begin(r.Context(), w, u)
	}
	switch {
	case err != nil:
		http.Error(w, "internal error", http.StatusInternalServerError)
	case !ok:
		http.Error(w, "wrong name or password", http.StatusBadRequest)
	default:
		http.Redirect(w, r, "/products/", http.StatusFound)
	}
}

// verify reports whether an encoding "argon2$argon2id$v=19$m=19456,t=2,p=1$salt$hash" is that of a password.
func verify(password, encoded string) (bool, error) {
	parts := strings.Split(encoded, "$")
	if len(parts) != 6 || parts[0] != "argon2" || parts[1] != "argon2id" {
		return false, errors.New("the stored password is no hash of Argon2id")
	}
	var memory, passes uint32
	var threads uint8
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &passes, &threads); err != nil {
		return false, err
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, err
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil {
		return false, err
	}
	got := argon2.IDKey([]byte(password), salt, passes, memory, threads, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}
