package accounts_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/accounts"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/testkit"
)

// guess is one try of an attacker.
type guess struct{ user, address int }

// TestStuffing is X48: tries over all accounts from twenty addresses, spread over four instances of the site that share a database. No
// account and no address gets more looks at a password than the policy says; its owner, in a browser they have used before, logs in at
// once; others wait for the cool-off, or reset the password.
func TestStuffing(t *testing.T) {
	t.Parallel()
	users, addresses, rounds := 20, 20, 2
	if testenv.Full() {
		users, rounds = 100, 5 // 10,000 tries
	}
	dbURL := testenv.Postgres(t)
	var ahead atomic.Int64 // of the clock, in nanoseconds
	now := func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	settings := map[string]string{"TRUSTED_PROXIES": "192.0.2.0/24"}
	var kits []*testkit.Kit
	var worlds []*world
	for range 4 {
		w := newWorld(t, auth.Options{Now: now}, accounts.Options{})
		worlds = append(worlds, w)
		kits = append(kits, testkit.New(t, w.site, testkit.Options{DatabaseURL: dbURL, Settings: settings, Log: io.Discard, Budget: -1}))
	}
	kit := kits[0]
	from := func(c *testkit.Client, address string) *testkit.Client {
		c.Header("X-Forwarded-For", address)
		return c
	}
	names := make([]string, users)
	for i := range names {
		names[i] = fmt.Sprintf("user%d", i)
		person(kit, names[i])
	}
	owner := from(kit.NewClient(), "203.0.113.1")
	login(owner, names[0], horse).Status(303)
	owner.Post("/accounts/logout/", nil)
	for _, w := range worlds {
		w.took()
	}

	var guesses []guess
	for range rounds {
		for u := range users {
			for a := range addresses {
				guesses = append(guesses, guess{u, a})
			}
		}
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(guesses), func(i, j int) { guesses[i], guesses[j] = guesses[j], guesses[i] })
	var all sync.WaitGroup
	for n, part := range slices.Collect(slices.Chunk(guesses, (len(guesses)+7)/8)) {
		clients := make([]*testkit.Client, addresses)
		for a := range clients {
			clients[a] = from(kits[n%4].NewClient(), fmt.Sprintf("198.51.100.%d", a))
		}
		all.Go(func() {
			for _, g := range part {
				if r := login(clients[g.address], names[g.user], "wrong"); r.Code != 200 && r.Code != 429 {
					t.Errorf("a wrong password is answered with %d", r.Code)
				}
			}
		})
	}
	all.Wait()

	looked, perUser, perAddress := 0, map[string]int{}, map[string]int{}
	for _, w := range worlds {
		for _, e := range w.took() {
			if e.Kind == auth.LoginFailed {
				looked++
				perUser[e.Name]++
				perAddress[e.IP]++
			}
		}
	}
	for name, n := range perUser {
		if n > 20 {
			t.Errorf("%d passwords were looked at for %s, want at most 20", n, name)
		}
	}
	for ip, n := range perAddress {
		if n > 100 {
			t.Errorf("%d passwords were looked at for %s, want at most 100", n, ip)
		}
	}
	if most := 20 * min(users, 100); looked > most || looked < most/2 {
		t.Errorf("%d passwords were looked at, want at most %d and not many fewer", looked, most)
	}
	t.Logf("%d tries, %d of them looked at a password", len(guesses), looked)

	login(owner, names[0], horse).Status(303) // in their own browser
	stranger := from(kits[1].NewClient(), "203.0.113.2")
	login(stranger, names[1], horse).Status(429)
	victim := from(kits[2].NewClient(), "203.0.113.3")
	victim.Post("/accounts/password_reset/", form("email", names[2]+"@example.org")).Status(303)
	setNew(victim, link(t, worlds[2].last(t, names[2]+"@example.org")), another).Redirects("/accounts/login/")
	login(victim, names[2], another).Status(303)
	ahead.Store(int64(15*time.Minute + time.Second))
	login(stranger, names[1], horse).Status(303)
}
