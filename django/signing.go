package django

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"
)

// A Signer is django.core.signing.Signer and TimestampSigner: it appends a signature to a value, which stays readable. It is a
// plain value, and safe for many goroutines.
type Signer struct {
	// Keys sign and recognize.
	Keys Keys
	// Salt is the purpose: what was signed for one is not recognized for another. Defaults to "django.core.signing.Signer" in
	// Sign and Unsign and to "django.core.signing.TimestampSigner" in SignTime and UnsignTime, as in Django.
	Salt string
}

// separator stands between value, time and signature.
const separator = ":"

// CookieSigner returns the signer that Django's response.set_signed_cookie(name, …, salt=salt) uses. Its values have a time.
func CookieSigner(keys Keys, name, salt string) Signer {
	return Signer{Keys: keys.forCookies(), Salt: name + salt}
}

// forCookies are the keys of django.core.signing.get_cookie_signer.
func (k Keys) forCookies() Keys {
	const prefix = "django.http.cookies"
	out := Keys{Hash: k.Hash}
	if k.Secret != "" {
		out.Secret = prefix + k.Secret
	}
	for _, secret := range k.Fallbacks {
		if secret != "" {
			out.Fallbacks = append(out.Fallbacks, prefix+secret)
		}
	}
	return out
}

// Sign returns "value:signature", as Signer.sign.
func (s Signer) Sign(value string) (string, error) {
	signature, err := s.Keys.sign(s.salt("Signer"), value, base64.RawURLEncoding.EncodeToString)
	if err != nil {
		return "", err
	}
	return value + separator + signature, nil
}

// Unsign returns the value of "value:signature", as Signer.unsign.
func (s Signer) Unsign(signed string) (string, error) { return s.unsign(signed, "Signer") }

// SignTime returns "value:time:signature" with the present time, as TimestampSigner.sign.
func (s Signer) SignTime(value string) (string, error) {
	value += separator + encodeBase62(uint64(max(0, time.Now().Unix())))
	signature, err := s.Keys.sign(s.salt("TimestampSigner"), value, base64.RawURLEncoding.EncodeToString)
	if err != nil {
		return "", err
	}
	return value + separator + signature, nil
}

// UnsignTime returns the value of "value:time:signature" and when it was signed, as TimestampSigner.unsign. One that is older than
// maxAge is [ErrSignatureExpired]; maxAge 0 accepts any age.
func (s Signer) UnsignTime(signed string, maxAge time.Duration) (value string, at time.Time, err error) {
	timed, err := s.unsign(signed, "TimestampSigner")
	if err != nil {
		return "", at, err
	}
	i := strings.LastIndex(timed, separator)
	if i < 0 {
		return "", at, fmt.Errorf("%w: it has no time", ErrMalformed)
	}
	seconds, ok := decodeBase62(timed[i+1:])
	if !ok {
		return "", at, fmt.Errorf("%w: its time is none", ErrMalformed)
	}
	at = time.Unix(seconds, 0)
	if maxAge > 0 && time.Since(at) > maxAge {
		return "", at, ErrSignatureExpired
	}
	return timed[:i], at, nil
}

// salt is Django's: the one that was given, or the name of the class.
func (s Signer) salt(class string) string {
	if s.Salt != "" {
		return s.Salt + "signer"
	}
	return "django.core.signing." + class + "signer"
}

func (s Signer) unsign(signed, class string) (string, error) {
	if len(signed) > MaxEncoded {
		return "", ErrTooLarge
	}
	i := strings.LastIndex(signed, separator)
	if i < 0 {
		return "", ErrBadSignature
	}
	ok, _ := s.Keys.verify(s.salt(class), signed[:i], signed[i+1:], base64.RawURLEncoding.EncodeToString)
	if !ok {
		return "", ErrBadSignature
	}
	return signed[:i], nil
}

// base62 are the digits of the times in signed values.
const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

func encodeBase62(n uint64) string {
	var out []byte
	for ; n > 0 || out == nil; n /= 62 {
		out = append([]byte{base62[n%62]}, out...)
	}
	return string(out)
}

// decodeBase62 reads up to ten digits, fewer than 2^60 seconds, so that nothing overflows.
func decodeBase62(text string) (n int64, ok bool) {
	if text == "" || len(text) > 10 {
		return 0, false
	}
	for i := range len(text) {
		digit := strings.IndexByte(base62, text[i])
		if digit < 0 {
			return 0, false
		}
		n = n*62 + int64(digit)
	}
	return n, true
}
