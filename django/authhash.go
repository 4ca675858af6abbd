package django

import "encoding/hex"

const authHashSalt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"

// SessionAuthHash is AbstractBaseUser.get_session_auth_hash of a user whose column password holds this: what stands in a session as
// [SessionUserHash], so that a new password ends all sessions of before.
func SessionAuthHash(keys Keys, password string) (string, error) {
	return keys.sign(authHashSalt, password, hex.EncodeToString)
}

// VerifySessionAuthHash reports whether a session's hash is that of the user's column password, by any of the keys. When it is not
// the one that [SessionAuthHash] makes now, but that of a fallback key or of SHA-1, current is false, and the session should get the
// new one and a new key, as in Django.
func VerifySessionAuthHash(keys Keys, password, hash string) (ok, current bool) {
	return keys.verify(authHashSalt, password, hash, hex.EncodeToString)
}
