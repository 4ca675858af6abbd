package auth_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/testkit"
)

// X48: counts of tries do not stay for ever, whoever tries names that nobody has, and those that still hold are left alone.
func TestAttemptsAreSwept(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, dbURL string) {
		now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
		kit := testkit.New(t, site(auth.Options{Now: func() time.Time { return now }}), testkit.Options{DatabaseURL: dbURL})
		ctx := kit.Context()
		var old []*auth.LoginAttempt
		for i := range 1500 {
			old = append(old, &auth.LoginAttempt{Key: fmt.Sprint("old", i), Failures: 1, Until: now.UnixMilli()})
		}
		_, err := auth.LoginAttempts.BulkCreate(ctx, old)
		kit.Must(err)
		count := func() int64 {
			n, err := auth.LoginAttempts.Count(ctx)
			kit.Must(err)
			return n
		}
		login(kit.NewClient(), "nobody", "wrong").Status(400)
		if n := count(); n != 1503 {
			t.Errorf("%d counts after the first try, want 1503", n)
		}
		for range 5 {
			login(kit.NewClient(), "held", "wrong").Status(400)
		}
		now = now.Add(time.Minute)
		login(kit.NewClient(), "held", "wrong").Status(429)
		if n := count(); n != 5 { // two names, each with its own and with the address, which both share
			t.Errorf("%d counts after a sweep, want 5", n)
		}
		now = now.Add(15 * time.Minute)
		login(kit.NewClient(), "held", "wrong").Status(400)
		if n := count(); n != 3 {
			t.Errorf("%d counts a quarter of an hour later, want 3", n)
		}
	})
}

// Many tries within the minute sweep too.
func TestAttemptsAreSweptUnderLoad(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	kit := testkit.New(t, site(auth.Options{Now: func() time.Time { return now }}), testkit.Options{Budget: -1})
	ctx := kit.Context()
	kit.Must(auth.LoginAttempts.Create(ctx, &auth.LoginAttempt{Key: "old", Failures: 1, Until: now.UnixMilli()}))
	for range 256 {
		r := kit.Request("POST", "/", nil).WithContext(ctx)
		_, _ = auth.Attempt(r, "name")
	}
	if there, err := auth.LoginAttempts.Filter(auth.LoginAttempts.Key.Eq("old")).Exists(ctx); there || err != nil {
		t.Errorf("an old count is there after 256 tries (%v)", err)
	}
}

// The list of a user's sessions does not grow with every login.
func TestSessionListDoesNotGrow(t *testing.T) {
	t.Parallel()
	now := time.Now()
	kit := testkit.New(t, site(auth.Options{Now: func() time.Time { return now }}), testkit.Options{})
	ada, bea := person(kit, "ada"), person(kit, "bea")
	login(kit.NewClient(), "bea", "correct horse").Status(200)
	for range 6 {
		login(kit.NewClient(), "ada", "correct horse").Status(200)
		now = now.Add(30 * 24 * time.Hour)
	}
	for u, want := range map[*auth.User]int64{ada: 2, bea: 1} {
		if n, err := auth.UserSessions.Filter(auth.UserSessions.UserID.Eq(u.ID)).Count(kit.Context()); n != want || err != nil {
			t.Errorf("%s has %d sessions in the list, want %d (%v)", u.Username, n, want, err)
		}
	}
}
