package django

import (
	"context"
	"encoding/json"
	"time"

	"github.com/musette-go/musette/messages"
	"github.com/musette-go/musette/session"
	"github.com/musette-go/musette/session/dbsession"
)

// sessionPart tells the site to keep its sessions as Django does.
type sessionPart struct{ b *beside }

// PartOf names the battery.
func (sessionPart) PartOf() string { return "sessions" }

// SessionStore is the driver, and what holds for all sessions.
func (p sessionPart) SessionStore() (session.Driver, session.Options) {
	return sharedDriver(p), session.Options{Cookie: p.b.cookie(p.b.SessionCookie), PlainKeys: true, IdleAge: p.b.SessionAge, AbsoluteAge: -1, Browser: p.b.BrowserSessions}
}

// MessageStorage is where the site keeps its messages.
func (p sessionPart) MessageStorage() messages.Storage { return p.b.messageStorage() }

// sharedDriver keeps sessions in django_session as Django writes them. The keys that sign come with the context of each call.
type sharedDriver struct{ b *beside }

func (d sharedDriver) driver(ctx context.Context) session.Driver {
	return dbsession.New(dbsession.Options{Codec: SessionCodec{Keys: d.b.keys(ctx)}})
}

// Load implements [session.Driver].
func (d sharedDriver) Load(ctx context.Context, key string) (session.Record, error) {
	return d.driver(ctx).Load(ctx, key)
}

// Create implements [session.Driver].
func (d sharedDriver) Create(ctx context.Context, key string, rec session.Record) error {
	return d.driver(ctx).Create(ctx, key, rec)
}

// Update implements [session.Driver].
func (d sharedDriver) Update(ctx context.Context, key, newKey string, rec session.Record) error {
	return d.driver(ctx).Update(ctx, key, newKey, rec)
}

// Delete implements [session.Driver].
func (d sharedDriver) Delete(ctx context.Context, keys ...string) error {
	return d.driver(ctx).Delete(ctx, keys...)
}

// ClearExpired implements [session.Driver].
func (d sharedDriver) ClearExpired(ctx context.Context, before time.Time, limit int) (int, error) {
	return d.driver(ctx).ClearExpired(ctx, before, limit)
}

// the codec is one of dbsession's.
var _ dbsession.Codec = SessionCodec{}

// pickled reports whether session data is signed with the keys and holds a pickle of Python in the place of JSON. Nothing of it is run: it
// is told by its first byte.
func pickled(keys Keys, text string) bool {
	data, err := unsignObject(SessionCodec{Keys: keys}.signer(), text, 0)
	return err == nil && len(data) > 0 && !json.Valid(data)
}
