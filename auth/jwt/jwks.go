package jwt

import (
	"crypto/ed25519"
	"crypto/rsa"
	"net/http"

	"github.com/musette-go/musette/sign"
	"github.com/musette-go/musette/web"
)

// jwk is a public key (RFC 7517).
type jwk struct {
	Type  string `json:"kty"`
	Use   string `json:"use"`
	Alg   string `json:"alg"`
	ID    string `json:"kid"`
	Curve string `json:"crv,omitempty"`
	X     string `json:"x,omitempty"`
	N     string `json:"n,omitempty"`
	E     string `json:"e,omitempty"`
}

// JWKS is the handler of /.well-known/jwks.json: the public keys of the site (RFC 7517), with which other services check its tokens. Secrets
// are not among them. To change a key, put the new one behind the old one, wait until everybody has read it, which the answer
// allows five minutes for, and then turn them around; the old one goes when its last token has expired.
//
//	r.Get("/.well-known/jwks.json", jwt.JWKS).Public()
func JWKS(w http.ResponseWriter, r *http.Request) error {
	s, err := serviceOf(r.Context())
	if err != nil {
		return err
	}
	keys, err := s.keys.all(sign.From(r.Context()))
	if err != nil {
		return err
	}
	public := []jwk{}
	for _, k := range keys {
		if k.err != nil {
			continue
		}
		switch key := k.public.(type) {
		case ed25519.PublicKey:
			public = append(public, jwk{Type: "OKP", Use: "sig", Alg: k.method.Alg(), ID: k.id, Curve: "Ed25519", X: b64(key)})
		case *rsa.PublicKey:
			public = append(public, jwk{Type: "RSA", Use: "sig", Alg: k.method.Alg(), ID: k.id, N: b64(key.N.Bytes()), E: b64(exponent(key))})
		}
	}
	w.Header().Set("Cache-Control", "public, max-age=300")
	return web.JSON(w, http.StatusOK, map[string]any{"keys": public})
}
