package mfa

import (
	"context"
	"crypto/rand"
	"net/http"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/session"
)

// What a challenge is for. One that was made for one thing is worth nothing for another.
const (
	forAdding     = "add"     // a new passkey
	forVerifying  = "verify"  // the second factor, after the password
	forLogin      = "login"   // a login with the passkey alone
	forConfirming = "confirm" // somebody who is logged in shows again who they are
)

// challengeAge is for how long a challenge holds.
const challengeAge = 5 * time.Minute

// ceremony is what the session keeps between a challenge and its answer.
type ceremony struct {
	For  string               `json:"for"`
	At   int64                `json:"at"` // microseconds since 1970
	Data webauthn.SessionData `json:"data"`
}

var ceremonyKey = session.NewKey[ceremony]("_musette_passkey")

// errChallenge is what people read whose answer comes too late, twice, or from nowhere.
var errChallenge = problem.New(problem.Invalid, "That took too long, or was done already. Please try again.")

// begin makes a challenge, keeps it in the session, and returns the options for the browser.
func (s *service) begin(r *http.Request, what string) (any, error) {
	ctx := r.Context()
	party, err := s.relyingParty(r)
	if err != nil {
		return nil, err
	}
	var options any
	var data *webauthn.SessionData
	switch what {
	case forLogin:
		options, data, err = party.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	case forAdding:
		options, data, err = s.beginAdding(ctx, party)
	default:
		options, data, err = s.beginKnown(ctx, party, what)
	}
	if err != nil {
		return nil, err
	}
	return options, ceremonyKey.Set(ctx, ceremony{For: what, At: s.Now().UnixMicro(), Data: *data})
}

// beginAdding makes the challenge for a new passkey of who is logged in.
func (s *service) beginAdding(ctx context.Context, party *webauthn.WebAuthn) (any, *webauthn.SessionData, error) {
	u, err := auth.CurrentUser(ctx)
	if err != nil {
		return nil, nil, err
	}
	o, err := ownerOf(ctx, u, party.Config.RPID)
	if err != nil {
		return nil, nil, err
	}
	if o.handle == nil {
		o.handle = make([]byte, 32)
		_, _ = rand.Read(o.handle) // never fails
	}
	var have []protocol.CredentialDescriptor
	for _, c := range o.WebAuthnCredentials() {
		have = append(have, c.Descriptor())
	}
	return party.BeginRegistration(o, webauthn.WithExclusions(have))
}

// beginKnown makes the challenge for somebody who is known already.
func (s *service) beginKnown(ctx context.Context, party *webauthn.WebAuthn, what string) (any, *webauthn.SessionData, error) {
	u, err := subject(ctx, what)
	if err != nil {
		return nil, nil, err
	}
	o, err := ownerOf(ctx, u, party.Config.RPID)
	if err != nil {
		return nil, nil, err
	}
	if len(o.rows) == 0 {
		return nil, nil, problem.New(problem.NotFound, "You have no passkey for this site.")
	}
	return party.BeginLogin(o)
}

// subject is who has to show something: who waits at the login, or who is logged in.
func subject(ctx context.Context, what string) (*auth.User, error) {
	if what == forVerifying {
		return auth.PendingUser(ctx)
	}
	u, err := auth.CurrentUser(ctx)
	if err == nil && u.IsAnonymous() {
		err = problem.New(problem.Unauthenticated, "Please log in first.")
	}
	return u, err
}

// take returns the challenge that the session keeps for something, once.
func (s *service) take(ctx context.Context, what string) (ceremony, error) {
	c, ok, err := ceremonyKey.Get(ctx)
	if err != nil {
		return ceremony{}, err
	}
	if err := ceremonyKey.Delete(ctx); err != nil {
		return ceremony{}, err
	}
	if !ok || c.For != what || s.Now().Sub(time.UnixMicro(c.At)) > challengeAge {
		return ceremony{}, errChallenge
	}
	return c, nil
}
