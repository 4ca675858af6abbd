package testenv

import (
	"os"
	"testing"
)

// What a test pays for a database of its own.
func BenchmarkNewDatabase(b *testing.B) {
	admin := os.Getenv("MUSETTE_TEST_POSTGRES_URL")
	if admin == "" {
		if _, err := postgresBin(); err != nil {
			missing(b, postgresService, err)
		}
		s, err := sharedServer()
		if err != nil {
			b.Fatal(err)
		}
		admin = s.URL()
	}
	for b.Loop() {
		_, drop, err := NewDatabase(admin)
		if err != nil {
			b.Fatal(err)
		}
		if err := drop(); err != nil {
			b.Fatal(err)
		}
	}
}

// What a test process pays for a server.
func BenchmarkStartPostgres(b *testing.B) {
	if _, err := postgresBin(); err != nil {
		missing(b, postgresService, err)
	}
	for b.Loop() {
		s, err := StartPostgres()
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
