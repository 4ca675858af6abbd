package password_test

import (
	"testing"

	"github.com/musette-go/musette/auth/password"
)

// What a login costs with each hasher, and what it leaves for the collector.
func BenchmarkVerify(b *testing.B) {
	for name, h := range map[string]password.Hasher{
		"argon2-owasp":        password.Argon2id{},
		"argon2-django":       password.Argon2id{Memory: 102400, Time: 2, Threads: 8},
		"pbkdf2-django-3.2":   password.Django(3, 2).Preferred,
		"pbkdf2-django-6.0":   password.Django(6, 0).Preferred,
		"scrypt-django-5.1":   password.Scrypt{},
		"bcrypt-sha256-of-12": password.BCrypt{},
	} {
		b.Run(name, func(b *testing.B) {
			p := &password.Policy{Preferred: h}
			encoded, err := p.Hash(b.Context(), "correct horse battery staple")
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if r, err := p.Verify(b.Context(), "correct horse battery staple", encoded); err != nil || !r.OK {
					b.Fatal(r, err)
				}
			}
		})
	}
}

func BenchmarkValidate(b *testing.B) {
	p := new(password.Policy)
	about := []password.Attribute{{Label: "username", Value: "camille"}, {Label: "email address", Value: "camille@example.org"}}
	b.ReportAllocs()
	for b.Loop() {
		if found, err := p.Validate(b.Context(), "correct horse battery staple", about...); err != nil || len(found) != 0 {
			b.Fatal(found, err)
		}
	}
}
