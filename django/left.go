package django

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/migrate"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/session"
	"github.com/musette-go/musette/session/dbsession"
)

// Left returns a site that has left its Django: sessions under hashed keys, cookies with the prefix __Host-, Argon2id, all as in a site that
// never had one, but that who comes with Django's session cookie gets the new one and stays logged in. It takes the place of [Shared] together
// with a migration of one of the site's apps that runs [HashSessions], and is itself left out a few weeks later.
func Left(site app.Site, o Options) app.Site {
	b := newBeside(o)
	sessions := dbsession.App(dbsession.Options{Sessions: session.Options{OldCookie: b.cookie(b.SessionCookie), IdleAge: b.SessionAge, Browser: b.BrowserSessions}})
	sessions.Checks = append(slices.Clone(sessions.Checks), check.Check{Name: "django.left", Tags: []check.Tag{check.Deploy, check.Security}, Run: b.checkLeft})
	sessions.Migrations = adopted(sessions.Migrations)
	accounts := auth.App(b.Auth)
	accounts.Migrations = adopted(accounts.Migrations)
	site.Apps = append([]app.App{sessions, accounts}, without(site.Apps, "auth", "sessions")...)
	return site
}

// without are the apps that have other names.
func without(apps []app.App, names ...string) []app.App {
	return slices.DeleteFunc(slices.Clone(apps), func(a app.App) bool { return slices.Contains(names, a.Name) })
}

func (b *beside) checkLeft(context.Context) []check.Message {
	return []check.Message{{ID: "django.W008", Level: check.Warning, Object: b.SessionCookie, Text: "is still taken in the place of the session cookie: other hosts of the domain can set it",
		Hint: "remove django.Left when its Django has been away for as long as sessions live"}}
}

// HashSessions is the step of a migration by which a site leaves its Django: the sessions in django_session that are alive become such
// as [session] keeps by itself, under the hash of their key, with the values as JSON, and with the site's own proof that the password has
// not changed. People stay logged in, see [Left]. Sessions that cannot be read, have ended, or belong to somebody whose password has
// changed since are removed. It can be run again: sessions that are hashed already stay as they are. There is no way back.
//
//	migrate.RunGo{Forward: django.HashSessions(options), Label: "Hash the sessions"}
func HashSessions(o Options) migrate.Step {
	b := newBeside(o)
	return func(ctx context.Context, h *migrate.History) error {
		m := mover{db: h.DB(), codec: SessionCodec{Keys: b.keys(ctx)}, theirs: sessionHash{b}, own: auth.OwnSessionHash(), users: map[int64]*auth.User{}}
		if m.codec.Keys.Secret == "" {
			return errors.New("django: HashSessions: the site has no SECRET_KEY: expected the one that Django's sessions are signed with")
		}
		if err := m.clear(ctx); err != nil {
			return err
		}
		last := ""
		for {
			rows, err := m.batch(ctx, last)
			if err != nil || len(rows) == 0 {
				return err
			}
			last = rows[len(rows)-1].key
			for _, row := range rows {
				if err := m.move(ctx, row); err != nil {
					return err
				}
			}
		}
	}
}

// mover makes Django's sessions ours.
type mover struct {
	db     *db.DB
	codec  SessionCodec
	theirs sessionHash
	own    auth.SessionHash
	users  map[int64]*auth.User // by key, those that were asked for last; nil for who is gone
}

// plainSession is a row.
type plainSession struct{ key, data string }

// djangoKeyLength is that of Django's keys; the hash of one is longer.
const djangoKeyLength = 32

// clear removes the sessions that have ended.
func (m mover) clear(ctx context.Context) error {
	if _, err := m.db.Exec(ctx, `DELETE FROM django_session WHERE expire_date < $1`, time.Now()); err != nil {
		return fmt.Errorf("django: HashSessions: %w", err)
	}
	return nil
}

// batch reads the next sessions in the order of their keys.
func (m mover) batch(ctx context.Context, after string) ([]plainSession, error) {
	rows, err := m.db.Query(ctx, `SELECT session_key, session_data FROM django_session WHERE length(session_key) = $1 AND session_key > $2 ORDER BY session_key LIMIT 500`,
		djangoKeyLength, after)
	if err != nil {
		return nil, fmt.Errorf("django: HashSessions: %w", err)
	}
	var out []plainSession
	for rows.Next() {
		out = append(out, plainSession{rows.String(), rows.String()})
	}
	return out, rows.Close()
}

// move changes one row in its place, or removes it.
func (m mover) move(ctx context.Context, row plainSession) error {
	data, ok, err := m.convert(ctx, row.data)
	if err != nil {
		return err
	}
	if !ok {
		_, err = m.db.Exec(ctx, `DELETE FROM django_session WHERE session_key = $1`, row.key)
		return errors.Join(err, m.forget(ctx, row.key))
	}
	hashed := session.HashKey(row.key)
	if _, err = m.db.Exec(ctx, `UPDATE django_session SET session_key = $1, session_data = $2 WHERE session_key = $3`, hashed, data, row.key); err != nil {
		return err
	}
	_, err = m.db.Exec(ctx, `UPDATE musette_user_session SET key = $1 WHERE key = $2`, hashed, row.key)
	return err
}

// forget takes a session from the list of its user.
func (m mover) forget(ctx context.Context, key string) error {
	_, err := m.db.Exec(ctx, `DELETE FROM musette_user_session WHERE key = $1`, key)
	return err
}

// convert makes the text of a row of the values of a session, unless it does not count any more.
func (m mover) convert(ctx context.Context, text string) (string, bool, error) {
	values, err := m.codec.Decode(text)
	if err != nil {
		return "", false, nil //nolint:nilerr // nobody can use such a session
	}
	if raw, in := values[SessionUserID]; in {
		hash, ok, err := m.proof(ctx, raw, values[SessionUserHash])
		if err != nil || !ok {
			return "", false, err
		}
		values[SessionUserHash] = hash
	}
	if _, dated := values["_created"]; !dated {
		values["_created"] = strconv.AppendInt(nil, time.Now().Unix(), 10)
	}
	delete(values, SessionCSRF)
	out, err := json.Marshal(values)
	return string(out), err == nil, err
}

// proof makes our text of Django's, for a user whose password has not changed since.
func (m mover) proof(ctx context.Context, id, hash json.RawMessage) (json.RawMessage, bool, error) {
	var key, theirs string
	if json.Unmarshal(id, &key) != nil || json.Unmarshal(hash, &theirs) != nil {
		return nil, false, nil
	}
	n, err := strconv.ParseInt(key, 10, 32)
	if err != nil {
		return nil, false, nil //nolint:nilerr // no user of ours
	}
	u, err := m.user(ctx, n)
	if err != nil || u == nil {
		return nil, false, err
	}
	if ok, _ := m.theirs.Check(ctx, u, theirs); !ok {
		return nil, false, nil
	}
	text, err := m.own.Make(ctx, u)
	if err != nil {
		return nil, false, err
	}
	out, err := json.Marshal(text)
	return out, err == nil, err
}

// manyUsers is how many users are remembered.
const manyUsers = 10_000

// user returns a user, or nil.
func (m mover) user(ctx context.Context, id int64) (*auth.User, error) {
	if u, known := m.users[id]; known {
		return u, nil
	}
	u, err := auth.Users.Unrestricted().Get(orm.With(ctx, m.db), auth.Users.ID.Eq(id))
	if errors.Is(err, orm.ErrNotFound) {
		u, err = nil, nil
	}
	if err != nil {
		return nil, err
	}
	if len(m.users) >= manyUsers {
		clear(m.users)
	}
	m.users[id] = u
	return u, nil
}
