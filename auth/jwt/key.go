package jwt

import (
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"sync/atomic"

	gojwt "github.com/golang-jwt/jwt/v5"

	"github.com/musette-go/musette/sign"
)

// Key signs tokens, or only checks them. Its kind decides the algorithm. A mistake in it is reported when the site starts, as jwt.E001.
type Key struct {
	id      string // kid
	method  gojwt.SigningMethod
	private any // nil where it only checks
	public  any
	err     error
}

// HS256 is a secret that both signs and checks: everybody who can check a token can make one. It needs 32 bytes or more. With the id "" tokens
// name no key, as simplejwt's.
func HS256(id string, secret []byte) Key {
	k := Key{id: id, method: gojwt.SigningMethodHS256, private: secret, public: secret}
	if len(secret) < 32 {
		k.err = fmt.Errorf("the secret has %d bytes: expected 32 or more random ones (RFC 7518, section 3.2)", len(secret))
	}
	return k
}

// EdDSA signs with an Ed25519 key. The id "" stands for the key's thumbprint (RFC 7638).
func EdDSA(id string, key ed25519.PrivateKey) Key {
	if len(key) != ed25519.PrivateKeySize {
		return Key{err: fmt.Errorf("the key has %d bytes: expected an Ed25519 private key of %d", len(key), ed25519.PrivateKeySize)}
	}
	public, _ := key.Public().(ed25519.PublicKey)
	k := EdDSAPublic(id, public)
	k.private = key
	return k
}

// EdDSAPublic checks what [EdDSA] has signed: the key of before, or that of another service.
func EdDSAPublic(id string, key ed25519.PublicKey) Key {
	if len(key) != ed25519.PublicKeySize {
		return Key{err: fmt.Errorf("the key has %d bytes: expected an Ed25519 public key of %d", len(key), ed25519.PublicKeySize)}
	}
	if id == "" {
		id = thumbprint(`{"crv":"Ed25519","kty":"OKP","x":"` + b64(key) + `"}`)
	}
	return Key{id: id, method: gojwt.SigningMethodEdDSA, public: key}
}

// RS256 signs with an RSA key of 2048 bits or more. The id "" stands for the key's thumbprint (RFC 7638).
func RS256(id string, key *rsa.PrivateKey) Key {
	if key == nil {
		return Key{err: errors.New("there is no key: expected an RSA private key")}
	}
	k := RS256Public(id, &key.PublicKey)
	k.private = key
	return k
}

// RS256Public checks what [RS256] has signed: the key of before, or that of another service.
func RS256Public(id string, key *rsa.PublicKey) Key {
	if key == nil || key.N == nil || key.N.BitLen() < 2048 {
		return Key{err: errors.New("the RSA key is missing or too short: expected 2048 bits or more (RFC 7518, section 3.3)")}
	}
	if id == "" {
		id = thumbprint(`{"e":"` + b64(exponent(key)) + `","kty":"RSA","n":"` + b64(key.N.Bytes()) + `"}`)
	}
	return Key{id: id, method: gojwt.SigningMethodRS256, public: key}
}

func exponent(key *rsa.PublicKey) []byte { return big.NewInt(int64(key.E)).Bytes() }

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func thumbprint(canonical string) string {
	sum := sha256.Sum256([]byte(canonical))
	return b64(sum[:])
}

// keyring is the keys of a site: its own, or those derived from SECRET_KEY.
type keyring struct {
	own     []Key
	derived atomic.Pointer[derived]
}

// derived are keys with what they were made of.
type derived struct {
	from *sign.Keys
	keys []Key
}

// purpose names the keys that are derived for this package.
const purpose = "auth/jwt"

func (r *keyring) all(site *sign.Keys) ([]Key, error) {
	if len(r.own) > 0 {
		return r.own, nil
	}
	if site == nil {
		return nil, errors.New("jwt: this context has no keys to sign with: use sign.With, which a site does by itself")
	}
	if d := r.derived.Load(); d != nil && d.from == site {
		return d.keys, nil
	}
	d := &derived{from: site}
	for _, secret := range site.Derive(purpose) {
		d.keys = append(d.keys, HS256("", secret))
	}
	r.derived.Store(d)
	return d.keys, nil
}

// fitting are the keys that may have signed a token with that algorithm and kid. The algorithm must be the key's own: a public key is never
// taken for a secret.
func fitting(keys []Key, alg, kid string) gojwt.VerificationKeySet {
	var set gojwt.VerificationKeySet
	for _, k := range keys {
		if k.err == nil && k.method.Alg() == alg && (kid == "" || k.id == kid) {
			set.Keys = append(set.Keys, k.public)
		}
	}
	return set
}
