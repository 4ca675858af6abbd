package password

import (
	"errors"
	"testing"
)

// FuzzEncoding reads whatever may stand in a database. What is accepted lies within the budget.
func FuzzEncoding(f *testing.F) {
	for _, seed := range []string{
		"argon2$argon2id$v=19$m=64,t=1,p=1$AAECAwQFBgcICQoLDA0ODw$bynHEyr4haxtPeI7EZzgYQ",
		"pbkdf2_sha256$1$seasalt$7uPyO44geqCt/Nv3ztly1adSqh5hHCYtGPDoMYOOBWU=",
		"pbkdf2_sha1$1$seasalt$iQvkNOF1wEL4Khh8eogJ8rUhipM=",
		"scrypt$2$s$1$1$NSnoIm3vLpDMiLvc+TzkKtXEJGSHphhvkGRpzYQHyvEXGr+784hQA71c+qDUQtSeGdsdq/SfW8IG8hQUkeJTJQ==",
		"bcrypt_sha256$$2b$04$Hd6iK18cvdABba1JzzLlq.OXBPH72ZI2G1s3B6UvysopEsmLS.qMq",
		"md5$$3cb4e732631f47e6eb961f34554b7cde", "3cb4e732631f47e6eb961f34554b7cde", "sha1$a$55eef163bf2e349b9946e3183eef620dde0247f5", "!", "",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, encoded string) {
		var errs []error
		a, err := parseArgon2(encoded)
		if errs = append(errs, err); err == nil && (a.check() != nil || uint64(a.Memory)*uint64(a.Time) > maxTraffic) {
			t.Errorf("accepted %+v", a)
		}
		s, err := parseScrypt(encoded)
		if errs = append(errs, err); err == nil && (s.N*s.R/8 > MaxMemory || s.N*s.R/8*s.P > maxTraffic) {
			t.Errorf("accepted %+v", s)
		}
		for _, sha1 := range []bool{false, true} {
			p, err := PBKDF2{SHA1: sha1}.parse(encoded)
			if errs = append(errs, err); err == nil && (p.iterations < 1 || p.iterations > MaxIterations || p.salt == "") {
				t.Errorf("accepted %+v", p)
			}
		}
		for _, plain := range []bool{false, true} {
			_, rounds, err := BCrypt{Plain: plain}.parse(encoded)
			if errs = append(errs, err); err == nil && (rounds < 4 || rounds > MaxRounds) {
				t.Errorf("accepted %d rounds", rounds)
			}
		}
		for _, d := range []digest{md5Digest(), sha1Digest()} {
			_, err := d.Verify("x", encoded)
			errs = append(errs, err)
		}
		read := 0
		for _, err := range errs {
			if err == nil {
				read++
			} else if !errors.Is(err, ErrEncoding) {
				t.Errorf("%v is not ErrEncoding", err)
			}
		}
		if read > 1 {
			t.Errorf("%q is read as %d algorithms", encoded, read)
		}
	})
}
