package wire

import (
	"errors"
	"net/http"

	"github.com/musette-go/musette/auth"
)

// ErrSecondFactor refuses a name and password where the site asks for more.
var ErrSecondFactor = errors.New("wire: the account has a second factor")

// Login returns whose the name and password in the body are. The tries are counted, as at the login page. The error is
// [auth.ErrInvalidLogin] where they are nobody's, and [ErrSecondFactor] for accounts that the site asks for a second factor: a program
// that has the password alone must not get in where a browser would not.
func Login(r *http.Request) (*auth.User, error) {
	in, err := Read(r, Field{"username", true}, Field{"password", false})
	if err != nil {
		return nil, err
	}
	u, err := auth.Authenticate(r, auth.Credentials{Name: in[0], Password: in[1]})
	if err != nil {
		return nil, err
	}
	factors, err := auth.Factors(r.Context())
	if err != nil {
		return nil, err
	}
	for _, f := range factors {
		has, err := f.Has(r.Context(), u)
		if err != nil {
			return nil, err
		}
		if has {
			return nil, ErrSecondFactor
		}
	}
	return u, nil
}
