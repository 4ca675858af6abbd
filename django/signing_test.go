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

func values() []string {
	return []string{"", "hello", "a:b:c", "żółć 🔑", "x=\"1\"; path=/", strings.Repeat("long ", 500)}
}

// What Django signs is recognized here, by SHA-256 and, where that is allowed, by SHA-1.
func TestSignedByDjango(t *testing.T) {
	t.Parallel()
	var got struct{ Plain, Salted, Timed, Old, Cookie []string }
	python(t, values(), `
def cookie(v):
    r = HttpResponse()
    r.set_signed_cookie('choice', v, salt='shop')
    return r.cookies['choice'].value
out = dict(Plain=[signing.Signer().sign(v) for v in given], Salted=[signing.Signer(salt='shop').sign(v) for v in given],
    Timed=[signing.TimestampSigner().sign(v) for v in given], Old=[signing.Signer(algorithm='sha1').sign(v) for v in given],
    Cookie=[cookie(v) for v in given])`, &got)
	for i, want := range values() {
		checks := map[string]func() (string, error){
			"plain":  func() (string, error) { return django.Signer{Keys: keys()}.Unsign(got.Plain[i]) },
			"salted": func() (string, error) { return django.Signer{Keys: keys(), Salt: "shop"}.Unsign(got.Salted[i]) },
			"timed": func() (string, error) {
				v, at, err := django.Signer{Keys: keys()}.UnsignTime(got.Timed[i], time.Hour)
				if since := time.Since(at); err == nil && (since < -time.Minute || since > time.Minute) {
					t.Errorf("signed %v ago", since)
				}
				return v, err
			},
			"old": func() (string, error) { return django.Signer{Keys: keys32()}.Unsign(got.Old[i]) },
			"cookie": func() (string, error) {
				v, _, err := django.CookieSigner(keys(), "choice", "shop").UnsignTime(got.Cookie[i], 0)
				return v, err
			},
			"fallback": func() (string, error) {
				return django.Signer{Keys: django.Keys{Secret: "new", Fallbacks: []string{"", "other", secret}}}.Unsign(got.Plain[i])
			},
		}
		for name, unsign := range checks {
			if value, err := unsign(); err != nil || value != want {
				t.Errorf("%s: %q, %v, want %q", name, value, err, want)
			}
		}
		for name, err := range map[string]error{
			"old where it is not read": second(django.Signer{Keys: keys()}.Unsign(got.Old[i])),
			"new where only old is":    second(django.Signer{Keys: django.Keys{Secret: secret, Hash: django.SHA1}}.Unsign(got.Plain[i])),
			"other salt":               second(django.Signer{Keys: keys(), Salt: "other"}.Unsign(got.Salted[i])),
			"no salt":                  second(django.Signer{Keys: keys()}.Unsign(got.Salted[i])),
			"other key":                second(django.Signer{Keys: django.Keys{Secret: "other"}}.Unsign(got.Plain[i])),
			"no key":                   second(django.Signer{Keys: django.Keys{Fallbacks: []string{secret}}}.Unsign(got.Plain[i])),
		} {
			if !errors.Is(err, django.ErrBadSignature) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func second(_ string, err error) error { return err }

func must(t *testing.T) func(string, error) string {
	return func(text string, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
}

// What is signed here is recognized by Django.
func TestSignedForDjango(t *testing.T) {
	t.Parallel()
	var made []map[string]string
	for _, v := range values() {
		made = append(made, map[string]string{
			"plain":  must(t)(django.Signer{Keys: keys()}.Sign(v)),
			"salted": must(t)(django.Signer{Keys: keys(), Salt: "shop"}.Sign(v)),
			"timed":  must(t)(django.Signer{Keys: keys()}.SignTime(v)),
			"old":    must(t)(django.Signer{Keys: django.Keys{Secret: secret, Hash: django.SHA1}}.Sign(v)),
			"cookie": must(t)(django.CookieSigner(keys(), "choice", "shop").SignTime(v)),
		})
	}
	var got [][]string
	python(t, made, `
def cookie(v):
    r = HttpRequest()
    r.COOKIES['choice'] = v
    return r.get_signed_cookie('choice', salt='shop', max_age=60)
out = [[attempt(signing.Signer().unsign, m['plain']), attempt(signing.Signer(salt='shop').unsign, m['salted']),
    attempt(signing.TimestampSigner().unsign, m['timed'], max_age=60), attempt(signing.Signer().unsign, m['old']), attempt(cookie, m['cookie'])] for m in given]`, &got)
	for i, want := range values() {
		for j, v := range got[i] {
			if v != want {
				t.Errorf("Django says %q in place %d, want %q", v, j, want)
			}
		}
	}
}

// Objects cross over in both directions, packed and not.
func TestObjects(t *testing.T) {
	t.Parallel()
	objects := []any{nil, true, 1.5, "żółć 🔑 \u2028 <&>", []any{"a", float64(1)}, map[string]any{"a": map[string]any{"b": []any{}}}, strings.Repeat("a", 100_000)}
	var theirs []struct{ Plain, Packed string }
	python(t, objects, `out = [dict(Plain=signing.dumps(o, salt='shop'), Packed=signing.dumps(o, salt='shop', compress=True)) for o in given]`, &theirs)
	var ours []string
	for i, want := range objects {
		for _, text := range []string{theirs[i].Plain, theirs[i].Packed} {
			var got any
			if err := django.Loads(keys(), "shop", text, time.Hour, &got); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%.80v, %v, want %.80v", got, err, want)
			}
			if err := django.Loads(keys(), "", text, 0, &got); !errors.Is(err, django.ErrBadSignature) {
				t.Errorf("other salt: %v", err)
			}
		}
		ours = append(ours, must(t)(django.Dumps(keys(), "shop", want)))
	}
	var got []any
	python(t, ours, `out = [attempt(signing.loads, o, salt='shop', max_age=60) for o in given]`, &got)
	if !reflect.DeepEqual(got, objects) {
		t.Errorf("Django reads %.300v", got)
	}
	if len(ours[len(ours)-1]) > 1000 {
		t.Errorf("100,000 letters are %d bytes, want them packed", len(ours[len(ours)-1]))
	}
	// A serializer of one's own that does not keep to ASCII: Django reads Latin-1.
	var text, latin string
	python(t, nil, `
class Wide:
    dumps = lambda self, o: json.dumps(o, ensure_ascii=False).encode('latin-1')
out = signing.dumps('déjà vu', serializer=Wide)`, &latin)
	if err := django.Loads(keys(), "", latin, 0, &text); err != nil || text != "déjà vu" {
		t.Errorf("Latin-1: %q, %v", text, err)
	}
	// The default salt.
	python(t, must(t)(django.Dumps(keys(), "", "x")), `out = signing.loads(given)`, &text)
	if text != "x" {
		t.Errorf("with the default salt Django reads %q", text)
	}
}

func TestForgedSignatures(t *testing.T) {
	t.Parallel()
	text := must(t)(django.Dumps(keys(), "", map[string]int{"user": 1}))
	for name, forged := range forgeries(text) {
		var out any
		if err := django.Loads(keys(), "", forged, 0, &out); !errors.Is(err, django.ErrBadSignature) && !errors.Is(err, django.ErrTooLarge) {
			t.Errorf("%s: %v, %v", name, err, out)
		}
	}
}

// Genuine signatures of what is no object, and of bombs.
func TestMalformedObjects(t *testing.T) {
	t.Parallel()
	var bombs []string
	python(t, nil, `
import zlib
s = signing.TimestampSigner(salt='django.core.signing')
b = lambda data: signing.b64_encode(data).decode()
out = [s.sign('.' + b(zlib.compress(b'"' + b'a' * (100 << 20) + b'"', 9))), s.sign('.' + b(b'no zlib')), s.sign('.' + b(zlib.compress(b'"aaaaaaa"')[:-3])),
    s.sign(b(b'no json')), s.sign('****'), s.sign('.'), s.sign(''), s.sign(b(b'{"a": NaN}')), s.sign(b(b'[' * 20000 + b']' * 20000)),
    signing.Signer(salt='django.core.signing').sign('no time'), signing.Signer(salt='django.core.signing').sign('x:-1'),
    signing.Signer(salt='django.core.signing').sign('x:zzzzzzzzzzzzzzzzzzzzzzz'), signing.Signer(salt='django.core.signing').sign('x:')]`, &bombs)
	for i, text := range bombs {
		want := django.ErrMalformed
		if i == 0 {
			want = django.ErrTooLarge
		}
		var out any
		if err := django.Loads(keys(), "", text, 0, &out); !errors.Is(err, want) {
			t.Errorf("%d: %v", i, err)
		}
	}
	var number int
	err := django.Loads(keys(), "", must(t)(django.Dumps(keys(), "", map[string]string{"secret": "letmein"})), 0, &number)
	if !errors.Is(err, django.ErrMalformed) || strings.Contains(err.Error(), "letmein") {
		t.Errorf("another type: %v", err)
	}
}

func TestDumpsRefuses(t *testing.T) {
	t.Parallel()
	if _, err := django.Dumps(django.Keys{}, "", 1); err == nil {
		t.Error("signed without a key")
	}
	if _, err := (django.Signer{}).Sign("x"); err == nil {
		t.Error("signed without a key")
	}
	if _, err := (django.Signer{}).SignTime("x"); err == nil {
		t.Error("signed without a key")
	}
	if _, err := django.CookieSigner(django.Keys{}, "a", "b").Sign("x"); err == nil {
		t.Error("a cookie was signed without a key")
	}
	if _, err := django.Dumps(keys(), "", make(chan int)); err == nil {
		t.Error("signed a channel")
	}
	if _, err := django.Dumps(keys(), "", json.RawMessage(`"`+strings.Repeat("a", 5<<20)+`"`)); !errors.Is(err, django.ErrTooLarge) {
		t.Errorf("5 MiB: %v", err)
	}
}

func TestExpiry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := django.Signer{Keys: keys()}
		signed := must(t)(s.SignTime("x"))
		<-time.After(time.Minute)
		if _, _, err := s.UnsignTime(signed, time.Minute); err != nil {
			t.Errorf("at its last moment: %v", err)
		}
		<-time.After(time.Nanosecond)
		if _, _, err := s.UnsignTime(signed, time.Minute); !errors.Is(err, django.ErrSignatureExpired) {
			t.Errorf("a moment later: %v", err)
		}
		if v, _, err := s.UnsignTime(signed, 0); err != nil || v != "x" {
			t.Errorf("any age: %q, %v", v, err)
		}
	})
}
