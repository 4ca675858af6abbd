// Package token makes one-time tokens that stand in links of mails: to reset a password, to accept an invitation. They are bound to
// the state of a user, so that nothing about them is stored and they die by themselves: when the password or the email address
// changes, when the user logs in, when their time is over.
//
//	var resets = token.New("shop.reset", time.Hour)
//
//	text, err := resets.Make(ctx, u)       // for the link
//	ok, err := resets.Check(ctx, u, text)  // when it comes back
//
// Acting on a token must change what it is bound to; then it works once. A password that is set does. For other things [Maker.With]
// binds more: the row that the link is about, for instance, as it is before.
//
// Tokens are not secrets of the database: whoever can read all of it cannot make one, since the site's key is needed.
package token

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/sign"
)

// Maker makes and checks the tokens of one purpose. It is a value without state; many goroutines may use it.
type Maker struct {
	purpose string
	age     time.Duration
	extra   string
}

// New returns the maker for a purpose, whose tokens live for age at most. A token of one purpose is worthless for every other.
func New(purpose string, age time.Duration) Maker { return Maker{purpose: purpose, age: age} }

// With returns a maker whose tokens are bound to more: they die when one of the values is another one. Values are kept apart, so that
// ("a", "bc") and ("ab", "c") differ.
func (m Maker) With(values ...string) Maker {
	for _, v := range values {
		m.extra += strconv.Itoa(len(v)) + ":" + v
	}
	return m
}

// Make returns a token for a user: about 150 letters, digits, "-" and "_".
func (m Maker) Make(ctx context.Context, u *auth.User) (string, error) {
	s, err := m.signer(ctx)
	if err != nil {
		return "", err
	}
	if u.IsAnonymous() {
		return "", errors.New("token: nobody has no tokens: give Make a user who is stored")
	}
	return s.Sign(s.Fingerprint(m.state(u)))
}

// Check reports whether a token is one of the user as they are now. The error is one of the wiring only; a token that is forged, too
// old or used is false.
func (m Maker) Check(ctx context.Context, u *auth.User, text string) (bool, error) {
	s, err := m.signer(ctx)
	if err != nil || u.IsAnonymous() {
		return false, err
	}
	print, err := s.Unsign(text, m.age)
	if err != nil {
		return false, nil //nolint:nilerr // a token that is none is not an error of the program
	}
	ok, _ := s.Matches(print, m.state(u))
	return ok, nil
}

func (m Maker) signer(ctx context.Context) (*sign.Signer, error) {
	keys := sign.From(ctx)
	if keys == nil {
		return nil, errors.New("token: this context has no keys to sign with: use sign.With, which a site does by itself")
	}
	return keys.Signer("auth.token", m.purpose), nil
}

// state is what tokens of a user are bound to. Each part has its length, so that no two states look alike.
func (m Maker) state(u *auth.User) string { return State(u) + m.extra }

// State is text that changes whenever the tokens of a user must die: with their password, their last login, their address, and when
// they may no longer log in. It holds the hash of the password: sign it or make a fingerprint of it, and show it to nobody.
func State(u *auth.User) string {
	login := "-"
	if u.LastLogin != nil {
		login = strconv.FormatInt(u.LastLogin.UnixMicro(), 10)
	}
	var b strings.Builder
	for _, v := range []string{strconv.FormatInt(u.ID, 10), u.Password, login, strings.ToLower(u.Email), strconv.FormatBool(u.IsActive)} {
		b.WriteString(strconv.Itoa(len(v)) + ":" + v)
	}
	return b.String()
}
