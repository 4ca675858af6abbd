package django

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"reflect"
	"testing"
	"time"
)

const fuzzSecret = "only for fuzzing"

func fuzzKeys() Keys { return Keys{Secret: fuzzSecret, Hash: SHA256OrSHA1} }

// known reports whether an error is one of those that are documented.
func known(err error) bool {
	return errors.Is(err, ErrBadSignature) || errors.Is(err, ErrMalformed) || errors.Is(err, ErrTooLarge) || errors.Is(err, ErrSignatureExpired)
}

// FuzzUnsign gives texts to everything that recognizes signatures. Nothing that was not signed is.
func FuzzUnsign(f *testing.F) {
	signed, _ := Dumps(fuzzKeys(), "other", "x")
	for _, seed := range []string{"", ":", "a:b:c", signed, "." + signed, "$[]", "ZjowOnt9", "\n\n\n", "=", "===="} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, errPlain := Signer{Keys: fuzzKeys()}.Unsign(text)
		_, _, errTime := Signer{Keys: fuzzKeys()}.UnsignTime(text, time.Hour)
		errLoads := Loads(fuzzKeys(), "", text, 0, new(any))
		_, errSession := SessionCodec{Keys: fuzzKeys()}.Decode(text)
		_, _, errMessages := Messages{Keys: fuzzKeys()}.Decode(text)
		for i, err := range []error{errPlain, errTime, errLoads, errSession, errMessages} {
			if !errors.Is(err, ErrBadSignature) && !errors.Is(err, ErrTooLarge) {
				t.Errorf("%d: %v", i, err)
			}
		}
		if (ResetTokens{Keys: fuzzKeys()}).Check(ResetUser{PK: "1"}, text) {
			t.Error("a token was recognized")
		}
		if ok, _ := VerifySessionAuthHash(fuzzKeys(), "x", text); ok {
			t.Error("a hash was recognized")
		}
		if pk, ok := DecodeUID(text); ok && pk == "" && text != "" {
			t.Error("an empty key")
		}
	})
}

// FuzzSigned gives contents to the parsers behind the signature, with and without compression.
func FuzzSigned(f *testing.F) {
	for _, seed := range []string{"", "{}", `{"a":1}`, `[["__json_message",0,20,"x"]]`, `["__messagesnotfinished__"]`, "\x78\x9c\x03\x00\x00\x00\x00\x01", "null", "\xff"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		b64 := base64.RawURLEncoding.EncodeToString(data)
		for _, content := range []string{string(data), b64, "." + b64} {
			session, err := Signer{Keys: fuzzKeys(), Salt: SessionSalt}.SignTime(content)
			if err != nil {
				t.Fatal(err)
			}
			codec := SessionCodec{Keys: fuzzKeys()}
			raw, err := codec.Decode(session)
			if err != nil && !known(err) {
				t.Errorf("session: %v", err)
			}
			if err == nil {
				again(t, codec, raw)
			}
			cookie, err := Signer{Keys: fuzzKeys().forCookies(), Salt: messagesSalt}.SignTime(content)
			if err != nil {
				t.Fatal(err)
			}
			if _, _, err := (Messages{Keys: fuzzKeys()}).Decode(cookie); err != nil && !known(err) {
				t.Errorf("messages: %v", err)
			}
		}
		if _, err := UnmarshalMessages(data); err != nil && !known(err) {
			t.Errorf("messages of a session: %v", err)
		}
	})
}

// again encodes what was decoded, and finds the same.
func again(t *testing.T, codec SessionCodec, raw map[string]json.RawMessage) {
	text, err := codec.Encode(raw)
	if err != nil {
		t.Fatalf("%q cannot be encoded again: %v", raw, err)
	}
	back, err := codec.Decode(text)
	if err != nil || len(back) != len(raw) {
		t.Fatalf("%q came back as %q, %v", raw, back, err)
	}
	for name, value := range raw {
		var a, b any
		if json.Unmarshal(value, &a) != nil || json.Unmarshal(back[name], &b) != nil || !reflect.DeepEqual(a, b) {
			t.Errorf("%q: %s came back as %s", name, value, back[name])
		}
	}
}

// FuzzCSRF unmasks texts; what it accepts matches a token of itself.
func FuzzCSRF(f *testing.F) {
	f.Add("")
	f.Add(NewCSRFSecret())
	f.Add(MaskCSRF(NewCSRFSecret()))
	f.Fuzz(func(t *testing.T, text string) {
		secret, ok := UnmaskCSRF(text)
		if ok != MatchCSRF(text, text) || ok && (len(secret) != 32 || !MatchCSRF(text, MaskCSRF(secret))) {
			t.Errorf("%q is read as %q, %v", text, secret, ok)
		}
	})
}
