// Package sessiontest holds the tests that every driver of the package session passes.
//
//	func TestDriver(t *testing.T) {
//		sessiontest.Run(t, func(t *testing.T) (context.Context, session.Driver) { return t.Context(), myDriver(t) })
//	}
//
// [Run] tests the driver by itself and, by [RunManager], what a site sees of it.
package sessiontest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/musette-go/musette/session"
)

// Run runs the tests. The function open returns an empty driver, and the context that it is to be called with.
func Run(t *testing.T, open func(t *testing.T) (context.Context, session.Driver)) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, context.Context, session.Driver){
		"Missing":           missing,
		"CreateAndLoad":     createAndLoad,
		"CreateTaken":       createTaken,
		"Update":            update,
		"UpdateStale":       updateStale,
		"UpdateGone":        updateGone,
		"Rename":            rename,
		"RenameTaken":       renameTaken,
		"Delete":            deleteSessions,
		"ClearExpired":      clearExpired,
		"ConcurrentUpdates": concurrentUpdates,
		"CallersMap":        callersMap,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, d := open(t)
			test(t, ctx, d)
		})
	}
	t.Run("Manager", func(t *testing.T) {
		RunManager(t, func(t *testing.T, o session.Options) (context.Context, *session.Manager) {
			ctx, d := open(t)
			m, err := session.New(d, o)
			if err != nil {
				t.Fatal(err)
			}
			return ctx, m
		})
	})
}

// start is a time with what stores keep of one: whole seconds.
func start() time.Time { return time.Date(2030, 5, 17, 12, 0, 0, 0, time.UTC) }

// record has the values given as name, JSON, name, JSON.
func record(values ...string) session.Record {
	rec := session.Record{Data: map[string]json.RawMessage{}, Created: start(), Expires: start().Add(time.Hour)}
	for i := 0; i < len(values); i += 2 {
		rec.Data[values[i]] = json.RawMessage(values[i+1])
	}
	return rec
}

func create(t *testing.T, ctx context.Context, d session.Driver, key string, rec session.Record) {
	t.Helper()
	if err := d.Create(ctx, key, rec); err != nil {
		t.Fatalf("Create(%q): %v", key, err)
	}
}

func load(t *testing.T, ctx context.Context, d session.Driver, key string) session.Record {
	t.Helper()
	rec, err := d.Load(ctx, key)
	if err != nil {
		t.Fatalf("Load(%q): %v", key, err)
	}
	return rec
}

func gone(t *testing.T, ctx context.Context, d session.Driver, key string) {
	t.Helper()
	if _, err := d.Load(ctx, key); !errors.Is(err, session.ErrNotFound) {
		t.Errorf("Load(%q): %v, want ErrNotFound", key, err)
	}
}

// same compares what was kept with what was given. JSON may be spelt in another way.
func same(t *testing.T, got, want session.Record) {
	t.Helper()
	if !got.Created.Equal(want.Created) || !got.Expires.Equal(want.Expires) {
		t.Errorf("created %v, expires %v, want %v and %v", got.Created, got.Expires, want.Created, want.Expires)
	}
	if len(got.Data) != len(want.Data) {
		t.Errorf("%d values, want %d: %s", len(got.Data), len(want.Data), got.Data)
	}
	for name, raw := range want.Data {
		var g, w any
		if err := errors.Join(json.Unmarshal(got.Data[name], &g), json.Unmarshal(raw, &w)); err != nil {
			t.Errorf("value %q is %s: %v", name, got.Data[name], err)
		}
		if fmt.Sprint(g) != fmt.Sprint(w) {
			t.Errorf("value %q is %s, want %s", name, got.Data[name], raw)
		}
	}
}

func missing(t *testing.T, ctx context.Context, d session.Driver) {
	create(t, ctx, d, "one", record("a", "1"))
	for _, key := range []string{"none", "on", "onee", "ONE", "", "o_e", "%"} {
		gone(t, ctx, d, key)
	}
}

func createAndLoad(t *testing.T, ctx context.Context, d session.Driver) {
	for key, rec := range map[string]session.Record{
		"empty":  record(),
		"values": record("cart", `{"12": 3, "list": [1, 2.5, null, true]}`, "naïve name", `"日本語 \u0000 \" <b>"`, "_auth_user_id", `"7"`),
		"1234567890abcdefghij-_ABCDEFGHIJ12345678": record("n", "9007199254740993"),
	} {
		create(t, ctx, d, key, rec)
		same(t, load(t, ctx, d, key), rec)
	}
	past := record("a", "1")
	past.Expires = start().Add(-48 * time.Hour)
	create(t, ctx, d, "past", past)
	same(t, load(t, ctx, d, "past"), past) // whether it counts is not the driver's decision
}

func createTaken(t *testing.T, ctx context.Context, d session.Driver) {
	create(t, ctx, d, "key", record("a", "1"))
	if err := d.Create(ctx, "key", record("a", "2")); !errors.Is(err, session.ErrExists) {
		t.Errorf("the second Create: %v, want ErrExists", err)
	}
	same(t, load(t, ctx, d, "key"), record("a", "1"))
}

func update(t *testing.T, ctx context.Context, d session.Driver) {
	create(t, ctx, d, "key", record("a", "1", "b", "2"))
	for i := range 3 { // the state that Update leaves behind can be updated again
		rec := load(t, ctx, d, "key")
		want := record("b", "2", "i", strconv.Itoa(i))
		want.Expires = start().Add(time.Duration(i) * time.Hour)
		want.Version = rec.Version
		if err := d.Update(ctx, "key", "key", want); err != nil {
			t.Fatal(err)
		}
		same(t, load(t, ctx, d, "key"), want)
	}
}

func updateStale(t *testing.T, ctx context.Context, d session.Driver) {
	create(t, ctx, d, "key", record("a", "1"))
	first, second := load(t, ctx, d, "key"), load(t, ctx, d, "key")
	first.Data["a"], second.Data["a"] = json.RawMessage("2"), json.RawMessage("3")
	if err := d.Update(ctx, "key", "key", first); err != nil {
		t.Fatal(err)
	}
	if err := d.Update(ctx, "key", "key", second); !errors.Is(err, session.ErrChanged) {
		t.Errorf("Update of an old state: %v, want ErrChanged", err)
	}
	if err := d.Update(ctx, "key", "other", second); !errors.Is(err, session.ErrChanged) {
		t.Errorf("Update of an old state to another key: %v, want ErrChanged", err)
	}
	gone(t, ctx, d, "other")
	same(t, load(t, ctx, d, "key"), record("a", "2"))
}

func updateGone(t *testing.T, ctx context.Context, d session.Driver) {
	create(t, ctx, d, "key", record("a", "1"))
	rec := load(t, ctx, d, "key")
	if err := d.Delete(ctx, "key"); err != nil {
		t.Fatal(err)
	}
	for _, to := range []string{"key", "other"} {
		if err := d.Update(ctx, "key", to, rec); !errors.Is(err, session.ErrNotFound) {
			t.Errorf("Update of an ended session: %v, want ErrNotFound", err)
		}
		gone(t, ctx, d, to)
	}
}

func rename(t *testing.T, ctx context.Context, d session.Driver) {
	create(t, ctx, d, "old", record("a", "1"))
	rec := load(t, ctx, d, "old")
	rec.Data["b"] = json.RawMessage("2")
	if err := d.Update(ctx, "old", "new", rec); err != nil {
		t.Fatal(err)
	}
	gone(t, ctx, d, "old")
	same(t, load(t, ctx, d, "new"), record("a", "1", "b", "2"))
}

func renameTaken(t *testing.T, ctx context.Context, d session.Driver) {
	create(t, ctx, d, "one", record("a", "1"))
	create(t, ctx, d, "two", record("a", "2"))
	if err := d.Update(ctx, "one", "two", load(t, ctx, d, "one")); !errors.Is(err, session.ErrExists) {
		t.Errorf("Update to a key that is taken: %v, want ErrExists", err)
	}
	same(t, load(t, ctx, d, "one"), record("a", "1"))
	same(t, load(t, ctx, d, "two"), record("a", "2"))
}

func deleteSessions(t *testing.T, ctx context.Context, d session.Driver) {
	for _, key := range []string{"one", "two", "three"} {
		create(t, ctx, d, key, record())
	}
	for _, keys := range [][]string{{"one", "none", "two"}, {"none"}, {"one"}, {}} {
		if err := d.Delete(ctx, keys...); err != nil {
			t.Errorf("Delete(%q): %v", keys, err)
		}
	}
	gone(t, ctx, d, "one")
	gone(t, ctx, d, "two")
	same(t, load(t, ctx, d, "three"), record())
}

func clearExpired(t *testing.T, ctx context.Context, d session.Driver) {
	for i := range 25 {
		rec := record()
		rec.Expires = start().Add(time.Duration(i-20) * time.Minute) // 20 have ended before the start
		create(t, ctx, d, "key"+strconv.Itoa(i), rec)
	}
	for _, want := range []int{8, 8, 4, 0} {
		if n, err := d.ClearExpired(ctx, start(), 8); n != want || err != nil {
			t.Errorf("ClearExpired = %d, %v, want %d", n, err, want)
		}
	}
	gone(t, ctx, d, "key19")
	for i := 20; i < 25; i++ {
		load(t, ctx, d, "key"+strconv.Itoa(i))
	}
}

// concurrentUpdates counts up, in many goroutines at once. None may be lost.
func concurrentUpdates(t *testing.T, ctx context.Context, d session.Driver) {
	const n = 16
	create(t, ctx, d, "key", record("n", "0"))
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			for {
				rec, err := d.Load(ctx, "key")
				if err != nil {
					t.Errorf("Load: %v", err)
					return
				}
				count, err := strconv.Atoi(string(rec.Data["n"]))
				if err != nil {
					t.Errorf("the value is %s", rec.Data["n"])
					return
				}
				rec.Data["n"] = strconv.AppendInt(nil, int64(count+1), 10)
				err = d.Update(ctx, "key", "key", rec)
				if err == nil {
					return
				}
				if !errors.Is(err, session.ErrChanged) {
					t.Errorf("Update: %v", err)
					return
				}
			}
		})
	}
	wg.Wait()
	same(t, load(t, ctx, d, "key"), record("n", strconv.Itoa(n)))
}

// callersMap: what the caller does with its map afterwards changes nothing in the store.
func callersMap(t *testing.T, ctx context.Context, d session.Driver) {
	rec := record("a", "1")
	create(t, ctx, d, "key", rec)
	rec.Data["a"] = json.RawMessage("2")
	got := load(t, ctx, d, "key")
	same(t, got, record("a", "1"))
	got.Data["a"] = json.RawMessage("3")
	same(t, load(t, ctx, d, "key"), record("a", "1"))
}
