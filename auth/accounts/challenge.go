package accounts

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/token"
	"github.com/musette-go/musette/session"
)

// What a code is for.
const (
	kindLogin   = "login"
	kindConfirm = "confirm"
)

// challenge is a code that the session waits for: it holds in this browser only. It looks the same whether there is an account or
// not, since sessions may be kept in cookies that their owner can read.
type challenge struct {
	Kind  string `json:"kind"`
	Print string `json:"print"` // a fingerprint of the code and what it is bound to
	Nonce string `json:"nonce"` // tells the tries of this code from those of others
	Email string `json:"email"`
	Key   string `json:"key,omitempty"` // of the Confirmation
	Next  string `json:"next,omitempty"`
	At    int64  `json:"at"` // seconds since 1970
}

var challengeKey = session.NewKey[challenge]("_musette_code")

// bound is what the fingerprint of a code holds.
func (c challenge) bound(code string, u *auth.User) string {
	return c.Kind + " " + c.Nonce + " " + c.Key + " " + code + " " + token.State(u)
}

// begin keeps a challenge in the session and returns its code. u is whom the code is bound to, or nil.
func (s *service) begin(ctx context.Context, c challenge, u *auth.User) (code string, err error) {
	if code, err = newCode(); err != nil {
		return "", err
	}
	sg, err := signer(ctx, "code")
	if err != nil {
		return "", err
	}
	c.Nonce, c.At = rand.Text(), time.Now().Unix()
	c.Print = sg.Fingerprint(c.bound(code, orNobody(u)))
	return code, errors.Join(heldKey.Delete(ctx), challengeKey.Set(ctx, c)) // a link that was followed before is not the one to come
}

func orNobody(u *auth.User) *auth.User {
	if u == nil {
		return &auth.User{}
	}
	return u
}

// pending is the challenge of the session, if it has not expired.
func (s *service) pending(ctx context.Context) (c challenge, ok bool, err error) {
	c, ok, err = challengeKey.Get(ctx)
	if err != nil || !ok {
		return challenge{}, false, err
	}
	if age := time.Since(time.Unix(c.At, 0)); age < 0 || age >= s.CodeAge {
		return challenge{}, false, challengeKey.Delete(ctx)
	}
	return c, true, nil
}

// try counts a try and reports whether the code is the right one. A right one is spent.
func (s *service) try(r *http.Request, c challenge, code string, u *auth.User) (bool, error) {
	if _, err := auth.Attempt(r, "code "+c.Nonce); err != nil {
		return false, err
	}
	sg, err := signer(r.Context(), "code")
	if err != nil {
		return false, err
	}
	if ok, _ := sg.Matches(c.Print, c.bound(typed(code), orNobody(u))); !ok {
		return false, nil
	}
	return true, challengeKey.Delete(r.Context())
}
