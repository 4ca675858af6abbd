package mfa

import (
	"context"
	"encoding/base32"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/orm"
)

const (
	period     = 30 // seconds of a time step, which every app has
	steps      = 1  // time steps before and after the present one whose codes are taken
	digits     = 6
	secretSize = 20 // bytes: what RFC 4226 recommends for SHA-1
)

// secretText is how secrets are written for people and apps.
var secretText = base32.StdEncoding.WithPadding(base32.NoPadding)

func hotpOptions() hotp.ValidateOpts {
	return hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1} // SHA-1 and six digits are what all apps understand
}

// place is what the secret of a user's app is sealed for.
func place(u *auth.User) string { return "totp " + strconv.FormatInt(u.ID, 10) }

// normalCode is a code without the spaces that people type, or false when it cannot be one.
func normalCode(text string) (string, bool) {
	if len(text) > 4*digits {
		return "", false
	}
	code := strings.Join(strings.Fields(text), "")
	if len(code) != digits {
		return "", false
	}
	for _, c := range code {
		if c < '0' || c > '9' {
			return "", false
		}
	}
	return code, true
}

// stepOf returns the time step after the last one used whose code it is; used says that it was that of one which has been used.
func stepOf(secret []byte, code string, now time.Time, last int64) (step int64, ok, used bool, err error) {
	text := secretText.EncodeToString(secret)
	present := now.Unix() / period
	for i := present - steps; i <= present+steps; i++ {
		same, err := hotp.ValidateCustom(code, uint64(i), text, hotpOptions())
		if err != nil {
			return 0, false, false, fmt.Errorf("mfa: %w", err)
		}
		switch {
		case same && i > last:
			step, ok = i, true
		case same:
			used = true
		}
	}
	return step, ok, used && !ok, nil
}

// verdict is what became of something that somebody showed.
type verdict struct {
	ok     bool
	used   bool   // it was right, and somebody has used it before
	factor string // what it was, for events
}

// checkCode looks whether a code is that of the user's app, and notes that it has been used, in one statement: of two requests with the
// same code one succeeds.
func (s *service) checkCode(ctx context.Context, u *auth.User, code string) (verdict, error) {
	v := verdict{factor: totpName}
	d, err := devicesOf(u).Get(ctx)
	if errors.Is(err, orm.ErrNotFound) {
		return v, nil
	}
	if err != nil {
		return v, err
	}
	secret, old, err := open(ctx, d.Secret, place(u))
	if err != nil {
		s.Logger.ErrorContext(ctx, "the secret of an authenticator app cannot be read", "user", u.ID, "error", err)
		return v, nil // recovery codes and other factors still work
	}
	now := s.Now()
	step, ok, used, err := stepOf(secret, code, now, d.Counter)
	if err != nil || !ok {
		v.used = used
		return v, err
	}
	set := []orm.Assign[*TOTPDevice]{TOTPDevices.Counter.Set(step), TOTPDevices.LastUsed.Set(now)}
	if old {
		sealed, err := seal(ctx, secret, place(u))
		if err != nil {
			return v, err
		}
		set = append(set, TOTPDevices.Secret.Set(sealed))
	}
	n, err := TOTPDevices.Unrestricted().Filter(TOTPDevices.ID.Eq(d.ID), TOTPDevices.Counter.Lt(step)).Update(ctx, set...)
	v.ok, v.used = n == 1, n == 0
	return v, err
}

// reseal encrypts the secrets of all apps with the key that the site signs with now, and returns how many needed it.
func reseal(ctx context.Context) (done, lost int, err error) {
	for d, err := range TOTPDevices.Unrestricted().OrderBy(TOTPDevices.ID.Asc()).Iter(ctx, 500) {
		if err != nil {
			return done, lost, err
		}
		at := place(&auth.User{ID: d.User.Key()})
		secret, old, err := open(ctx, d.Secret, at)
		if errors.Is(err, errSealed) {
			lost++
			continue
		}
		if err != nil {
			return done, lost, err
		}
		if !old {
			continue
		}
		sealed, err := seal(ctx, secret, at)
		if err != nil {
			return done, lost, err
		}
		n, err := TOTPDevices.Unrestricted().Filter(TOTPDevices.ID.Eq(d.ID), TOTPDevices.Secret.Eq(d.Secret)).Update(ctx, TOTPDevices.Secret.Set(sealed))
		if err != nil {
			return done, lost, err
		}
		done += int(n)
	}
	return done, lost, nil
}
