package dbsession

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/session"
)

// Codec writes the values of a session as the text of its row, and reads it back. A site beside Django takes Django's.
type Codec interface {
	// Encode writes values, by name. Two calls need not give the same text.
	Encode(values map[string]json.RawMessage) (string, error)
	// Decode reads what Encode wrote. An error means that the session does not count.
	Decode(text string) (map[string]json.RawMessage, error)
}

// Options configure the driver. The zero value is usable.
type Options struct {
	// Codec writes and reads the rows. Defaults to JSON.
	Codec Codec
	// Sessions says how long sessions live and what their cookie is called, for [App]. The zero value is the default.
	Sessions session.Options
}

// New returns a driver that keeps sessions in the table of [Session], in the database of the context.
func New(o Options) session.Driver {
	if o.Codec == nil {
		o.Codec = jsonCodec{}
	}
	return driver{o.Codec}
}

type jsonCodec struct{}

func (jsonCodec) Encode(values map[string]json.RawMessage) (string, error) {
	text, err := json.Marshal(values)
	return string(text), err
}

func (jsonCodec) Decode(text string) (values map[string]json.RawMessage, err error) {
	return values, json.Unmarshal([]byte(text), &values)
}

// createdName is the value that holds when the session began, in seconds since 1970. It has no column, since Django has none.
const createdName = "_created"

type driver struct{ codec Codec }

func (d driver) Load(ctx context.Context, key string) (session.Record, error) {
	row, err := Sessions.Get(ctx, Sessions.SessionKey.Eq(key))
	if errors.Is(err, orm.ErrNotFound) {
		return session.Record{}, session.ErrNotFound
	}
	if err != nil {
		return session.Record{}, err
	}
	rec := session.Record{Expires: row.ExpireDate, Version: row.SessionData}
	if rec.Data, err = d.codec.Decode(row.SessionData); err != nil {
		return session.Record{}, fmt.Errorf("%w: its data cannot be read: %w", session.ErrNotFound, err)
	}
	var seconds int64
	if raw, ok := rec.Data[createdName]; ok && json.Unmarshal(raw, &seconds) == nil {
		rec.Created = time.Unix(seconds, 0).UTC()
	}
	delete(rec.Data, createdName)
	return rec, nil
}

// encode writes the text of a row.
func (d driver) encode(rec session.Record) (string, error) {
	values := make(map[string]json.RawMessage, len(rec.Data)+1)
	for name, raw := range rec.Data {
		values[name] = raw
	}
	if !rec.Created.IsZero() {
		values[createdName] = fmt.Append(nil, rec.Created.Unix())
	}
	text, err := d.codec.Encode(values)
	if err != nil {
		return "", fmt.Errorf("session: the values cannot be written: %w", err)
	}
	return text, nil
}

func (d driver) Create(ctx context.Context, key string, rec session.Record) error {
	text, err := d.encode(rec)
	if err != nil {
		return err
	}
	err = Sessions.Create(ctx, &Session{SessionKey: key, SessionData: text, ExpireDate: rec.Expires})
	if errors.Is(err, db.ErrUnique) {
		return session.ErrExists
	}
	return err
}

// Update changes the row only if it is as it was loaded.
func (d driver) Update(ctx context.Context, key, newKey string, rec session.Record) error {
	text, err := d.encode(rec)
	if err != nil {
		return err
	}
	n, err := replace(ctx, newKey, text, rec.Expires, key, rec.Version)
	switch {
	case errors.Is(err, db.ErrUnique):
		return session.ErrExists
	case err != nil:
		return err
	case n > 0:
		return nil
	}
	there, err := Sessions.Filter(Sessions.SessionKey.Eq(key)).Exists(ctx)
	switch {
	case err != nil:
		return err
	case there:
		return session.ErrChanged
	}
	return session.ErrNotFound
}

// keysAtOnce bounds the parameters of one statement.
const keysAtOnce = 500

func (d driver) Delete(ctx context.Context, keys ...string) error {
	for part := range slices.Chunk(keys, keysAtOnce) {
		if err := deleteKeys(ctx, part); err != nil {
			return err
		}
	}
	return nil
}

func (d driver) ClearExpired(ctx context.Context, before time.Time, limit int) (int, error) {
	return deleteExpired(ctx, before, limit)
}
