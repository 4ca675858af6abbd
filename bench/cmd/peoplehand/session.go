package main

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	sessionCookie = "__Host-hand-session"
	csrfCookie    = "__Host-hand-csrf"
	sessionAge    = 14 * 24 * time.Hour
)

var text64 = base64.RawURLEncoding

// values are what a session holds.
type values struct {
	User int64  `json:"user"`
	Hash string `json:"hash"` // of the stored password, so that a changed one ends the session
}

// user is who is logged in.
type user struct {
	id                                      int64
	password, username, firstName, lastName string
	active                                  bool
}

func (u *user) fullName() string {
	if name := strings.TrimSpace(u.firstName + " " + u.lastName); name != "" {
		return name
	}
	return u.username
}

// sign is a fingerprint of a text under the site's key.
func (h *hand) sign(what, text string) string {
	mac := hmac.New(sha256.New, h.key)
	_, _ = mac.Write([]byte(what + " " + text))
	return text64.EncodeToString(mac.Sum(nil))
}

// storeKey is what the table has in the place of the key in the cookie, 40 letters as the column is wide.
func storeKey(cookie string) string {
	sum := sha256.Sum256([]byte(cookie))
	return text64.EncodeToString(sum[:])[:40]
}

// current returns who is logged in, with two statements, or nil.
func (h *hand) current(r *http.Request) (*user, error) {
	c, err := r.Cookie(sessionCookie)
	if err != nil {
		return nil, nil // no cookie
	}
	var data string
	var expires time.Time
	err = h.pool.QueryRow(r.Context(), "SELECT session_data, expire_date FROM django_session WHERE session_key = $1", storeKey(c.Value)).Scan(&data, &expires)
	if err == pgx.ErrNoRows {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var v values
	if err := json.Unmarshal([]byte(data), &v); err != nil || time.Now().After(expires) {
		return nil, err
	}
	u, err := h.find(r.Context(), "id = $1", v.User)
	if err != nil || u == nil || !u.active || !hmac.Equal([]byte(v.Hash), []byte(h.sign("password", u.password))) {
		return nil, err
	}
	return u, nil
}

// find returns the user of a condition, which is written in this program, or nil.
func (h *hand) find(ctx context.Context, condition string, arg any) (*user, error) {
	var u user
	err := h.pool.QueryRow(ctx, "SELECT id, password, username, first_name, last_name, is_active FROM auth_user WHERE "+condition, arg).
		Scan(&u.id, &u.password, &u.username, &u.firstName, &u.lastName, &u.active)
	if err == pgx.ErrNoRows {
		return nil, nil
	}
	return &u, err
}

// begin makes a session for a user.
func (h *hand) begin(ctx context.Context, w http.ResponseWriter, u *user) error {
	data, err := json.Marshal(values{u.id, h.sign("password", u.password)})
	if err != nil {
		return err
	}
	key := rand.Text()
	_, err = h.pool.Exec(ctx, "INSERT INTO django_session (session_key, session_data, expire_date) VALUES ($1, $2, $3)", storeKey(key), string(data), time.Now().Add(sessionAge))
	if err != nil {
		return err
	}
	setCookie(w, sessionCookie, key)
	return nil
}

func setCookie(w http.ResponseWriter, name, value string) {
	http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: int(sessionAge / time.Second), Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

// secretBytes is the length of the secret of a browser's CSRF tokens.
const secretBytes = 16

// csrfSecret is the secret in the signed cookie; there is none yet when it is nil.
func (h *hand) csrfSecret(r *http.Request) []byte {
	c, err := r.Cookie(csrfCookie)
	if err != nil {
		return nil
	}
	text, signature, _ := strings.Cut(c.Value, ".")
	secret, err := text64.DecodeString(text)
	if err != nil || len(secret) != secretBytes || !hmac.Equal([]byte(signature), []byte(h.sign("csrf", text))) {
		return nil
	}
	return secret
}

// csrfToken is the token for a form: the secret, masked so that compression cannot give it away.
func (h *hand) csrfToken(w http.ResponseWriter, r *http.Request) string {
	secret := h.csrfSecret(r)
	if secret == nil {
		secret = make([]byte, secretBytes)
		_, _ = rand.Read(secret) // it never fails
		text := text64.EncodeToString(secret)
		setCookie(w, csrfCookie, text+"."+h.sign("csrf", text))
	}
	w.Header().Add("Vary", "Cookie")
	both := make([]byte, 2*secretBytes)
	_, _ = rand.Read(both[:secretBytes])
	subtle.XORBytes(both[secretBytes:], secret, both[:secretBytes])
	return text64.EncodeToString(both)
}

// fromSite reports whether a form is one of this site's.
func (h *hand) fromSite(r *http.Request) bool {
	both, err := text64.DecodeString(r.PostFormValue("csrfmiddlewaretoken"))
	if err != nil || len(both) != 2*secretBytes {
		return false
	}
	subtle.XORBytes(both[secretBytes:], both[secretBytes:], both[:secretBytes])
	return subtle.ConstantTimeCompare(both[secretBytes:], h.csrfSecret(r)) == 1
}
