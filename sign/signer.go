package sign

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"math"
	"time"
)

// What can be wrong with a token. Nothing more is said about an invalid one, so that nobody learns from trying.
var (
	// ErrInvalid says that a token was not made by these keys for this purpose, or was changed.
	ErrInvalid = errors.New("sign: the signature is not valid")
	// ErrExpired says that a token is genuine and too old.
	ErrExpired = errors.New("sign: the signature has expired")
	// ErrTooLong says that a value is too long to be signed.
	ErrTooLong = errors.New("sign: the value is too long to be signed")
)

// MaxLength is the longest token in bytes. A longer one is refused unread, and not made.
const MaxLength = 8 << 10

// Forever is the greatest age of a token that does not expire.
const Forever = time.Duration(math.MaxInt64)

// The parts of a token.
const (
	version   = '1'
	timeBytes = 6
	headBytes = sha256.Size + timeBytes
)

// encoding is strict: of the spellings that base64 allows for the same bytes, it takes one.
var encoding = base64.RawURLEncoding.Strict()

// A Signer signs and recognizes values for one purpose; [Keys.Signer] makes it. It is immutable, and safe for many goroutines.
type Signer struct{ keys [][]byte }

// Sign returns a token that holds the value and the time. The only error is [ErrTooLong], for a value of about 6 KiB.
func (s *Signer) Sign(value string) (string, error) {
	raw := make([]byte, headBytes, headBytes+len(value))
	now := uint64(time.Now().Unix())
	for i := range timeBytes {
		raw[headBytes-1-i] = byte(now >> (8 * i))
	}
	raw = append(raw, value...)
	if 1+encoding.EncodedLen(len(raw)) > MaxLength {
		return "", ErrTooLong
	}
	copy(raw, mac(hmac.New(sha256.New, s.keys[0]), raw, nil))
	out := make([]byte, 1+encoding.EncodedLen(len(raw)))
	out[0] = version
	encoding.Encode(out[1:], raw)
	return string(out), nil
}

// mac is the HMAC of what stands behind its own place in raw. It is appended to dst.
func mac(h hash.Hash, raw, dst []byte) []byte {
	_, _ = h.Write([]byte{version})
	_, _ = h.Write(raw[sha256.Size:])
	return h.Sum(dst)
}

// Unsign returns the value of a token that is at most maxAge old; [Forever] takes any age, and an age of zero or less none.
// The error is [ErrInvalid] or, for genuine tokens only, [ErrExpired]. Keys are compared in constant time.
func (s *Signer) Unsign(token string, maxAge time.Duration) (string, error) {
	raw, ok := decode(token)
	if !ok || !s.genuine(raw) {
		return "", ErrInvalid
	}
	var at int64
	for _, b := range raw[sha256.Size:headBytes] {
		at = at<<8 | int64(b)
	}
	if maxAge <= 0 || maxAge != Forever && time.Since(time.Unix(at, 0)) >= maxAge+time.Second { // the token has whole seconds
		return "", ErrExpired
	}
	return string(raw[headBytes:]), nil
}

// decode reads the one spelling of a token. The decoder would skip line breaks, so they are looked for first.
func decode(token string) ([]byte, bool) {
	if len(token) < 1+encoding.EncodedLen(headBytes) || len(token) > MaxLength || token[0] != version {
		return nil, false
	}
	for i := 1; i < len(token); i++ {
		if token[i] == '\n' || token[i] == '\r' {
			return nil, false
		}
	}
	raw, err := encoding.DecodeString(token[1:])
	return raw, err == nil
}

// genuine compares with every key, whichever fits.
func (s *Signer) genuine(raw []byte) bool {
	found := false
	var sum [sha256.Size]byte
	for _, key := range s.keys {
		if hmac.Equal(raw[:sha256.Size], mac(hmac.New(sha256.New, key), raw, sum[:0])) {
			found = true
		}
	}
	return found
}

// SignJSON signs v as JSON. The error is encoding/json's or [ErrTooLong].
func (s *Signer) SignJSON(v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("sign: %w", err)
	}
	return s.Sign(string(b))
}

// UnsignJSON reads the value of a token that [Signer.SignJSON] made into v, a pointer. Its errors are those of
// [Signer.Unsign]; a genuine value that does not fit v, since the program changed, is [ErrInvalid] too.
func (s *Signer) UnsignJSON(token string, maxAge time.Duration, v any) error {
	value, err := s.Unsign(token, maxAge)
	if err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(value), v); err != nil {
		return fmt.Errorf("%w: its value does not fit a %T", ErrInvalid, v)
	}
	return nil
}
