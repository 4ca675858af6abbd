package accounts

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/form"
)

// SignUpFields are fields that a site adds to the sign-up. [Fields] makes them.
type SignUpFields interface {
	bind(r *http.Request) (view form.View, valid bool, data string, err error)
	save(ctx context.Context, u *auth.User, data string) error
}

// Fields adds the fields of a form to the sign-up. When the account is made, save is called with what was typed, in the transaction that
// makes the user: it creates the row of a profile, for instance, and an error of it undoes everything. Under [VerifyMandatory] that is when the
// link of the mail is followed; until then the values are kept as JSON, so T must be one that encoding/json writes and reads back
// (no files). The names of the fields must differ from username, email, password and password_again.
func Fields[T any](def *form.Definition[T], save func(ctx context.Context, u *auth.User, v *T) error) SignUpFields {
	return fields[T]{def, save}
}

type fields[T any] struct {
	def  *form.Definition[T]
	keep func(ctx context.Context, u *auth.User, v *T) error
}

func (f fields[T]) bind(r *http.Request) (form.View, bool, string, error) {
	bound, err := f.def.From(r, nil)
	if err != nil || !bound.Valid() {
		return bound, false, "", err
	}
	data, err := json.Marshal(bound.Data)
	if err != nil {
		return nil, false, "", fmt.Errorf("accounts: the fields of the sign-up cannot be kept: %w", err)
	}
	return bound, true, string(data), nil
}

func (f fields[T]) save(ctx context.Context, u *auth.User, data string) error {
	v := new(T)
	if err := json.Unmarshal([]byte(data), v); err != nil {
		return fmt.Errorf("accounts: the fields of a sign-up cannot be read: %w", err)
	}
	return f.keep(ctx, u, v)
}

// boundFields are the site's fields on one page; none when the site has none.
type boundFields struct {
	view form.View
	ok   bool
	data string
}

func (b boundFields) valid() bool { return b.view == nil || b.ok }

func bindFields(r *http.Request, f SignUpFields) (b boundFields, err error) {
	if f != nil {
		b.view, b.ok, b.data, err = f.bind(r)
	}
	return b, err
}
