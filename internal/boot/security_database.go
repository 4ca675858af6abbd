package boot

import (
	"context"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/musette-go/musette/check"
)

// checkConnection looks at how the database is reached.
func (b *Site) checkConnection(context.Context) []check.Message {
	var f findings
	u, err := url.Parse(b.Config.DatabaseURL)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" || local(u) {
		return nil
	}
	mode := u.Query().Get("sslmode")
	f.warn(mode != "verify-full", "security.W112", "DATABASE_URL", fmt.Sprintf("has sslmode=%q and another machine's host: whoever stands between may pass for the database", mode),
		"add sslmode=verify-full, and sslrootcert for a certificate of your own")
	return f
}

// local reports whether the address of a database is on this machine.
func local(u *url.URL) bool {
	host := u.Hostname()
	if h := u.Query().Get("host"); h != "" {
		host = h
	}
	if host == "" || host == "localhost" || strings.HasPrefix(host, "/") {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.IsLoopback()
}

// maxSkew is how far the clocks of the site and its database may be apart.
const maxSkew = 2 * time.Second

// checkServer asks a PostgreSQL server who we are and what time it is.
func (b *Site) checkServer(ctx context.Context) []check.Message {
	if b.DB == nil || !b.DB.Dialect().Features.Schemas {
		return nil
	}
	before := time.Now()
	rows, err := b.DB.Query(ctx, "SELECT rolsuper, (extract(epoch FROM clock_timestamp()) * 1000)::bigint FROM pg_catalog.pg_roles WHERE rolname = current_user")
	if err != nil {
		return []check.Message{{ID: "security.W113", Level: check.Warning, Object: "DATABASE_URL", Text: "the server cannot be asked: " + err.Error()}}
	}
	defer rows.Close()
	if !rows.Next() {
		return nil
	}
	var f findings
	super, millis := rows.Bool(), rows.Int64()
	now := time.Now()
	f.warn(super, "security.W113", "DATABASE_URL", "logs in as a superuser: a mistake in the site reaches every database and the server's files",
		"make a user that owns this database's tables and nothing else")
	f.warn(skewed(time.UnixMilli(millis), before, now), "security.W114", "DATABASE_URL", fmt.Sprintf("the server's clock and this machine's are more than %s apart", maxSkew),
		"have both follow the same time servers")
	return f
}

// skewed reports whether a clock that was read between two times is too far off.
func skewed(clock, before, after time.Time) bool {
	return clock.Before(before.Add(-maxSkew)) || clock.After(after.Add(maxSkew))
}
