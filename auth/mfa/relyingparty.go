package mfa

import (
	"context"
	"encoding/base64"
	"net"
	"net/http"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/web"
)

// relyingParty is the site as authenticators see it, by the host that the request asked for, which the site has checked against its allowed
// hosts.
func (s *service) relyingParty(r *http.Request) (*webauthn.WebAuthn, error) {
	host := hostName(r)
	id := s.RPID
	if id == "" {
		id = host
	}
	party, err := webauthn.New(&webauthn.Config{
		RPID: id, RPDisplayName: s.issuer(r), RPOrigins: []string{web.Origin(r)},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementPreferred, UserVerification: protocol.VerificationPreferred},
	})
	if err != nil {
		s.Logger.WarnContext(r.Context(), "passkeys need a host name that is a domain, or localhost", "host", hostName(r), "error", err)
		return nil, errHost
	}
	return party, nil
}

// errHost is what people read where there can be no passkeys, since the address has no domain.
var errHost = problem.New(problem.Invalid, "Passkeys do not work at this address.")

// hostName is the host of the request without its port.
func hostName(r *http.Request) string {
	host := web.Host(r)
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return host
}

// issuer is what apps and authenticators call the site.
func (s *service) issuer(r *http.Request) string {
	if s.Issuer != "" {
		return s.Issuer
	}
	return hostName(r)
}

// owner is a user as the library wants to see them.
type owner struct {
	user   *auth.User
	handle []byte
	rows   []*Credential
}

// ownerOf reads the user's passkeys for a domain. The handle is theirs, or nil when they have none yet.
func ownerOf(ctx context.Context, u *auth.User, rpID string) (*owner, error) {
	rows, err := credentialsOf(u).Filter(Credentials.RPID.Eq(rpID)).All(ctx)
	if err != nil {
		return nil, err
	}
	o := &owner{user: u, rows: rows}
	if len(rows) > 0 {
		o.handle = rows[0].Handle
	}
	return o, nil
}

// WebAuthnID implements webauthn.User.
func (o *owner) WebAuthnID() []byte { return o.handle }

// WebAuthnName implements webauthn.User.
func (o *owner) WebAuthnName() string { return o.user.Username }

// WebAuthnDisplayName implements webauthn.User.
func (o *owner) WebAuthnDisplayName() string { return o.user.FullName() }

// WebAuthnCredentials implements webauthn.User.
func (o *owner) WebAuthnCredentials() []webauthn.Credential {
	out := make([]webauthn.Credential, 0, len(o.rows))
	for _, row := range o.rows {
		out = append(out, row.credential())
	}
	return out
}

// byID returns the row of a passkey, or nil.
func (o *owner) byID(id []byte) *Credential {
	text := credentialText(id)
	for _, row := range o.rows {
		if row.CredentialID == text {
			return row
		}
	}
	return nil
}

func credentialText(id []byte) string { return base64.RawURLEncoding.EncodeToString(id) }

// credential is the row as the library wants to see it.
func (c *Credential) credential() webauthn.Credential {
	id, _ := base64.RawURLEncoding.DecodeString(c.CredentialID) // as credentialText wrote it
	out := webauthn.Credential{
		ID: id, PublicKey: c.PublicKey, AttestationFormat: c.Kind,
		Flags:         webauthn.CredentialFlags{BackupEligible: c.BackupEligible},
		Authenticator: webauthn.Authenticator{AAGUID: c.AAGUID, SignCount: uint32(c.SignCount)},
	}
	for t := range strings.SplitSeq(c.Transports, ",") {
		if t != "" {
			out.Transport = append(out.Transport, protocol.AuthenticatorTransport(t))
		}
	}
	return out
}

// transportsText is what is kept of the ways to reach an authenticator. Browsers may invent more; the known ones are of use.
func transportsText(list []protocol.AuthenticatorTransport) string {
	var out []string
	for _, t := range list {
		switch t {
		case protocol.USB, protocol.NFC, protocol.BLE, protocol.Hybrid, protocol.Internal, protocol.SmartCard:
			out = append(out, string(t))
		}
	}
	return strings.Join(out, ",")
}
