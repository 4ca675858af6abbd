package mfa_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"net/url"
	"testing"

	"github.com/musette-go/musette/testkit"
)

// The flags of authenticator data (WebAuthn, section 6.1).
const (
	userPresent  = 0x01
	userVerified = 0x04
	attested     = 0x40
)

// softToken is an authenticator made of code: it does what it is told, also what no honest one does.
type softToken struct {
	t      *testing.T
	key    *ecdsa.PrivateKey
	id     []byte
	handle []byte
	count  uint32
	flags  byte
	origin string // where the browser says that it is
	rpID   string // for whom it signs
}

func newSoftToken(t *testing.T) *softToken {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	id := make([]byte, 16)
	_, _ = rand.Read(id)
	return &softToken{t: t, key: key, id: id, flags: userPresent | userVerified, origin: "http://testserver", rpID: "shop.example"}
}

// challenge is what the token reads of the options.
type challenge struct {
	PublicKey struct {
		Challenge string
		User      struct{ ID, Name string }
		RPID      string `json:"rpId"`
		RP        struct{ ID, Name string }
	}
}

// asked asks the site for options.
func asked(c *testkit.Client, what string) (o challenge) {
	c.JSON("POST", "/accounts/2fa/options/"+what+"/", nil).Status(200).Decode(&o)
	return o
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func (k *softToken) clientData(kind, challenge string) []byte {
	b, err := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": k.origin, "crossOrigin": false})
	if err != nil {
		k.t.Fatal(err)
	}
	return b
}

func (k *softToken) authData(flags byte) []byte {
	rp := sha256.Sum256([]byte(k.rpID))
	out := append(rp[:], flags)
	return binary.BigEndian.AppendUint32(out, k.count)
}

// cbor writes the head of a CBOR value (RFC 8949) of a major type.
func cbor(major byte, n int) []byte {
	switch {
	case n < 24:
		return []byte{major<<5 | byte(n)}
	case n < 256:
		return []byte{major<<5 | 24, byte(n)}
	}
	return []byte{major<<5 | 25, byte(n >> 8), byte(n)}
}

func text(s string) []byte  { return append(cbor(3, len(s)), s...) }
func bytes(b []byte) []byte { return append(cbor(2, len(b)), b...) }

// cose is the public key: EC2, ES256, P-256.
func (k *softToken) cose() []byte {
	point, err := k.key.PublicKey.Bytes() // 4, x, y
	if err != nil {
		k.t.Fatal(err)
	}
	out := []byte{0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21}
	out = append(out, bytes(point[1:33])...)
	return append(append(out, 0x22), bytes(point[33:])...)
}

// create answers a challenge for a new passkey.
func (k *softToken) create(o challenge) string {
	k.handle, _ = base64.RawURLEncoding.DecodeString(o.PublicKey.User.ID)
	data := append(k.authData(k.flags|attested), make([]byte, 16)...)
	data = binary.BigEndian.AppendUint16(data, uint16(len(k.id)))
	data = append(append(data, k.id...), k.cose()...)
	object := append([]byte{0xa3}, text("fmt")...)
	object = append(append(object, text("none")...), text("attStmt")...)
	object = append(append(object, 0xa0), text("authData")...)
	object = append(object, bytes(data)...)
	return k.answer(map[string]any{
		"clientDataJSON": b64(k.clientData("webauthn.create", o.PublicKey.Challenge)), "attestationObject": b64(object), "transports": []string{"usb"},
	})
}

// get answers a challenge for a passkey that is known.
func (k *softToken) get(o challenge) string {
	k.count++
	client := k.clientData("webauthn.get", o.PublicKey.Challenge)
	data := k.authData(k.flags)
	hash := sha256.Sum256(client)
	digest := sha256.Sum256(append(append([]byte{}, data...), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, k.key, digest[:])
	if err != nil {
		k.t.Fatal(err)
	}
	return k.answer(map[string]any{
		"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(signature), "userHandle": b64(k.handle),
	})
}

func (k *softToken) answer(response map[string]any) string {
	b, err := json.Marshal(map[string]any{
		"id": b64(k.id), "rawId": b64(k.id), "type": "public-key", "clientExtensionResults": map[string]any{}, "response": response,
	})
	if err != nil {
		k.t.Fatal(err)
	}
	return string(b)
}

// register adds a passkey to who is logged in.
func register(c *testkit.Client, k *softToken, name string) *testkit.Response {
	return c.Post("/accounts/2fa/passkeys/add/", url.Values{"name": {name}, "credential": {k.create(asked(c, "add"))}})
}

// show sends a passkey's answer.
func show(c *testkit.Client, path, answer string) *testkit.Response {
	return c.Post(path, url.Values{"credential": {answer}})
}
