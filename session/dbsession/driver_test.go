package dbsession_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/session"
	"github.com/musette-go/musette/session/dbsession"
	"github.com/musette-go/musette/session/sessiontest"
)

func TestDriver(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, dbURL string) {
		sessiontest.Run(t, func(t *testing.T) (context.Context, session.Driver) {
			ctx, _ := migrated(t, fresh(t, dbURL))
			return ctx, dbsession.New(dbsession.Options{})
		})
	})
}

// counted runs a request and returns its statements.
func counted(t *testing.T, ctx context.Context, m *session.Manager, cookie *string, use func(ctx context.Context) error) []string {
	t.Helper()
	rec := db.NewRecorder(db.RecorderOptions{Statements: true})
	_, *cookie = ask(t, db.Record(ctx, rec), m, *cookie, use)
	var out []string
	for _, s := range rec.Statements() {
		verb, _, _ := strings.Cut(s.SQL, " ")
		out = append(out, verb)
	}
	return out
}

func TestStatements(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, dbURL string) {
		now := time.Now().UTC().Truncate(time.Second)
		ctx, _ := migrated(t, dbURL)
		m, cookie := manager(t, session.Options{Now: func() time.Time { return now }}), ""
		nothing := func(context.Context) error { return nil }
		read := func(ctx context.Context) error { _, _, err := color.Get(ctx); return err }
		set := func(v string) func(context.Context) error {
			return func(ctx context.Context) error { return color.Set(ctx, v) }
		}
		for _, step := range []struct {
			name string
			use  func(context.Context) error
			wait time.Duration
			want []string
		}{
			{"untouched without a cookie", nothing, 0, nil},
			{"read without a cookie", read, 0, nil},
			{"first value", set("red"), 0, []string{"INSERT"}},
			{"untouched", nothing, 0, nil},
			{"read", read, time.Hour, []string{"SELECT"}},
			{"read twice", func(ctx context.Context) error { return errors.Join(read(ctx), read(ctx)) }, 0, []string{"SELECT"}},
			{"the same value", set("red"), 0, []string{"SELECT"}},
			{"another value", set("blue"), 0, []string{"SELECT", "UPDATE"}},
			{"read after a tenth of the age", read, session.DefaultIdleAge / 10, []string{"SELECT", "UPDATE"}},
			{"read again", read, 0, []string{"SELECT"}},
			{"new key", func(ctx context.Context) error { return session.From(ctx).Rotate(ctx) }, 0, []string{"SELECT", "UPDATE"}},
			{"read with it", read, 0, []string{"SELECT"}},
		} {
			now = now.Add(step.wait)
			if got := counted(t, ctx, m, &cookie, step.use); !slices.Equal(got, step.want) {
				t.Errorf("%s: %q, want %q", step.name, got, step.want)
			}
		}
		bad := "no key at all"
		if got := counted(t, ctx, m, &bad, read); got != nil {
			t.Errorf("a malformed key: %q", got)
		}
	})
}

// What is in the table is of no use as a cookie.
func TestDump(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, dbURL string) {
		ctx, _ := migrated(t, dbURL)
		m := manager(t, session.Options{})
		var cookies []string
		for range 20 {
			_, c := ask(t, ctx, m, "", func(ctx context.Context) error { return color.Set(ctx, "red") })
			cookies = append(cookies, c)
		}
		rows, err := dbsession.Sessions.All(ctx)
		if err != nil || len(rows) != 20 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		dump, err := json.Marshal(rows)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cookies {
			if strings.Contains(string(dump), c) {
				t.Error("the table holds the value of a cookie")
			}
		}
		for _, row := range rows {
			for _, value := range []string{row.SessionKey, row.SessionKey[:32], strings.ToLower(row.SessionKey)[:32]} {
				ask(t, ctx, m, value, func(ctx context.Context) error {
					if _, ok, err := color.Get(ctx); ok || err != nil {
						t.Errorf("%q from the table opens a session (%v)", value, err)
					}
					return nil
				})
			}
		}
	})
}

// A handler may end a session in a transaction that is rolled back: it ends all the same.
func TestFlushInTransaction(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, dbURL string) {
		ctx, d := migrated(t, dbURL)
		m := manager(t, session.Options{})
		_, cookie := ask(t, ctx, m, "", func(ctx context.Context) error { return color.Set(ctx, "red") })
		ask(t, ctx, m, cookie, func(ctx context.Context) error {
			undo := errors.New("undo")
			err := d.Atomic(ctx, db.TxOptions{}, func(ctx context.Context) error {
				return errors.Join(session.From(ctx).Flush(ctx), undo)
			})
			if !errors.Is(err, undo) {
				t.Error(err)
			}
			return nil
		})
		if n, err := dbsession.Sessions.Count(ctx); n != 0 || err != nil {
			t.Errorf("%d sessions are left (%v)", n, err)
		}
	})
}

// brackets is a codec that writes the same values in another way each time.
type brackets struct{ n *int }

func (b brackets) Encode(values map[string]json.RawMessage) (string, error) {
	text, err := json.Marshal(values)
	*b.n++
	return strings.Repeat("[", *b.n) + string(text), err
}

func (brackets) Decode(text string) (values map[string]json.RawMessage, err error) {
	return values, json.Unmarshal([]byte(strings.TrimLeft(text, "[")), &values)
}

func TestCodec(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, dbURL string) {
		ctx, _ := migrated(t, dbURL)
		m, err := session.New(dbsession.New(dbsession.Options{Codec: brackets{new(int)}}), session.Options{PlainKeys: true})
		if err != nil {
			t.Fatal(err)
		}
		_, cookie := ask(t, ctx, m, "", func(ctx context.Context) error { return color.Set(ctx, "red") })
		_, cookie = ask(t, ctx, m, cookie, func(ctx context.Context) error { return color.Set(ctx, "blue") })
		row, err := dbsession.Sessions.Get(ctx, dbsession.Sessions.SessionKey.Eq(cookie))
		if err != nil || !strings.HasPrefix(row.SessionData, "[[{") || !strings.Contains(row.SessionData, `"color":"blue"`) {
			t.Fatalf("the row is %+v, %v", row, err)
		}
		row.SessionData = "not what the codec writes"
		if err := dbsession.Sessions.Save(ctx, row); err != nil {
			t.Fatal(err)
		}
		_, again := ask(t, ctx, m, cookie, func(ctx context.Context) error { // a session that cannot be read does not count
			if _, ok, err := color.Get(ctx); ok || err != nil {
				t.Errorf("Get: %v, %v", ok, err)
			}
			return color.Set(ctx, "green")
		})
		if again == cookie {
			t.Error("the key of a session that cannot be read was used again")
		}
	})
}

// A site whose table is missing answers with the database's own error, and the page that stores nothing works.
func TestNoTable(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, dbURL string) {
		ctx := orm.With(t.Context(), open(t, dbURL))
		res, _ := ask(t, ctx, manager(t, session.Options{}), "", func(ctx context.Context) error { return color.Set(ctx, "red") })
		if res.StatusCode != 500 || res.Header.Get("Set-Cookie") != "" {
			t.Errorf("status %d, headers %v", res.StatusCode, res.Header)
		}
	})
}
