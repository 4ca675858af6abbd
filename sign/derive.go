package sign

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// Derive returns a key of 32 bytes for a purpose from each of the site's keys, that of the first one first: for encryption, above
// all. A purpose's derived keys have nothing to do with those of its [Signer]. Deriving takes some microseconds for each key.
func (k *Keys) Derive(purpose ...string) [][]byte { return k.derive("musette/key/1", purpose) }

// derive is HKDF-SHA256 of every secret. The parts of a purpose are kept apart by their lengths.
func (k *Keys) derive(salt string, purpose []string) [][]byte {
	info := make([]byte, 0, 64)
	for _, p := range purpose {
		info = binary.BigEndian.AppendUint64(info, uint64(len(p)))
		info = append(info, p...)
	}
	keys := make([][]byte, len(k.secrets))
	for i, secret := range k.secrets {
		key, err := hkdf.Key(sha256.New, []byte(secret), []byte(salt), string(info), sha256.Size)
		if err != nil { // only for lengths beyond 255 hashes, or a FIPS build with a short key
			panic(fmt.Sprintf("sign: the key cannot be derived: %v", err))
		}
		keys[i] = key
	}
	return keys
}
