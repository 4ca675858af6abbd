package django_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/auth"
)

// person is what both sites' page /dj/who/ says.
type person struct {
	Name   string
	Values map[string]any
	Perms  []string
}

func (b *browser) who(site string, query ...string) person {
	b.t.Helper()
	var p person
	if err := json.Unmarshal([]byte(b.get(site+"/dj/who/"+strings.Join(query, ""))), &p); err != nil {
		b.t.Fatal(err)
	}
	return p
}

// is checks who both sites take the browser for.
func (both *beside) is(b *browser, want string) {
	b.t.Helper()
	if old := b.who(both.old).Name; old != want {
		b.t.Errorf("Django takes the browser for %q, want %q", old, want)
	}
	if now := b.who(both.new).Name; now != want {
		b.t.Errorf("Musette takes the browser for %q, want %q", now, want)
	}
}

// eachWay runs a test twice: from Django to Musette, and the other way.
func (both *beside) eachWay(t *testing.T, test func(t *testing.T, here, there string)) {
	t.Helper()
	for name, way := range map[string][2]string{"django to musette": {both.old, both.new}, "musette to django": {both.new, both.old}} {
		t.Run(name, func(t *testing.T) { test(t, way[0], way[1]) })
	}
}

func (b *browser) login(site, name, password string) {
	b.t.Helper()
	b.post(site+"/dj/login/", b.get(site+"/dj/token/"), "name", name, "password", password)
}

// A login on either side holds on both, and so does a logout on the other.
func TestLoginHoldsOnBoth(t *testing.T) {
	t.Parallel()
	besideDjango(t, options(), func(t *testing.T, both *beside) {
		both.eachWay(t, func(t *testing.T, here, there string) {
			b := newBrowser(t)
			both.is(b, "")
			b.login(here, "alice", "long one")
			key := b.cookie(here, "sessionid")
			both.is(b, "alice")
			b.post(there+"/dj/logout/", b.get(there+"/dj/token/"))
			both.is(b, "")
			b.setCookie(here, "sessionid", key) // a copy of the cookie is worthless
			both.is(b, "")
			b.login(there, "alice", "long one")
			b.post(there+"/dj/logout/", b.get(here+"/dj/token/"))
			both.is(b, "")
		})
	})
}

// A password that is changed on either side ends the other sessions of the person on both, and not the one in which it was changed.
func TestPasswordChangeEndsSessions(t *testing.T) {
	t.Parallel()
	besideDjango(t, options(), func(t *testing.T, both *beside) {
		password := "long one"
		both.eachWay(t, func(t *testing.T, here, there string) {
			b, other, third := newBrowser(t), newBrowser(t), newBrowser(t)
			b.login(here, "alice", password)
			other.login(here, "alice", password)
			third.login(there, "alice", password)
			both.is(other, "alice")
			password += "er"
			b.post(there+"/dj/password/", b.get(there+"/dj/token/"), "password", password)
			both.is(b, "alice")
			both.is(other, "")
			both.is(third, "")
			third.login(there, "alice", password)
			both.is(third, "alice")
		})
	})
}

// Values of a session cross over, and those that the other side does not know stay.
func TestSessionValues(t *testing.T) {
	t.Parallel()
	besideDjango(t, options(), func(t *testing.T, both *beside) {
		both.eachWay(t, func(t *testing.T, here, there string) {
			b := newBrowser(t)
			b.post(here+"/dj/set/", b.get(here+"/dj/token/"), "cart", `{"pen": 2}`)
			b.post(there+"/dj/set/", b.get(there+"/dj/token/"), "words", `"Émile 🎷 <b>"`)
			b.login(there, "alice", "long one")
			for _, site := range []string{here, there} {
				values, err := json.Marshal(b.who(site).Values)
				if err != nil {
					t.Fatal(err)
				}
				if want := `{"cart":{"pen":2},"words":"Émile 🎷 \u003cb\u003e"}`; string(values) != want {
					t.Errorf("%s has %s, want %s", site, values, want)
				}
			}
		})
	})
}

// A form that one site has made can be sent to the other; one of another browser, or none, cannot.
func TestForms(t *testing.T) {
	t.Parallel()
	besideDjango(t, options(), func(t *testing.T, both *beside) {
		both.eachWay(t, func(t *testing.T, here, there string) {
			b := newBrowser(t)
			token := b.get(here + "/dj/token/")
			b.post(there+"/dj/set/", token, "cart", "{}")
			b.post(here+"/dj/set/", b.get(there+"/dj/token/"), "cart", "{}")
			b.login(there, "alice", "long one")
			foreign := newBrowser(t).get(here + "/dj/token/")
			for name, wrong := range map[string]string{"none": "", "another browser's": foreign, "of before the login": token, "shorter": token[1:], "not letters": strings.Repeat("-", 64),
				"long": strings.Repeat("a", 1<<16), "not text": "\xff\x00"} {
				for _, site := range []string{here, there} {
					if status, _ := b.send(http.MethodPost, site+"/dj/set/", fields(wrong, "cart", "{}")); status != http.StatusForbidden {
						t.Errorf("%s takes the token %s: %d", site, name, status)
					}
				}
			}
		})
	})
}

// A message that one site gives is shown by the other, once.
func TestMessagesCrossOver(t *testing.T) {
	t.Parallel()
	for _, storage := range []string{"fallback.FallbackStorage", "session.SessionStorage"} {
		o := options()
		o.SessionMessages = strings.HasPrefix(storage, "session")
		t.Run(storage, func(t *testing.T) {
			t.Parallel()
			besideDjango(t, o, func(t *testing.T, both *beside) {
				both.eachWay(t, func(t *testing.T, here, there string) {
					b := newBrowser(t)
					long := strings.Repeat("long ", 180)
					for _, text := range []string{"Émile bought “it” 🎷", long, "<b>"} {
						b.post(here+"/dj/message/", b.get(here+"/dj/token/"), "text", text)
					}
					b.post(there+"/dj/message/", b.get(there+"/dj/token/"), "text", "last")
					var got [][]any
					if err := json.Unmarshal([]byte(b.get(there+"/dj/shown/")), &got); err != nil {
						t.Fatal(err)
					}
					for i, want := range []string{"Émile bought “it” 🎷", long, "<b>", "last"} {
						if len(got) != 4 || got[i][0] != 25.0 || strings.TrimSpace(got[i][1].(string)) != strings.TrimSpace(want) || got[i][2] != "cart" {
							t.Fatalf("message %d of %v, want %q", i, got, want)
						}
					}
					if again := b.get(here + "/dj/shown/"); again != "[]" {
						t.Errorf("%s shows again %s", here, again)
					}
				})
			}, "MESSAGE_STORAGE=django.contrib.messages.storage."+storage)
		})
	}
}

// A link to reset a password that one site has made holds on the other until the password or the last login changes.
func TestResetLinks(t *testing.T) {
	t.Parallel()
	besideDjango(t, options(), func(t *testing.T, both *beside) {
		both.eachWay(t, func(t *testing.T, here, there string) {
			b, longAgo := newBrowser(t), time.Now().Add(-time.Hour)
			if _, err := auth.Users.Unrestricted().Filter().Update(both.Context(), auth.Users.LastLogin.Set(longAgo)); err != nil {
				t.Fatal(err)
			}
			token := b.get(here + "/dj/reset/?name=alice")
			valid := func(site, token, want string) {
				t.Helper()
				if got := b.get(site + "/dj/reset/?name=alice&token=" + token); got != want {
					t.Errorf("%s says %s of %q, want %s", site, got, token, want)
				}
			}
			for _, site := range []string{here, there} {
				valid(site, token, "True")
				for _, wrong := range []string{"", "-", token[:len(token)-1], token + "0", "0" + token, strings.ToUpper(token)} {
					valid(site, wrong, "False")
				}
			}
			b.login(there, "alice", "long one")
			valid(here, token, "False")
			valid(there, token, "False")
		})
	})
}
