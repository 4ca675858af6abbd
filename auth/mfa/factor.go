package mfa

import (
	"context"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/orm"
)

// The names of the factors, as events have them.
const (
	totpName     = "totp"
	passkeyName  = "passkey"
	recoveryName = "recovery code"
)

// verifyPage asks for any of the factors that somebody has.
const verifyPage = "mfa:verify"

// TOTP is the factor of apps that show a code of six digits every 30 seconds (RFC 6238), for auth.Options.Factors.
func TOTP() auth.SecondFactor { return totpFactor{} }

type totpFactor struct{}

func (totpFactor) Name() string { return totpName }
func (totpFactor) Page() string { return verifyPage }
func (totpFactor) Has(ctx context.Context, u *auth.User) (bool, error) {
	return devicesOf(u).Exists(ctx)
}

// Passkey is the factor of passkeys and security keys (WebAuthn), for auth.Options.Factors. With it, people can also sign in without a
// password, at "mfa:login".
func Passkey() auth.SecondFactor { return passkeyFactor{} }

type passkeyFactor struct{}

func (passkeyFactor) Name() string { return passkeyName }
func (passkeyFactor) Page() string { return verifyPage }
func (passkeyFactor) Has(ctx context.Context, u *auth.User) (bool, error) {
	return credentialsOf(u).Exists(ctx)
}

func devicesOf(u *auth.User) *orm.Query[*TOTPDevice] {
	return TOTPDevices.Unrestricted().Filter(TOTPDevices.User.ID.Eq(u.ID))
}

func credentialsOf(u *auth.User) *orm.Query[*Credential] {
	return Credentials.Unrestricted().Filter(Credentials.User.ID.Eq(u.ID))
}

func codesOf(u *auth.User) *orm.Query[*RecoveryCode] {
	return RecoveryCodes.Unrestricted().Filter(RecoveryCodes.User.ID.Eq(u.ID))
}

// Has reports whether a user has any second factor. It costs a statement or two.
func Has(ctx context.Context, u *auth.User) (bool, error) {
	if u.IsAnonymous() {
		return false, nil
	}
	for _, f := range []auth.SecondFactor{TOTP(), Passkey()} {
		if has, err := f.Has(ctx, u); err != nil || has {
			return has, err
		}
	}
	return false, nil
}

// Reset takes all second factors and recovery codes of a user away, and reports whether there were any. It is for people who have lost
// everything, after somebody has made sure who they are; the command mfareset calls it.
func Reset(ctx context.Context, u *auth.User) (had bool, err error) {
	err = orm.Atomic(ctx, func(ctx context.Context) error {
		apps, err := devicesOf(u).DeleteAll(ctx)
		if err != nil {
			return err
		}
		keys, err := credentialsOf(u).DeleteAll(ctx)
		if err != nil {
			return err
		}
		_, err = codesOf(u).DeleteAll(ctx)
		had = apps.Total+keys.Total > 0
		return err
	})
	return had, err
}

// forgetCodes deletes the recovery codes of somebody who has no factor left for them to stand in for.
func forgetCodes(ctx context.Context, u *auth.User) error {
	has, err := Has(ctx, u)
	if err != nil || has {
		return err
	}
	_, err = codesOf(u).DeleteAll(ctx)
	return err
}
