package accounts

import (
	"context"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/token"
)

// SignUpMode says who may sign up.
type SignUpMode uint8

// Who may sign up.
const (
	SignUpOpen    SignUpMode = iota // everybody
	SignUpInvited                   // those whom [Invite] has sent a mail
	SignUpClosed                    // nobody
)

// VerifyMode says what a sign-up must show.
type VerifyMode uint8

// What a sign-up must show.
const (
	// VerifyMandatory makes an account of a sign-up once the link in its mail was followed, or its code typed in.
	VerifyMandatory VerifyMode = iota
	// VerifyOptional makes the account at once and sends the mail. Whether an address is taken can be found out.
	VerifyOptional
	// VerifyNone makes the account at once and sends nothing. Whether an address is taken can be found out.
	VerifyNone
)

// Link is an entry that another package or the site adds to a page: "Sign in with a passkey".
type Link struct {
	Label string // for people
	Name  string // of a route without parameters: "mfa:login"
}

// Tokens make the one-time tokens of links that reset a password; see [token.Maker], which is one. The package django has Django's.
type Tokens interface {
	Make(ctx context.Context, u *auth.User) (string, error)
	Check(ctx context.Context, u *auth.User, token string) (bool, error)
}

// Options configure the pages. The zero value is usable and is the strictest.
type Options struct {
	// SignUp says who may sign up. Defaults to SignUpOpen.
	SignUp SignUpMode
	// SignUpFields are the site's own fields of the sign-up, see [Fields]. Defaults to none.
	SignUpFields SignUpFields
	// Verify says what a sign-up must show. Defaults to VerifyMandatory.
	Verify VerifyMode
	// LoginByCode lets people log in with a code, or a link, that they get by mail. Defaults to false.
	LoginByCode bool
	// LoginRedirect is the name of the route that a login leads to when the page before it did not ask for another. Defaults to
	// "accounts:profile".
	LoginRedirect string
	// LogoutRedirect is the name of the route that a logout leads to. Defaults to "accounts:login".
	LogoutRedirect string
	// LoginLinks stand on the login page. Defaults to none.
	LoginLinks []Link
	// ConfirmLinks stand on the page that asks for the password again, for other ways to show who one is. Defaults to none.
	ConfirmLinks []Link
	// ProfileLinks stand on the overview, behind the package's own. Defaults to none.
	ProfileLinks []Link
	// ResetTokens make the tokens of links that reset a password. Defaults to those of package token, which live for ResetAge.
	ResetTokens Tokens
	// ResetAge is for how long a link that resets a password works. Defaults to one hour.
	ResetAge time.Duration
	// ConfirmationAge is for how long the link of a sign-up, an invitation or a new address works. Defaults to a day.
	ConfirmationAge time.Duration
	// CodeAge is for how long a code works. Defaults to ten minutes.
	CodeAge time.Duration
	// ConfirmAge is how old the last proof of who it is may be where something sensitive is changed. Defaults to ten minutes.
	ConfirmAge time.Duration
}

func (o Options) withDefaults() Options {
	text := func(s *string, def string) {
		if *s == "" {
			*s = def
		}
	}
	age := func(d *time.Duration, def time.Duration) {
		if *d <= 0 {
			*d = def
		}
	}
	text(&o.LoginRedirect, "accounts:profile")
	text(&o.LogoutRedirect, "accounts:login")
	age(&o.ResetAge, time.Hour)
	age(&o.ConfirmationAge, 24*time.Hour)
	age(&o.CodeAge, 10*time.Minute)
	age(&o.ConfirmAge, 10*time.Minute)
	if o.ResetTokens == nil {
		o.ResetTokens = token.New("accounts.reset", o.ResetAge)
	}
	return o
}
