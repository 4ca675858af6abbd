package django

import (
	"context"
	"net/http"
	"strconv"

	"github.com/musette-go/musette/auth"
)

// sessionHash is get_session_auth_hash of Django's users.
type sessionHash struct{ b *beside }

// Make implements [auth.SessionHash].
func (h sessionHash) Make(ctx context.Context, u *auth.User) (string, error) {
	return SessionAuthHash(h.b.keys(ctx), u.Password)
}

// Check implements [auth.SessionHash]: a session that was begun under a fallback key goes on, and gets the hash of the key of now.
func (h sessionHash) Check(ctx context.Context, u *auth.User, text string) (ok, renew bool) {
	ok, current := VerifySessionAuthHash(h.b.keys(ctx), u.Password, text)
	return ok, ok && !current
}

// foreignBackend is a backend of Django's that nobody can log in by here, and whose sessions count.
type foreignBackend string

// Name implements [auth.Backend].
func (f foreignBackend) Name() string { return string(f) }

// Authenticate implements [auth.Backend]. It knows nobody.
func (foreignBackend) Authenticate(context.Context, *http.Request, auth.Credentials) (*auth.User, error) {
	return nil, nil
}

// Resets makes and checks links to reset a password that Django understands too, see [ResetTokens]. Make it with [ResetMaker].
type Resets struct{ b *beside }

// ResetMaker returns what makes the tokens of such links, for the pages of accounts.
func ResetMaker(o Options) Resets { return Resets{newBeside(o)} }

// Make returns a token for a user, as PasswordResetTokenGenerator.make_token does.
func (m Resets) Make(ctx context.Context, u *auth.User) (string, error) {
	return m.tokens(ctx).Make(resetUser(u))
}

// Check reports whether a token was made for the user as they are now, here or in Django. The error is always nil.
func (m Resets) Check(ctx context.Context, u *auth.User, token string) (bool, error) {
	return !u.IsAnonymous() && m.tokens(ctx).Check(resetUser(u), token), nil
}

func (m Resets) tokens(ctx context.Context) ResetTokens {
	return ResetTokens{Keys: m.b.keys(ctx), Timeout: m.b.ResetTimeout, TimeZone: m.b.TimeZone, NoTZ: m.b.NoTZ}
}

func resetUser(u *auth.User) ResetUser {
	return ResetUser{PK: strconv.FormatInt(u.ID, 10), Password: u.Password, LastLogin: u.LastLogin, Email: u.Email}
}
