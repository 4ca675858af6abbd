package accounts_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/accounts"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/testkit"
)

const (
	firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
	android = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"
)

// AUTH-24: people see their devices and end one, or all others; those are out on their next request. Nobody ends another's.
func TestSessions(t *testing.T) {
	t.Parallel()
	onBoth(t, auth.Options{}, accounts.Options{}, func(t *testing.T, w *world, kit *testkit.Kit) {
		person(kit, "ada")
		person(kit, "eve")
		phone, tablet, eve := kit.NewClient(), kit.NewClient(), kit.NewClient()
		kit.Header("User-Agent", firefox)
		phone.Header("User-Agent", android)
		tablet.Header("User-Agent", "<script>alert(1)</script>")
		for _, c := range []*testkit.Client{kit.Client, phone, tablet} {
			login(c, "ada", horse).Status(303)
		}
		login(eve, "eve", horse)
		w.took()
		page := kit.Get("/accounts/sessions/").Status(200).ValidHTML().Contains("Firefox on Linux", "Chrome on Android", "Unknown device", "192.0.2.1", "this browser")
		ids := sessionIDs(page.Body)
		if len(ids) != 2 {
			t.Fatalf("%d sessions can be ended, want 2", len(ids))
		}
		rows, err := auth.UserSessions.Filter().All(kit.Context())
		kit.Must(err)
		for _, row := range rows {
			page.Lacks(row.Key)
		}
		eve.Post("/accounts/sessions/", form("session", ids[0])).Redirects("/accounts/sessions/").Follow().Contains("There was no such session")
		for _, c := range []*testkit.Client{phone, tablet} {
			c.Get("/mine/").Status(200)
		}
		kit.Post("/accounts/sessions/", form("session", ids[0])).Redirects("/accounts/sessions/").Follow().Contains("That session has ended.")
		tablet.Get("/mine/").Status(302) // the latest stands first
		phone.Get("/mine/").Status(200)
		login(tablet, "ada", horse)
		kit.Post("/accounts/sessions/", form("others", "1")).Redirects("/accounts/sessions/")
		tablet.Header("Accept", "application/json")
		tablet.Get("/mine/").Status(401)
		phone.Get("/mine/").Status(302)
		kit.Get("/accounts/sessions/").Lacks("Log out everywhere else")
		eve.Get("/mine/").Status(200)
		if got, want := w.kinds(), "session_ended login session_ended session_ended"; got != want {
			t.Errorf("events: %s\nwant    %s", got, want)
		}
	})
}

func sessionIDs(body string) (ids []string) {
	for _, part := range strings.Split(body, `name="session" value="`)[1:] {
		id, _, _ := strings.Cut(part, `"`)
		ids = append(ids, id)
	}
	return ids
}

// A site that keeps sessions in cookies has no list, and says what to do.
func TestSessionsInCookies(t *testing.T) {
	t.Parallel()
	w := newWorld(t, auth.Options{}, accounts.Options{})
	kit := testkit.New(t, w.site, testkit.Options{Settings: map[string]string{"SESSION_URL": "cookie://"}})
	person(kit, "ada")
	login(kit.Client, "ada", horse).Status(303)
	kit.Get("/accounts/sessions/").Status(200).ValidHTML().Contains("keeps no list of sessions")
}

// AUTH-25: a superuser acts as somebody else; a banner says so, each change is an event with both, and sensitive pages stay closed.
func TestImpersonation(t *testing.T) {
	t.Parallel()
	onBoth(t, auth.Options{}, accounts.Options{}, func(t *testing.T, w *world, kit *testkit.Kit) {
		root := person(kit, "root")
		root.IsSuperuser = true
		kit.Must(auth.Users.Save(kit.Context(), root))
		other := person(kit, "other")
		other.IsSuperuser = true
		kit.Must(auth.Users.Save(kit.Context(), other))
		ada := person(kit, "ada")
		login(kit.Client, "ada", horse)
		kit.Get("/accounts/impersonate/").Status(403)
		kit.Post("/accounts/impersonate/", form("username", "root")).Status(403)
		kit.Get("/accounts/").Lacks("/accounts/impersonate/")
		kit.Post("/accounts/logout/", nil)
		login(kit.Client, "root", horse)
		w.took()
		kit.Get("/accounts/").Contains("/accounts/impersonate/")
		kit.Get("/accounts/impersonate/").Status(200).ValidHTML()
		for _, no := range []string{"other", "nobody", ""} {
			kit.Post("/accounts/impersonate/", form("username", no)).Status(200).Contains("error-summary")
		}
		kit.Post("/accounts/impersonate/", form("username", "ada")).Redirects("/accounts/").Follow().ValidHTML().Contains("You, root, act as", "ada@example.org")
		kit.Get("/who/").Contains("[ada]")
		kit.Post("/mine/", nil).Status(200)
		kit.Get("/accounts/email/").Status(403).Contains("closed while you act as somebody else")
		kit.Get("/accounts/confirm/").Status(403)
		kit.Post("/accounts/confirm/", form("password", horse)).Status(403)
		kit.Get("/accounts/impersonate/").Status(403)
		kit.Post("/accounts/impersonate/end/", nil).Redirects("/accounts/").Follow().Contains("You are yourself again.").Lacks("act as <")
		kit.Get("/who/").Contains("[root]")
		kit.Post("/accounts/impersonate/end/", nil).Status(403)
		var got []string
		for _, e := range w.took() {
			s := string(e.Kind)
			if e.Kind == auth.Impersonated {
				s += " " + e.Detail
				if e.User.ID != ada.ID || e.By == nil || e.By.ID != root.ID {
					t.Errorf("%s is noted for %v by %v", e.Detail, e.User, e.By)
				}
			}
			got = append(got, s)
		}
		want := []string{"impersonation_began", "impersonated POST /mine/", "impersonated POST /accounts/confirm/", "impersonated POST /accounts/impersonate/end/", "impersonation_ended", "login"}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("events:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}

// To act as somebody else, a superuser shows their password again when it was long ago.
func TestImpersonationAsksAgain(t *testing.T) {
	t.Parallel()
	stopped(t, auth.Options{}, accounts.Options{}, func(t *testing.T, _ *world, kit *testkit.Kit) {
		root := person(kit, "root")
		root.IsSuperuser = true
		kit.Must(auth.Users.Save(kit.Context(), root))
		login(kit.Client, "root", horse)
		time.Sleep(time.Hour)
		kit.Get("/accounts/impersonate/").Redirects("/accounts/confirm/?next=%2Faccounts%2Fimpersonate%2F")
		kit.Post("/accounts/impersonate/", form("username", "ada")).Status(302)
	})
}

// AUTH-29, X58: events have the address, the agent and the id of their request; whatever these hold, the log has one line for each.
func TestEventsAndLog(t *testing.T) {
	t.Parallel()
	log := &lines{}
	w := newWorld(t, auth.Options{}, accounts.Options{})
	kit := testkit.New(t, w.site, testkit.Options{Log: log})
	person(kit, "ada")
	kit.Header("User-Agent", "evil\x1b[31m agent "+strings.Repeat("x", 400))
	kit.Header("X-Request-Id", "request-17")
	login(kit.Client, "ada\r\nlevel=ERROR msg=forged\x1b[2J", "wrong")
	login(kit.Client, "ada", horse)
	kit.Post("/accounts/logout/", nil)
	events := w.took()
	if len(events) != 3 {
		t.Fatalf("%d events, want 3", len(events))
	}
	for _, e := range events {
		if e.IP != "192.0.2.1" || e.RequestID != "request-17" || len(e.UserAgent) == 0 || len(e.UserAgent) > 300 || e.At.IsZero() {
			t.Errorf("%s: ip %q, request %q, agent %q", e.Kind, e.IP, e.RequestID, e.UserAgent)
		}
	}
	for _, line := range strings.Split(log.String(), "\n") {
		if strings.HasPrefix(line, "level=ERROR") || strings.ContainsAny(line, "\x1b\r") {
			t.Errorf("a line of the log is %q", line)
		}
	}
	if !strings.Contains(log.String(), "login_failed") {
		t.Errorf("the failed login is not in the log:\n%s", log)
	}
}

// To log out everywhere else ends also the sessions that the page does not show.
func TestManySessions(t *testing.T) {
	t.Parallel()
	onBoth(t, auth.Options{}, accounts.Options{}, func(t *testing.T, _ *world, kit *testkit.Kit) {
		u := person(kit, "ada")
		login(kit.Client, "ada", horse).Status(303)
		long := time.Now().Add(-60 * 24 * time.Hour)
		var rows []*auth.UserSession
		for i := range 120 {
			rows = append(rows, &auth.UserSession{Key: fmt.Sprintf("key%d", i), User: orm.To[auth.User](u.ID), CreatedAt: long, SeenAt: long})
		}
		_, err := auth.UserSessions.BulkCreate(kit.Context(), rows)
		kit.Must(err)
		kit.Post("/accounts/sessions/", form("others", "1")).Redirects("/accounts/sessions/")
		if n, err := auth.UserSessions.Count(kit.Context()); n != 1 || err != nil {
			t.Errorf("%d sessions are left (%v)", n, err)
		}
		kit.Get("/mine/").Status(200)
	})
}
