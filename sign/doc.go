// Package sign makes text that a site hands out and recognizes later: cookies, links in mails, tokens. What was signed can be
// read by everybody but changed by nobody without the site's secret key.
//
//	keys, err := sign.NewKeys(secret)
//	links := keys.Signer("accounts.unsubscribe")
//	token, err := links.Sign("user-12")
//	…
//	user, err := links.Unsign(token, 7*24*time.Hour)
//
// # Purposes
//
// A [Signer] is made for a purpose, and a token of one purpose is worthless for every other: a link that ends a subscription
// cannot be turned into one that resets a password. The parts of a purpose are kept apart by their lengths, so that
// ("a", "bc") and ("ab", "c") are two purposes.
//
// # Keys
//
// [Keys] hold the key that signs, and older ones that are still recognized. To replace a key, put the new one first and the
// old one behind it, and remove the old one when its tokens have run out. [CheckKey] is the rule for keys in production;
// [KeyFile] keeps a generated one in a file that only its owner can read.
//
// # The format
//
// A token is the digit 1, the version, followed by base64 for URLs without padding of 32 bytes of HMAC-SHA256, 6 bytes of
// seconds since 1970, and the value. The HMAC covers version, time and value; its key is derived from the secret and the
// purpose by HKDF-SHA256. Only the one spelling that [Signer.Sign] gives is recognized.
package sign
