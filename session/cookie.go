package session

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/musette-go/musette/sign"
)

// NewCookie returns the manager of sessions that are kept in the cookie itself, encrypted and signed. Nothing is stored on the
// server, and that has a price:
//
//   - A session cannot be ended: who has a copy of the cookie can use it until it expires, also after [Session.Flush] or a
//     change of the key by [Session.Rotate]. [Manager.End] is an error.
//   - All values together must fit into about 2,900 bytes, since browsers keep 4096; a request that stores more is answered with an error.
//   - Of two requests that change the session at once, the last one wins.
//
// It suits small sites without accounts; where people log in, use dbsession. The error names all options that are wrong.
func NewCookie(keys *sign.Keys, o Options) (*Manager, error) {
	opt, err := o.withDefaults()
	if keys == nil {
		err = errors.Join(err, errors.New("session: NewCookie needs the site's keys: sign.From(ctx) has them"))
	}
	if err != nil {
		return nil, err
	}
	return &Manager{opt: opt, store: sealed{keys.Derive("session.cookie", opt.Cookie.Name)}}, nil
}

// sealed keeps a session in its token: a salt of 24 random bytes, and the session as JSON under AES-256-GCM with a key that is the
// HMAC of the salt. Each token has a key of its own, so that the nonce can be zero, however many there are.
type sealed struct{ keys [][]byte }

const (
	saltBytes = 24
	maxSealed = 4096 // of a token that is read
)

// content is what a token holds, with short names.
type content struct {
	Data    map[string]json.RawMessage `json:"d"`
	Created int64                      `json:"c"`
	Expires int64                      `json:"e"` // in seconds since 1970
}

// encoding takes one of the spellings that base64 allows for the same bytes.
var encoding = base64.RawURLEncoding.Strict()

func aead(key, salt []byte) cipher.AEAD {
	mac := hmac.New(sha256.New, key)
	_, _ = mac.Write(salt)
	block, err := aes.NewCipher(mac.Sum(nil))
	if err == nil {
		var gcm cipher.AEAD
		if gcm, err = cipher.NewGCM(block); err == nil {
			return gcm
		}
	}
	panic(fmt.Sprintf("session: AES-256-GCM: %v", err)) // never: the key has 32 bytes
}

func (s sealed) seal(rec Record) (string, error) {
	plain, err := json.Marshal(content{rec.Data, rec.Created.Unix(), rec.Expires.Unix()})
	if err != nil {
		return "", fmt.Errorf("session: the values cannot be written: %w", err)
	}
	salt := make([]byte, saltBytes, saltBytes+len(plain)+16)
	_, _ = rand.Read(salt) // never fails
	gcm := aead(s.keys[0], salt)
	return encoding.EncodeToString(gcm.Seal(salt, make([]byte, gcm.NonceSize()), plain, nil)), nil
}

func (s sealed) load(_ context.Context, token string) (Record, error) {
	if len(token) > maxSealed {
		return Record{}, ErrNotFound
	}
	raw, err := encoding.DecodeString(token)
	if err != nil || len(raw) < saltBytes || encoding.EncodeToString(raw) != token {
		return Record{}, ErrNotFound
	}
	for _, key := range s.keys {
		gcm := aead(key, raw[:saltBytes])
		plain, err := gcm.Open(nil, make([]byte, gcm.NonceSize()), raw[saltBytes:], nil)
		if err != nil {
			continue
		}
		var c content
		if json.Unmarshal(plain, &c) != nil {
			break
		}
		return Record{Data: c.Data, Created: time.Unix(c.Created, 0).UTC(), Expires: time.Unix(c.Expires, 0).UTC()}, nil
	}
	return Record{}, ErrNotFound
}

func (s sealed) create(_ context.Context, _ string, rec Record) (string, error) { return s.seal(rec) }

func (s sealed) update(_ context.Context, _, _ string, rec Record) (string, error) {
	return s.seal(rec)
}

func (s sealed) remove(context.Context, string) error { return nil }

func (s sealed) end(context.Context, []string) error {
	return errors.New("session: sessions that are kept in cookies cannot be ended from elsewhere: use dbsession")
}

func (s sealed) fresh() string     { return "" }
func (s sealed) key(string) string { return "" }
