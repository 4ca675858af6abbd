// Package password keeps passwords: it makes hashes, checks them, and says which passwords are too weak.
//
//	policy := new(password.Policy)
//	encoded, err := policy.Hash(ctx, "correct horse battery staple")
//	…
//	result, err := policy.Verify(ctx, typed, encoded)
//	if result.OK { … }
//
// # What is stored
//
// A hash is kept in Django's encoding, so that Musette and Django read each other's: the algorithm, its parameters, the salt and the
// hash, with "$" between them. Every encoding that Django 3.2 to 6.1 makes is recognized, and the old ones that a site may still
// hold from years ago:
//
//	argon2$argon2id$v=19$m=19456,t=2,p=1$salt$hash     argon2id and argon2i, version 19
//	pbkdf2_sha256$1200000$salt$hash                    and pbkdf2_sha1
//	scrypt$16384$salt$8$5$hash
//	bcrypt_sha256$$2b$12$…                             and bcrypt, which reads 72 bytes of the password
//	md5$salt$hash, sha1$salt$hash, md5$$hash, sha1$$hash, and 32 hexadecimal digits alone
//
// The last line is only ever checked, never made: those types have no exported name. Django's "crypt" (DES) is not recognized. A text
// that begins with "!" ([Unusable]) matches no password.
//
// # Own mode and shared mode
//
// The zero [Policy] is what a site alone wants: Argon2id with the parameters that OWASP recommends, and hashes of any other kind
// replaced when their owner logs in. [Django] returns the policy for a site whose users Django serves as well: new hashes are what
// that version of Django would make, and none is ever replaced, since a new hash would end the user's sessions on the other side.
//
// # What a hash costs, and who pays
//
// Hashing is slow on purpose, so a policy bounds it: half of the processors hash at a time, others wait in a queue of bounded
// length as long as their context lets them, and who finds the queue full is told at once, by an error of the kind
// [problem.Unavailable]. That bounds the memory too. [Policy.VerifyNobody] does the same work for a user who does not exist, so
// that the time of an answer does not tell who has an account; a stored hash that is unusable, damaged or of an unknown algorithm
// costs the same. A stored hash that asks for more than [MaxMemory] or the other limits is damaged: it is never computed.
//
// # The text of a password
//
// The bytes of a password are hashed as they come: no Unicode normalization, no case folding, no trimming, as in Django. Whoever
// types an "é" as one code point today and as two tomorrow has typed two passwords. A password of more than [DefaultMaxLength]
// bytes is refused before anything is computed from it.
package password
