package accounts

import (
	"context"
	"net/http"
	"strings"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/mail"
	"github.com/musette-go/musette/session"
	"github.com/musette-go/musette/web"
)

// invitation is one that this browser has followed.
type invitation struct {
	Email string `json:"email"`
}

var invitationKey = session.NewKey[invitation]("_musette_invitation")

// Invite sends a mail with a link to sign up, whatever [Options.SignUp] says of others. The link works for
// [Options.ConfirmationAge], until the address has an account; who follows it has shown that the address is theirs. The error is
// that of mail, or of an address that is none.
func Invite(r *http.Request, email string) error {
	s, err := serviceOf(r.Context())
	if err != nil {
		return err
	}
	email = auth.NormalizeEmail(email)
	if err := mail.CheckAddress(email); err != nil {
		return &mail.FieldError{Field: "To", Reason: err.Error()}
	}
	sg, err := signer(r.Context(), "invitation")
	if err != nil {
		return err
	}
	text, err := sg.Sign(email)
	if err != nil {
		return err
	}
	return s.sendInvitation(r, email, text)
}

// invited follows the link of an invitation: it keeps it in the session, so that the page's address has no secret.
func (s *service) invited(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	sg, err := signer(ctx, "invitation")
	if err != nil {
		return err
	}
	email, err := sg.Unsign(web.Param(r, "token"), s.ConfirmationAge)
	if err != nil {
		return leadTo(w, r, "accounts:login", "This invitation is too old, or it is none.")
	}
	known, err := taken(ctx, email)
	if err != nil {
		return err
	}
	if known {
		return leadTo(w, r, "accounts:login", "This invitation has been used. Please log in.")
	}
	if err := invitationKey.Set(ctx, invitation{email}); err != nil {
		return err
	}
	return leadTo(w, r, "accounts:signup", "")
}

// invitedTo reports whether the session holds an invitation for the address.
func invitedTo(ctx context.Context, email string) (bool, error) {
	i, ok, err := invitationKey.Get(ctx)
	return ok && strings.EqualFold(i.Email, email), err
}
