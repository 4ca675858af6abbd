package password_test

import (
	"testing"

	"github.com/musette-go/musette/auth/password"
	"github.com/musette-go/musette/auth/password/passwordtest"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	for name, h := range map[string]password.Hasher{
		"argon2":        password.Argon2id{Memory: 64, Time: 1},
		"pbkdf2_sha256": password.PBKDF2{Iterations: 2},
		"pbkdf2_sha1":   password.PBKDF2{Iterations: 2, SHA1: true},
		"scrypt":        password.Scrypt{N: 16, P: 1},
		"bcrypt_sha256": password.BCrypt{Rounds: 4},
		"bcrypt":        password.BCrypt{Rounds: 4, Plain: true},
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); passwordtest.Run(t, h) })
	}
}
