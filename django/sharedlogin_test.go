package django_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/password"
	"github.com/musette-go/musette/django"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/session/dbsession"
	"github.com/musette-go/musette/testkit"
)

// theirUsers makes a user with each hasher that this Django has, of the password "long one", and prints their names.
const theirUsers = `
from django.contrib.auth import hashers
from django.contrib.auth.models import User
for h in hashers.get_hashers():
    try:
        User.objects.create(username=h.algorithm, password=hashers.make_password('long one', hasher=h.algorithm))
    except ValueError: # a library is missing
        continue
    print(h.algorithm)
User.objects.create(username='nobody', password=hashers.make_password(None))
User.objects.create(username='gone', password=hashers.make_password('long one'), is_active=False)
`

// Users that Django has made with each of its hashers log in here. In shared mode their hashes stay, and a hash that is made here
// is one of Django's preferred kind, which Django does not replace either; in own mode they become Argon2id.
func TestHashersOfDjango(t *testing.T) {
	t.Parallel()
	for _, shared := range []bool{true, false} {
		t.Run(map[bool]string{true: "shared", false: "own"}[shared], func(t *testing.T) {
			t.Parallel()
			testenv.Databases(t, func(t *testing.T, dbURL string) {
				djangoTables(t, dbURL)
				names := strings.Fields(shell(t, dbURL, theirUsers))
				if len(names) < 6 {
					t.Fatalf("Django has the hashers %q", names)
				}
				site := newSite(options())
				if !shared {
					o := options()
					o.Auth.Passwords = &password.Policy{}
					site = newSite(o)
				}
				both := &beside{Kit: testkit.New(t, site, testkit.Options{DatabaseURL: dbURL, Settings: map[string]string{"SECRET_KEY": secret}, Budget: -1}), db: dbURL}
				before := everybody(t, both)
				for _, name := range append(names, "nobody", "gone") {
					c := both.NewClient()
					c.Post("/dj/login/", fields("", "name", name, "password", "long two")).Status(http.StatusBadRequest)
					want := http.StatusOK
					if before[name].Password[0] == '!' || !before[name].IsActive {
						want = http.StatusBadRequest
					}
					c.Post("/dj/login/", fields("", "name", name, "password", "long one")).Status(want)
				}
				for name, u := range everybody(t, both) {
					stays := u.Password == before[name].Password
					if upgraded := strings.HasPrefix(u.Password, "argon2$argon2id$"); stays == upgraded || stays != (shared || name == "nobody" || name == "gone") {
						t.Errorf("%s: %.30s became %.30s", name, before[name].Password, u.Password)
					}
				}
				if !shared {
					return
				}
				if err := auth.CreateUser(both.Context(), &auth.User{Username: "newcomer", IsActive: true}, "pässword 🎷"); err != nil {
					t.Fatal(err)
				}
				out := shell(t, dbURL, `
from django.contrib.auth import authenticate, hashers
from django.contrib.auth.models import User
before = User.objects.get(username='newcomer').password
print(authenticate(username='newcomer', password='pässword 🎷'), authenticate(username='newcomer', password='passwörd'),
    User.objects.get(username='newcomer').password == before, hashers.identify_hasher(before).algorithm)`)
				if out != "newcomer None True pbkdf2_sha256" {
					t.Errorf("Django says %s", out)
				}
			})
		})
	}
}

// A login under an older SECRET_KEY goes on while that key is among the fallbacks, on our side, and is signed anew.
func TestFallbackKeys(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, dbURL string) {
		djangoTables(t, dbURL)
		key := shell(t, dbURL, `
from django.contrib.auth.models import User
from django.contrib import auth
from django.contrib.sessions.backends.db import SessionStore
u = User.objects.create_user('alice', 'alice@example.org', 'long one')
s = SessionStore()
s['_auth_user_id'], s['_auth_user_backend'], s['_auth_user_hash'] = str(u.pk), 'django.contrib.auth.backends.ModelBackend', u.get_session_auth_hash()
s.save()
print(s.session_key)`)
		const newKey = "another-secret-key-of-fifty-or-more-characters-0123456789"
		for _, c := range []struct {
			settings map[string]string
			want     string
		}{
			{map[string]string{"SECRET_KEY": newKey}, `"name":""`},
			{map[string]string{"SECRET_KEY": newKey, "SECRET_KEY_FALLBACKS": secret}, `"name":"alice"`},
			{map[string]string{"SECRET_KEY": newKey}, `"name":"alice"`}, // it was signed anew
		} {
			kit := testkit.New(t, newSite(options()), testkit.Options{DatabaseURL: dbURL, Settings: c.settings, Budget: -1})
			kit.SetCookie(&http.Cookie{Name: "sessionid", Value: key})
			kit.Get("/dj/who/").Status(http.StatusOK).Contains(c.want)
		}
	})
}

// The age that either side gives a session holds on the other.
func TestSessionExpiry(t *testing.T) {
	t.Parallel()
	besideDjango(t, options(), func(t *testing.T, both *beside) {
		both.eachWay(t, func(t *testing.T, here, there string) {
			b := newBrowser(t)
			b.login(here, "alice", "long one")
			b.post(here+"/dj/set/", b.get(here+"/dj/token/"), "expiry", "100")
			b.post(there+"/dj/set/", b.get(there+"/dj/token/"), "words", `"x"`)
			row, err := dbsession.Sessions.Get(both.Context(), dbsession.Sessions.SessionKey.Eq(b.cookie(both.new, "sessionid")))
			if err != nil {
				t.Fatal(err)
			}
			if left := time.Until(row.ExpireDate); left > 100*time.Second || left < 50*time.Second {
				t.Errorf("the session lives for %s, want 100 s", left)
			}
			both.is(b, "alice")
			row.ExpireDate = time.Now().Add(-time.Second)
			if err := dbsession.Sessions.Save(both.Context(), row); err != nil {
				t.Fatal(err)
			}
			both.is(b, "")
		})
	})
}

// A login by a backend that the options name counts; one by another is ended.
func TestBackendsOfDjango(t *testing.T) {
	t.Parallel()
	o := options()
	o.Backends = []string{"sso.backends.Known"}
	besideDjango(t, o, func(t *testing.T, both *beside) {
		for backend, want := range map[string]string{"sso.backends.Known": "alice", "sso.backends.Other": "", "": ""} {
			key := shell(t, both.db, `
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
u = User.objects.get(username='alice')
s = SessionStore()
s['_auth_user_id'], s['_auth_user_backend'], s['_auth_user_hash'] = str(u.pk), '`+backend+`', u.get_session_auth_hash()
s.save()
print(s.session_key)`)
			b := newBrowser(t)
			b.setCookie(both.new, "sessionid", key)
			if got := b.who(both.new).Name; got != want {
				t.Errorf("a login by %q is %q, want %q", backend, got, want)
			}
		}
	})
}

// Forged, truncated and foreign cookies and rows are nobody's session, on pages that read and that change it.
func TestForgedSessionsOfASite(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, dbURL string) {
		djangoTables(t, dbURL)
		kit := testkit.New(t, newSite(options()), testkit.Options{DatabaseURL: dbURL, Settings: map[string]string{"SECRET_KEY": secret}, Budget: -1, Log: new(strings.Builder)})
		u := &auth.User{Username: "alice", IsActive: true}
		if err := auth.CreateUser(kit.Context(), u, "long one"); err != nil {
			t.Fatal(err)
		}
		hash, err := django.SessionAuthHash(keys32(), u.Password)
		if err != nil {
			t.Fatal(err)
		}
		values := sessionOf(u, hash)
		good, err := django.SessionCodec{Keys: keys32()}.Encode(values)
		if err != nil {
			t.Fatal(err)
		}
		cookieStore, err := django.SessionCodec{Keys: keys32(), Salt: django.SessionCookieSalt}.Encode(values)
		if err != nil {
			t.Fatal(err)
		}
		otherKey, err := django.SessionCodec{Keys: django.Keys{Secret: secret + "x"}}.Encode(values)
		if err != nil {
			t.Fatal(err)
		}
		otherHash, err := django.SessionCodec{Keys: keys32()}.Encode(sessionOf(u, hash[1:]))
		if err != nil {
			t.Fatal(err)
		}
		rows := forgeries(good)
		rows["other salt"], rows["other key"], rows["other password"] = cookieStore, otherKey, otherHash
		delete(rows, "huge") // the column holds it; the codec's own test refuses it
		name := func(n int) string { return strings.Repeat("k", 30) + string(rune('a'+n/26)) + string(rune('a'+n%26)) }
		who := func(key, want, what string) {
			t.Helper()
			c := kit.NewClient()
			c.SetCookie(&http.Cookie{Name: "sessionid", Value: key})
			c.Get("/dj/who/").Status(http.StatusOK).Contains(`"name":"` + want + `"`)
			if t.Failed() {
				t.Fatalf("with %s", what)
			}
			c.Post("/dj/set/", fields("", "words", "x")).Status(http.StatusOK)
		}
		n := 0
		for what, text := range rows {
			err := dbsession.Sessions.Create(kit.Context(), &dbsession.Session{SessionKey: name(n), SessionData: text, ExpireDate: time.Now().Add(time.Hour)})
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			who(name(n), "", what)
			n++
		}
		if err := dbsession.Sessions.Create(kit.Context(), &dbsession.Session{SessionKey: name(n), SessionData: good, ExpireDate: time.Now().Add(time.Hour)}); err != nil {
			t.Fatal(err)
		}
		for what, key := range forgeries(name(n)) {
			if what == "huge" || strings.ContainsAny(key, "\n ") {
				continue // no cookie
			}
			who(key, "", "the key "+what)
		}
		who(name(n), "alice", "the true session")
	})
}

func sessionOf(u *auth.User, hash string) map[string]json.RawMessage {
	text := func(s string) json.RawMessage { return json.RawMessage(strconv.Quote(s)) }
	return map[string]json.RawMessage{django.SessionUserID: text(strconv.FormatInt(u.ID, 10)), django.SessionUserBackend: text(django.ModelBackend), django.SessionUserHash: text(hash)}
}

// A session that Django has pickled is nobody's: it is not read, and the log says what it is.
func TestPickledSession(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, dbURL string) {
		djangoTables(t, dbURL)
		key, err := manageEnv(t, dbURL, []string{"PICKLE=1"}, "shell", "-c", `
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
u = User.objects.create_user('alice', 'alice@example.org', 'long one')
s = SessionStore()
s['_auth_user_id'], s['_auth_user_backend'], s['_auth_user_hash'] = str(u.pk), 'django.contrib.auth.backends.ModelBackend', u.get_session_auth_hash()
s.save()
print(s.session_key)`)
		if err != nil {
			t.Fatalf("%v\n%s", err, key)
		}
		var log strings.Builder
		kit := testkit.New(t, newSite(options()), testkit.Options{DatabaseURL: dbURL, Settings: map[string]string{"SECRET_KEY": secret}, Budget: -1, Log: &log})
		kit.SetCookie(&http.Cookie{Name: "sessionid", Value: strings.TrimSpace(key)})
		kit.Get("/dj/who/").Status(http.StatusOK).Contains(`"name":""`)
		if !strings.Contains(log.String(), "pickled") {
			t.Errorf("the log says %s", &log)
		}
	})
}
