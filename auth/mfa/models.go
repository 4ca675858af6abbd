package mfa

import (
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/orm"
)

//go:generate go tool musette generate

// A TOTPDevice is an app that shows codes (TOTP, RFC 6238): what it and the site both know.
//
//musette:table musette_totp
type TOTPDevice struct {
	orm.Model
	ID        int64
	User      orm.Ref[auth.User] `orm:"on_delete=cascade,unique"`
	Secret    []byte             // sealed with the site's keys, see seal
	Counter   int64              // the time step of the last code that was taken: no code counts twice
	CreatedAt time.Time          `orm:"auto_now_add"`
	LastUsed  *time.Time
}

// A RecoveryCode lets its user in once when the other factors are lost. Only its hash is kept.
//
//musette:table musette_recovery_code
type RecoveryCode struct {
	orm.Model
	ID        int64
	User      orm.Ref[auth.User] `orm:"on_delete=cascade"`
	Hash      string             `orm:"max_length=64,unique"`
	CreatedAt time.Time          `orm:"auto_now_add"`
}

// A Credential is a passkey of a user: the public half of a key pair whose other half never leaves their device.
//
//musette:table musette_passkey
type Credential struct {
	orm.Model
	ID             int64
	User           orm.Ref[auth.User] `orm:"on_delete=cascade"`
	Name           string             `orm:"max_length=60"`               // what its owner calls it
	CredentialID   string             `orm:"max_length=1400,unique"`      // base64url
	RPID           string             `orm:"column=rp_id,max_length=255"` // the domain that it is for
	Handle         []byte             // the user's number for authenticators; the same for all keys of a user
	PublicKey      []byte             // COSE
	Kind           string             `orm:"max_length=32,blank"` // the format of its attestation
	Transports     string             `orm:"max_length=100,blank"`
	AAGUID         []byte             `orm:"column=aaguid"` // the make of the authenticator, zeros when it does not say
	BackupEligible bool               // may be copied between devices
	SignCount      int64              // of the last use; stays 0 for authenticators that do not count
	Challenged     int64              // when the challenge of the last use was made, in microseconds since 1970: none counts twice
	CreatedAt      time.Time          `orm:"auto_now_add"`
	LastUsed       *time.Time
}

// Meta sorts passkeys by age.
func (Credential) Meta() orm.Meta[Credential] {
	return orm.Meta[Credential]{Ordering: orm.By(Credentials.CreatedAt.Asc(), Credentials.ID.Asc())}
}
