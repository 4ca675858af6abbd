package django_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/musette-go/musette/django"
)

// sessions are what may stand in one.
func sessions() []map[string]any {
	return []map[string]any{
		{},
		{"_auth_user_id": "1", "_auth_user_backend": django.ModelBackend, "_auth_user_hash": strings.Repeat("ab", 32)},
		{"cart": []any{map[string]any{"id": float64(1), "n": float64(2)}}, "żółć": "🔑 \u2028 <&> \\u0041 \"", "null": nil, "": false, "price": 1.25},
		{"long": strings.Repeat("abc", 50_000)},
	}
}

// plainSession is what a session says, whatever the spelling of its JSON.
func plainSession(t *testing.T, raw map[string]json.RawMessage) map[string]any {
	t.Helper()
	out := map[string]any{}
	for name, value := range raw {
		var v any
		if err := json.Unmarshal(value, &v); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out[name] = v
	}
	return out
}

func TestSessionsOfDjango(t *testing.T) {
	t.Parallel()
	var theirs struct{ New, Old []string }
	python(t, sessions(), `out = dict(New=[SessionStore().encode(s) for s in given], Old=[SessionStore()._legacy_encode(s) for s in given])`, &theirs)
	for i, want := range sessions() {
		for name, c := range map[string]struct {
			text string
			keys django.Keys
		}{
			"new":      {theirs.New[i], keys()},
			"3.2":      {theirs.New[i], keys32()},
			"old":      {theirs.Old[i], keys32()},
			"old only": {theirs.Old[i], django.Keys{Secret: secret, Hash: django.SHA1}},
			"fallback": {theirs.New[i], django.Keys{Secret: "new", Fallbacks: []string{secret}}},
		} {
			raw, err := django.SessionCodec{Keys: c.keys}.Decode(c.text)
			if err != nil || !reflect.DeepEqual(plainSession(t, raw), want) {
				t.Errorf("%s: %.200s, %v", name, raw, err)
			}
		}
		for name, c := range map[string]struct {
			text  string
			codec django.SessionCodec
		}{
			"old":        {theirs.Old[i], django.SessionCodec{Keys: keys()}},
			"old cookie": {theirs.Old[i], django.SessionCodec{Keys: keys32(), Salt: django.SessionCookieSalt}},
			"other salt": {theirs.New[i], django.SessionCodec{Keys: keys32(), Salt: django.SessionCookieSalt}},
			"other key":  {theirs.New[i], django.SessionCodec{Keys: django.Keys{Secret: "other", Hash: django.SHA256OrSHA1}}},
			"no key":     {theirs.New[i], django.SessionCodec{}},
		} {
			if raw, err := c.codec.Decode(c.text); !errors.Is(err, django.ErrBadSignature) || raw != nil {
				t.Errorf("%s: %v, %v", name, raw, err)
			}
		}
	}
}

func encodeSession(t *testing.T, c django.SessionCodec, data map[string]any) string {
	t.Helper()
	raw := map[string]json.RawMessage{}
	for name, value := range data {
		text, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		raw[name] = text
	}
	return must(t)(c.Encode(raw))
}

func TestSessionsForDjango(t *testing.T) {
	t.Parallel()
	var ours []string
	for _, s := range sessions() {
		ours = append(ours, encodeSession(t, django.SessionCodec{Keys: keys()}, s))
	}
	var got []map[string]any
	python(t, ours, `out = [SessionStore().decode(s) for s in given]`, &got)
	if !reflect.DeepEqual(got, sessions()) {
		t.Errorf("Django reads %.500v", got)
	}
	if text := must(t)(django.SessionCodec{Keys: keys()}.Encode(nil)); text == "" {
		t.Error("no data is no text")
	}
}

func TestForgedSessions(t *testing.T) {
	t.Parallel()
	var old, pickled, list string
	python(t, nil, `out = SessionStore()._legacy_encode({'_auth_user_id': '1'})`, &old)
	python(t, nil, `
from django.contrib.sessions.serializers import PickleSerializer
out = signing.dumps({'a': 1}, salt='django.contrib.sessions.SessionStore', serializer=PickleSerializer, compress=True)`, &pickled)
	python(t, nil, `out = signing.dumps([1], salt='django.contrib.sessions.SessionStore')`, &list)
	codec := django.SessionCodec{Keys: keys32()}
	text := encodeSession(t, codec, map[string]any{"_auth_user_id": "1"})
	for what, genuine := range map[string]string{"new": text, "old": old} {
		for name, forged := range forgeries(genuine) {
			raw, err := codec.Decode(forged)
			if !errors.Is(err, django.ErrBadSignature) && !errors.Is(err, django.ErrTooLarge) || raw != nil {
				t.Errorf("%s, %s: %v, %v", what, name, raw, err)
			}
		}
	}
	for name, text := range map[string]string{"pickle": pickled, "list": list, "null": must(t)(django.Dumps(keys(), django.SessionSalt, nil))} {
		if raw, err := codec.Decode(text); !errors.Is(err, django.ErrMalformed) || raw != nil {
			t.Errorf("%s: %v, %v", name, raw, err)
		}
	}
	if _, err := codec.Encode(map[string]json.RawMessage{"a": json.RawMessage("{")}); err == nil {
		t.Error("broken JSON was encoded")
	}
}

func TestSessionCookieExpires(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		codec := django.SessionCodec{Keys: keys(), Salt: django.SessionCookieSalt, MaxAge: time.Hour}
		text := encodeSession(t, codec, map[string]any{"a": 1})
		if _, err := codec.Decode(text); err != nil {
			t.Error(err)
		}
		<-time.After(time.Hour + time.Second)
		if _, err := codec.Decode(text); !errors.Is(err, django.ErrSignatureExpired) {
			t.Errorf("after an hour: %v", err)
		}
	})
}

func TestSessionAuthHash(t *testing.T) {
	t.Parallel()
	const stored = "pbkdf2_sha256$260000$salt$hash"
	var theirs struct{ New, Old string }
	python(t, stored, `
u = User(password=given)
out = dict(New=u.get_session_auth_hash(), Old=u._legacy_get_session_auth_hash())`, &theirs)
	if got := must(t)(django.SessionAuthHash(keys(), stored)); got != theirs.New {
		t.Errorf("%s, want %s", got, theirs.New)
	}
	rotated := django.Keys{Secret: "new", Fallbacks: []string{secret}, Hash: django.SHA256OrSHA1}
	for name, c := range map[string]struct {
		keys           django.Keys
		password, hash string
		ok, current    bool
	}{
		"new":               {keys(), stored, theirs.New, true, true},
		"old":               {keys32(), stored, theirs.Old, true, false},
		"old, not read":     {keys(), stored, theirs.Old, false, false},
		"fallback":          {rotated, stored, theirs.New, true, false},
		"old, fallback":     {rotated, stored, theirs.Old, true, false},
		"password changed":  {keys32(), stored + "x", theirs.New, false, false},
		"other key":         {django.Keys{Secret: "other"}, stored, theirs.New, false, false},
		"no key":            {django.Keys{Fallbacks: []string{secret, ""}}, stored, theirs.New, false, false},
		"nothing":           {keys32(), stored, "", false, false},
		"another spelling":  {keys32(), stored, strings.ToUpper(theirs.New), false, false},
		"beginning of hash": {keys32(), stored, theirs.New[:10], false, false},
	} {
		if ok, current := django.VerifySessionAuthHash(c.keys, c.password, c.hash); ok != c.ok || current != c.current {
			t.Errorf("%s: %v, %v, want %v, %v", name, ok, current, c.ok, c.current)
		}
	}
	if _, err := django.SessionAuthHash(django.Keys{}, stored); err == nil {
		t.Error("made without a key")
	}
}
