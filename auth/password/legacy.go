package password

import (
	"crypto/md5"
	"crypto/sha1"
	"encoding/hex"
	"strings"
)

// A digest checks Django's oldest hashes, one round of MD5 or SHA-1 of the salt and the password. There is no way to make one: a right
// password leads to a better hash where the policy upgrades.
type digest struct {
	algorithm string
	sum       func(text string) []byte
}

func md5Digest() digest {
	return digest{"md5", func(s string) []byte { h := md5.Sum([]byte(s)); return h[:] }}
}

func sha1Digest() digest {
	return digest{"sha1", func(s string) []byte { h := sha1.Sum([]byte(s)); return h[:] }}
}

// Verify reads "md5$salt$hash", "md5$$hash" and the bare 32 digits of MD5; "sha1$salt$hash" and "sha1$$hash".
func (d digest) Verify(password, encoded string) (bool, error) {
	salt, want, err := d.parse(encoded)
	if err != nil {
		return false, err
	}
	return equal(d.sum(salt+password), want), nil
}

func (d digest) parse(encoded string) (salt string, hash []byte, err error) {
	if d.algorithm == "md5" && bareMD5(encoded) {
		encoded = "md5$$" + encoded
	}
	parts, err := fields(encoded, 3)
	if err != nil {
		return "", nil, err
	}
	hash, err = hex.DecodeString(parts[2])
	if parts[0] != d.algorithm || err != nil || len(hash) != len(d.sum("")) || strings.ToLower(parts[2]) != parts[2] {
		return "", nil, damaged("the hash of %s is not %d lower hexadecimal digits", d.algorithm, 2*len(d.sum("")))
	}
	return parts[1], hash, nil
}

// bareMD5 reports whether an encoding is what ancient versions of Django stored: a hash alone.
func bareMD5(encoded string) bool {
	return len(encoded) == 32 && !strings.Contains(encoded, "$")
}
