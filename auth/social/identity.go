package social

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/mail"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/musette-go/musette/problem"
)

// identity is who a provider says that somebody is.
type identity struct {
	Issuer, Subject string
	Email           string // only when the provider calls it verified
	Username        string // what they are called there
	FirstName       string
	LastName        string
}

// truth is a boolean that some providers write as text.
type truth bool

// UnmarshalJSON implements json.Unmarshaler.
func (t *truth) UnmarshalJSON(b []byte) error {
	*t = string(b) == "true" || string(b) == `"true"`
	return nil
}

// claims are what is read of an ID token and of what the provider tells about a user (OpenID Connect Core, section 5.1).
type claims struct {
	Email         string `json:"email"`
	EmailVerified truth  `json:"email_verified"`
	Username      string `json:"preferred_username"`
	Name          string `json:"name"`
	GivenName     string `json:"given_name"`
	FamilyName    string `json:"family_name"`
	Party         string `json:"azp"`
}

// errRefused is what people read when a provider's answer does not hold.
var errRefused = problem.New(problem.Invalid, "The other site's answer cannot be trusted. Please try again, or log in another way.")

// redeem exchanges the code of an answer, and returns who it is.
func (s *service) redeem(r *http.Request, p *provider, known *found, f flow, code string) (*identity, error) {
	ctx := oidc.ClientContext(r.Context(), p.client)
	token, err := p.config(known, f.Redirect).Exchange(ctx, code, oauth2.VerifierOption(f.Verifier))
	if err != nil {
		return nil, s.failed(ctx, p, exchangeError(err))
	}
	raw, _ := token.Extra("id_token").(string)
	if raw == "" {
		return nil, s.refused(ctx, p, errors.New("there is no ID token"))
	}
	verified, err := known.Verifier(&oidc.Config{ClientID: p.ClientID, Now: s.Now}).Verify(ctx, raw)
	if err != nil {
		return nil, s.refused(ctx, p, err)
	}
	var c claims
	if err := verified.Claims(&c); err != nil {
		return nil, s.refused(ctx, p, err)
	}
	if err := p.check(verified, c, f, token.AccessToken); err != nil {
		return nil, s.refused(ctx, p, err)
	}
	if c.Email == "" && known.UserInfoEndpoint() != "" {
		s.more(ctx, p, known, token, verified.Subject, &c)
	}
	return c.identity(p.Issuer, verified.Subject), nil
}

// check looks at what the library leaves to its callers.
func (p *provider) check(t *oidc.IDToken, c claims, f flow, access string) error {
	switch {
	case subtle.ConstantTimeCompare([]byte(t.Nonce), []byte(f.Nonce)) != 1:
		return errors.New("the nonce is another one")
	case c.Party != "" && c.Party != p.ClientID, len(t.Audience) > 1 && c.Party == "":
		return fmt.Errorf("the token is for %q, authorized party %q", t.Audience, c.Party)
	case t.Subject == "" || len(t.Subject) > 255:
		return fmt.Errorf("the subject has %d bytes: expected 1 to 255", len(t.Subject))
	case t.AccessTokenHash != "":
		return t.VerifyAccessToken(access)
	}
	return nil
}

// more asks the provider for what the token does not say. Without an answer it stays unknown.
func (s *service) more(ctx context.Context, p *provider, known *found, token *oauth2.Token, subject string, c *claims) {
	info, err := known.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err == nil && info.Subject != subject {
		err = errors.New("it tells about somebody else")
	}
	if err == nil {
		err = info.Claims(c)
	}
	if err != nil {
		s.Logger.WarnContext(ctx, "a provider of logins does not tell about a user", "provider", p.Name, "error", err)
	}
}

// identity is what is kept of the claims.
func (c claims) identity(issuer, subject string) *identity {
	id := &identity{Issuer: issuer, Subject: subject, Username: clip(c.Username, 150), FirstName: clip(c.GivenName, 150), LastName: clip(c.FamilyName, 150)}
	if id.FirstName == "" && id.LastName == "" {
		id.FirstName = clip(c.Name, 150)
	}
	if a, err := mail.ParseAddress(c.Email); err == nil && bool(c.EmailVerified) && a.Address == c.Email && len(c.Email) <= 254 {
		id.Email = c.Email
	}
	return id
}

// clip is text on one line, of at most n characters.
func clip(text string, n int) string {
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "")), " ")
	if r := []rune(text); len(r) > n {
		return string(r[:n])
	}
	return text
}

// exchangeError is what a failed exchange says, without what the provider sent, in which there may be secrets.
func exchangeError(err error) error {
	var e *oauth2.RetrieveError
	if !errors.As(err, &e) {
		return err
	}
	status := 0
	if e.Response != nil {
		status = e.Response.StatusCode
	}
	return &answerError{status, clip(e.ErrorCode, 60)}
}

// answerError is an error that the provider answered with.
type answerError struct {
	status int
	code   string
}

func (e *answerError) Error() string {
	return fmt.Sprintf("social: the provider answers %d %q", e.status, e.code)
}

// failed is a provider that gives no token: it is away, or does not want to.
func (s *service) failed(ctx context.Context, p *provider, why error) error {
	var e *answerError
	if errors.As(why, &e) && e.status < http.StatusInternalServerError {
		return s.refused(ctx, p, why)
	}
	s.Logger.ErrorContext(ctx, "a provider of logins does not answer", "provider", p.Name, "error", why)
	return errDown
}

// refused notes in the log why an answer was refused, which people are not told.
func (s *service) refused(ctx context.Context, p *provider, why error) error {
	s.Logger.WarnContext(ctx, "the answer of a provider of logins was refused", "provider", p.Name, "error", why)
	return errRefused
}
