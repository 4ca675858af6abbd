package mfa

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"unicode"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
)

// maxPasskeys is how many one user may have.
const maxPasskeys = 20

// maxName is how many characters of a name are kept.
const maxName = 60

// What people read when a passkey does not work.
var (
	errPasskey    = problem.New(problem.Invalid, "This passkey was not accepted. Please try again, or use another way.")
	errKnown      = problem.New(problem.Invalid, "This passkey is one of yours already.")
	errTooMany    = problem.New(problem.Invalid, "You have as many passkeys as one can have. Remove one first.")
	errSignCount  = errors.New("mfa: the signature counter went back: there may be a copy of the passkey")
	errNotCurrent = errors.New("mfa: a challenge as old as the last one used, or another answer at the same moment")
)

// addPasskey takes a browser's answer to a challenge for a new passkey, and keeps it under a name.
func (s *service) addPasskey(r *http.Request, u *auth.User, name, answer string) error {
	ctx := r.Context()
	c, err := s.take(ctx, forAdding)
	if err != nil {
		return err
	}
	party, err := s.relyingParty(r)
	if err != nil {
		return err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(answer))
	if err != nil {
		return s.refused(ctx, u, err)
	}
	made, err := party.CreateCredential(&owner{user: u, handle: c.Data.UserID}, c.Data, parsed)
	if err != nil {
		return s.refused(ctx, u, err)
	}
	if n, err := credentialsOf(u).Count(ctx); err != nil || n >= maxPasskeys {
		return errors.Join(err, errTooMany)
	}
	err = Credentials.Create(ctx, &Credential{
		User: orm.To[auth.User](u.ID), Name: cleanName(name), CredentialID: credentialText(made.ID), RPID: party.Config.RPID,
		Handle: c.Data.UserID, PublicKey: made.PublicKey, Kind: made.AttestationFormat, Transports: transportsText(made.Transport),
		AAGUID: made.Authenticator.AAGUID, BackupEligible: made.Flags.BackupEligible, SignCount: int64(made.Authenticator.SignCount),
		Challenged: c.At,
	})
	if problem.Of(err) == problem.Conflict || problem.Of(err) == problem.Invalid {
		return errKnown
	}
	return err
}

// cleanName is a name as it is kept: one line, not too long, never empty.
func cleanName(name string) string {
	name = strings.Map(func(c rune) rune {
		if unicode.IsControl(c) || unicode.Is(unicode.Cf, c) {
			return -1
		}
		return c
	}, strings.ToValidUTF8(name, ""))
	if runes := []rune(strings.TrimSpace(name)); len(runes) > maxName {
		name = string(runes[:maxName])
	}
	if name = strings.TrimSpace(name); name == "" {
		return "Passkey"
	}
	return name
}

// checkPasskey takes a browser's answer to a challenge for somebody who is known.
func (s *service) checkPasskey(r *http.Request, u *auth.User, what, answer string) (verdict, error) {
	v := verdict{factor: passkeyName}
	ctx := r.Context()
	c, err := s.take(ctx, what)
	if err != nil {
		return v, err
	}
	party, err := s.relyingParty(r)
	if err != nil {
		return v, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
	if err != nil {
		return v, s.refused(ctx, u, err)
	}
	o, err := ownerOf(ctx, u, party.Config.RPID)
	if err != nil {
		return v, err
	}
	got, err := party.ValidateLogin(o, c.Data, parsed)
	if err != nil {
		return v, s.refused(ctx, u, err)
	}
	err = s.used(r, u, o.byID(got.ID), got, c)
	v.ok = err == nil
	return v, err
}

// loginByPasskey takes a browser's answer to a challenge for whoever it is, and returns who it is.
func (s *service) loginByPasskey(r *http.Request, answer string) (*auth.User, error) {
	ctx := r.Context()
	c, err := s.take(ctx, forLogin)
	if err != nil {
		return nil, err
	}
	party, err := s.relyingParty(r)
	if err != nil {
		return nil, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
	if err != nil {
		return nil, s.refused(ctx, nil, err)
	}
	succeeded, err := s.count(r, nil, "passkey "+credentialText(parsed.RawID))
	if err != nil {
		return nil, err
	}
	u, err := s.whose(r, party, c, parsed)
	if err != nil {
		auth.Emit(r, auth.Event{Kind: auth.LoginFailed, User: u, Detail: passkeyName})
		return nil, err
	}
	return u, succeeded()
}

// whose is the user whose passkey has answered. With an error it is whose it would be, or nil.
func (s *service) whose(r *http.Request, party *webauthn.WebAuthn, c ceremony, parsed *protocol.ParsedCredentialAssertionData) (*auth.User, error) {
	ctx := r.Context()
	o, err := s.ownerOfPasskey(ctx, party.Config.RPID, parsed)
	if err != nil {
		return nil, err
	}
	_, got, err := party.ValidatePasskeyLogin(func(_, _ []byte) (webauthn.User, error) { return o, nil }, c.Data, parsed)
	if err != nil {
		return o.user, s.refused(ctx, o.user, err)
	}
	return o.user, s.used(r, o.user, o.byID(got.ID), got, c)
}

// ownerOfPasskey finds whose passkey answers by its own name. That it knows its owner's number is for the library to check.
func (s *service) ownerOfPasskey(ctx context.Context, rpID string, parsed *protocol.ParsedCredentialAssertionData) (*owner, error) {
	row, err := Credentials.Unrestricted().SelectRelated(Credentials.User).
		Get(ctx, Credentials.CredentialID.Eq(credentialText(parsed.RawID)), Credentials.RPID.Eq(rpID))
	if errors.Is(err, orm.ErrNotFound) {
		return nil, errPasskey
	}
	if err != nil {
		return nil, err
	}
	u, err := row.User.Get()
	if err != nil {
		return nil, err
	}
	if !u.IsActive {
		return nil, errPasskey
	}
	return &owner{user: u, handle: row.Handle, rows: []*Credential{row}}, nil
}

// used notes that a passkey has answered a challenge. It refuses one whose counter went back, and a challenge that is not newer than the
// last one used; of two answers at the same moment one is taken.
func (s *service) used(r *http.Request, u *auth.User, row *Credential, got *webauthn.Credential, c ceremony) error {
	ctx := r.Context()
	if row == nil {
		return errPasskey
	}
	if got.Authenticator.CloneWarning {
		auth.Emit(r, auth.Event{Kind: auth.FactorFailed, User: u, Detail: "passkey: the signature counter went back"})
		return s.refused(ctx, u, errSignCount)
	}
	n, err := Credentials.Unrestricted().
		Filter(Credentials.ID.Eq(row.ID), Credentials.SignCount.Eq(row.SignCount), Credentials.Challenged.Lt(c.At)).
		Update(ctx, Credentials.SignCount.Set(int64(got.Authenticator.SignCount)), Credentials.Challenged.Set(c.At), Credentials.LastUsed.Set(s.Now()))
	if err == nil && n == 0 {
		return s.refused(ctx, u, errNotCurrent)
	}
	return err
}

// maxWhy is how many bytes of a reason are logged: what a browser sent may be in it.
const maxWhy = 300

// refused notes in the log why a passkey was refused, which people are not told.
func (s *service) refused(ctx context.Context, u *auth.User, why error) error {
	text := why.Error()
	var e *protocol.Error
	if errors.As(why, &e) {
		text = e.Details + ": " + e.DevInfo
	}
	var id int64
	if u != nil {
		id = u.ID
	}
	if len(text) > maxWhy {
		text = text[:maxWhy]
	}
	s.Logger.InfoContext(ctx, "a passkey was refused", "user", id, "why", text)
	return errPasskey
}
