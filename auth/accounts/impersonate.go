package accounts

import (
	"net/http"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/web"
)

// somebody is a user by name.
type somebody struct{ Username string }

var somebodyForm = form.Define(func(s *somebody) form.Fields {
	return form.Fields{form.Text(&s.Username).MaxLength(150).Autocomplete("off").Attr("autocapitalize", "none").Attr("spellcheck", "false")}
})

// impersonate lets a superuser act as somebody else.
func (s *service) impersonate(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	f, err := somebodyForm.From(r, nil)
	if err != nil {
		return err
	}
	if f.Valid() {
		as, err := userOf(ctx, auth.Users.Username.Eq(auth.NormalizeName(f.Data.Username)))
		if err != nil {
			return err
		}
		if as == nil || as.IsSuperuser {
			f.AddError("username", "invalid", "There is no such user, or it is a superuser, as whom nobody can act.")
		} else {
			if err := auth.Impersonate(r, as); err != nil {
				return err
			}
			to, err := web.Reverse(ctx, s.LoginRedirect)
			return redirect(w, r, to, err)
		}
	}
	left, err := notice(r)
	if err != nil {
		return err
	}
	return impersonatePage.Render(w, r, impersonateData{left, f})
}

// impersonateEnd gives the session back to the superuser.
func (s *service) impersonateEnd(w http.ResponseWriter, r *http.Request) error {
	if err := auth.EndImpersonation(w, r); err != nil {
		return err
	}
	return leadTo(w, r, "accounts:profile", "You are yourself again.")
}
