package dbsession

import (
	"context"
	"time"

	"github.com/musette-go/musette/db"
)

// These statements are not the orm's: it changes no primary keys, and deletes only where it knows all models of a site.

// run builds a statement out of parts with a parameter between each two, and returns the number of rows.
func run(ctx context.Context, parts []string, args ...any) (int64, error) {
	d, err := db.From(ctx)
	if err != nil {
		return 0, err
	}
	var sql []byte
	for i, part := range parts {
		if sql = append(sql, part...); i < len(args) {
			sql = d.Dialect().AppendParam(sql, i+1)
		}
	}
	return d.Exec(ctx, string(sql), args...) //musette:sql the parts are constants of this file
}

// replace changes the row of a key if its text is the old one.
func replace(ctx context.Context, newKey, text string, expires time.Time, key, oldText string) (int64, error) {
	return run(ctx, []string{
		`UPDATE "django_session" SET "session_key" = `, `, "session_data" = `, `, "expire_date" = `, ` WHERE "session_key" = `, ` AND "session_data" = `,
	}, newKey, text, expires, key, oldText)
}

// deleteKeys removes the rows of keys.
func deleteKeys(ctx context.Context, keys []string) error {
	parts, args := make([]string, 0, len(keys)+1), make([]any, len(keys))
	for i, key := range keys {
		part := ", "
		if i == 0 {
			part = `DELETE FROM "django_session" WHERE "session_key" IN (`
		}
		parts, args[i] = append(parts, part), key
	}
	_, err := run(ctx, append(parts, ")"), args...)
	return err
}

// deleteExpired removes up to limit rows that ended before. The rows are asked again when they are removed, since a session may have
// been used in between.
func deleteExpired(ctx context.Context, before time.Time, limit int) (int, error) {
	n, err := run(ctx, []string{
		`DELETE FROM "django_session" WHERE "session_key" IN (SELECT "session_key" FROM "django_session" WHERE "expire_date" < `,
		` ORDER BY "expire_date" LIMIT `, `) AND "expire_date" < `,
	}, before, limit, before)
	return int(n), err
}
