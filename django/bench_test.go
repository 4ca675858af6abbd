package django_test

import (
	"encoding/json"
	"testing"

	"github.com/musette-go/musette/django"
)

// BenchmarkSession is what a request costs that reads the session of somebody who is logged in, and what it costs to change it, without the
// database.
func BenchmarkSession(b *testing.B) {
	codec := django.SessionCodec{Keys: keys()}
	values := map[string]json.RawMessage{django.SessionUserID: json.RawMessage(`"1"`), django.SessionUserBackend: json.RawMessage(`"` + django.ModelBackend + `"`),
		django.SessionUserHash: json.RawMessage(`"8f0b4d3dd7e2ab93b8d7e4c41c1d4a8ad51ef3a7d2d5f4de1a0f3e1dbd4a9ef0"`), "cart": json.RawMessage(`{"7":2,"12":1}`)}
	text, err := codec.Encode(values)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("Decode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := codec.Decode(text); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Encode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := codec.Encode(values); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("VerifySessionAuthHash", func(b *testing.B) {
		b.ReportAllocs()
		hash, err := django.SessionAuthHash(keys(), "pbkdf2_sha256$600000$salt$hash")
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if ok, _ := django.VerifySessionAuthHash(keys(), "pbkdf2_sha256$600000$salt$hash", hash); !ok {
				b.Fatal("another hash")
			}
		}
	})
}
