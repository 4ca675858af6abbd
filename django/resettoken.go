package django

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ResetTokens is Django's PasswordResetTokenGenerator: the last part of a link to reset a password, good once, since using it changes
// what it was made from.
type ResetTokens struct {
	// Keys sign and recognize.
	Keys Keys
	// Timeout is PASSWORD_RESET_TIMEOUT. Defaults to three days.
	Timeout time.Duration
	// TimeZone is TIME_ZONE: Django counts the seconds of its tokens on the clock on the wall. Defaults to UTC.
	TimeZone *time.Location
	// NoTZ says that Django has USE_TZ = False, so that the last login is a time on that clock too. Defaults to false.
	NoTZ bool
}

// ResetUser is what a token is made from.
type ResetUser struct {
	// PK is the primary key, as text.
	PK string
	// Password is the column password: the hash.
	Password string
	// LastLogin is nil for a user who never logged in. Its fractions of a second do not count.
	LastLogin *time.Time
	// Email is the address, or "".
	Email string
}

const resetSalt = "django.contrib.auth.tokens.PasswordResetTokenGenerator"

// maxResetDigits is how many digits of a time are read: 36^7 seconds are 2,484 years.
const maxResetDigits = 7

// Make returns a token for now.
func (r ResetTokens) Make(u ResetUser) (string, error) {
	seconds := r.seconds(time.Now())
	if seconds < 0 {
		return "", fmt.Errorf("django: the clock says %s, before 2001 there are no tokens", time.Now().Format(time.DateOnly))
	}
	signature, err := r.Keys.sign(resetSalt, r.value(u, seconds), everySecond)
	if err != nil {
		return "", err
	}
	return strconv.FormatInt(seconds, 36) + "-" + signature, nil
}

// Check reports whether a token was made for this user as it is now, here or in Django, by any of the keys, and is not older than the
// timeout. Tokens of Django before 3.1, which count days, are not recognized.
func (r ResetTokens) Check(u ResetUser, token string) bool {
	digits, signature, found := strings.Cut(token, "-")
	if !found || len(digits) > maxResetDigits {
		return false
	}
	seconds, err := strconv.ParseInt(digits, 36, 64)
	if err != nil || seconds < 0 || strconv.FormatInt(seconds, 36) != digits {
		return false
	}
	if ok, _ := r.Keys.verify(resetSalt, r.value(u, seconds), signature, everySecond); !ok {
		return false
	}
	timeout := r.Timeout
	if timeout <= 0 {
		timeout = 3 * 24 * time.Hour
	}
	return r.seconds(time.Now())-seconds <= int64(timeout/time.Second)
}

// value is PasswordResetTokenGenerator._make_hash_value.
func (r ResetTokens) value(u ResetUser, seconds int64) string {
	login := ""
	if u.LastLogin != nil {
		in := time.UTC
		if r.NoTZ {
			in = r.timeZone()
		}
		login = u.LastLogin.In(in).Format(time.DateTime)
	}
	return u.PK + u.Password + login + strconv.FormatInt(seconds, 10) + u.Email
}

// seconds counts from the beginning of 2001 on the clock on the wall, which is not a time that passed: summer time shifts it.
func (r ResetTokens) seconds(now time.Time) int64 {
	now = now.In(r.timeZone())
	_, offset := now.Zone()
	return now.Unix() + int64(offset) - time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
}

func (r ResetTokens) timeZone() *time.Location {
	if r.TimeZone == nil {
		return time.UTC
	}
	return r.TimeZone
}

// everySecond is every second digit of a signature in hexadecimal.
func everySecond(sum []byte) string {
	digits := hex.EncodeToString(sum)
	out := make([]byte, 0, len(sum))
	for i := 0; i < len(digits); i += 2 {
		out = append(out, digits[i])
	}
	return string(out)
}

// EncodeUID is the part of a reset link that names the user: the primary key in base64, as urlsafe_base64_encode writes it.
func EncodeUID(pk string) string { return base64.RawURLEncoding.EncodeToString([]byte(pk)) }

// DecodeUID returns the primary key of [EncodeUID]. It was not signed: what it says is what somebody typed.
func DecodeUID(uid string) (pk string, ok bool) {
	const most = 1024
	if len(uid) > most || strings.ContainsAny(uid, "\r\n") { // which the decoder would skip
		return "", false
	}
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(uid, "="))
	return string(raw), err == nil && (len(raw) > 0 || uid == "")
}
