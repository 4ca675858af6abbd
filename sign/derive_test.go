package sign_test

import (
	"bytes"
	"testing"

	"github.com/musette-go/musette/sign"
)

func TestDerive(t *testing.T) {
	t.Parallel()
	keys, err := sign.NewKeys("new", "old")
	if err != nil {
		t.Fatal(err)
	}
	old, err := sign.NewKeys("old")
	if err != nil {
		t.Fatal(err)
	}
	got := keys.Derive("a", "bc")
	if len(got) != 2 || len(got[0]) != 32 || bytes.Equal(got[0], got[1]) {
		t.Fatalf("derived %x", got)
	}
	if !bytes.Equal(got[1], old.Derive("a", "bc")[0]) {
		t.Error("a fallback key derives something else than when it was the first")
	}
	if !bytes.Equal(got[0], keys.Derive("a", "bc")[0]) {
		t.Error("the same purpose gives another key")
	}
	if bytes.Equal(got[0], keys.Derive("ab", "c")[0]) || bytes.Equal(got[0], keys.Derive("abc")[0]) {
		t.Error("another purpose gives the same key")
	}
}
